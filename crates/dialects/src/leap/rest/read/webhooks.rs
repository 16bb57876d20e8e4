//! Requests about webhooks.

use engine::Operation;
use serde::Deserialize;

use super::{Read, body};
use crate::Request;

#[derive(Deserialize)]
struct NewWebhook {
    webhook_url: String,
    events: Vec<String>,
}

#[derive(Deserialize)]
struct WebhookPatch {
    webhook_url: Option<String>,
    events: Option<Vec<String>>,
}

pub fn list(_: &Request<'_>) -> Read {
    Ok(Operation::ListWebhooks)
}

pub fn create(request: &Request<'_>) -> Read {
    let new: NewWebhook = body::required(
        request,
        "{\"webhook_url\": string, \"events\": [name of an event]}",
    )?;
    Ok(Operation::CreateWebhook {
        url: new.webhook_url,
        events: new.events,
    })
}

pub fn update(request: &Request<'_>) -> Read {
    let patch: WebhookPatch = body::required(
        request,
        "{\"webhook_url\"?: string, \"events\"?: [name of an event]}",
    )?;
    Ok(Operation::UpdateWebhook {
        id: id(request),
        url: patch.webhook_url,
        events: patch.events,
    })
}

pub fn renew_secret(request: &Request<'_>) -> Read {
    Ok(Operation::RenewWebhookSecret(id(request)))
}

pub fn delete(request: &Request<'_>) -> Read {
    Ok(Operation::DeleteWebhook(id(request)))
}

fn id(request: &Request<'_>) -> String {
    request.params.get("webhook").to_owned()
}
