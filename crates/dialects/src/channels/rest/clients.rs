//! Requests about apps, clients and their devices.

use engine::Operation;
use model::{AppId, Device, Refusal, TokenId};

use super::{body::Body, caller, error::invalid};
use crate::{Request, channels::token::is_name};

type Read = Result<Operation, Refusal>;

pub(super) fn create_app(request: &Request<'_>) -> Read {
    let body = Body::read(request, "{\"AppID\": string, \"Name\": string}")?;
    Ok(Operation::CreateApp {
        id: AppId::from(id(body.text("AppID")?, "AppID")?),
        name: body.text("Name")?,
    })
}

pub(super) fn list_apps(_: &Request<'_>) -> Read {
    Ok(Operation::ListApps)
}

pub(super) fn rename_app(request: &Request<'_>) -> Read {
    let body = Body::read(request, "{\"Name\": string}")?;
    Ok(Operation::RenameApp {
        id: AppId::from(request.params.get("app")),
        name: body.text("Name")?,
    })
}

pub(super) fn delete_app(request: &Request<'_>) -> Read {
    Ok(Operation::DeleteApp(AppId::from(request.params.get("app"))))
}

pub(super) fn create(request: &Request<'_>) -> Read {
    let shape = "{\"clientID\": string, \"username\"?: string, \"extra\"?: string}";
    let body = Body::read(request, shape)?;
    Ok(Operation::CreateClient {
        client: TokenId::of_client(&id(body.text("clientID")?, "clientID")?),
        username: body.text("username")?,
        extra: body.text("extra")?,
    })
}

/// Both fields become what the body says, also where it says nothing.
pub(super) fn update(request: &Request<'_>) -> Read {
    let body = Body::read(request, "{\"username\": string, \"extra\": string}")?;
    Ok(Operation::UpdateClient {
        client: named(request),
        username: body.text("username")?,
        extra: body.text("extra")?,
    })
}

pub(super) fn delete(request: &Request<'_>) -> Read {
    Ok(Operation::DeleteClient(named(request)))
}

pub(super) fn get(request: &Request<'_>) -> Read {
    Ok(Operation::GetClient(named(request)))
}

pub(super) fn list(_: &Request<'_>) -> Read {
    Ok(Operation::ListClients)
}

/// Of the client that the token names, whatever its role.
pub(super) fn put_device(request: &Request<'_>) -> Read {
    let body = Body::read(request, "{\"deviceID\": string, \"token\": string}")?;
    let (_, identity) = caller::in_app(request)?;
    Ok(Operation::PutDevice(Device {
        id: id(body.text("deviceID")?, "deviceID")?,
        client: identity.id(),
        token: body.text("token")?,
    }))
}

pub(super) fn delete_device(request: &Request<'_>) -> Read {
    let (_, identity) = caller::in_app(request)?;
    Ok(Operation::DeleteDevice {
        id: request.params.get("device").to_owned(),
        client: identity.id(),
    })
}

fn named(request: &Request<'_>) -> TokenId {
    TokenId::of_client(request.params.get("client"))
}

/// What something new is to be called by.
fn id(text: String, field: &str) -> Result<String, Refusal> {
    if is_name(&text) {
        return Ok(text);
    }
    let message = format!("{field} has to have 1 to 256 characters, none of them a control character");
    Err(invalid(message).fix(format!("give another {field}")))
}
