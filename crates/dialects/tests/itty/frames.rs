//! What holds for every frame.

use std::sync::Arc;

use dialects::{Dialect, Step, Wire, Written};
use engine::{Command, Direct, Event, PresenceChange};
use model::{ChannelName, ConnId, Message, Origin, Payload, Refusal, RefusalCode, Subject, Timestamp};
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    kit::{Numbers, Server},
    opened, say, text,
};

const CONNECT: [&str; 3] = ["/c/room?", "/c/room?list=true", "/r/room?"];

fn room() -> ChannelName {
    ChannelName::parse("room").unwrap()
}

/// What is published, as everybody is told it.
fn relayed(steps: Vec<Step>, origin: Option<Origin>) -> Option<Event> {
    let [Step::Do(command)] = <[Step; 1]>::try_from(steps).ok()? else {
        return None;
    };
    let sender = Subject::Anonymous(ConnId::from("leap_conn_1"));
    let at = Timestamp(7);
    match command {
        Command::Publish {
            channel,
            event,
            payload,
            ..
        } => Some(Event::Message(Arc::new(Message {
            channel,
            position: 1,
            event,
            payload,
            sender,
            origin,
            at,
        }))),
        Command::Direct {
            channel,
            event,
            payload,
            ..
        } => Some(Event::Direct(Arc::new(Direct {
            event,
            payload,
            unicast: true,
            channel: Some(channel),
            sender,
            origin,
            at,
        }))),
        other => panic!("{other:?}"),
    }
}

fn told(dialect: &mut dyn Dialect, event: &Event) -> Option<String> {
    match dialect.write(event) {
        Written::Shared => Some(text(&(dialect.encoding().render)(event).unwrap()).to_owned()),
        Written::Own(frame) => Some(text(&frame).to_owned()),
        Written::Nothing => None,
    }
}

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just(" true".to_owned()),
        "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?",
        any::<String>().prop_map(|text| serde_json::json!(text).to_string()),
        Just(r#""\u00e9\/\ud83d\ude00""#.to_owned()),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|all| format!("[ {} ]", all.join(" ,"))),
            ("(\"type\"|\"a\")", inner.clone(), "(,\"data\":1|)")
                .prop_map(|(key, value, more)| format!("{{{key}:{value}{more}}}")),
        ]
    })
}

