//! A client of itty-sockets: `connect()` where the app is the one of those who name none, else the class of its guide.
//! Both are in the one channel of their path.

use contract::desktop::MembershipState;
use serde_json::Value;
use tokio_tungstenite::tungstenite::Message;

use super::words::{Act, Said, Speech, line, typed};

pub(super) struct Itty {
    channel: String,
    /// The class, which is told neither that it is in nor why it is not.
    class: bool,
}

impl Itty {
    pub fn new(channel: String, class: bool) -> Self {
        Self { channel, class }
    }

    /// What `connect()` is told, beside messages.
    fn notice(&self, told: &Value) -> Vec<Act> {
        let who = |name: &str| {
            let who = told["alias"].as_str().or(told["uid"].as_str());
            format!("{}: {} {name}", self.channel, who.unwrap_or("somebody"))
        };
        match told["type"].as_str() {
            Some("join") if told["self"] == true => vec![
                Act::Hear(format!("in {}", self.channel)),
                Act::Member(self.channel.clone(), MembershipState::Joined),
            ],
            Some("join") => vec![Act::Hear(who("came"))],
            Some("leave") => vec![Act::Hear(who("went"))],
            Some("error") => {
                let why = told["message"].as_str().unwrap_or("no reason given");
                vec![Act::Hear(format!("error: {why}"))]
            }
            _ => vec![Act::Hear(told.to_string())],
        }
    }
}

impl Speech for Itty {
    fn opened(&mut self) -> Vec<Act> {
        let state = match self.class {
            true => MembershipState::Joined,
            false => MembershipState::Waiting,
        };
        vec![Act::Open(None), Act::Member(self.channel.clone(), state)]
    }

    fn heard(&mut self, frame: &Message) -> Vec<Act> {
        let text = frame.to_text().unwrap_or_default();
        let Ok(told) = serde_json::from_str::<Value>(text) else {
            return vec![Act::Hear("a frame that is no JSON".to_owned())];
        };
        let message = match self.class {
            true => Some(&told),
            // What the server itself says has a type, and an error a message too.
            false => told.get("message").filter(|_| told.get("type").is_none()),
        };
        let Some(message) = message else {
            return self.notice(&told);
        };
        let (event, payload) = match (message["type"].as_str(), message.get("data")) {
            (Some(event), Some(data)) => (event, data),
            _ => ("message", message),
        };
        vec![Act::Got(line(&self.channel, event, &payload.to_string()))]
    }

    fn join(&mut self, channel: &str) -> Said {
        Err(format!(
            "an itty connection is in the one channel of its path, \"{}\"; make another client for \"{channel}\"",
            self.channel
        ))
    }

    fn leave(&mut self, _channel: &str) -> Said {
        Err("itty has no word for leaving a channel; drop or end the client".to_owned())
    }

    fn publish(&mut self, channel: &str, event: &str, payload: &Value) -> Said {
        if channel != self.channel {
            return Err(format!(
                "an itty connection publishes in the one channel of its path, \"{}\"",
                self.channel
            ));
        }
        let line = line(channel, event, &payload.to_string());
        Ok(vec![Act::Say(Message::text(typed(event, payload)), line)])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::words::tests::told, *};

    #[test]
    fn connect_is_told_that_it_is_in_and_the_class_is_not() {
        let mut class = Itty::new("room".into(), true);
        assert_eq!(told(&class.opened()), ["open -", "Joined room"]);
        let mut connect = Itty::new("room".into(), false);
        assert_eq!(told(&connect.opened()), ["open -", "Waiting room"]);
        let mut hear = |text: &str| told(&connect.heard(&Message::text(text)));
        assert_eq!(
            hear(r#"{"type":"join","self":true,"uid":"a"}"#),
            ["hear in room", "Joined room"]
        );
        assert_eq!(
            hear(r#"{"type":"join","uid":"b","alias":"Bo"}"#),
            ["hear room: Bo came"]
        );
        assert_eq!(hear(r#"{"type":"error","message":"no"}"#), ["hear error: no"]);
        assert_eq!(
            hear(r#"{"message":"hi","uid":"b"}"#),
            [r#"got room: message "hi""#]
        );
        let typed = r#"{"message":{"type":"chat","data":[1]},"uid":"b"}"#;
        assert_eq!(hear(typed), ["got room: chat [1]"]);
        let bare = told(&class.heard(&Message::text(r#"{"type":"chat","data":[1]}"#)));
        assert_eq!(bare, ["got room: chat [1]"]);
    }

    #[test]
    fn it_has_one_channel_and_no_way_out() {
        let mut itty = Itty::new("room".into(), false);
        assert!(itty.join("other").unwrap_err().contains("\"room\""));
        assert!(itty.leave("room").is_err());
        assert!(itty.publish("other", "a", &json!(1)).is_err());
        let said = told(&itty.publish("room", "a", &json!(1)).unwrap());
        assert_eq!(said, [r#"say {"type":"a","data":1}"#]);
    }
}
