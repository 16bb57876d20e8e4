//! Whatever a client sends, it is answered, and the dialect goes on.

use dialects::{Dialect, Step, Wire};
use engine::Command;

use crate::{
    SERVER,
    kit::{Numbers, hello},
    spoken,
};

/// Texts that go through more than the first check are made of these.
#[rustfmt::skip] // A list.
const PIECES: &[&str] = &[
    "{", "}", "[", "]", ",", ":", "\"", "\\", " ", "null", "true", "7", "-1.5e3", "1e999", "\"op\":0", "\"op\":1",
    "\"op\":3", "\"op\":2", "\"op\":\"0\"", "\"d\":", "\"c\":\"room\"", "\"c\":\"a?b\"", "\"c\":null", "\"e\":\"SUBSCRIBE\"",
    "\"e\":\"UNSUBSCRIBE\"", "\"e\":\"MESSAGE\"", "\"e\":\"SET_CHANNEL_STATE\"", "\"e\":\"hello\"", "\"tag\":\"t\"",
    "\"project_id\":\"project_1\"", "{}", "{\"a\":1}", "\\u0000", "\\ud800", "é", "\u{0}",
];

/// Whole beginnings, so that most of what follows is looked at.
const OPENINGS: &[&str] = &[
    "",
    "{",
    r#"{"op":0,"d":{"c":"room","e":"MESSAGE","d":{"e":"hello","d":"#,
    r#"{"op":0,"d":{"c":"room","e":"SUBSCRIBE","d":"#,
    r#"{"op":0,"d":{"c":"room","e":"SET_CHANNEL_STATE","d":{"#,
    r#"{"op":3,"d":{"tag":"#,
];

/// A client that has said who it is.
fn identified() -> Box<dyn Dialect> {
    let mut dialect = (spoken().accept)(&hello("/ws", &[], &SERVER)).unwrap();
    let mut steps = Vec::new();
    dialect.open(0, &mut steps);
    let identify = r#"{"op":2,"d":{"project_id":"project_1"}}"#;
    dialect.read(Wire::Text(identify), 0, &mut steps);
    assert!(matches!(steps[..], [_, Step::Do(Command::Identify { .. })]));
    dialect
}

#[test]
fn parse_survives() {
    const INPUTS: u64 = 1_000_000;

    let mut numbers = Numbers::begin();
    let (mut text, mut steps) = (String::new(), Vec::new());
    let (mut asked, mut ended) = (0, 0);
    let mut dialect = identified();
    for number in 0..INPUTS {
        text.clear();
        text.push_str(OPENINGS[numbers.below(OPENINGS.len())]);
        for _ in 0..numbers.below(5) {
            text.push_str(PIECES[numbers.below(PIECES.len())]);
        }
        text.push_str(["", "}", "}}", "}}}"][numbers.below(4)]);
        // Time goes on: too many signs of life in it end a connection, too.
        let now = 20_000 * number;
        match numbers.below(16) {
            0 => dialect.read(Wire::Binary(text.as_bytes()), now, &mut steps),
            _ => dialect.read(Wire::Text(&text), now, &mut steps),
        }
        asked += u64::from(steps.iter().any(|step| matches!(step, Step::Do(_))));
        // What cannot be understood ends the connection, at once and with nothing after it.
        if let Some(end) = steps.iter().position(|step| matches!(step, Step::Close(_))) {
            assert_eq!(end + 1, steps.len(), "{steps:?} of {text}");
            ended += 1;
            dialect = identified();
        }
        steps.clear();
    }
    assert!(
        asked > INPUTS / 100 && ended > INPUTS / 2,
        "{asked} asked, {ended} ended"
    );
}
