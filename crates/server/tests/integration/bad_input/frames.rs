//! Frames that end a connection, each with its close code and a reason.

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::{Input, Row};

/// What every frame has to be.
const FRAME: &[&str] = &["a frame is", "\"op\": integer"];

/// `expired` is a token that was good once.
pub fn rows(app: &str, expired: &str) -> Vec<Row> {
    let identify = &json!({ "op": 2, "d": { "project_id": app } }).to_string();
    let nobody = &json!({ "op": 2, "d": { "project_id": app, "token": "leap_token_x" } }).to_string();
    let late = &json!({ "op": 2, "d": { "project_id": app, "token": expired } }).to_string();
    let subscribe = r#"{"op":0,"d":{"c":"room","e":"SUBSCRIBE"}}"#;
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let deep = &format!(r#"{{"op":0,"d":{{"c":"room","e":"SET_CHANNEL_STATE","d":{{"a":{deep}}}}}}}"#);
    let large = &"x".repeat(70_000);
    let state = r#"{"op":0,"d":{"c":"room","e":"SET_CHANNEL_STATE","d":[]}}"#;
    let message = r#"{"op":0,"d":{"c":"room","e":"MESSAGE","d":{}}}"#;
    let beats: Vec<&str> = [identify.as_str()]
        .into_iter()
        .chain([r#"{"op":3}"#; 21])
        .collect();
    let table: [(i32, &[&str], &[&str]); 31] = [
        (4005, FRAME, &["garbage"]),
        (4005, FRAME, &[""]),
        (4005, FRAME, &["[]"]),
        (4005, FRAME, &["null"]),
        (4005, FRAME, &["{}"]),
        (4005, FRAME, &[r#"{"op":"0"}"#]),
        (4005, FRAME, &[r#"{"op":1.5}"#]),
        (4005, FRAME, &[r#"{"op":99999999999999999999}"#]),
        (4005, &["not JSON", "line 1 column 7"], &[r#"{"op":3"#]),
        (4005, &["not JSON", "trailing"], &[r#"{"op":3} {"op":3}"#]),
        (4004, &["op"], &[r#"{"op":5}"#]),
        (4004, &["op"], &[r#"{"op":-1}"#]),
        (4004, &["op"], &[r#"{"op":1}"#]),
        (4003, &["before it had said who it is"], &[subscribe]),
        (4005, &["project_id"], &[r#"{"op":2}"#]),
        (4005, &["project_id"], &[r#"{"op":2,"d":{"project_id":7}}"#]),
        (
            4005,
            &["token"],
            &[r#"{"op":2,"d":{"project_id":"x","token":7}}"#],
        ),
        (4001, &["project"], &[r#"{"op":2,"d":{}}"#]),
        (
            4001,
            &["project_x"],
            &[r#"{"op":2,"d":{"project_id":"project_x"}}"#],
        ),
        (4001, &["token"], &[nobody]),
        (4001, &["expired"], &[late]),
        (4005, &["has said already who it is"], &[identify, identify]),
        (4005, &["d"], &[identify, r#"{"op":0}"#]),
        (4005, &["c"], &[identify, r#"{"op":0,"d":{"e":"SUBSCRIBE"}}"#]),
        (
            4005,
            &["c"],
            &[identify, r#"{"op":0,"d":{"c":"","e":"SUBSCRIBE"}}"#],
        ),
        (
            4005,
            &["c"],
            &[identify, r#"{"op":0,"d":{"c":7,"e":"SUBSCRIBE"}}"#],
        ),
        (4005, &["MESSAGE"], &[identify, message]),
        (4005, &["SET_CHANNEL_STATE"], &[identify, state]),
        (4005, &["JSON"], &[identify, deep]),
        (1009, &["larger than allowed"], &[large]),
        (4007, &["heartbeats"], &beats),
    ];
    let mut rows: Vec<Row> = table
        .into_iter()
        .map(|(code, says, frames)| {
            let what = format!("{:.120}", frames.last().copied().unwrap_or_default());
            let frames = frames.iter().map(|text| Message::text(*text)).collect();
            Row::new(what, Input::Frames(frames), (code, "", says))
        })
        .collect();
    let binary = Message::binary(b"\x00\x01".as_ref());
    rows.push(Row::new(
        "a binary frame",
        Input::Frames(vec![binary]),
        (4005, "", &["text"]),
    ));
    rows
}