fn origin() -> impl Strategy<Value = Origin> {
    (any::<u64>(), prop::option::of(any::<String>())).prop_map(|(connection, alias)| Origin {
        connection,
        alias: alias.map(Arc::from),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_payload_arrives_byte_for_byte(json in json(), origin in origin(), direct in any::<bool>()) {
        let server = Server::default();
        for url in CONNECT {
            let (mut dialect, _) = opened(url, &server);
            let frame = if direct { format!("\u{1f}CPPmuv\u{1f}{json}") } else { json.clone() };
            let event = relayed(say(&mut *dialect, &frame, 0), Some(origin.clone())).unwrap();
            let told = told(&mut *dialect, &event).unwrap();
            let beginning = format!("{{\"message\":{json},\"uid\":");
            prop_assert!(told.starts_with(&beginning), "{}", told);
            let envelope: Value = serde_json::from_str(&told).unwrap();
            prop_assert_eq!(envelope.get("type"), None);
            prop_assert_eq!(envelope["alias"].as_str(), origin.alias.as_deref());
            prop_assert_eq!(&envelope["date"], 7);
        }
    }

    #[test]
    fn an_object_with_a_type_arrives_byte_for_byte(kind in any::<String>(), data in prop::option::of(json())) {
        let server = Server::default();
        let kind = serde_json::json!(kind);
        let frame = match data {
            Some(data) => format!("{{\"type\":{kind},\"data\":{data}}}"),
            None => format!("{{\"type\":{kind}}}"),
        };
        let (mut dialect, _) = opened("/demo/room", &server);
        let event = relayed(say(&mut *dialect, &frame, 0), None).unwrap();
        prop_assert_eq!(told(&mut *dialect, &event), Some(frame));
    }

    #[test]
    fn every_system_event_is_one_object_with_a_type(
        face in prop::option::of(origin()),
        connections in any::<usize>(),
        message in any::<String>(),
        joined in any::<bool>(),
    ) {
        let server = Server::default();
        let (subject, at) = (Subject::Backend, Timestamp(7));
        let presence = Event::Presence {
            channel: room(),
            change: match joined {
                true => PresenceChange::Joined { subject, at },
                false => PresenceChange::Left { subject, at },
            },
            face,
            connections,
        };
        let refused = Event::Refused {
            channel: "room".into(),
            refusal: Refusal::new(RefusalCode::Denied, message.clone()),
            still_in: true,
            tag: None,
        };
        for url in CONNECT {
            let (mut dialect, _) = opened(url, &server);
            let told_presence = told(&mut *dialect, &presence).unwrap();
            let object: Value = serde_json::from_str(&told_presence).unwrap();
            prop_assert_eq!(&object["type"], if joined { "join" } else { "leave" });
            let object: Value = serde_json::from_str(&told(&mut *dialect, &refused).unwrap()).unwrap();
            prop_assert_eq!(object["type"].as_str(), Some("error"));
            prop_assert_eq!(object["message"].as_str(), Some(message.as_str()));
            prop_assert_eq!(&object["date"], server.now.0);
        }
        let (mut bare, _) = opened("/demo/room", &server);
        prop_assert_eq!(told(&mut *bare, &presence), None);
        prop_assert_eq!(told(&mut *bare, &refused), None);
    }
}

/// Events that are told in passing, without the connection's conversation, have no date.
#[test]
fn whoever_tells_in_passing_needs_no_date() {
    let (dialect, _) = opened("/c/room?", &Server::default());
    let render = |event| (dialect.encoding().render)(&event).map(|frame| text(&frame).to_owned());
    let refused = Event::Refused {
        channel: "room".into(),
        refusal: Refusal::new(RefusalCode::Denied, "no").fix("ask"),
        still_in: false,
        tag: None,
    };
    assert_eq!(
        render(refused).unwrap(),
        r#"{"type":"error","message":"no; ask"}"#
    );
    let left = Event::Left {
        channel: room(),
        unicast: true,
    };
    assert!(
        render(left)
            .unwrap()
            .starts_with(r#"{"type":"error","message":"you are no longer"#)
    );
}

#[test]
fn the_date_of_an_error_is_when_it_was_asked_for() {
    let server = Server::default();
    let mut dialect = crate::connect("/c/room?", &server).unwrap();
    dialect.open(5_000, &mut Vec::new());
    let steps = say(&mut *dialect, "undefined", 5_250);
    let Step::Send(frame) = &steps[0] else {
        panic!("{steps:?}")
    };
    let object: Value = serde_json::from_str(text(frame)).unwrap();
    assert_eq!(object["date"], server.now.0 + 250);
}

/// Pieces of which frames are made that nearly make sense.
const PIECES: [&str; 28] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "{\"type\":",
    "\"chat\"",
    "\"message\"",
    ",\"data\":",
    "\"type\"",
    "1",
    "-",
    "1.5e9",
    "null",
    "true",
    "undefined",
    " ",
    "@@",
    "\u{1f}",
    "CPPmuv",
    "zzz",
    "\\ud83d",
    "é",
    "\u{0}",
    "\n",
];

#[test]
fn parse_survives() {
    const INPUTS: u32 = 1_000_000;

    let server = Server::default();
    let (mut connect, _) = opened("/c/room?", &server);
    let (mut class, _) = opened("/demo/room", &server);
    let mut numbers = Numbers::begin();
    let mut draw = |below: usize| numbers.below(below);
    let (mut frame, mut steps) = (Vec::new(), Vec::new());
    let (mut said, mut refused) = (0, 0);
    for _ in 0..INPUTS {
        frame.clear();
        for _ in 0..draw(7) {
            frame.extend_from_slice(PIECES[draw(PIECES.len())].as_bytes());
        }
        // A frame in sixteen is broken anywhere, also within a character.
        if draw(16) == 0 && !frame.is_empty() {
            let at = draw(frame.len());
            frame[at] = u8::try_from(draw(256)).unwrap();
        }
        let bare = draw(4) == 0;
        let dialect = if bare { &mut class } else { &mut connect };
        match str::from_utf8(&frame) {
            Ok(text) if draw(8) > 0 => dialect.read(Wire::Text(text), 0, &mut steps),
            _ => dialect.read(Wire::Binary(&frame), 0, &mut steps),
        }
        match (&steps[..], bare) {
            ([Step::Do(Command::Publish { .. })], _) | ([Step::Do(Command::Direct { .. })], false) => {
                said += 1
            }
            ([Step::Refused(..)], true) | ([Step::Send(_), Step::Refused(..)], false) => refused += 1,
            (other, _) => panic!("{other:?} came of {}", frame.escape_ascii()),
        }
        steps.clear();
    }
    assert!(said > INPUTS / 50 && refused > INPUTS / 2, "{said} and {refused}");
}

#[test]
fn a_deep_payload_does_no_harm() {
    let (mut dialect, _) = opened("/c/room?", &Server::default());
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let event = relayed(say(&mut *dialect, &deep, 0), None).unwrap();
    assert_eq!(
        told(&mut *dialect, &event).unwrap(),
        format!("{{\"message\":{deep},\"date\":7}}")
    );
    let unclosed = "[".repeat(100_000);
    assert!(matches!(
        &say(&mut *dialect, &unclosed, 0)[..],
        [Step::Send(_), Step::Refused("publish", _)]
    ));
    let typed = format!("{{\"type\":\"chat\",\"data\":{deep}}}");
    let (mut class, _) = opened("/project_1/room", &Server::default());
    let event = relayed(say(&mut *class, &typed, 0), None).unwrap();
    assert_eq!(told(&mut *class, &event), Some(typed));
}

/// What others publish under the name of nameless messages is theirs too.
#[test]
fn all_meet_in_the_same_words() {
    let server = Server::default();
    let (mut connect, _) = opened("/c/room?", &server);
    let (mut class, _) = opened("/project_1/room", &server);
    for (frame, to_connect, to_class) in [
        (r#""hi""#, r#""hi""#, r#"{"type":"message","data":"hi"}"#),
        (
            r#"{"type":"chat","data":1}"#,
            r#"{"type":"chat","data":1}"#,
            r#"{"type":"chat","data":1}"#,
        ),
        (
            r#"{"type":"chat","text":"yo"}"#,
            r#"{"type":"chat","text":"yo"}"#,
            r#"{"type":"chat","text":"yo"}"#,
        ),
    ] {
        let event = relayed(say(&mut *connect, frame, 0), None).unwrap();
        let envelope = format!("{{\"message\":{to_connect},\"date\":7}}");
        assert_eq!(told(&mut *connect, &event), Some(envelope));
        assert_eq!(told(&mut *class, &event).as_deref(), Some(to_class));
    }
    let event = relayed(say(&mut *class, r#"{"type":"message","data":"hi"}"#, 0), None).unwrap();
    let envelope = r#"{"message":"hi","date":7}"#;
    assert_eq!(told(&mut *connect, &event).as_deref(), Some(envelope));
    let payload = Payload::parse("\"hi\"").unwrap();
    assert!(
        matches!(event, Event::Message(message) if message.event == "message" && message.payload == payload)
    );
}
