//! Channels, the protocol of lisomatrix's server: protobuf frames on one socket, and the HTTP API beside it. The stream
//! of events is ours: the original only promised one.

mod event;
mod frame;
mod lease;
mod name;
mod pulse;
mod query;
mod rest;
mod row;
mod shown;
mod socket;
mod stream;
mod text;
mod token;

use engine::CloseReason;
use model::ChannelName;
use serde_json::Value;

use self::{lease::Lease, shown::Shown, socket::Socket, stream::Stream, token::SETTING};
use crate::{Denied, Dialect, Hello, Spoken, Transport, settings};

/// Where the socket is.
const SOCKET: &str = "/optimized";
/// Where streams of events are; the channel's name follows.
const STREAMS: &str = "/sse/";

pub(crate) const SPOKEN: Spoken = Spoken {
    name: "channels",
    hears,
    accept,
    streams: &["/sse/{channel}"],
    rest: rest::ROUTES,
    not_found: rest::not_found,
    // A probe speaks in text frames, and there are none here.
    probe: None,
    check,
    close,
    cors: Some("authorization, appid, deviceid, content-type, last-event-id"),
    addresses: |listener| {
        vec![
            format!("ws://{listener}{SOCKET}"),
            format!("http://{listener}{STREAMS}{{channel}}"),
            format!("http://{listener}"),
        ]
    },
    tokens: false,
    inspect: Some(token::inspect),
    mint: Some(token::mint),
};

fn hears(hello: &Hello<'_>) -> bool {
    match hello.transport {
        Transport::WebSocket => hello.path == SOCKET,
        Transport::EventStream => hello.path.starts_with(STREAMS),
    }
}

fn accept(hello: &Hello<'_>) -> Result<Box<dyn Dialect>, Denied> {
    let shown = Shown::by(hello);
    let (app, identity) = shown.verify(hello.lookup).map_err(|refusal| Denied {
        status: 401,
        refusal,
        app: shown.app(hello.lookup),
    })?;
    let members_only = hello.lookup.settings()["strict"] == Value::Bool(true);
    let lease = Lease::new(&identity, hello.lookup.now());
    match hello.transport {
        Transport::WebSocket => Ok(Box::new(Socket::new(app, &identity, lease, members_only))),
        Transport::EventStream => match stream::wish(hello, members_only) {
            Ok(join) => Ok(Box::new(Stream::new(app, &identity, lease, join))),
            Err(refusal) => Err(Denied {
                status: 400,
                refusal,
                app: Some(app),
            }),
        },
    }
}

fn check(settings: &Value) -> Vec<(String, String)> {
    /// Below it a secret is guessed from one token.
    const SHORTEST: usize = 16;

    settings::only(
        settings,
        &[
            (SETTING, |value| match value.as_str() {
                Some(secret) if secret.len() >= SHORTEST => Ok(()),
                _ => Err("a text of 16 bytes or more, with which the operator's tokens are signed"),
            }),
            ("strict", |value| value.as_bool().map(drop).ok_or("true or false")),
        ],
    )
}

/// A channel's name, or why it is none.
fn channel(text: &str) -> Result<ChannelName, model::Refusal> {
    ChannelName::parse(text)
        .map_err(|error| model::Refusal::new(model::RefusalCode::InvalidRequest, error.to_string()))
}

/// The original has no codes of its own, and its clients come back whatever they are told; these are for people.
fn close(reason: &CloseReason) -> (u16, String) {
    let code = match reason {
        CloseReason::Chosen { code, .. } => *code,
        CloseReason::Disconnected => 4000,
        CloseReason::TooLarge(_) => 1009,
        CloseReason::Refused(_) => 1008,
        CloseReason::InvalidAuth(_) => 4001,
        CloseReason::IdentifyTimeout => 4002,
        CloseReason::NotIdentified => 4003,
        CloseReason::UnknownOperation(_) => 4004,
        CloseReason::InvalidFrame(_) => 4005,
        CloseReason::Heartbeat(_) => 4007,
        CloseReason::Shutdown | CloseReason::Moved(_) => 1012,
        CloseReason::Slow | CloseReason::TooMany(_) => 1013,
    };
    (code, reason.said())
}
