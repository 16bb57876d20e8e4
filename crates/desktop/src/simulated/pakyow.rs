//! A page of Pakyow. Pages hear; what they say goes to their application, which subscribes them and pushes. Here this
//! app does what that application would: by the same requests, with the same credential.

use contract::desktop::MembershipState;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::words::{Act, Errand, Said, Speech, json as text, line, typed};

pub(super) struct Pakyow {
    page: String,
    key: String,
}

impl Pakyow {
    /// Both together are the page; they may be invented.
    pub fn new(page: String, key: String) -> Self {
        Self { page, key }
    }

    fn follow(&self, path: &'static str, channel: &str, line: String, state: Option<MembershipState>) -> Act {
        let body =
            json!({ "socket_connection_id": self.page, "socket_key": self.key, "channels": [channel] });
        Act::Ask(Errand {
            path,
            body: body.to_string(),
            line,
            then: Some((channel.to_owned(), state)),
        })
    }
}

impl Speech for Pakyow {
    fn opened(&mut self) -> Vec<Act> {
        vec![Act::Open(None)]
    }

    fn heard(&mut self, frame: &Message) -> Vec<Act> {
        let told = frame
            .to_text()
            .ok()
            .and_then(|text| serde_json::from_str::<Value>(text).ok());
        let Some(told) = told else {
            return vec![Act::Hear("a frame that is no JSON".to_owned())];
        };
        let (Some(payload), Some(channel)) = (told.get("payload"), told["channel"].as_str()) else {
            return vec![Act::Hear(told.to_string())];
        };
        let (event, payload) = match (payload["type"].as_str(), payload.get("data")) {
            (Some(event), Some(data)) => (event, data),
            _ => ("message", payload),
        };
        vec![Act::Got(line(channel, event, &payload.to_string()))]
    }

    fn join(&mut self, channel: &str) -> Said {
        let line = format!("its application subscribes it to {channel}");
        let joined = Some(MembershipState::Joined);
        let ask = self.follow("/realtime/subscribe", channel, line, joined);
        Ok(vec![
            Act::Member(channel.to_owned(), MembershipState::Waiting),
            ask,
        ])
    }

    fn leave(&mut self, channel: &str) -> Said {
        let line = format!("its application takes it out of {channel}");
        Ok(vec![self.follow("/realtime/unsubscribe", channel, line, None)])
    }

    fn publish(&mut self, channel: &str, event: &str, payload: &Value) -> Said {
        let (message, channels) = (typed(event, payload), text(&[channel]));
        Ok(vec![Act::Ask(Errand {
            path: "/realtime/push",
            body: format!(r#"{{"message":{message},"channels":{channels}}}"#),
            line: format!(
                "its application pushes {}",
                line(channel, event, &payload.to_string())
            ),
            then: None,
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::{super::words::tests::told, *};

    #[test]
    fn its_application_speaks_for_it() {
        let mut page = Pakyow::new("me1".into(), "sekret".into());
        let joined = told(&page.join("room").unwrap());
        assert_eq!(joined[0], "Waiting room");
        assert!(joined[1].starts_with("ask /realtime/subscribe") && joined[1].contains(r#"["room"]"#));
        assert_eq!(
            told(&page.publish("room", "hi", &json!(1)).unwrap()),
            [r#"ask /realtime/push {"message":{"type":"hi","data":1},"channels":["room"]}"#]
        );
        let mut hear = |text: &str| told(&page.heard(&Message::text(text)));
        assert_eq!(
            hear(r#"{"payload":{"type":"hi","data":1},"channel":"room"}"#),
            ["got room: hi 1"]
        );
        assert_eq!(
            hear(r#"{"payload":"hi","channel":"room"}"#),
            [r#"got room: message "hi""#]
        );
    }
}
