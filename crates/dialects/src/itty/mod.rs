//! The two protocols that go by the name of itty-sockets: `connect()` of the package, and the class of its guide.

mod event;
mod frame;
mod lock;
mod mapping;
mod namespace;
mod place;
mod pulse;
mod query;
mod rate;
mod rest;
mod settings;
mod uid;

use engine::CloseReason;
use model::{AppId, Refusal, RefusalCode};

use self::{
    mapping::{Itty, Speech},
    place::Address,
};
use crate::{Denied, Dialect, Hello, Spoken};

pub(crate) const SPOKEN: Spoken = Spoken {
    name: "itty",
    hears: place::hears,
    accept,
    streams: &[],
    rest: rest::ROUTES,
    not_found: rest::not_found,
    probe: None,
    check: settings::check,
    close,
    cors: None,
    addresses: |listener| vec![format!("ws://{listener}/c/<channel>")],
    tokens: false,
    inspect: None,
    mint: None,
};

fn accept(hello: &Hello<'_>) -> Result<Box<dyn Dialect>, Denied> {
    let address = place::address(hello).ok_or_else(|| {
        let message = "no channel is at this path";
        deny(
            404,
            RefusalCode::NotFound,
            message,
            "connect to /c/ and the channel's name",
            None,
        )
    })?;
    let place = place::find(address, hello.lookup)?;
    let said = hello.lookup.settings();
    let (speech, wishes) = match address {
        Address::Connect { old, .. } => {
            let wishes = query::read(hello.query);
            let speech = match (old || settings::legacy(said), wishes.list) {
                (true, _) => Speech::Legacy,
                (false, true) => Speech::Listing,
                (false, false) => Speech::Plain,
            };
            (speech, wishes)
        }
        // The class has no query.
        _ => (
            Speech::Bare,
            query::Wishes {
                echo: settings::echo(said),
                ..query::Wishes::default()
            },
        ),
    };
    let terms = lock::terms(&place, &wishes.keys, hello.lookup)?;
    let guest = matches!(address, Address::Guest { .. });
    Ok(Box::new(Itty::new(speech, place, wishes, terms, hello, guest)))
}

/// Code and sentence of the close frame. Clients tell no code from another: one of the class comes back after any.
fn close(reason: &CloseReason) -> (u16, String) {
    let code = match reason {
        CloseReason::Chosen { code, .. } => *code,
        CloseReason::Disconnected => 1000,
        CloseReason::Shutdown | CloseReason::Moved(_) | CloseReason::Heartbeat(_) => 1001,
        CloseReason::InvalidAuth(_)
        | CloseReason::IdentifyTimeout
        | CloseReason::NotIdentified
        | CloseReason::UnknownOperation(_)
        | CloseReason::InvalidFrame(_)
        | CloseReason::Refused(_) => 1008,
        CloseReason::TooLarge(_) => 1009,
        CloseReason::Slow | CloseReason::TooMany(_) => 1013,
    };
    (code, reason.said())
}

/// A refusal in the one line that there is for it.
fn sentence(refusal: &Refusal) -> String {
    match &refusal.fix {
        Some(fix) => format!("{}; {fix}", refusal.message),
        None => refusal.message.clone(),
    }
}

fn deny(status: u16, code: RefusalCode, message: impl Into<String>, fix: &str, app: Option<AppId>) -> Denied {
    Denied {
        status,
        refusal: Refusal::new(code, message).fix(fix),
        app,
    }
}
