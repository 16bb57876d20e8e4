//! Outcomes as answers.

use engine::{ChannelView, Outcome, TokenView};
use model::{App, Capabilities, Message, Visibility};
use serde_json::{Value, json};

use super::{error, history::MOST};
use crate::{
    Reply,
    channels::row::{self, seconds},
};

pub(super) fn nothing(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Refused(refusal) => error::reply(refusal),
        _ => Reply::empty(200),
    }
}

pub(super) fn apps(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Apps(apps) => list("Apps", apps.iter().map(app)),
        other => otherwise(other),
    }
}

pub(super) fn clients(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Clients(clients) => list("clients", clients.iter().map(client_object)),
        other => otherwise(other),
    }
}

pub(super) fn client(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Token(view) => Reply::json(200, &client_object(view)),
        other => otherwise(other),
    }
}

pub(super) fn channels(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Channels { page, .. } => list("channels", page.iter().map(channel)),
        other => otherwise(other),
    }
}

pub(super) fn oldest_first(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::History(messages) => events(messages, messages.iter().map(row::of)),
        other => otherwise(other),
    }
}

pub(super) fn newest_first(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::History(messages) => events(messages, messages.iter().rev().map(row::of)),
        other => otherwise(other),
    }
}

/// Says so if there may be more than one answer holds.
fn events(messages: &[Message], rows: impl Iterator<Item = Value>) -> Reply {
    let reply = list("events", rows);
    if messages.len() < MOST {
        return reply;
    }
    reply.header("X-More", "perhaps")
}

fn list(name: &str, rows: impl Iterator<Item = Value>) -> Reply {
    Reply::json(200, &json!({ name: rows.collect::<Vec<_>>() }))
}

fn otherwise(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Refused(refusal) => error::reply(refusal),
        _ => error::unexpected(),
    }
}

fn app(app: &App) -> Value {
    json!({ "AppID": app.id, "Name": app.name })
}

fn client_object(view: &TokenView) -> Value {
    let token = &view.token;
    json!({
        "ID": token.id.tail(),
        "Username": token.name.as_deref().unwrap_or_default(),
        "AppID": view.app.id,
        "Extra": token.extra.as_deref().unwrap_or_default(),
    })
}

/// `isPush` only where it is true: Swift's client fails on a field that it does not know.
fn channel(view: &ChannelView) -> Value {
    let facts = &view.snapshot.facts;
    let mut object = json!({
        "id": facts.name,
        "appID": view.snapshot.app,
        "name": facts.title.as_deref().unwrap_or_default(),
        "createdAt": seconds(facts.created_at),
        "isClosed": facts.closed,
        "extra": facts.extra.as_deref().unwrap_or_default(),
        "isPersistent": facts.capabilities.has(Capabilities::PERSISTENT),
        "isPrivate": facts.visibility == Visibility::Private,
        "isPresence": facts.capabilities.has(Capabilities::PRESENCE),
    });
    if facts.push {
        object["isPush"] = true.into();
    }
    object
}
