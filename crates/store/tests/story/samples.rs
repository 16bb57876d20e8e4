//! Values to store.

use model::{
    App, AppId, Capabilities, Channel, ChannelName, Decider, Device, Grant, JoinMode, JournalEntry, Message,
    Origin, Outcome, Payload, Position, ProjectKey, SigningKey, State, Subject, Subscription, Timestamp,
    Token, TokenId, Visibility,
};
use serde_json::{Map, Value, json};
use store::Change;

pub const START: u64 = 1_760_000_000_000;

/// An instant, `ms` after the story begins.
pub fn at(ms: u64) -> Timestamp {
    Timestamp(START + ms)
}

pub fn app(number: u8) -> App {
    let created_at = at(u64::from(number));
    let id = AppId::fresh(created_at, &[number; 16]);
    App {
        join_mode: JoinMode::Ask,
        keys: vec![ProjectKey::fresh(created_at, &[number; 16], &[number; 16])],
        signing_keys: vec![SigningKey::new(
            created_at,
            &[number; 16],
            format!("secret {number}"),
        )],
        ..App::new(id, format!("App {number}"), created_at)
    }
}

pub fn token(number: u8) -> Token {
    Token {
        id: TokenId::fresh(at(u64::from(number)), &[number; 16]),
        name: (!number.is_multiple_of(2)).then(|| format!("Persona {number}")),
        extra: None,
        state: State::initial(object(
            json!({"number": number, "deep": {"list": [1.5, null, "é"]}}),
        )),
        created_at: at(u64::from(number)),
        expires_at: number.is_multiple_of(2).then(|| at(1_000_000)),
        last_seen: None,
    }
}

/// A client that its backend has registered.
pub fn client(number: u8) -> Token {
    Token {
        id: TokenId::of_client(&format!("user {number}")),
        extra: Some(format!("{{\"number\":{number}}}")),
        state: State::default(),
        expires_at: None,
        ..token(number)
    }
}

pub fn device(id: &str, client: &Token) -> Device {
    Device {
        id: id.to_owned(),
        client: client.id.clone(),
        token: format!("push token of {id}"),
    }
}

pub fn name(text: &str) -> ChannelName {
    ChannelName::parse(text).unwrap()
}

pub fn channel(text: &str) -> Channel {
    Channel {
        name: name(text),
        visibility: Visibility::Private,
        capabilities: Capabilities::PERSISTENT.with(Capabilities::PRESENCE),
        closed: false,
        title: None,
        extra: None,
        push: false,
        created_at: at(10),
    }
}

pub fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// A message whose every field tells which one it is. Senders, events and payloads of all kinds take turns.
pub fn message(channel: &str, position: Position) -> Message {
    let texts = [
        r#"{"text":"hello, \"world\"","n":1.50,"big":12345678901234567890}"#,
        "null",
        "[ 1 , {\"spaced\" : \"\\u00e9é\"} ]",
        r#""],[\"\n""#,
    ];
    Message {
        channel: name(channel),
        position,
        event: ["MESSAGE", "", "quote\"d \\ é", "nul\u{0}, unit\u{1f}"][position as usize % 4].to_owned(),
        payload: Payload::parse(texts[position as usize / 2 % 4]).unwrap(),
        sender: match position % 3 {
            0 => Subject::Backend,
            1 => Subject::Token(token(1).id),
            _ => Subject::Anonymous("leap_conn_a:b".into()),
        },
        origin: None,
        at: at(1_000 + position),
    }
}

pub fn subscription(token: &Token, channel: &str) -> Subscription {
    Subscription {
        token: token.id.clone(),
        channel: name(channel),
        since: at(20),
    }
}

pub fn grant(token: &Token, channel: &str) -> Grant {
    Grant {
        token: token.id.clone(),
        channel: name(channel),
        by: Decider::Person,
        reason: Some("they asked nicely".to_owned()),
        at: at(30),
        until: None,
    }
}

pub fn journal_entry(app: &App, ms: u64) -> JournalEntry {
    JournalEntry {
        at: at(ms),
        app: app.id.clone(),
        ticket: Some("ticket_1".into()),
        token: token(1).id,
        channel: name("backstage"),
        outcome: Outcome::Allowed,
        by: Decider::Person,
        term: Some(model::GrantTerm::For { ms: 60_000 }),
        reason: None,
    }
}

/// The message as it is while it is live.
pub fn live(message: Message) -> Message {
    Message {
        origin: Some(Origin {
            connection: 7,
            alias: Some("Alice".into()),
        }),
        ..message
    }
}

pub fn append(app: &App, message: Message) -> Change {
    Change::Append {
        app: app.id.clone(),
        message,
        key: None,
    }
}

pub fn append_keyed(app: &App, message: Message, key: &str) -> Change {
    Change::Append {
        app: app.id.clone(),
        message,
        key: Some(key.to_owned()),
    }
}

pub fn put_channel(app: &App, text: &str) -> Change {
    Change::PutChannel {
        app: app.id.clone(),
        channel: channel(text),
    }
}

pub fn put_token(app: &App, token: &Token) -> Change {
    Change::PutToken {
        app: app.id.clone(),
        token: token.clone(),
        at: at(50 + token.state.version),
        versions: 100,
    }
}

pub fn put_state(app: &App, channel: &str, version: u64) -> Change {
    Change::PutState {
        app: app.id.clone(),
        channel: name(channel),
        state: State {
            version,
            value: object(json!({"version": version})),
        },
        by: Subject::Backend,
        at: at(40 + version),
        versions: 100,
    }
}

pub fn put_subscription(app: &App, token: &Token, channel: &str) -> Change {
    Change::PutSubscription {
        app: app.id.clone(),
        subscription: subscription(token, channel),
    }
}

pub fn put_grant(app: &App, token: &Token, channel: &str) -> Change {
    Change::PutGrant {
        app: app.id.clone(),
        grant: grant(token, channel),
    }
}

pub fn put_device(app: &App, device: &Device) -> Change {
    Change::PutDevice {
        app: app.id.clone(),
        device: device.clone(),
    }
}

pub fn delete_device(app: &App, id: &str) -> Change {
    Change::DeleteDevice {
        app: app.id.clone(),
        id: id.to_owned(),
    }
}
