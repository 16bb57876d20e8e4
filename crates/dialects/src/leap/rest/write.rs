//! Outcomes as answers.

use engine::{ChannelView, Outcome, TokenView};
use model::{App, AppId, Webhook};
use serde_json::{Value, json};

use super::error;
use crate::Reply;

/// A secret that was shown before. Clients take one with a `*` in it for masked.
const MASKED: &str = "whsec_****************";

pub(super) fn nothing(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Refused(refusal) => error::reply(refusal),
        _ => Reply::empty(204),
    }
}

/// `leap_token` is empty, which on the socket means "no token": Hop gives its own command line one of the whole
/// project, which there is not here.
pub(super) fn app(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::App(app) => data(&json!({ "project": project(app), "leap_token": "" })),
        other => otherwise(other),
    }
}

pub(super) fn channel(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Channel(view) => data(&json!({ "channel": channel_object(view) })),
        other => otherwise(other),
    }
}

pub(super) fn channels(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Channels {
            page,
            page_size,
            total,
        } => data(&json!({
            "channels": page.iter().map(channel_object).collect::<Vec<_>>(),
            "page_size": page_size,
            "total_count": total,
        })),
        other => otherwise(other),
    }
}

pub(super) fn state(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::State(state) => data(&json!({ "state": state.value })),
        Outcome::Channel(view) => data(&json!({ "state": view.snapshot.state.value })),
        other => otherwise(other),
    }
}

/// The number twice: most clients look into `stats`, Hop's Rust crate beside it.
pub(super) fn stats(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Channel(view) => {
            let online = view.connections;
            data(&json!({ "stats": { "online_count": online }, "online_count": online }))
        }
        other => otherwise(other),
    }
}

pub(super) fn token(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Token(view) => data(&json!({ "token": token_object(view) })),
        other => otherwise(other),
    }
}

pub(super) fn tokens(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Tokens {
            page,
            page_size,
            total,
        } => data(&json!({
            "tokens": page.iter().map(token_object).collect::<Vec<_>>(),
            "page_size": page_size,
            "total_count": total,
        })),
        other => otherwise(other),
    }
}

/// As Hop's Rust crate wants it, under the path that only it uses.
pub(super) fn bare_tokens(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Tokens { page, .. } => {
            let bare = page.iter().map(|view| json!({ "token": token_object(view) }));
            data(&Value::Array(bare.collect()))
        }
        other => otherwise(other),
    }
}

/// With the secret in clear: nobody has seen it yet.
pub(super) fn new_webhook(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Webhook { app, webhook } => {
            data(&json!({ "webhook": webhook_object(app, webhook, &webhook.secret) }))
        }
        other => otherwise(other),
    }
}

pub(super) fn webhook(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Webhook { app, webhook } => {
            data(&json!({ "webhook": webhook_object(app, webhook, MASKED) }))
        }
        other => otherwise(other),
    }
}

pub(super) fn webhooks(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Webhooks { app, webhooks } => {
            let masked = webhooks
                .iter()
                .map(|webhook| webhook_object(app, webhook, MASKED));
            data(&json!({ "webhooks": masked.collect::<Vec<_>>() }))
        }
        other => otherwise(other),
    }
}

pub(super) fn webhook_secret(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Webhook { webhook, .. } => data(&json!({ "secret": webhook.secret })),
        other => otherwise(other),
    }
}

fn data(data: &Value) -> Reply {
    Reply::json(200, &json!({ "success": true, "data": data }))
}

fn otherwise(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Refused(refusal) => error::reply(refusal),
        _ => error::unexpected(),
    }
}

/// With the `project_id` of the socket's channels as well, so that one type reads both.
fn channel_object(view: &ChannelView) -> Value {
    let facts = &view.snapshot.facts;
    json!({
        "id": facts.name,
        "project": project(&view.app),
        "project_id": view.app.id,
        "state": view.snapshot.state.value,
        "capabilities": facts.capabilities.bits(),
        "created_at": facts.created_at.to_string(),
        "type": facts.visibility,
    })
}

fn token_object(view: &TokenView) -> Value {
    let token = &view.token;
    json!({
        "id": token.id,
        "state": token.state.value,
        "project_id": view.app.id,
        "is_online": view.online,
        "created_at": token.created_at.to_string(),
        "expires_at": token.expires_at.map(|at| at.to_string()),
    })
}

fn webhook_object(app: &AppId, webhook: &Webhook, secret: &str) -> Value {
    json!({
        "id": webhook.id,
        "project_id": app,
        "created_at": webhook.created_at.to_string(),
        "events": webhook.events,
        "secret": secret,
        "type": "http",
        "webhook_url": webhook.url,
    })
}

/// An app as a project of Hop's. Half of it is about its other products, of which there is nothing here.
fn project(app: &App) -> Value {
    json!({
        "id": app.id,
        "name": app.name,
        "tier": "free",
        "created_at": app.created_at.to_string(),
        "icon": null,
        "namespace": namespace(&app.name),
        "type": "regular",
        "default_quotas": { "vcpu": 0, "ram": 0, "volume": 0 },
        "quota_overrides": {},
        "quota_usage": { "vcpu": 0, "ram": 0, "volume": 0 },
    })
}

/// `My app` as `my-app`.
fn namespace(name: &str) -> String {
    let words: Vec<_> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-").to_lowercase()
}
