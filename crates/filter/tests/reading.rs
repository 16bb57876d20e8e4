//! Chips and completions.

#![allow(clippy::unwrap_used)]

use contract::{FilterRead, FilterText, Traffic};
use filter::{Filter, Values, read, seen};

struct Rows(Vec<Traffic>);

impl Values for Rows {
    fn seen(&self, key: &str, prefix: &str, most: usize) -> Vec<(String, u64)> {
        seen(self.0.iter(), key, prefix, most)
    }
}

fn rows() -> Rows {
    let row = |kind: &str, channel: &str, event: &str, payload: &str| {
        let row = serde_json::json!({ "id": 1, "at": 1, "kind": kind, "direction": "in",
            "channel": channel, "event": event, "payload": payload });
        serde_json::from_value(row).unwrap()
    };
    Rows(vec![
        row(
            "message",
            "room-1",
            "greet",
            r#"{"user":{"id":42,"name":"Al B"},"items":[{"id":1},{"id":2}]}"#,
        ),
        row("message", "room-2", "greet", r#"{"user":{"id":42}}"#),
        row("state", "room-2", "version 1", "{}"),
    ])
}

/// Reads a text in which `|` is the cursor.
fn at_cursor(marked: &str) -> FilterRead {
    let cursor = marked.split('|').next().unwrap().encode_utf16().count();
    read(
        &FilterText {
            text: marked.replace('|', ""),
            cursor: Some(cursor as u32),
        },
        &rows(),
    )
}

fn offers(marked: &str) -> Vec<String> {
    at_cursor(marked)
        .completions
        .into_iter()
        .map(|one| one.text)
        .collect()
}

/// The text after the first completion was taken.
fn taken(marked: &str) -> String {
    let text: Vec<u16> = marked.replace('|', "").encode_utf16().collect();
    let first = at_cursor(marked).completions.remove(0);
    let slice = |units: &[u16]| String::from_utf16(units).unwrap();
    format!(
        "{}{}{}",
        slice(&text[..first.from as usize]),
        first.text,
        slice(&text[first.to as usize..])
    )
}

#[test]
fn chips_are_the_parts_that_must_hold() {
    let text = "😀 channel:room-* and -kind:heartbeat (a or b) not payload.x=1 (who:y)";
    let chips = read(
        &FilterText {
            text: text.into(),
            cursor: None,
        },
        &rows(),
    )
    .chips;
    let shown: Vec<_> = chips
        .iter()
        .map(|chip| (chip.text.as_str(), chip.negated, chip.key.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [
            ("😀", false, None),
            ("channel:room-*", false, Some("channel")),
            ("-kind:heartbeat", true, Some("kind")),
            ("(a or b)", false, None),
            ("not payload.x=1", true, Some("payload.x")),
            ("(who:y)", false, None),
        ]
    );
    assert_eq!((chips[1].from, chips[1].to), (3, 17));
}

#[test]
fn a_part_is_removed_with_its_place() {
    for (text, without) in [
        ("a", [""].as_slice()),
        ("a b", &["b", "a"]),
        ("a and b", &["b", "a"]),
        ("a AND b and c d", &["b c d", "a c d", "a b d", "a b c"]),
        ("a and -(b or c)", &["-(b or c)", "a"]),
        ("a or b", &[""]),
        ("😀 (b)c", &["b c", "😀 c", "😀 b"]),
    ] {
        let chips = read(
            &FilterText {
                text: text.into(),
                cursor: None,
            },
            &rows(),
        )
        .chips;
        let units: Vec<u16> = text.encode_utf16().collect();
        let left = chips.iter().map(|chip| {
            let (before, after) = (&units[..chip.from as usize], &units[chip.to as usize..]);
            let text = String::from_utf16(&[before, after].concat()).unwrap();
            Filter::parse(&text).unwrap().to_string()
        });
        assert_eq!(left.collect::<Vec<_>>(), without, "{text}");
    }
}

#[test]
fn a_wrong_text_has_no_chips() {
    let wrong = at_cursor("channel:a kind:|");
    assert!(wrong.chips.is_empty() && wrong.error.is_some());
    assert_eq!(
        wrong.completions[0].text, "message",
        "and can be completed all the same"
    );
}

#[test]
fn keys_are_completed() {
    assert_eq!(offers("|")[..2], ["channel:", "event:"]);
    assert_eq!(offers("-CH|"), ["channel:"]);
    assert_eq!(offers("a (si|"), ["size>"]);
    assert_eq!(offers("payl|"), ["payload."]);
    assert_eq!(offers("room|"), ["channel:room-2", "channel:room-1"]);
    assert_eq!(taken("a -ch| b"), "a -channel: b");
    assert_eq!(taken("a ch|an:x b"), "a channel:x b");
    assert_eq!(taken("😀 room|"), "😀 channel:room-2");
}

#[test]
fn values_are_completed_with_what_was_seen() {
    assert_eq!(offers("channel:|"), ["room-2", "room-1"]);
    assert_eq!(offers("event:v|"), ["\"version 1\""]);
    assert_eq!(offers("kind:m|"), ["message"]);
    assert_eq!(offers("kind:|")[..3], ["message", "state", "connect"]);
    assert_eq!(offers("dir:o|"), ["out"]);
    assert_eq!(offers("foo:|"), [""; 0]);
    assert_eq!(offers("size>|"), [""; 0]);
    assert_eq!(taken("channel:room-1,room|,x b"), "channel:room-1,room-2,x b");
    assert_eq!(taken("event:\"ver|"), "event:\"version 1\"");
    assert_eq!(at_cursor("channel:|").completions[0].count, Some(2));
}

#[test]
fn payloads_are_completed() {
    assert_eq!(offers("payload.u|"), ["payload.user.id=", "payload.user.name="]);
    assert_eq!(offers("payload.items|"), ["payload.items[*].id="]);
    assert_eq!(offers("payload.user.id=|"), ["42"]);
    assert_eq!(offers("payload.items[*].id=|"), ["1", "2"]);
    assert_eq!(offers("payload.user.name:|"), ["\"Al B\""]);
    assert_eq!(taken("payload.us|er=3"), "payload.user.id=3");
}

#[test]
fn in_quotes_nothing_is_completed() {
    assert_eq!(offers("\"cha|"), [""; 0]);
    assert_eq!(offers("\"a ch|"), [""; 0]);
}

#[test]
fn no_cursor_no_completions() {
    let read = read(
        &FilterText {
            text: "ch".into(),
            cursor: None,
        },
        &rows(),
    );
    assert!(read.completions.is_empty() && read.error.is_none() && read.chips.len() == 1);
}
