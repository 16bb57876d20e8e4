//! The numbers of the stories as the engine's names and ids, and back.

use engine::{Keys, Snapshot};
use model::{AppId, ChannelName, ConnId, State, Subject, TokenId};
use serde_json::{Map, json};

use crate::{
    reference::only,
    words::{Room, Serial, TokenNo, Value, View, Who, Words},
};

pub fn app() -> AppId {
    AppId::from("project_1")
}

pub fn token_id(token: TokenNo) -> TokenId {
    TokenId::from(format!("leap_token_{token}"))
}

pub fn conn_id(serial: Serial) -> ConnId {
    ConnId::from(format!("leap_conn_{serial}"))
}

pub fn subject_of(who: Who) -> Subject {
    match who {
        Who::Token(token) => Subject::Token(token_id(token)),
        Who::Anonymous(serial) => Subject::Anonymous(conn_id(serial)),
        Who::Backend => Subject::Backend,
    }
}

pub fn who_is(subject: &Subject) -> Who {
    match subject {
        Subject::Token(id) => Who::Token(number(id.as_str()) as TokenNo),
        Subject::Anonymous(id) => Who::Anonymous(number(&id.to_string())),
        Subject::Backend => Who::Backend,
    }
}

#[allow(clippy::unwrap_used)]
pub fn name(room: Room) -> ChannelName {
    ChannelName::parse(&format!("room_{room}")).unwrap()
}

pub fn room_of(channel: &ChannelName) -> Room {
    number(channel.as_str()) as Room
}

/// The number that a made-up id ends with.
fn number(id: &str) -> u64 {
    id.rsplit('_')
        .next()
        .and_then(|tail| tail.parse().ok())
        .unwrap_or(u64::MAX)
}

pub fn json_of(value: u64) -> Map<String, serde_json::Value> {
    only(value)
        .into_iter()
        .map(|(key, number)| (key, json!(number)))
        .collect()
}

pub fn value_of(state: &State) -> Value {
    let number = |value: &serde_json::Value| value.as_u64().unwrap_or(u64::MAX);
    state
        .value
        .iter()
        .map(|(key, value)| (key.clone(), number(value)))
        .collect()
}

pub fn keys_of(words: Words) -> Keys {
    let text = |word: Option<usize>| word.map(|word| format!("word {word}"));
    Keys {
        join: text(words.join),
        send: text(words.send),
    }
}

pub fn view_of(snapshot: &Snapshot) -> View {
    View {
        room: room_of(&snapshot.facts.name),
        closed: snapshot.facts.closed,
        position: snapshot.position,
        version: snapshot.state.version,
        value: value_of(&snapshot.state),
    }
}
