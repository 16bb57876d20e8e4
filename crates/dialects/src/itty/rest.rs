//! HTTP: a message may be pushed into a channel that has a key to send, by who shows it.

use engine::{By, Keys, Operation, Outcome};
use model::{Refusal, RefusalCode};
use serde_json::json;

use super::{
    frame::{self, Saying},
    lock, place, sentence, settings,
};
use crate::{Caller, Method, Parse, Render, Reply, Request, Route};

/// The header with the key.
const KEY: &str = "x-send-key";

pub(super) const ROUTES: &[Route] = &[
    push("/c/{*channel}"),
    // The catch-all does not take an empty name.
    push("/c/"),
    Route {
        method: Method::Get,
        path: "/version",
        authorize: anybody,
        parse: Parse::Request(|_| Ok(Operation::Nothing)),
        render: Render::Outcome(version),
    },
];

const fn push(path: &'static str) -> Route {
    Route {
        method: Method::Post,
        path,
        authorize,
        parse: Parse::Request(read),
        render: Render::Outcome(answer),
    }
}

/// Who has the channel's key to send.
fn authorize(request: &Request<'_>) -> Result<Caller, Refusal> {
    let place = place(request)?;
    let asked = match lock::reservation(&place, request.lookup) {
        Some(keys) => keys,
        None => request
            .lookup
            .keys(&place.app, &place.channel)
            .unwrap_or_default(),
    };
    let shown = Keys {
        join: None,
        send: request.headers.get(KEY).map(str::to_owned),
    };
    // Without a key nobody could be told from anybody.
    if asked.send.is_none() || !asked.let_speak(&shown) {
        let message = "to push into a channel its key to send is needed, and the right one was not shown";
        return Err(Refusal::new(RefusalCode::NotGranted, message).fix(format!(
            "reserve the name with a send_key, and show that in the header {KEY}"
        )));
    }
    Ok(Caller {
        app: Some(place.app),
        by: By::Backend,
    })
}

fn anybody(request: &Request<'_>) -> Result<Caller, Refusal> {
    Ok(Caller {
        app: request.lookup.default_app(),
        by: By::Backend,
    })
}

fn read(request: &Request<'_>) -> Result<Operation, Refusal> {
    let channel = place(request)?.channel;
    let most = settings::max_message(request.lookup.settings(), false);
    let size = request.body.len();
    if size > most {
        let message = format!("the message has {size} bytes; {most} is the most");
        return Err(
            Refusal::new(RefusalCode::TooLarge, message).fix("send less, or raise the setting max_message")
        );
    }
    let body = str::from_utf8(request.body)
        .map_err(|_| Refusal::new(RefusalCode::InvalidRequest, "the body is not UTF-8").fix("send JSON"))?;
    let Saying { event, payload } = frame::message(body)?;
    Ok(Operation::Publish {
        channel,
        sender: None,
        event,
        payload,
        key: None,
    })
}

fn place(request: &Request<'_>) -> Result<place::Place, Refusal> {
    place::of_default_app(request.params.get("channel"), request.lookup).map_err(|denied| denied.refusal)
}

fn answer(outcome: &Outcome) -> Reply {
    let refusal = match outcome {
        Outcome::Refused(refusal) => refusal,
        _ => return done(),
    };
    let status = match refusal.code {
        // Nobody is there to hear it; that is no mistake of the sender's.
        RefusalCode::UnknownChannel => return done(),
        RefusalCode::UnknownApp | RefusalCode::NotFound => 404,
        RefusalCode::InvalidRequest => 400,
        RefusalCode::TooLarge => 413,
        RefusalCode::ChannelClosed
        | RefusalCode::ChannelExists
        | RefusalCode::VersionConflict
        | RefusalCode::AlreadyDecided => 409,
        RefusalCode::LimitReached => 429,
        RefusalCode::StoreUnavailable | RefusalCode::ShuttingDown => 503,
        RefusalCode::InvalidAuth
        | RefusalCode::NotIdentified
        | RefusalCode::NotGranted
        | RefusalCode::Denied
        | RefusalCode::DeadlinePassed
        | RefusalCode::NotSubscribed
        | RefusalCode::MissingCapability => 403,
    };
    no(status, refusal.code, &sentence(refusal))
}

fn done() -> Reply {
    Reply::json(200, &json!({ "ok": true }))
}

fn version(_: &Outcome) -> Reply {
    // Read by pages of other hosts.
    Reply::with(200, "text/plain; charset=utf-8", env!("CARGO_PKG_VERSION"))
        .header("access-control-allow-origin", "*")
}

/// The answer for a path that there is not.
pub(super) fn not_found(path: &str) -> Reply {
    let message = format!(
        "there is nothing at {path} for this method; channels are under /c/, for sockets and for POST"
    );
    no(404, RefusalCode::NotFound, &message)
}

fn no(status: u16, code: RefusalCode, message: &str) -> Reply {
    let error = json!({ "ok": false, "error": { "code": code.as_str(), "message": message } });
    Reply::json(status, &error)
}
