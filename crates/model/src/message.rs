//! What is published.

use serde::{Deserialize, Serialize};

use crate::{ChannelName, Payload, Subject, Timestamp};

/// Place of a message in its channel: 1 for the first, one more for each that the channel accepts. Live subscribers see
/// them without gaps. What is kept of them may begin later, and has a gap where a message could not be stored after it
/// had been accepted: nobody may conclude from two stored positions that there was nothing in between.
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
