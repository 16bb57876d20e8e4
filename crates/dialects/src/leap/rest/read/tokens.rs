//! Requests about tokens.

use engine::Operation;
use model::{ConnId, Payload, Refusal, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Read, body, invalid, message, name, query, token};
use crate::Request;

type Object = Map<String, Value>;

#[derive(Default, Deserialize)]
struct NewToken {
    state: Option<Object>,
    expires_at: Option<String>,
    channels: Option<Vec<String>>,
}

/// Absent fields are `None`, nulls `Some(None)`.
#[derive(Deserialize)]
struct TokenPatch {
    #[serde(default, deserialize_with = "body::present")]
    state: Option<Option<Object>>,
    #[serde(default, deserialize_with = "body::present")]
    expires_at: Option<Option<String>>,
}

/// A message as Hop's Rust crate spells it.
#[derive(Deserialize)]
struct SpelledOut {
    event: String,
    data: Option<Payload>,
}

pub fn create(request: &Request<'_>) -> Read {
    let shape =
        "no body, or {\"state\"?: object, \"expires_at\"?: RFC 3339 time, \"channels\"?: [channel id]}";
    let new: NewToken = body::optional(request, shape)?.unwrap_or_default();
    let channels = new
        .channels
        .unwrap_or_default()
        .iter()
        .map(|text| name(text))
        .collect::<Result<_, _>>()?;
    Ok(Operation::CreateToken {
        state: new.state.unwrap_or_default(),
        expires_at: new.expires_at.as_deref().map(instant).transpose()?,
        channels,
    })
}

pub fn list(request: &Request<'_>) -> Read {
    query::page(request).map(Operation::ListTokens)
}

pub fn get(request: &Request<'_>) -> Read {
    Ok(Operation::GetToken(token(request)))
}

pub fn update(request: &Request<'_>) -> Read {
    let patch: TokenPatch = body::required(
        request,
        "{\"state\"?: object or null, \"expires_at\"?: RFC 3339 time or null}",
    )?;
    let expires_at = match patch.expires_at {
        Some(Some(text)) => Some(Some(instant(&text)?)),
        Some(None) => Some(None),
        None => None,
    };
    Ok(Operation::UpdateToken {
        token: token(request),
        state: patch.state.map(Option::unwrap_or_default),
        expires_at,
    })
}

pub fn delete(request: &Request<'_>) -> Read {
    Ok(Operation::DeleteToken(token(request)))
}

pub fn send_direct(request: &Request<'_>) -> Read {
    let (event, payload) = message(request)?;
    Ok(direct(request, event, payload))
}

pub fn send_direct_spelled_out(request: &Request<'_>) -> Read {
    let new: SpelledOut = body::required(request, "{\"event\": string, \"data\"?: any}")?;
    Ok(direct(request, new.event, new.data.unwrap_or_else(Payload::null)))
}

fn direct(request: &Request<'_>, event: String, payload: Payload) -> Operation {
    Operation::SendDirect {
        token: token(request),
        connection: query::asked(request, "connection").map(ConnId::from),
        channel: None,
        event,
        payload,
    }
}

fn instant(text: &str) -> Result<Timestamp, Refusal> {
    Timestamp::parse(text).ok_or_else(|| {
        invalid("expires_at is not a time since 1970").fix("use RFC 3339, as in 2030-01-31T12:00:00Z")
    })
}
