//! What is published.

use serde::{Deserialize, Serialize};

use crate::{ChannelName, Payload, Subject, Timestamp};

/// Place of a message in its channel: 1 for the first, without gaps.
pub type Position = u64;

/// A message that a channel has accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub channel: ChannelName,
    pub position: Position,
    /// Name of the event.
    pub event: String,
    pub payload: Payload,
    pub sender: Subject,
    pub at: Timestamp,
}
