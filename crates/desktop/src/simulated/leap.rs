//! A client of Leap: JSON frames with opcodes.

use std::time::Duration;

use contract::desktop::MembershipState;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::words::{Act, Said, Speech, line};

/// How often it gives a sign of life if the server names no interval.
const BEAT: u64 = 30_000;

pub(super) struct Leap {
    app: String,
    token: Option<String>,
}

impl Leap {
    pub fn new(app: String, token: Option<String>) -> Self {
        Self { app, token }
    }

    /// The frame has the token; the log does not.
    fn identify(&self) -> Act {
        let who = json!({ "op": 2, "d": { "project_id": self.app, "token": self.token } });
        Act::Say(Message::text(who.to_string()), "identify".to_owned())
    }
}

impl Speech for Leap {
    fn opened(&mut self) -> Vec<Act> {
        // The server speaks first.
        Vec::new()
    }

    fn heard(&mut self, frame: &Message) -> Vec<Act> {
        let Some(frame) = frame
            .to_text()
            .ok()
            .and_then(|text| serde_json::from_str::<Value>(text).ok())
        else {
            return vec![Act::Hear("a frame that is no JSON".to_owned())];
        };
        let told = &frame["d"];
        match frame["op"].as_u64() {
            Some(1) => {
                let every = told["heartbeat_interval"].as_u64().unwrap_or(BEAT).max(1_000);
                let beat = Message::text(r#"{"op":3}"#);
                vec![Act::Beat(Duration::from_millis(every), beat), self.identify()]
            }
            // A question; the answer has its tag.
            Some(3) => {
                let answer = json!({ "op": 4, "d": told }).to_string();
                vec![Act::Say(Message::text(answer), "heartbeat".to_owned())]
            }
            Some(0) => event(told),
            _ => Vec::new(),
        }
    }

    fn join(&mut self, channel: &str) -> Said {
        let ask = say(channel, "SUBSCRIBE", Value::Null, format!("join {channel}"));
        Ok(vec![
            Act::Member(channel.to_owned(), MembershipState::Waiting),
            ask,
        ])
    }

    fn leave(&mut self, channel: &str) -> Said {
        // It is not answered.
        let ask = say(channel, "UNSUBSCRIBE", Value::Null, format!("leave {channel}"));
        Ok(vec![ask, Act::Left(channel.to_owned())])
    }

    fn publish(&mut self, channel: &str, event: &str, payload: &Value) -> Said {
        let message = json!({ "e": event, "d": payload });
        let line = line(channel, event, &payload.to_string());
        Ok(vec![say(channel, "MESSAGE", message, line)])
    }
}

fn say(channel: &str, event: &str, d: Value, line: String) -> Act {
    let frame = json!({ "op": 0, "d": { "c": channel, "e": event, "d": d } });
    Act::Say(Message::text(frame.to_string()), line)
}

/// What an event of the server tells.
fn event(told: &Value) -> Vec<Act> {
    let channel = told["c"].as_str().unwrap_or_default().to_owned();
    let inner = &told["d"];
    match told["e"].as_str().unwrap_or_default() {
        "INIT" => vec![
            Act::Open(inner["cid"].as_str().map(str::to_owned)),
            Act::Hear("let in".to_owned()),
        ],
        "AVAILABLE" => vec![
            Act::Hear(format!("in {channel}")),
            Act::Member(channel, MembershipState::Joined),
        ],
        "UNAVAILABLE" if inner["graceful"] == true => {
            vec![Act::Hear(format!("no longer in {channel}")), Act::Left(channel)]
        }
        "UNAVAILABLE" => {
            let code = inner["error_code"].as_str().unwrap_or("UNKNOWN");
            let why = inner["message"].as_str().unwrap_or("no reason given");
            vec![
                Act::Hear(format!("not let into {channel}: {code}: {why}")),
                Act::Member(channel, MembershipState::Refused),
            ]
        }
        "MESSAGE" => {
            let event = inner["e"].as_str().unwrap_or_default();
            vec![Act::Got(line(&channel, event, &inner["d"].to_string()))]
        }
        "DIRECT_MESSAGE" => {
            let event = inner["e"].as_str().unwrap_or_default();
            vec![Act::Got(line("to it alone", event, &inner["d"].to_string()))]
        }
        "STATE_UPDATE" => vec![Act::Hear(line(&channel, "state", &inner["state"].to_string()))],
        other => vec![Act::Hear(format!("{other} {channel}"))],
    }
}

#[cfg(test)]
mod tests {
    use super::{super::words::tests::told, *};

    fn hear(leap: &mut Leap, frame: Value) -> Vec<String> {
        told(&leap.heard(&Message::text(frame.to_string())))
    }

    #[test]
    fn it_says_who_it_is_when_it_is_greeted_and_the_log_has_no_token() {
        let mut leap = Leap::new("app".into(), Some("leap_token_1".into()));
        let acts = leap.heard(&Message::text(r#"{"op":1,"d":{"heartbeat_interval":7000}}"#));
        assert_eq!(told(&acts)[0], r#"beat 7000 {"op":3}"#);
        let Act::Say(frame, line) = &acts[1] else {
            panic!("{acts:?}")
        };
        assert!(frame.to_text().unwrap().contains("leap_token_1") && !line.contains("leap_token"));
        let init = json!({ "op": 0, "d": { "e": "INIT", "c": null, "d": { "cid": "leap_conn_1" } } });
        assert_eq!(hear(&mut leap, init), ["open leap_conn_1", "hear let in"]);
        let asked = json!({ "op": 3, "d": { "tag": 5 } });
        let answered = json!({ "op": 4, "d": { "tag": 5 } });
        assert_eq!(hear(&mut leap, asked), [format!("say {answered}")]);
    }

    #[test]
    fn a_join_is_answered_either_way() {
        let mut leap = Leap::new("app".into(), None);
        let asked = told(&leap.join("room").unwrap());
        assert_eq!(asked[0], "Waiting room");
        assert!(asked[1].contains(r#""e":"SUBSCRIBE""#));
        let answer = |e: &str, d: Value| json!({ "op": 0, "d": { "c": "room", "e": e, "d": d } });
        let yes = hear(&mut leap, answer("AVAILABLE", json!({})));
        assert_eq!(yes, ["hear in room", "Joined room"]);
        let no = json!({ "graceful": false, "error_code": "NOT_GRANTED", "message": "ask first" });
        let no = hear(&mut leap, answer("UNAVAILABLE", no));
        assert_eq!(
            no,
            ["hear not let into room: NOT_GRANTED: ask first", "Refused room"]
        );
        let out = hear(&mut leap, answer("UNAVAILABLE", json!({ "graceful": true })));
        assert_eq!(out[1], "left room");
        let message = hear(&mut leap, answer("MESSAGE", json!({ "e": "hi", "d": [1] })));
        assert_eq!(message, ["got room: hi [1]"]);
    }
}
