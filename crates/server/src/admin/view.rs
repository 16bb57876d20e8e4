//! The server's values in the words of the contract.

use std::sync::atomic::Ordering;

use contract::{Channel, Connection, JournalEntry, SubjectKind, Term, Token, Traffic, TrafficKind, Who};
use engine::{Happening, Kind, Way};
use model::{ChannelName, Subject};

use crate::hub::{Holder, Hub, Lane, Link, Realm, Told};

/// Bytes of a payload that the live view gets; of a larger one it gets the beginning.
const SHOWN_PAYLOAD: usize = 64 << 10;

pub fn project_key(key: model::ProjectKey) -> contract::ProjectKey {
    contract::ProjectKey {
        id: key.id,
        token: key.token,
        created_at: key.created_at.to_string(),
        until: key.until.map(|until| until.to_string()),
    }
}

pub fn signing_key(key: model::SigningKey) -> contract::SigningKey {
    contract::SigningKey {
        id: key.id,
        secret: key.secret,
        created_at: key.created_at.to_string(),
        until: key.until.map(|until| until.to_string()),
    }
}

pub fn app(realm: &Realm) -> contract::App {
    let app = realm.app();
    contract::App {
        id: app.id.to_string(),
        name: app.name,
        join_mode: app.join_mode.into(),
        ask_timeout_ms: app.ask_timeout,
        created_at: app.created_at.to_string(),
        channels: realm.channels() as u64,
        tokens: realm.tokens() as u64,
        connections: realm.connections().load(Ordering::Relaxed) as u64,
        limits: app.limits.into(),
        default_capabilities: contract::Capability::list(app.default_capabilities),
        retention: app.retention.into(),
    }
}

pub fn token(realm: &Realm, holder: &Holder) -> Option<Token> {
    let token = holder.token()?;
    let member = holder.member();
    Some(Token {
        client: token.id.client().map(str::to_owned),
        guest: !realm.keeps(&token.id),
        id: token.id.to_string(),
        name: token.name,
        extra: token.extra,
        state_version: token.state.version,
        state: token.state.value,
        created_at: token.created_at.to_string(),
        expires_at: token.expires_at.map(|at| at.to_string()),
        online: !member.live().is_empty(),
        connections: member.live().len() as u64,
        last_seen: token.last_seen.map(|at| at.to_string()),
        channels: member.channels().map(ToString::to_string).collect(),
    })
}

pub fn channel(hub: &Hub, lane: &Lane) -> Channel {
    let room = lane.room();
    let facts = room.facts();
    Channel {
        name: facts.name.to_string(),
        visibility: facts.visibility.into(),
        capabilities: contract::Capability::list(facts.capabilities),
        closed: facts.closed,
        extra: facts.extra.clone(),
        created_at: facts.created_at.to_string(),
        subscribers: room.connections() as u64,
        members: lane.members() as u64,
        rate: (room.rate(hub.clock.tick()) * 100.0).round() / 100.0,
        position: room.position(),
        last_message_at: room.last_message_at().map(|at| at.to_string()),
        state_version: room.state().version,
    }
}

pub fn told(told: Told) -> contract::SentDirect {
    contract::SentDirect {
        connections: told.connections as u64,
        delivered: told.delivered as u64,
    }
}

pub fn who(realm: &Realm, subject: &Subject) -> Who {
    described(subject, realm.name_of(subject))
}

pub fn described(subject: &Subject, name: Option<String>) -> Who {
    let token = match subject {
        Subject::Token(id) => Some(id.to_string()),
        Subject::Anonymous(_) | Subject::Backend => None,
    };
    Who {
        kind: subject_kind(subject),
        label: name.unwrap_or_else(|| subject.to_string()),
        token,
    }
}

pub fn subject_kind(subject: &Subject) -> SubjectKind {
    match subject {
        Subject::Token(id) if id.client().is_some() => SubjectKind::Client,
        Subject::Token(_) => SubjectKind::Token,
        Subject::Anonymous(_) => SubjectKind::Anonymous,
        Subject::Backend => SubjectKind::Backend,
    }
}

