//! The keys of `key:value`, and what a row has under them.

use std::borrow::Cow;

use contract::{Direction, SubjectKind, TrafficKind};

use crate::{Row, fold};

/// A part of a row that a filter can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    Channel,
    Event,
    Kind,
    Direction,
    /// Who acts, as the screen shows it.
    Subject,
    Token,
    /// What the backend calls the client, and how the screen shows it.
    Client,
    Connection,
    Dialect,
    App,
    Code,
    /// In bytes.
    Size,
    /// In microseconds.
    Latency,
}

/// What a row has under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    Text(Cow<'a, str>),
    Number(u64),
}

impl Field {
    /// All of them, the most used first.
    pub const ALL: [Self; 13] = [
        Self::Channel,
        Self::Event,
        Self::Kind,
        Self::Direction,
        Self::Subject,
        Self::Token,
        Self::Client,
        Self::Connection,
        Self::Dialect,
        Self::App,
        Self::Code,
        Self::Size,
        Self::Latency,
    ];

    pub fn key(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Event => "event",
            Self::Kind => "kind",
            Self::Direction => "dir",
            Self::Subject => "subject",
            Self::Token => "token",
            Self::Client => "client",
            Self::Connection => "connection",
            Self::Dialect => "dialect",
            Self::App => "app",
            Self::Code => "code",
            Self::Size => "size",
            Self::Latency => "latency",
        }
    }

    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Channel => "name of the channel",
            Self::Event => "event of a message, or what was asked",
            Self::Kind => "what happened",
            Self::Direction => "seen from the server",
            Self::Subject => "who acts, as it is shown",
            Self::Token => "id of the token",
            Self::Client => "name or id of a registered client",
            Self::Connection => "id of the connection",
            Self::Dialect => "protocol of the connection",
            Self::App => "id of the app",
            Self::Code => "code of a refusal or a disconnect",
            Self::Size => "size of the payload in bytes",
            Self::Latency => "time until the last connection had it",
        }
    }

    /// The one with this key, in whatever case.
    pub fn named(key: &str) -> Option<Self> {
        if fold::same(key, "who") {
            return Some(Self::Subject);
        }
        Self::ALL.into_iter().find(|field| fold::same(key, field.key()))
    }

    /// Is it compared as a number?
    pub fn is_number(self) -> bool {
        matches!(self, Self::Size | Self::Latency)
    }

    /// The values there can be, if they are few and known.
    pub fn allowed(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Kind => Some(&KINDS),
            Self::Direction => Some(&DIRECTIONS),
            _ => None,
        }
    }

    /// What the row has there: nothing, one value, or of a client two.
    pub fn of<R: Row>(self, row: &R) -> impl Iterator<Item = Value<'_>> + use<'_, R> {
        let (first, second) = match self {
            Self::Channel => (text(row.channel()), None),
            Self::Event => (text(row.event()), None),
            Self::Kind => (text(Some(kind(row.kind()))), None),
            Self::Direction => (text(Some(direction(row.direction()))), None),
            Self::Subject => (row.label().map(Value::Text), None),
            Self::Token => (text(token(row)), None),
            Self::Client => (text(client(row)), name(row).map(Value::Text)),
            Self::Connection => (row.connection().map(Value::Text), None),
            Self::Dialect => (text(row.dialect()), None),
            Self::App => (text(row.app()), None),
            Self::Code => (text(row.code()), None),
            Self::Size => (row.size().map(Value::Number), None),
            Self::Latency => (row.latency_us().map(Value::Number), None),
        };
        first.into_iter().chain(second)
    }
}

fn text(text: Option<&str>) -> Option<Value<'_>> {
    text.map(|text| Value::Text(text.into()))
}

const KINDS: [&str; 13] = [
    "connect",
    "identify",
    "subscribe",
    "unsubscribe",
    "message",
    "direct",
    "state",
    "presence",
    "refused",
    "approval",
    "heartbeat",
    "disconnect",
    "gap",
];

const DIRECTIONS: [&str; 3] = ["in", "out", "none"];

fn kind(kind: TrafficKind) -> &'static str {
    match kind {
        TrafficKind::Connect => "connect",
        TrafficKind::Identify => "identify",
        TrafficKind::Subscribe => "subscribe",
        TrafficKind::Unsubscribe => "unsubscribe",
        TrafficKind::Message => "message",
        TrafficKind::Direct => "direct",
        TrafficKind::State => "state",
        TrafficKind::Presence => "presence",
        TrafficKind::Refused => "refused",
        TrafficKind::Approval => "approval",
        TrafficKind::Heartbeat => "heartbeat",
        TrafficKind::Disconnect => "disconnect",
        TrafficKind::Gap => "gap",
    }
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "in",
        Direction::Out => "out",
        Direction::None => "none",
    }
}

fn token(row: &impl Row) -> Option<&str> {
    row.token()
        .filter(|_| row.subject_kind() == Some(SubjectKind::Token))
}

fn client(row: &impl Row) -> Option<&str> {
    let token = row
        .token()
        .filter(|_| row.subject_kind() == Some(SubjectKind::Client))?;
    Some(token.strip_prefix("client:").unwrap_or(token))
}

fn name(row: &impl Row) -> Option<Cow<'_, str>> {
    (row.subject_kind() == Some(SubjectKind::Client)).then(|| row.label())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_directions_are_called_as_on_the_wire() {
        let wire = |name: &str| format!("\"{name}\"");
        for name in KINDS {
            let there: TrafficKind = serde_json::from_str(&wire(name)).unwrap();
            assert_eq!(kind(there), name);
        }
        for name in DIRECTIONS {
            let there: Direction = serde_json::from_str(&wire(name)).unwrap();
            assert_eq!(direction(there), name);
        }
    }
}
