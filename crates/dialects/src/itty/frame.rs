//! What clients say, as texts: knows no channel and no connection.
//!
//! Here there are no events with names, but messages; one that is exactly `{"type":…,"data":…}` is taken for an event
//! of that name, so that others who have names understand it. It is so only where it can be written again byte for
//! byte, and that is so for all that a `JSON.stringify` writes. Everything else is the payload of [`NAMELESS`].

use std::borrow::Cow;

use model::{Payload, Refusal, RefusalCode};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The event of messages without a name.
pub(super) const NAMELESS: &str = "message";

/// What goes before the recipient of a direct message and behind it, since 0.6 and before.
const MARKS: [&str; 2] = ["\u{1f}", "@@"];

const OPENING: &str = r#"{"type":"#;
const MIDDLE: &str = r#","data":"#;

/// Something to be published.
#[derive(Debug, PartialEq)]
pub(super) struct Saying {
    pub event: String,
    pub payload: Payload,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair<'a> {
    #[serde(borrow, rename = "type")]
    kind: &'a RawValue,
    #[serde(borrow)]
    data: &'a RawValue,
}

/// What else is in it does not matter.
#[derive(Deserialize)]
struct Typed<'a> {
    #[serde(borrow, rename = "type")]
    _kind: Cow<'a, str>,
}

/// Takes apart what a client of `connect()` says: to whom, `None` if to all, and the JSON.
pub(super) fn addressed(text: &str) -> (Option<&str>, &str) {
    for mark in MARKS {
        if let Some((to, json)) = text.strip_prefix(mark).and_then(|rest| rest.split_once(mark)) {
            return (Some(to), json);
        }
    }
    (None, text)
}

/// Reads JSON of any kind.
pub(super) fn message(json: &str) -> Result<Saying, Refusal> {
    match pair(json) {
        Some((name, data)) if name != NAMELESS => Ok(Saying {
            event: name,
            payload: data.to_owned().into(),
        }),
        _ => nameless(json),
    }
}

/// Reads an object with a type, as the class sends them.
pub(super) fn typed_message(json: &str) -> Result<Saying, Refusal> {
    match pair(json) {
        // Of a nameless message that has a type of its own, the inner type would come back in place of the outer.
        Some((name, data)) if name != NAMELESS || !is_typed(data.get()) => Ok(Saying {
            event: name,
            payload: data.to_owned().into(),
        }),
        _ if is_typed(json) => nameless(json),
        _ => Err(Refusal::new(
            RefusalCode::InvalidRequest,
            "the frame is no JSON object with a text as type",
        )
        .fix("send {\"type\": string, \"data\"?: any}")),
    }
}

/// Writes a message as a client of `connect()` wrote it, or would have.
pub(super) fn write_message(out: &mut String, event: &str, payload: &str) {
    if event == NAMELESS {
        out.push_str(payload);
    } else {
        write_pair(out, event, payload);
    }
}

/// Writes a message as a client of the class wrote it, or would have.
pub(super) fn write_typed_message(out: &mut String, event: &str, payload: &str) {
    if event == NAMELESS && is_typed(payload) {
        out.push_str(payload);
    } else {
        write_pair(out, event, payload);
    }
}

/// Writes a JSON string.
pub(super) fn quote(out: &mut String, text: &str) {
    // A text can always be written.
    out.push_str(&serde_json::to_string(text).unwrap_or_else(|_| "\"\"".to_owned()));
}

fn write_pair(out: &mut String, name: &str, data: &str) {
    out.push_str(OPENING);
    quote(out, name);
    out.push_str(MIDDLE);
    out.push_str(data);
    out.push('}');
}

fn nameless(json: &str) -> Result<Saying, Refusal> {
    let payload = Payload::parse(json.to_owned()).map_err(|error| {
        Refusal::new(RefusalCode::InvalidRequest, error.to_string()).fix("send the text of one JSON value")
    })?;
    Ok(Saying {
        event: NAMELESS.to_owned(),
        payload,
    })
}

/// Name and data, if they can be written again as they are.
fn pair(json: &str) -> Option<(String, &RawValue)> {
    if !json.starts_with(OPENING) {
        return None;
    }
    let Pair { kind, data } = serde_json::from_str(json).ok()?;
    let name: String = serde_json::from_str(kind.get()).ok()?;
    let mut again = String::with_capacity(kind.get().len());
    quote(&mut again, &name);
    // No room for white space, for another order, or for a key that is spelled in another way.
    let whole = OPENING.len() + again.len() + MIDDLE.len() + data.get().len() + 1;
    (again == kind.get() && whole == json.len() && !name.is_empty()).then_some((name, data))
}

