//! Messages and refusals as JSON: in answers to requests, and in the stream of events.

use model::{Message, Refusal, Timestamp};
use serde_json::{Value, json};

use super::{name, text};

/// All fields, always: the original leaves out what is empty, and its JavaScript client then has `undefined`.
pub(super) fn of(message: &Message) -> Value {
    json!({
        "senderID": name::of(&message.sender, message.origin.as_ref()),
        "eventType": message.event,
        "payload": text::write(&message.payload),
        "channelID": message.channel,
        "timestamp": seconds(message.at),
    })
}

/// Why not, and what would help if that is known.
pub(super) fn no(refusal: &Refusal) -> Value {
    let mut row = json!({ "code": refusal.code.as_str(), "message": refusal.message });
    if let Some(fix) = &refusal.fix {
        row["fix"] = fix.as_str().into();
    }
    row
}

/// Unix time as this dialect has it: in whole seconds.
pub(super) fn seconds(at: Timestamp) -> u64 {
    at.0 / 1_000
}
