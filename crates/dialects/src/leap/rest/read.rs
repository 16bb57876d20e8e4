//! Requests as operations.

use engine::{Operation, Page, StateChange};
use model::{
    Capabilities, ChannelName, ConnId, Payload, Refusal, RefusalCode, Timestamp, TokenId, Visibility,
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::error;
use crate::Request;

/// Length of a page when the client asks for pages and does not say how long; what Hop's command line asks for.
const PAGE_SIZE: usize = 75;
/// The longest page.
const LONGEST_PAGE: usize = 1_000;

type Read = Result<Operation, Refusal>;
type Object = Map<String, Value>;

#[derive(Deserialize)]
struct NewChannel {
    /// Any JSON, so that a wrong one gets a code of its own.
    #[serde(default)]
    r#type: Value,
    state: Option<Object>,
    capabilities: Option<u32>,
}

#[derive(Deserialize)]
struct NewMessage {
    e: String,
    d: Option<Payload>,
}

#[derive(Default, Deserialize)]
struct NewSubscription {
    ephemeral: Option<bool>,
}

#[derive(Default, Deserialize)]
struct NewToken {
    state: Option<Object>,
    expires_at: Option<String>,
    channels: Option<Vec<String>>,
}

/// Absent fields are `None`, nulls `Some(None)`.
#[derive(Deserialize)]
struct TokenPatch {
    #[serde(default, deserialize_with = "present")]
    state: Option<Option<Object>>,
    #[serde(default, deserialize_with = "present")]
    expires_at: Option<Option<String>>,
}

pub(super) fn app(_: &Request<'_>) -> Read {
    Ok(Operation::App)
}

pub(super) fn create_channel(request: &Request<'_>) -> Read {
    new_channel(None, request)
}

pub(super) fn create_named_channel(request: &Request<'_>) -> Read {
    new_channel(Some(channel(request)?), request)
}

pub(super) fn create_reserved_channel(_: &Request<'_>) -> Read {
    Err(error::channel_id(&model::ChannelNameError::Reserved))
}

pub(super) fn list_channels(request: &Request<'_>) -> Read {
    page(request).map(Operation::ListChannels)
}

pub(super) fn get_channel(request: &Request<'_>) -> Read {
    channel(request).map(Operation::GetChannel)
}

pub(super) fn delete_channel(request: &Request<'_>) -> Read {
    channel(request).map(Operation::DeleteChannel)
}

pub(super) fn replace_state(request: &Request<'_>) -> Read {
    change_state(request, StateChange::Replace)
}

pub(super) fn merge_state(request: &Request<'_>) -> Read {
    change_state(request, StateChange::Merge)
}

pub(super) fn publish(request: &Request<'_>) -> Read {
    let channel = channel(request)?;
    let (event, payload) = message(request)?;
    Ok(Operation::Publish {
        channel,
        event,
        payload,
    })
}

pub(super) fn list_subscribers(request: &Request<'_>) -> Read {
    channel(request).map(Operation::ListSubscribers)
}

pub(super) fn subscribe(request: &Request<'_>) -> Read {
    let channel = channel(request)?;
    let wish: Option<NewSubscription> = json(request, "no body, or {\"ephemeral\": boolean}")?;
    Ok(Operation::Subscribe {
        channel,
        token: token(request),
        ephemeral: wish.unwrap_or_default().ephemeral.unwrap_or_default(),
    })
}

pub(super) fn unsubscribe(request: &Request<'_>) -> Read {
    let channel = channel(request)?;
    Ok(Operation::Unsubscribe {
        channel,
        token: token(request),
    })
}

pub(super) fn create_token(request: &Request<'_>) -> Read {
    let shape =
        "no body, or {\"state\"?: object, \"expires_at\"?: RFC 3339 time, \"channels\"?: [channel id]}";
    let new: NewToken = json(request, shape)?.unwrap_or_default();
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

pub(super) fn list_tokens(request: &Request<'_>) -> Read {
    page(request).map(Operation::ListTokens)
}

pub(super) fn get_token(request: &Request<'_>) -> Read {
    Ok(Operation::GetToken(token(request)))
}

pub(super) fn update_token(request: &Request<'_>) -> Read {
    let patch: TokenPatch = required(
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

pub(super) fn delete_token(request: &Request<'_>) -> Read {
    Ok(Operation::DeleteToken(token(request)))
}

pub(super) fn send_direct(request: &Request<'_>) -> Read {
    let (event, payload) = message(request)?;
    Ok(Operation::SendDirect {
        token: token(request),
        connection: asked(request, "connection").map(ConnId::from),
        event,
        payload,
    })
}

fn new_channel(name: Option<ChannelName>, request: &Request<'_>) -> Read {
    let shape = "{\"type\": string, \"state\"?: object or null, \"capabilities\"?: integer}";
    let new: NewChannel = required(request, shape)?;
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
    let bits = new.capabilities.unwrap_or_default();
    let capabilities = Capabilities::from_bits(bits).ok_or_else(|| {
        invalid(format!("capabilities {bits} has bits that mean nothing")).fix(
            "add up 1 (ephemeral), 2 (client_publish), 4 (client_set_state), 8 (persistent) and 16 (presence)",
        )
    })?;
    Ok(Operation::CreateChannel {
        name,
        visibility,
        capabilities,
        state: new.state.unwrap_or_default(),
    })
}

fn change_state(request: &Request<'_>, change: fn(Object) -> StateChange) -> Read {
    let channel = channel(request)?;
    let state: Option<Object> = json(request, "the state, a JSON object")?;
    Ok(Operation::ChangeState {
        channel,
        change: change(state.unwrap_or_default()),
    })
}

fn message(request: &Request<'_>) -> Result<(String, Payload), Refusal> {
    let new: NewMessage = required(request, "{\"e\": string, \"d\"?: any}")?;
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

fn page(request: &Request<'_>) -> Result<Page, Refusal> {
    let number = |key: &str, most: usize| match asked(request, key) {
        Some(text) => match text.parse::<usize>() {
            Ok(number) if (1..=most).contains(&number) => Ok(Some(number)),
            _ => Err(invalid(format!("{key} is not a number from 1 to {most}"))),
        },
        None => Ok(None),
    };
    Ok(match number("page", usize::MAX)? {
        Some(page) => Page::Number {
            number: page,
            size: number("pageSize", LONGEST_PAGE)?.unwrap_or(PAGE_SIZE),
        },
        None => Page::All,
    })
}

/// A value of the query. Numbers and connection ids look the same encoded and not.
fn asked<'a>(request: &Request<'a>, key: &str) -> Option<&'a str> {
    let mut pairs = request.query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(name, value)| (name == key && !value.is_empty()).then_some(value))
}

fn instant(text: &str) -> Result<Timestamp, Refusal> {
    Timestamp::parse(text).ok_or_else(|| {
        invalid("expires_at is not a time since 1970").fix("use RFC 3339, as in 2030-01-31T12:00:00Z")
    })
}

fn required<T: DeserializeOwned>(request: &Request<'_>, shape: &str) -> Result<T, Refusal> {
    json(request, shape)?.ok_or_else(|| invalid("the body is empty").fix(format!("send {shape}")))
}

/// The body, which has to be a JSON object; `None` if there is none, or null. Its content type does not matter:
/// clients leave it out.
fn json<T: DeserializeOwned>(request: &Request<'_>, shape: &str) -> Result<Option<T>, Refusal> {
    let body = request.body.trim_ascii();
    if body.is_empty() || body == b"null" {
        return Ok(None);
    }
    // serde would take an array for a struct as well.
    if !body.starts_with(b"{") {
        return Err(invalid("the body is not a JSON object").fix(format!("send {shape}")));
    }
    serde_json::from_slice(body).map(Some).map_err(|error| {
        if error.is_data() {
            invalid("the body has not the right fields").fix(format!("send {shape}"))
        } else {
            invalid(format!("the body is not JSON: {error}")).fix(format!("send {shape}"))
        }
    })
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalCode::InvalidRequest, message)
}

fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}
