//! Messages as pushes. Pakyow has no names of events, the engine has.

use engine::Event;
use model::{ChannelName, Payload};
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

use crate::{Encoding, Frame};

/// The event of what has no name.
const UNNAMED: &str = "message";

/// Text frames, the same for every page.
pub(super) static PUSHES: Encoding = Encoding {
    name: "pakyow json",
    render: |event| push(event).map(Frame::Text),
    roster: false,
};

/// The frame for what came through a channel.
pub(super) fn push(event: &Event) -> Option<String> {
    match event {
        Event::Message(message) => Some(frame(&message.channel, &message.event, &message.payload)),
        Event::Direct(direct) => Some(frame(direct.channel.as_ref()?, &direct.event, &direct.payload)),
        _ => None,
    }
}

/// Clients tell a push from a reply by its having no `id` at the top.
fn frame(channel: &ChannelName, event: &str, payload: &Payload) -> String {
    let (payload, channel) = (payload.as_str(), quoted(channel.as_str()));
    if event == UNNAMED {
        return format!(r#"{{"payload":{payload},"channel":{channel}}}"#);
    }
    let event = quoted(event);
    format!(r#"{{"payload":{{"type":{event},"data":{payload}}},"channel":{channel}}}"#)
}

/// Event and payload of what is pushed: what looks like a named message that was written here is one.
pub(super) fn named(json: &str) -> Option<(String, Payload)> {
    let event = serde_json::from_str::<Named>(json).ok();
    let (event, json) = match event {
        Some(named) => (named.event, named.data),
        None => (UNNAMED.to_owned(), json.to_owned()),
    };
    Some((event, Payload::parse(json).ok()?))
}

/// A JSON string.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Exactly `{"type": <text>, "data": <any>}`.
struct Named {
    event: String,
    data: String,
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Named;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("type and data")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named, A::Error> {
                let other = || A::Error::custom("not type and data");
                let (name, event) = map.next_entry::<String, String>()?.ok_or_else(other)?;
                // Written back, one without a name has no `type`.
                if name != "type" || event.is_empty() || event == UNNAMED {
                    return Err(other());
                }
                let (name, data) = map.next_entry::<String, Box<RawValue>>()?.ok_or_else(other)?;
                if name != "data" || map.next_key::<String>()?.is_some() {
                    return Err(other());
                }
                let data = String::from(Box::<str>::from(data));
                Ok(Named { event, data })
            }
        }

        from.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_named_message_is_known_again() {
        for (json, event, payload) in [
            (r#"{"type":"greet","data":{"n":1.50}}"#, "greet", r#"{"n":1.50}"#),
            (r#"{ "type" : "greet", "data" : null }"#, "greet", "null"),
            (
                r#"{"data":1,"type":"greet"}"#,
                "message",
                r#"{"data":1,"type":"greet"}"#,
            ),
            (
                r#"{"type":"greet","data":1,"x":2}"#,
                "message",
                r#"{"type":"greet","data":1,"x":2}"#,
            ),
            (r#"{"type":"greet"}"#, "message", r#"{"type":"greet"}"#),
            (r#"{"type":7,"data":1}"#, "message", r#"{"type":7,"data":1}"#),
            (
                r#"{"type":"message","data":1}"#,
                "message",
                r#"{"type":"message","data":1}"#,
            ),
            (r#"{"type":"","data":1}"#, "message", r#"{"type":"","data":1}"#),
            ("[[\"apply\",[1]]]", "message", "[[\"apply\",[1]]]"),
            ("\"text\"", "message", "\"text\""),
        ] {
            let (found, data) = named(json).unwrap();
            assert_eq!((&*found, data.as_str()), (event, payload), "{json}");
        }
        assert!(named("{").is_none());
    }

    proptest! {
        #[test]
        fn what_is_pushed_comes_back(event in "message|greet|[a-z\"é]{1,8}", n in any::<i64>(), object in any::<bool>()) {
            let json = if object { format!(r#"{{"type":{},"data":{n}}}"#, quoted(&event)) } else { n.to_string() };
            let (event, payload) = named(&json).unwrap();
            let channel = ChannelName::parse("room").unwrap();
            let expected = format!(r#"{{"payload":{json},"channel":"room"}}"#);
            prop_assert_eq!(frame(&channel, &event, &payload), expected);
        }
    }
}
