//! Requests about channels.

use engine::{By, Operation, Traits};
use model::{Capabilities, ChannelName, Refusal, TokenId, Visibility};
use serde_json::Map;

use super::{body::Body, caller};
use crate::{
    Caller, Request,
    channels::{channel, text},
};

type Read = Result<Operation, Refusal>;

/// The channel in the path.
pub(super) fn named(request: &Request<'_>) -> Result<ChannelName, Refusal> {
    channel(request.params.get("id"))
}

/// Clients may publish in every channel that is made here: the original knows no other. `users` never had a meaning.
pub(super) fn create(request: &Request<'_>) -> Read {
    const SHAPE: &str = "{\"channelID\": string, \"name\"?: string, \"persistent\"?: boolean, \"private\"?: boolean, \
                         \"presence\"?: boolean, \"push\"?: boolean, \"extra\"?: string}";

    let body = Body::read(request, SHAPE)?;
    let mut capabilities = Capabilities::CLIENT_PUBLISH;
    if body.flag("persistent")? {
        capabilities = capabilities.with(Capabilities::PERSISTENT);
    }
    if body.flag("presence")? {
        capabilities = capabilities.with(Capabilities::PRESENCE);
    }
    let visibility = if body.flag("private")? {
        Visibility::Private
    } else {
        Visibility::Public
    };
    Ok(Operation::CreateChannel {
        name: Some(channel(&body.text("channelID")?)?),
        visibility,
        capabilities: Some(capabilities),
        state: Map::new(),
        traits: Traits {
            title: body.some_text("name")?,
            extra: body.some_text("extra")?,
            push: body.flag("push")?,
        },
    })
}

pub(super) fn delete(request: &Request<'_>) -> Read {
    named(request).map(Operation::DeleteChannel)
}

pub(super) fn close(request: &Request<'_>) -> Read {
    set_closed(request, true)
}

pub(super) fn open(request: &Request<'_>) -> Read {
    set_closed(request, false)
}

fn set_closed(request: &Request<'_>, closed: bool) -> Read {
    let channel = named(request)?;
    Ok(Operation::CloseChannel { channel, closed })
}

pub(super) fn list_open(_: &Request<'_>) -> Read {
    Ok(Operation::ListByVisibility {
        private: false,
        member: None,
    })
}

/// All of them for an admin, for a client those that it may join.
pub(super) fn list_private(_: &Request<'_>, caller: &Caller) -> Read {
    let member = match &caller.by {
        By::Client(client) => Some(client.clone()),
        By::Backend | By::Operator => None,
    };
    let private = true;
    Ok(Operation::ListByVisibility { private, member })
}

pub(super) fn join(request: &Request<'_>) -> Read {
    set_member(request, true)
}

pub(super) fn leave(request: &Request<'_>) -> Read {
    set_member(request, false)
}

fn set_member(request: &Request<'_>, member: bool) -> Read {
    Ok(Operation::SetMember {
        channel: named(request)?,
        client: TokenId::of_client(request.params.get("client")),
        member,
    })
}

/// The sender is the client that the admin's token names.
pub(super) fn publish(request: &Request<'_>) -> Read {
    let channel = named(request)?;
    let body = Body::read(request, "{\"eventType\": string, \"payload\": string}")?;
    let (_, identity) = caller::in_app(request)?;
    Ok(Operation::Publish {
        channel,
        sender: Some(identity.id()),
        event: body.text("eventType")?,
        payload: text::read(body.text("payload")?),
        key: None,
    })
}