pub fn connection(hub: &Hub, realm: &Realm, link: &Link) -> Option<Connection> {
    let stats = link.outbox.stats();
    // Of most subjects all connections are in the same channels.
    let seated = |name: &ChannelName| {
        let lane = realm.lane(name.as_str());
        !link.manners().alone || lane.is_some_and(|lane| lane.room().seats(link.key))
    };
    let holder = link.identity()?.holder.upgrade();
    let channels = holder.map(|holder| {
        let member = holder.member();
        let channels = member.channels().filter(|name| seated(name));
        channels.map(ToString::to_string).collect()
    });
    Some(Connection {
        id: link.id.to_string(),
        who: who(realm, &link.subject()?),
        dialect: link.dialect().into(),
        address: link.outbox.peer().to_string(),
        user_agent: link.caller.user_agent.as_deref().map(str::to_owned),
        origin: link.caller.origin.as_deref().map(str::to_owned),
        since: link.since.to_string(),
        channels: channels.unwrap_or_default(),
        queued_bytes: stats.queued as u64,
        frames_sent: stats.frames,
        bytes_sent: stats.bytes,
        latency_ms: hub.pulse.latency(link.key),
        system: link.caller.system,
    })
}

pub fn journal(hub: &Hub, entry: &model::JournalEntry) -> JournalEntry {
    let subject = Subject::Token(entry.token.clone());
    let name = hub.realm(&entry.app).and_then(|realm| realm.name_of(&subject));
    let term = entry.term.map(Term::of);
    JournalEntry {
        at: entry.at.to_string(),
        app: entry.app.to_string(),
        approval: entry.ticket.as_ref().map(ToString::to_string),
        channel: entry.channel.to_string(),
        who: described(&subject, name),
        outcome: entry.outcome.into(),
        by: entry.by.into(),
        term: term.map(|(term, _)| term),
        duration_ms: term.and_then(|(_, ms)| ms),
        reason: entry.reason.clone(),
    }
}

pub fn traffic(happening: &Happening) -> Traffic {
    let payload = happening
        .payload
        .as_ref()
        .map(|payload| beginning(payload.as_str()).to_owned());
    Traffic {
        id: happening.id,
        at: happening.at.0,
        kind: kind(happening.kind),
        direction: direction(happening.way),
        app: happening.app.as_ref().map(ToString::to_string),
        channel: happening.channel.clone(),
        event: happening.event.clone(),
        who: happening
            .subject
            .as_ref()
            .map(|subject| described(subject, happening.name.clone())),
        connection: happening.connection.as_ref().map(ToString::to_string),
        approval: happening.approval.as_ref().map(ToString::to_string),
        dialect: happening.dialect.map(str::to_owned),
        payload,
        size: happening.payload.as_ref().map(|payload| payload.len() as u64),
        position: happening.position,
        audience: happening.audience.map(|n| n as u64),
        delivered: happening.delivered.map(|n| n as u64),
        latency_us: happening.latency_us,
        code: happening.code.map(str::to_owned),
        reason: happening.reason.clone(),
        fix: happening.fix.clone(),
        lost: None,
        system: happening.system,
    }
}

/// What the live view gets of a payload.
pub fn beginning(text: &str) -> &str {
    let mut end = text.len().min(SHOWN_PAYLOAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

pub fn kind(kind: Kind) -> TrafficKind {
    match kind {
        Kind::Connect => TrafficKind::Connect,
        Kind::Identify => TrafficKind::Identify,
        Kind::Subscribe => TrafficKind::Subscribe,
        Kind::Unsubscribe => TrafficKind::Unsubscribe,
        Kind::Message => TrafficKind::Message,
        Kind::Direct => TrafficKind::Direct,
        Kind::State => TrafficKind::State,
        Kind::Presence => TrafficKind::Presence,
        Kind::Refused => TrafficKind::Refused,
        Kind::Approval => TrafficKind::Approval,
        Kind::Heartbeat => TrafficKind::Heartbeat,
        Kind::Disconnect => TrafficKind::Disconnect,
    }
}

pub fn direction(way: Way) -> contract::Direction {
    match way {
        Way::In => contract::Direction::In,
        Way::Out => contract::Direction::Out,
        Way::None => contract::Direction::None,
    }
}
