//! Requests about channels.

use engine::{Operation, StateChange, Traits};
use model::{Capabilities, ChannelName, Refusal, Visibility};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Read, body, channel, error, invalid, message, query, token};
use crate::Request;

type Object = Map<String, Value>;

#[derive(Deserialize)]
struct NewChannel {
    /// Any JSON, so that a wrong one gets a code of its own.
    #[serde(default)]
    r#type: Value,
    state: Option<Object>,
    capabilities: Option<u32>,
}

#[derive(Default, Deserialize)]
struct NewSubscription {
    ephemeral: Option<bool>,
}

pub fn create(request: &Request<'_>) -> Read {
    new_channel(None, request)
}

pub fn create_named(request: &Request<'_>) -> Read {
    new_channel(Some(channel(request)?), request)
}

pub fn create_reserved(_: &Request<'_>) -> Read {
    Err(error::channel_id(&model::ChannelNameError::Reserved))
}

pub fn list(request: &Request<'_>) -> Read {
    query::page(request).map(Operation::ListChannels)
}

pub fn get(request: &Request<'_>) -> Read {
    channel(request).map(Operation::GetChannel)
}

pub fn delete(request: &Request<'_>) -> Read {
    channel(request).map(Operation::DeleteChannel)
}

pub fn replace_state(request: &Request<'_>) -> Read {
    change_state(request, StateChange::Replace)
}

pub fn merge_state(request: &Request<'_>) -> Read {
    change_state(request, StateChange::Merge)
}

pub fn publish(request: &Request<'_>) -> Read {
    let channel = channel(request)?;
    let (event, payload) = message(request)?;
    Ok(Operation::Publish {
        channel,
        sender: None,
        event,
        payload,
        key: key(request)?,
    })
}

pub fn list_subscribers(request: &Request<'_>) -> Read {
    channel(request).map(Operation::ListSubscribers)
}

pub fn subscribe(request: &Request<'_>) -> Read {
    let channel = channel(request)?;
    let wish: Option<NewSubscription> = body::optional(request, "no body, or {\"ephemeral\": boolean}")?;
    Ok(Operation::Subscribe {
        channel,
        token: token(request),
        ephemeral: wish.unwrap_or_default().ephemeral.unwrap_or_default(),
    })
}

pub fn unsubscribe(request: &Request<'_>) -> Read {
    let channel = channel(request)?;
    Ok(Operation::Unsubscribe {
        channel,
        token: token(request),
    })
}

fn new_channel(name: Option<ChannelName>, request: &Request<'_>) -> Read {
    let shape = "{\"type\": string, \"state\"?: object or null, \"capabilities\"?: integer}";
    let new: NewChannel = body::required(request, shape)?;
    let visibility: Visibility = match &new.r#type {
        Value::String(text) => text
            .parse()
            .map_err(|error: String| error::channel_type(&error))?,
        _ => {
            return Err(error::channel_type(
                "use \"private\", \"public\" or \"unprotected\"",
            ));
        }
    };
    let capabilities = new.capabilities.map(capabilities).transpose()?;
    Ok(Operation::CreateChannel {
        name,
        visibility,
        capabilities,
        state: new.state.unwrap_or_default(),
        traits: Traits::default(),
    })
}

fn key(request: &Request<'_>) -> Result<Option<String>, Refusal> {
    let read = |bytes| str::from_utf8(bytes).map(str::to_owned);
    request
        .headers
        .bytes("idempotency-key")
        .map(read)
        .transpose()
        .map_err(|_| invalid("the Idempotency-Key header is not UTF-8").fix("use letters and digits"))
}

fn capabilities(bits: u32) -> Result<Capabilities, Refusal> {
    Capabilities::from_bits(bits).ok_or_else(|| {
        invalid(format!("capabilities {bits} has bits that mean nothing")).fix(
            "add up 1 (ephemeral), 2 (client_publish), 4 (client_set_state), 8 (persistent) and 16 (presence)",
        )
    })
}

fn change_state(request: &Request<'_>, change: fn(Object) -> StateChange) -> Read {
    let channel = channel(request)?;
    let state: Option<Object> = body::optional(request, "the state, a JSON object")?;
    Ok(Operation::ChangeState {
        channel,
        change: change(state.unwrap_or_default()),
    })
}
