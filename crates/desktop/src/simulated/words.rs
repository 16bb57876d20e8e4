//! What every dialect has in common, seen from a client: what it can be asked to say, and what comes of what it hears.
//!
//! Knows no socket: frames go in, acts come out.

use std::time::Duration;

use contract::desktop::MembershipState;
use serde_json::Value;
use tokio_tungstenite::tungstenite::Message;

/// One client's side of one dialect, over all its connections.
pub(super) trait Speech: Send {
    /// A new connection has come about; nothing of an earlier one holds.
    fn opened(&mut self) -> Vec<Act>;

    /// A text or binary frame has come.
    fn heard(&mut self, frame: &Message) -> Vec<Act>;

    fn join(&mut self, channel: &str) -> Said;

    fn leave(&mut self, channel: &str) -> Said;

    fn publish(&mut self, channel: &str, event: &str, payload: &Value) -> Said;
}

/// What is to be done for it, or why the dialect cannot say it.
pub(super) type Said = Result<Vec<Act>, String>;

/// What comes of something said or heard.
#[derive(Debug)]
pub(super) enum Act {
    /// Send this; the line is for the log.
    Say(Message, String),
    /// Send this from now on, every so often.
    Beat(Duration, Message),
    /// The server has let it in, under this id if it tells one.
    Open(Option<String>),
    Member(String, MembershipState),
    Left(String),
    /// A message has come; the line is for the log.
    Got(String),
    /// Something else was heard that is worth a line.
    Hear(String),
    /// Have the application's backend ask for something that clients of this dialect cannot say themselves.
    Ask(Errand),
}

/// A request of the application's backend to the client listener.
#[derive(Debug)]
pub(super) struct Errand {
    pub path: &'static str,
    /// JSON.
    pub body: String,
    /// What it is, for the log.
    pub line: String,
    /// The channel, and how it stands there when that is done; `None`: it has left.
    pub then: Option<(String, Option<MembershipState>)>,
}

/// A JSON value as text, as it goes onto the wire.
pub(super) fn json(value: &impl serde::Serialize) -> String {
    // Texts and values can always be written.
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// `{"type":…,"data":…}` with its keys in this order, which is how itty and Pakyow know an event by its name.
pub(super) fn typed(event: &str, payload: &Value) -> String {
    format!(r#"{{"type":{},"data":{}}}"#, json(&event), json(payload))
}

/// A message in one line.
pub(super) fn line(channel: &str, event: &str, payload: &str) -> String {
    format!("{channel}: {event} {payload}")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Acts in short.
    pub fn told(acts: &[Act]) -> Vec<String> {
        acts.iter()
            .map(|act| match act {
                Act::Say(Message::Text(text), _) => format!("say {text}"),
                Act::Say(frame, _) => format!("say {:?}", frame.clone().into_data()),
                Act::Beat(every, frame) => format!("beat {} {frame}", every.as_millis()),
                Act::Open(id) => format!("open {}", id.as_deref().unwrap_or("-")),
                Act::Member(channel, state) => format!("{state:?} {channel}"),
                Act::Left(channel) => format!("left {channel}"),
                Act::Got(line) => format!("got {line}"),
                Act::Hear(line) => format!("hear {line}"),
                Act::Ask(errand) => format!("ask {} {}", errand.path, errand.body),
            })
            .collect()
    }

    #[test]
    fn the_type_goes_before_the_data() {
        assert_eq!(
            typed("a\"b", &serde_json::json!({ "n": 1 })),
            r#"{"type":"a\"b","data":{"n":1}}"#
        );
    }
}
