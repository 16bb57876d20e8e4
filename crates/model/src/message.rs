//! What is published.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{ChannelName, Payload, Subject, Timestamp};

/// Place of a message in its channel: 1 for the first, one more for each that the channel accepts. Live subscribers see
/// them without gaps. What is kept of them may begin later, and has a gap where a message could not be stored after it
/// had been accepted: nobody may conclude from two stored positions that there was nothing in between.
pub type Position = u64;

/// The position of a message that is not to be kept and has no place among those that are.
pub const NO_POSITION: Position = 0;

/// The live connection from which something came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Serial number of the connection, unique while the server runs.
    pub connection: u64,
    /// What it calls itself, or the name of the persona behind it.
    pub alias: Option<Arc<str>>,
}

/// A message that a channel has accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub channel: ChannelName,
    pub position: Position,
    /// Name of the event.
    pub event: String,
    pub payload: Payload,
    pub sender: Subject,
    /// Known while it is live; not kept.
    #[serde(skip)]
    pub origin: Option<Origin>,
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_it_came_from_is_not_written_down() {
        let mut message = Message {
            channel: ChannelName::parse("room").unwrap(),
            position: NO_POSITION,
            event: "said".into(),
            payload: Payload::null(),
            sender: Subject::Backend,
            origin: Some(Origin {
                connection: 7,
                alias: Some("Alice".into()),
            }),
            at: Timestamp(1),
        };
        let text = serde_json::to_string(&message).unwrap();
        assert!(!text.contains("origin") && !text.contains("Alice"), "{text}");
        message.origin = None;
        assert_eq!(serde_json::from_str::<Message>(&text).unwrap(), message);
    }
}