fn is_typed(json: &str) -> bool {
    // Without the look at its first character, serde would take an array for a struct as well.
    json.trim_start().starts_with('{') && serde_json::from_str::<Typed<'_>>(json).is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(json: &str) -> (String, String) {
        let saying = message(json).unwrap();
        (saying.event, saying.payload.as_str().to_owned())
    }

    fn typed(json: &str) -> Option<(String, String)> {
        let saying = typed_message(json).ok()?;
        Some((saying.event, saying.payload.as_str().to_owned()))
    }

    fn own(event: &str, payload: &str) -> (String, String) {
        (event.to_owned(), payload.to_owned())
    }

    #[test]
    fn both_marks_of_a_recipient_are_read() {
        for (text, to, json) in [
            ("\u{1f}abc123\u{1f}{\"a\":1}", Some("abc123"), "{\"a\":1}"),
            ("@@abc123@@\"hi\"", Some("abc123"), "\"hi\""),
            ("@@@@1", Some(""), "1"),
            ("@@a@b@@1", Some("a@b"), "1"),
            ("\u{1f}a@@b\u{1f}\"@@\"", Some("a@@b"), "\"@@\""),
            ("\u{1f}abc123", None, "\u{1f}abc123"),
            ("@@abc123", None, "@@abc123"),
            ("\"@@a@@\"", None, "\"@@a@@\""),
            ("", None, ""),
        ] {
            assert_eq!(addressed(text), (to, json), "{text:?}");
        }
    }

    #[test]
    fn only_what_comes_back_the_same_is_an_event() {
        assert_eq!(
            read(r#"{"type":"chat","data":{"b" : 1.50}}"#),
            own("chat", r#"{"b" : 1.50}"#)
        );
        assert_eq!(read(r#"{"type":"a\"b\n","data":null}"#), own("a\"b\n", "null"));
        for verbatim in [
            "\"hi\"",
            " 13 ",
            "null",
            "[1,2]",
            r#"{"type":"chat"}"#,
            r#"{"type":"chat","text":"yo"}"#,
            r#"{"data":1,"type":"chat"}"#,
            r#"{"type":"chat","data":1,"more":2}"#,
            r#"{"type":"chat","data":1,"data":2}"#,
            r#"{"type": "chat","data":1}"#,
            r#"{"type":"chat","data":1} "#,
            r#"{"type":"\u0063hat","data":1}"#,
            r#"{"\u0074ype":"chat","data":1}"#,
            r#"{"type":"\ud83d","data":1}"#,
            r#"{"type":"","data":1}"#,
            r#"{"type":1,"data":1}"#,
            r#"{"type":"message","data":1}"#,
        ] {
            assert_eq!(read(verbatim), own("message", verbatim));
        }
        for wrong in [
            "",
            "undefined",
            "{",
            "hi",
            "NaN",
            "1 2",
            "\u{feff}1",
            r#"{"type":"a","data":}"#,
        ] {
            let refusal = message(wrong).unwrap_err();
            assert_eq!(refusal.code, RefusalCode::InvalidRequest);
            assert!(refusal.message.contains("not valid JSON"), "{refusal}");
        }
    }

    #[test]
    fn the_class_sends_objects_with_a_type() {
        let expected = Some(own("chat", "1"));
        assert_eq!(typed(r#"{"type":"chat","data":1}"#), expected);
        assert_eq!(
            typed(r#"{"type":"message","data":"hi"}"#),
            Some(own("message", "\"hi\""))
        );
        for verbatim in [
            r#"{"type":"ping"}"#,
            r#"{"data":1,"type":"chat"}"#,
            r#" {"type":"chat" , "data":1}"#,
            r#"{"type":"message","data":{"type":"x"}}"#,
            r#"{"type":"","data":1}"#,
        ] {
            assert_eq!(typed(verbatim), Some(own("message", verbatim)));
        }
        for wrong in [
            "",
            "undefined",
            "\"hi\"",
            "null",
            "[\"chat\"]",
            "{}",
            r#"{"data":1}"#,
            r#"{"type":1,"data":1}"#,
            r#"{"type":null}"#,
            r#"{"type":"chat","data":1"#,
        ] {
            assert_eq!(typed(wrong), None, "{wrong}");
        }
    }

    /// JSON that often has a type, and data, and sometimes is written as nobody would.
    fn json() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            Just("\"message\"".to_owned()),
            Just("\"\"".to_owned()),
            Just("\"ch\\u0061t\"".to_owned()),
            any::<String>().prop_map(|text| serde_json::json!(text).to_string()),
            "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,3})?",
            Just("null".to_owned()),
        ];
        word.prop_recursive(4, 16, 3, |inner| {
            let space = prop_oneof![4 => Just(""), 1 => Just(" "), 1 => Just("\n")];
            prop_oneof![
                (inner.clone(), inner.clone(), space.clone())
                    .prop_map(|(kind, data, space)| format!("{{\"type\":{kind},\"data\":{space}{data}}}")),
                (inner.clone(), space)
                    .prop_map(|(kind, space)| format!("{space}{{\"type\":{space}{kind}}}{space}")),
                (inner.clone(), inner.clone())
                    .prop_map(|(kind, data)| format!("{{\"data\":{data},\"type\":{kind}}}")),
                prop::collection::vec(inner, 0..3).prop_map(|all| format!("[ {} ]", all.join(" ,"))),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn every_message_comes_back_byte_for_byte(json in json()) {
            let saying = message(&json).unwrap();
            let mut again = String::new();
            write_message(&mut again, &saying.event, saying.payload.as_str());
            prop_assert_eq!(again, json);
        }

        #[test]
        fn every_typed_message_comes_back_byte_for_byte(json in json()) {
            let is = is_typed(&json);
            match typed_message(&json) {
                Ok(saying) => {
                    let mut again = String::new();
                    write_typed_message(&mut again, &saying.event, saying.payload.as_str());
                    prop_assert!(is);
                    prop_assert_eq!(again, json);
                }
                Err(_) => prop_assert!(!is, "{}", json),
            }
        }

        #[test]
        fn what_others_publish_is_written_as_an_object_with_a_type(event in ".{0,8}", payload in json()) {
            let mut out = String::new();
            write_typed_message(&mut out, &event, &payload);
            prop_assert!(is_typed(&out), "{}", out);
        }
    }
}
