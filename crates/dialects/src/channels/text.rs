//! Payloads: text on this wire, JSON in the house. Every text comes back as it was.

use model::Payload;
use serde_json::Value;

/// A text as JSON: as it is if it is JSON, no string, and has no white space around it; else as a JSON string.
pub(super) fn read(text: String) -> Payload {
    let plain = text.starts_with('"') || text.trim_ascii().len() != text.len();
    if !plain && let Ok(payload) = Payload::parse(text.clone()) {
        return payload;
    }
    Payload::from_value(&Value::String(text))
}

/// JSON as text: of a string what is in it, else the JSON itself.
pub(super) fn write(payload: &Payload) -> String {
    let json = payload.as_str().trim_ascii();
    let content = json.starts_with('"').then(|| serde_json::from_str(json));
    match content {
        Some(Ok(text)) => text,
        // A string may hold half a surrogate pair, which is no text.
        Some(Err(_)) | None => json.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn json_is_taken_as_json_and_the_rest_as_a_string() {
        let table = [
            ("hi", r#""hi""#),
            ("", r#""""#),
            ("5", "5"),
            ("05", r#""05""#),
            ("null", "null"),
            (" 5", r#"" 5""#),
            ("5\n", r#""5\n""#),
            ("\u{a0}5", "\"\u{a0}5\""),
            (r#""hi""#, r#""\"hi\"""#),
            (r#"{"b":1.50,"a":[ ]}"#, r#"{"b":1.50,"a":[ ]}"#),
            (r#"{"a":1"#, r#""{\"a\":1""#),
            ("1 2", r#""1 2""#),
        ];
        for (text, json) in table {
            let payload = read(text.to_owned());
            assert_eq!(payload.as_str(), json, "{text:?}");
            assert_eq!(write(&payload), text, "{json}");
        }
    }

    #[test]
    fn what_other_dialects_publish_is_written_too() {
        let table = [
            (r#""caf\u00e9\n""#, "café\n"),
            (r#" "a" "#, "a"),
            (" [1, 2] ", "[1, 2]"),
            (r#""\ud83d""#, r#""\ud83d""#),
        ];
        for (json, text) in table {
            assert_eq!(write(&Payload::parse(json).unwrap()), text, "{json}");
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..4)
                    .prop_map(|all| all.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in prop_oneof![
            any::<String>(),
            json().prop_map(|json| json.to_string()),
            json().prop_map(|json| format!(" {json}\n")),
            "[\"{}\\[\\]:,0-9a-z \\\\]{0,12}",
        ]) {
            prop_assert_eq!(write(&read(text.clone())), text);
        }

        /// But for a string that is itself JSON: on this wire that is what is in it.
        #[test]
        fn every_json_comes_back(json in json()) {
            let payload = Payload::from_value(&json);
            let again = read(write(&payload));
            let ambiguous = json.as_str().is_some_and(|text| read(text.to_owned()).as_str() == text);
            if ambiguous {
                prop_assert_eq!(Some(again.as_str()), json.as_str());
            } else {
                prop_assert_eq!(again, payload);
            }
        }
    }
}
