//! What holds for every frame.

use std::sync::Arc;

use dialects::{Dialect, Frame, Manners, Probe, Step, Wire};
use engine::{
    CallAnswer, CallBody, Command, Direct, Event, Join, PresenceChange, SeatView, Snapshot, Welcome, Who,
};
use model::{
    AppId, Capabilities, Channel, ChannelName, ConnId, Message, NO_POSITION, Origin, Payload, Refusal,
    RefusalCode, State, Subject, Timestamp, TokenId, Visibility,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json, value::RawValue};

use crate::{SERVER, kit::hello, spoken};

/// A client that has said who it is.
fn identified() -> Box<dyn Dialect> {
    let mut dialect = (spoken().accept)(&hello("/ws", &[], &SERVER)).unwrap();
    dialect.open(0, &mut Vec::new());
    let steps = say(
        &mut *dialect,
        &json!({ "op": 2, "d": {"project_id": "project_1"} }).to_string(),
    );
    assert!(matches!(*steps, [Step::Do(Command::Identify { .. })]));
    dialect
}

fn say(dialect: &mut dyn Dialect, text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    dialect.read(Wire::Text(text), 0, &mut steps);
    steps
}

fn render(event: &Event) -> Option<String> {
    match (identified().encoding().render)(event)? {
        Frame::Text(text) => Some(text),
        other => panic!("no text frame: {other:?}"),
    }
}

/// JSON of any shape, written with white space and escapes that no serialiser would write.
fn payload() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just(" true".to_owned()),
        "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?",
        any::<String>().prop_map(|text| json!(text).to_string()),
        Just(r#""\u00e9\/\ud83d\ude00""#.to_owned()),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|all| format!("[ {} ]", all.join(" ,"))),
            prop::collection::vec((any::<String>(), inner), 0..4).prop_map(|all| {
                let fields: Vec<_> = all
                    .iter()
                    .map(|(key, value)| format!("{}\t:{value}", json!(key)))
                    .collect();
                format!("{{\n{}}}", fields.join(","))
            }),
        ]
    })
}

fn name() -> impl Strategy<Value = ChannelName> {
    "[a-z0-9_.:~@ é-]{1,20}".prop_map(|text| ChannelName::parse(&text).unwrap())
}

fn state() -> impl Strategy<Value = Arc<State>> {
    prop::collection::vec((any::<String>(), any::<String>()), 0..3).prop_map(|all| {
        let value: Map<_, _> = all
            .into_iter()
            .map(|(key, text)| (key, Value::String(text)))
            .collect();
        Arc::new(State::initial(value))
    })
}

fn snapshot() -> impl Strategy<Value = Arc<Snapshot>> {
    (name(), state(), 0..32u32).prop_map(|(name, state, bits)| {
        Arc::new(Snapshot {
            app: AppId::from("project_1"),
            facts: Channel {
                name,
                visibility: Visibility::Private,
                capabilities: Capabilities::from_bits(bits).unwrap(),
                closed: false,
                title: None,
                extra: None,
                push: false,
                created_at: Timestamp(0),
            },
            state,
            position: 0,
        })
    })
}

fn message(channel: ChannelName, event: String, payload: Payload) -> Event {
    Event::Message(Arc::new(Message {
        channel,
        position: 1,
        event,
        payload,
        sender: Subject::Backend,
        origin: None,
        at: Timestamp(0),
    }))
}

fn direct(event: String, payload: Payload, unicast: bool) -> Event {
    Event::Direct(Arc::new(Direct {
        event,
        payload,
        unicast,
        channel: Some(ChannelName::parse("room").unwrap()),
        sender: Subject::Backend,
        origin: None,
        at: Timestamp(0),
    }))
}

fn origin() -> Origin {
    Origin {
        connection: 7,
        alias: Some("Alice".into()),
    }
}

/// What another dialect would say of a channel beside.
fn seat() -> Arc<SeatView> {
    Arc::new(SeatView {
        you: Subject::Anonymous(ConnId::from("leap_conn_1")),
        origin: origin(),
        announced: true,
        connections: 3,
        people: Vec::new(),
        at: Timestamp(0),
    })
}

fn event() -> impl Strategy<Value = Event> {
    let payload = || payload().prop_map(|json| Payload::parse(json).unwrap());
    let known = |token: bool| token.then(|| TokenId::from("leap_token_1"));
    let refusal = (0..RefusalCode::ALL.len(), any::<String>());
    prop_oneof![
        (prop::collection::vec(snapshot(), 0..3), state(), any::<bool>()).prop_map(
            move |(channels, state, token)| {
                Event::Welcome(Welcome {
                    app: AppId::from("project_1"),
                    connection: ConnId::from("leap_conn_1"),
                    connection_count: 1,
                    token: known(token),
                    metadata: token.then(|| state.value.clone()),
                    channels,
                })
            }
        ),
        (snapshot(), any::<bool>(), any::<bool>()).prop_map(|(snapshot, unicast, seen)| Event::Joined {
            snapshot,
            unicast,
            seat: seen.then(seat),
        }),
        (name(), any::<bool>()).prop_map(|(channel, unicast)| Event::Left { channel, unicast }),
        (any::<String>(), refusal, any::<Option<u32>>()).prop_map(|(channel, (code, sentence), tag)| {
            Event::Refused {
                channel,
                refusal: Refusal::new(RefusalCode::ALL[code], sentence),
                still_in: false,
                tag,
            }
        }),
        (name(), any::<String>(), payload())
            .prop_map(|(channel, event, payload)| message(channel, event, payload)),
        (name(), state()).prop_map(|(channel, state)| Event::State { channel, state }),
        (any::<String>(), payload(), any::<bool>())
            .prop_map(|(event, payload, unicast)| direct(event, payload, unicast)),
    ]
}

