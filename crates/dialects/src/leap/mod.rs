//! Leap, the socket protocol of Hop's channels, and the HTTP API beside it.

mod compression;
mod event;
mod frame;
mod heartbeat;
mod mapping;
mod probe;
mod rest;

use engine::CloseReason;
use model::{Refusal, RefusalCode};

use crate::{Denied, Dialect, Hello, Spoken};

use self::{compression::Compression, mapping::Leap};

pub(crate) const SPOKEN: Spoken = Spoken {
    name: "leap",
    // Some clients put one slash more.
    hears: |hello| matches!(hello.path.trim_start_matches('/'), "ws" | "1.0/ws"),
    accept,
    streams: &[],
    rest: rest::ROUTES,
    not_found: rest::not_found,
    probe: Some(("/ws", probe::steps)),
    check: |settings| crate::settings::only(settings, &[]),
    close,
    cors: Some("authorization, content-type, idempotency-key"),
    addresses: |listener| vec![format!("ws://{listener}/ws"), format!("http://{listener}/v1")],
    tokens: true,
    inspect: None,
    mint: None,
};

/// Clients may ask for an encoding and a compression; what else they put into the query does not matter.
fn accept(hello: &Hello<'_>) -> Result<Box<dyn Dialect>, Denied> {
    let asked = |key: &str| {
        let mut pairs = hello.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find_map(|(name, value)| (name == key).then_some(value))
            .unwrap_or_default()
    };
    match asked("encoding") {
        "" | "json" => {}
        other => {
            let message = format!("Leap is not spoken with encoding \"{other}\" here");
            return Err(Denied {
                status: 400,
                refusal: Refusal::new(RefusalCode::InvalidRequest, message)
                    .fix("use encoding=json, or leave it out"),
                app: None,
            });
        }
    }
    let compression = match asked("compression") {
        "zlib" => Compression::Zlib,
        _ => Compression::None,
    };
    Ok(Box::new(Leap::new(compression)))
}

/// Code and sentence of the close frame. A client stops for good on 4001 alone; every other code brings it back.
fn close(reason: &CloseReason) -> (u16, String) {
    let code = match reason {
        CloseReason::Chosen { code, .. } => *code,
        // The client goes there, and stays.
        CloseReason::Moved(url) => return (4006, url.clone()),
        CloseReason::InvalidAuth(_) => 4001,
        CloseReason::IdentifyTimeout => 4002,
        CloseReason::NotIdentified => 4003,
        CloseReason::UnknownOperation(_) => 4004,
        CloseReason::InvalidFrame(_) => 4005,
        CloseReason::Heartbeat(_) => 4007,
        CloseReason::Disconnected => 4000,
        CloseReason::Shutdown => 1012,
        CloseReason::Slow | CloseReason::TooMany(_) => 1013,
        // Leap itself gives neither.
        CloseReason::TooLarge(_) => 1009,
        CloseReason::Refused(_) => 1008,
    };
    (code, reason.said())
}

/// A refusal in the one line that Leap has for it.
fn sentence(refusal: &Refusal) -> String {
    match &refusal.fix {
        Some(fix) => format!("{}; {fix}", refusal.message),
        None => refusal.message.clone(),
    }
}
