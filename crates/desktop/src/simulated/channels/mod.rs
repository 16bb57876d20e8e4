//! A client of lisomatrix/Channels: protobuf frames, one in another.

mod frame;

use std::collections::BTreeMap;

use contract::desktop::MembershipState;
use prost::Message as _;
use serde_json::Value;
use tokio_tungstenite::tungstenite::Message;

use self::frame::{
    ACK, ChannelEvent, INITIAL_ONLINE_STATUS, JOIN_CHANNEL, LEAVE_CHANNEL, NEW_CHANNEL, NewEvent,
    ONLINE_STATUS, OnlineStatusUpdate, PUBLISH, PublishAck, PublishRequest, REMOVE_CHANNEL, SUBSCRIBE,
    SubscribeRequest, frame,
};
use super::words::{Act, Said, Speech, line};

/// Requests that may wait for their answers.
const MOST_ASKED: usize = 1_000;

#[derive(Default)]
pub(super) struct Channels {
    last: u32,
    /// Those that wait for an answer.
    asked: BTreeMap<u32, Asked>,
}

enum Asked {
    Join(String),
    Publish(String),
}

impl Channels {
    fn ask(&mut self, asked: Asked) -> Result<u32, String> {
        if self.asked.len() == MOST_ASKED {
            return Err(format!("{MOST_ASKED} requests wait for their answers already"));
        }
        // 0 is for what is not answered.
        self.last = self.last.wrapping_add(1).max(1);
        self.asked.insert(self.last, asked);
        Ok(self.last)
    }

    fn answered(&mut self, ack: PublishAck) -> Vec<Act> {
        match (self.asked.remove(&ack.reply_to), ack.status) {
            (Some(Asked::Join(channel)), true) => vec![
                Act::Hear(format!("in {channel}")),
                Act::Member(channel, MembershipState::Joined),
            ],
            (Some(Asked::Join(channel)), false) => vec![
                Act::Hear(format!(
                    "not let into {channel}; this dialect has no word for why"
                )),
                Act::Member(channel, MembershipState::Refused),
            ],
            (Some(Asked::Publish(_)), true) => Vec::new(),
            (Some(Asked::Publish(channel)), false) => vec![Act::Hear(format!(
                "not published in {channel}; this dialect has no word for why"
            ))],
            (None, _) => Vec::new(),
        }
    }
}

impl Speech for Channels {
    fn opened(&mut self) -> Vec<Act> {
        self.asked.clear();
        vec![Act::Open(None)]
    }

    fn heard(&mut self, frame: &Message) -> Vec<Act> {
        let odd = || {
            vec![Act::Hear(
                "a frame that is no protobuf message of this dialect".to_owned(),
            )]
        };
        let Message::Binary(bytes) = frame else {
            return odd();
        };
        let Ok(NewEvent { kind, payload }) = NewEvent::decode(bytes.as_ref()) else {
            return odd();
        };
        let name = String::from_utf8_lossy(&payload).into_owned();
        match kind {
            ACK => PublishAck::decode(&*payload).map_or_else(|_| odd(), |ack| self.answered(ack)),
            PUBLISH => ChannelEvent::decode(&*payload).map_or_else(
                |_| odd(),
                |told| vec![Act::Got(line(&told.channel, &told.event, &told.payload))],
            ),
            ONLINE_STATUS => OnlineStatusUpdate::decode(&*payload).map_or_else(
                |_| odd(),
                |told| {
                    let how = if told.status { "came" } else { "went" };
                    vec![Act::Hear(format!("{}: {} {how}", told.channel, told.client))]
                },
            ),
            NEW_CHANNEL => vec![Act::Hear(format!("may join {name}"))],
            REMOVE_CHANNEL => vec![Act::Hear(format!("no longer in {name}")), Act::Left(name)],
            JOIN_CHANNEL => vec![Act::Hear("somebody was made a member".to_owned())],
            LEAVE_CHANNEL => vec![Act::Hear("somebody is no member any more".to_owned())],
            INITIAL_ONLINE_STATUS => vec![Act::Hear("who is there".to_owned())],
            _ => odd(),
        }
    }

    fn join(&mut self, channel: &str) -> Said {
        let id = self.ask(Asked::Join(channel.to_owned()))?;
        let request = SubscribeRequest {
            channel: channel.to_owned(),
            id,
        };
        let frame = Message::binary(frame(SUBSCRIBE, &request));
        Ok(vec![
            Act::Member(channel.to_owned(), MembershipState::Waiting),
            Act::Say(frame, format!("join {channel}")),
        ])
    }

    fn leave(&mut self, _channel: &str) -> Said {
        Err("channels has no word for leaving a channel; drop or end the client".to_owned())
    }

    fn publish(&mut self, channel: &str, event: &str, payload: &Value) -> Said {
        let id = self.ask(Asked::Publish(channel.to_owned()))?;
        // Its payloads are texts.
        let payload = payload
            .as_str()
            .map_or_else(|| payload.to_string(), str::to_owned);
        let line = line(channel, event, &payload);
        let request = PublishRequest {
            id,
            event: event.to_owned(),
            channel: channel.to_owned(),
            payload,
        };
        Ok(vec![Act::Say(Message::binary(frame(PUBLISH, &request)), line)])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::words::tests::told, *};

    fn ack(reply_to: u32, status: bool) -> Message {
        Message::binary(frame(ACK, &PublishAck { reply_to, status }))
    }

    #[test]
    fn each_answer_finds_its_question() {
        let mut client = Channels::default();
        assert_eq!(told(&client.join("a").unwrap())[0], "Waiting a");
        client.join("b").unwrap();
        client.publish("a", "hi", &json!("x")).unwrap();
        let second = told(&client.heard(&ack(2, true)));
        assert_eq!(second, ["hear in b", "Joined b"]);
        assert_eq!(told(&client.heard(&ack(1, false)))[1], "Refused a");
        assert!(told(&client.heard(&ack(3, false)))[0].contains("not published in a"));
        assert!(client.heard(&ack(3, false)).is_empty(), "it was answered already");
        assert!(client.leave("a").is_err());
    }

    #[test]
    fn frames_are_those_of_the_dialect() {
        let mut client = Channels::default();
        let said = client.publish("a", "e", &json!("x")).unwrap();
        let Act::Say(frame, _) = &said[0] else {
            panic!("{said:?}")
        };
        let wire = [8, 5, 18, 11, 8, 1, 18, 1, b'e', 26, 1, b'a', 34, 1, b'x'];
        assert_eq!(frame.clone().into_data().as_ref(), wire);
        let event = ChannelEvent {
            sender: "bob".into(),
            event: "e".into(),
            payload: "[1]".into(),
            channel: "a".into(),
            timestamp: 1,
        };
        let heard = client.heard(&Message::binary(frame::frame(PUBLISH, &event)));
        assert_eq!(told(&heard), ["got a: e [1]"]);
        assert!(told(&client.heard(&Message::text("x")))[0].contains("no protobuf"));
    }
}
