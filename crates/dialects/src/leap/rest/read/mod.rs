//! Requests as operations.

mod body;
pub(super) mod channels;
mod query;
pub(super) mod tokens;
pub(super) mod webhooks;

use engine::Operation;
use model::{ChannelName, Payload, Refusal, RefusalCode, TokenId};
use serde::Deserialize;

use super::error;
use crate::Request;

pub(super) use query::asked;

type Read = Result<Operation, Refusal>;

#[derive(Deserialize)]
struct NewMessage {
    e: String,
    d: Option<Payload>,
}

pub(super) fn app(_: &Request<'_>) -> Read {
    Ok(Operation::App)
}

fn message(request: &Request<'_>) -> Result<(String, Payload), Refusal> {
    let new: NewMessage = body::required(request, "{\"e\": string, \"d\"?: any}")?;
    Ok((new.e, new.d.unwrap_or_else(Payload::null)))
}

fn channel(request: &Request<'_>) -> Result<ChannelName, Refusal> {
    name(request.params.get("id"))
}

fn name(text: &str) -> Result<ChannelName, Refusal> {
    ChannelName::parse(text).map_err(|error| error::channel_id(&error))
}

/// Any text may be a token; whether it is one is not decided here.
fn token(request: &Request<'_>) -> TokenId {
    TokenId::from(request.params.get("token"))
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalCode::InvalidRequest, message)
}