/// Something near a frame, so that the reader is not left at the first brace.
fn almost_a_frame() -> impl Strategy<Value = String> {
    let event = prop_oneof![
        Just("SUBSCRIBE".to_owned()),
        Just("UNSUBSCRIBE".to_owned()),
        Just("MESSAGE".to_owned()),
        Just("SET_CHANNEL_STATE".to_owned()),
        Just("PIPE_ROOM_SUBSCRIBE".to_owned()),
        any::<String>(),
    ];
    let d = prop_oneof![
        (payload(), event, payload())
            .prop_map(|(c, e, d)| format!(r#"{{"c":{c},"e":{},"d":{d}}}"#, json!(e))),
        payload().prop_map(|tag| format!(r#"{{"tag":{tag}}}"#)),
        (payload(), payload()).prop_map(|(app, token)| format!(r#"{{"project_id":{app},"token":{token}}}"#)),
        payload(),
    ];
    (-2i64..8, d).prop_map(|(op, d)| format!(r#"{{"op":{op},"d":{d}}}"#))
}

proptest! {
    #[test]
    fn nothing_that_is_said_is_answered_with_silence_or_a_panic(
        text in prop_oneof![any::<String>(), payload(), almost_a_frame()],
    ) {
        let mut dialect = identified();
        let steps = say(&mut *dialect, &text);
        prop_assert!(!steps.is_empty() || text.contains("PIPE_ROOM_UNSUBSCRIBE"), "{text}");
        for step in &steps {
            if let Step::Close(reason) = step {
                let (code, sentence) = (spoken().close)(reason);
                prop_assert!((4000..=4007).contains(&code) && (1..=123).contains(&sentence.len()));
            }
        }
    }

    /// Rules 4 and 6: `c`, `u`, `e` and an object `d`, whatever happens.
    #[test]
    fn every_event_is_a_complete_dispatch(event in event()) {
        let text = render(&event).unwrap();
        let frame: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&frame["op"], 0);
        let d = frame["d"].as_object().unwrap();
        prop_assert_eq!(d.keys().collect::<Vec<_>>(), ["c", "u", "e", "d"]);
        prop_assert!(d["c"].is_string() || d["c"].is_null());
        prop_assert!(d["u"].is_boolean() && d["e"].is_string() && d["d"].is_object(), "{}", text);
        if let Event::Refused { channel, refusal, .. } = event {
            prop_assert_eq!(d["c"].as_str(), Some(&*channel));
            prop_assert_eq!(d["d"]["message"].as_str(), Some(&*refusal.message));
        }
    }

    /// From a client's frame through a command and an event into another client's frame.
    #[test]
    fn a_message_arrives_byte_for_byte(channel in name(), event in any::<String>(), payload in payload()) {
        let said = format!(
            r#"{{"op":0,"d":{{"c":{},"e":"MESSAGE","d":{{"e":{},"d":{payload}}}}}}}"#,
            json!(channel), json!(event),
        );
        let mut steps = say(&mut *identified(), &said);
        let Some(Step::Do(Command::Publish { channel: to, event: name, payload: passed, tag: None, passing: false })) = steps.pop() else {
            panic!("{said}: {steps:?}");
        };
        prop_assert_eq!((&to, &name, passed.as_str()), (&channel, &event, payload.trim()));

        let text = render(&message(to, name, passed)).unwrap();
        #[derive(serde::Deserialize)]
        struct Outer<'a> { #[serde(borrow)] d: Inner<'a> }
        #[derive(serde::Deserialize)]
        struct Inner<'a> { c: String, #[serde(borrow)] d: Heart<'a> }
        #[derive(serde::Deserialize)]
        struct Heart<'a> { e: String, #[serde(borrow)] d: &'a RawValue }
        let frame: Outer<'_> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!((&*frame.d.c, &frame.d.d.e), (channel.as_str(), &event));
        prop_assert_eq!(frame.d.d.d.get(), payload.trim());
    }
}

/// Leap's words are its own: what others tell their clients is not said in it.
#[test]
fn what_it_has_no_word_for_is_not_said() {
    let channel = || ChannelName::parse("room").unwrap();
    let Event::Message(missed) = message(channel(), "said".into(), Payload::null()) else {
        panic!("it is a message");
    };
    let missed = vec![Arc::unwrap_or_clone(missed)];
    let refusal = Refusal::new(RefusalCode::MissingCapability, "it may not");
    let events = [
        Event::Missed {
            channel: channel(),
            messages: missed,
            hole: None,
        },
        Event::Done { tag: 1 },
        Event::Refused {
            channel: "room".into(),
            refusal,
            still_in: true,
            tag: Some(1),
        },
        Event::Presence {
            channel: channel(),
            change: PresenceChange::Left {
                subject: Subject::Token(TokenId::from("leap_token_1")),
                at: Timestamp(0),
            },
            face: Some(origin()),
            connections: 1,
        },
        Event::Access {
            channel: channel(),
            gained: true,
        },
        Event::Membership {
            channel: channel(),
            subject: Subject::Backend,
            joined: true,
        },
        Event::Closed {
            channel: channel(),
            closed: true,
        },
        Event::Called(Arc::new(CallAnswer {
            id: "1".into(),
            status: 200,
            headers: Vec::new(),
            body: CallBody::Nothing,
        })),
    ];
    for event in events {
        assert_eq!(render(&event), None, "{event:?}");
    }
}

/// Position, sender, connection: a message that is not to be kept looks like all others.
#[test]
fn a_message_shows_nothing_of_where_it_came_from() {
    let room = ChannelName::parse("room").unwrap();
    let Event::Message(plain) = message(room, "said".into(), Payload::null()) else {
        panic!("it is a message");
    };
    let passing = Message {
        position: NO_POSITION,
        sender: Subject::Anonymous(ConnId::from("leap_conn_1")),
        origin: Some(origin()),
        ..Message::clone(&plain)
    };
    let both = [plain, Arc::new(passing)].map(|message| render(&Event::Message(message)));
    assert!(both[0].is_some());
    assert_eq!(both[0], both[1]);
}

#[test]
fn its_clients_hear_themselves_and_are_in_the_channels_of_their_session() {
    let dialect = identified();
    assert_eq!(dialect.manners(), Manners::default());
    assert!(!dialect.encoding().roster);
}

/// The probe speaks to the dialect itself: each step says what the dialect understands, and what it waits for is in
/// what the dialect writes.
#[test]
fn the_probe_is_understood() {
    let (app, channel) = (AppId::from("project_1"), ChannelName::parse("a room").unwrap());
    let probe = Probe {
        app: &app,
        channel: &channel,
        nonce: "n-42",
    };
    let steps = (spoken().probe.unwrap().1)(&probe);
    let names: Vec<_> = steps.iter().map(|step| step.name).collect();
    assert_eq!(names, ["connect", "join", "join", "publish", "receive"]);

    let mut dialect = (spoken().accept)(&hello("/ws", &[], &SERVER)).unwrap();
    let mut heard = Vec::new();
    dialect.open(0, &mut heard);
    let mut waits_for = steps.iter().map(|step| step.until.clone());
    assert!(
        matches!(&*heard, [Step::Send(Frame::Text(text))] if text.contains(&waits_for.next().unwrap().unwrap()))
    );

    let asked: Vec<_> = steps
        .iter()
        .flat_map(|step| &step.say)
        .flat_map(|text| say(&mut *dialect, text))
        .collect();
    let published = Payload::parse(r#""n-42""#).unwrap();
    assert_eq!(
        asked,
        [
            Step::Do(Command::Identify {
                app: app.clone(),
                who: Who::Anonymous {
                    alias: None,
                    announced: true
                },
            }),
            Step::Do(Command::Join(Box::new(Join::new(channel.clone(), false)))),
            Step::Do(Command::Publish {
                channel: channel.clone(),
                event: "probe".into(),
                payload: published.clone(),
                tag: None,
                passing: false,
            }),
        ]
    );

    let snapshot = Snapshot {
        app: app.clone(),
        facts: Channel {
            name: channel.clone(),
            visibility: Visibility::Unprotected,
            capabilities: Capabilities::CLIENT_PUBLISH,
            closed: false,
            title: None,
            extra: None,
            push: false,
            created_at: Timestamp(0),
        },
        state: Arc::default(),
        position: 0,
    };
    let told = [
        Some(Event::Welcome(Welcome {
            app,
            connection: ConnId::from("leap_conn_1"),
            connection_count: 1,
            token: None,
            metadata: None,
            channels: Vec::new(),
        })),
        Some(Event::Joined {
            snapshot: Arc::new(snapshot),
            unicast: false,
            seat: None,
        }),
        None,
        Some(message(channel, "probe".into(), published)),
    ];
    for (event, until) in told.iter().zip(waits_for) {
        assert_eq!(event.is_some(), until.is_some());
        if let (Some(event), Some(until)) = (event, until) {
            assert!(
                render(event).unwrap().contains(&until),
                "{event:?} is not {until}"
            );
        }
    }
}
