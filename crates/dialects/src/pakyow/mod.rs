//! Pakyow Realtime 0.10 and 0.11: the socket that Ring opens from a page, the requests that it makes through it, and an
//! HTTP API in place of the code that in Pakyow is part of the application.

mod call;
mod events;
mod frame;
mod given;
mod html;
mod mapping;
mod origin;
mod reply;
mod rest;
mod settings;
mod visitor;

use engine::CloseReason;
use model::{Refusal, RefusalCode};

use crate::{Denied, Dialect, Hello, Spoken, Transport};

use self::{given::Given, mapping::Pakyow, settings::Settings, visitor::Visitor};

/// The parameter by which a page names itself.
const ID: &str = "socket_connection_id";

pub(crate) const SPOKEN: Spoken = Spoken {
    name: "pakyow",
    hears,
    accept,
    streams: &[],
    rest: rest::ROUTES,
    not_found: rest::not_found,
    probe: None,
    check: settings::check,
    close,
    cors: None,
    addresses: |listener| {
        vec![
            format!("ws://{listener}/?{ID}=<id>"),
            format!("http://{listener}/"),
        ]
    },
    tokens: false,
    inspect: None,
    mint: None,
};

/// The path does not matter, only that a page names itself.
fn hears(hello: &Hello<'_>) -> bool {
    let names_itself = || {
        let mut names = hello.query.split('&').map(|pair| pair.split('=').next());
        names.any(|name| name == Some(ID))
    };
    hello.transport == Transport::WebSocket
        && names_itself()
        && (!Settings::of(hello.lookup).old() || upgrades_exactly(hello))
}

/// 0.10 takes an upgrade spelled any other way for a plain request.
fn upgrades_exactly(hello: &Hello<'_>) -> bool {
    hello
        .headers
        .get("upgrade")
        .is_none_or(|upgrade| upgrade == "websocket")
}

/// Ids and keys are not looked up: one that nobody knows is subscribed to nothing.
fn accept(hello: &Hello<'_>) -> Result<Box<dyn Dialect>, Denied> {
    let app = hello.lookup.default_app();
    let denied = |status: u16, refusal: Refusal| Denied {
        status,
        refusal,
        app: app.clone(),
    };
    let settings = Settings::of(hello.lookup);
    settings.enabled().map_err(|refusal| denied(404, refusal))?;
    let Some(app) = &app else {
        return Err(denied(404, no_app()));
    };
    origin::check(hello.headers, settings).map_err(|refusal| denied(403, refusal))?;
    let given = Given::of_pairs(hello.query);
    let visitor = Visitor::new(&given, hello.headers, &hello.entropy, hello.lookup)
        .map_err(|refusal| denied(400, refusal))?;
    Ok(Box::new(Pakyow::new(app, visitor, hello.lookup)))
}

/// Ring comes back after every code.
fn close(reason: &CloseReason) -> (u16, String) {
    let code = match reason {
        CloseReason::Chosen { code, .. } => *code,
        CloseReason::InvalidAuth(_)
        | CloseReason::IdentifyTimeout
        | CloseReason::NotIdentified
        | CloseReason::Refused(_) => 1008,
        CloseReason::UnknownOperation(_) | CloseReason::InvalidFrame(_) => 1003,
        CloseReason::TooLarge(_) => 1009,
        CloseReason::Heartbeat(_) | CloseReason::Disconnected => 1001,
        CloseReason::Moved(_) | CloseReason::Shutdown => 1012,
        CloseReason::Slow | CloseReason::TooMany(_) => 1013,
    };
    (code, reason.said())
}

fn no_app() -> Refusal {
    Refusal::new(
        RefusalCode::UnknownApp,
        "there is no app that pages could belong to",
    )
    .fix("create an app, or name one in the setting app")
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalCode::InvalidRequest, message)
}
