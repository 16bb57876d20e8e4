//! A page that shows how it goes together: whoever opens it is subscribed to a channel, sees what comes there, and posts
//! something through its socket.

use base64::{Engine, engine::general_purpose::STANDARD};
use engine::{By, Keys, Making, Operation, Outcome};
use model::{Capabilities, ChannelName, Refusal, RefusalCode};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Settings, Visitor, error, given, invalid, no_app, origin};
use crate::{
    Caller, Reply, Request,
    pakyow::{events, html},
};

const PAGE: &str = include_str!("../demo/page.html");
const STYLE: &str = include_str!("../demo/page.css");
const SCRIPT: &str = include_str!("../demo/page.js");

type Read = Result<Operation, Refusal>;

/// Whoever opens the page.
pub(super) fn visitor(request: &Request<'_>) -> Result<Caller, Refusal> {
    let settings = Settings::of(request.lookup);
    settings.enabled()?;
    if !settings.demo() {
        let refusal = Refusal::new(RefusalCode::NotFound, "there is no page to try it out here");
        return Err(refusal.fix("set demo to true"));
    }
    let app = request.lookup.default_app().ok_or_else(no_app)?;
    let client = who(request)?.client(request.lookup);
    Ok(Caller {
        app: Some(app),
        by: By::Client(client),
    })
}

/// Whoever posts something; not in the name of somebody who is looking at another host's page.
pub(super) fn author(request: &Request<'_>) -> Result<Caller, Refusal> {
    origin::check(request.headers, Settings::of(request.lookup))?;
    visitor(request)
}

pub(super) fn follow(request: &Request<'_>, caller: &Caller) -> Read {
    let By::Client(client) = &caller.by else {
        return Err(nobody());
    };
    Ok(Operation::Follow {
        client: client.clone(),
        channels: vec![channel(request)?],
        following: true,
        making: Making {
            capabilities: Capabilities::CLIENT_PUBLISH,
            keys: Keys::default(),
        },
        patience: Settings::of(request.lookup).patience(),
    })
}

/// Pushes `message`, or else `{body}`.
pub(super) fn publish(request: &Request<'_>, caller: &Caller) -> Read {
    let By::Client(client) = &caller.by else {
        return Err(nobody());
    };
    let given = given(request)?;
    let message = match (given.get("message"), given.get("body")) {
        (Some(message), _) => Some(message.to_owned()),
        (None, Some(body)) => Some(format!("{{\"body\":{body}}}")),
        (None, None) => None,
    };
    let (event, payload) = message
        .as_deref()
        .and_then(events::named)
        .ok_or_else(|| invalid("there is nothing to post").fix("give message[body], or body"))?;
    Ok(Operation::Publish {
        channel: channel(request)?,
        sender: Some(client.clone()),
        event,
        payload,
        key: None,
    })
}

/// The page, with its id; as JSON what is needed to connect without one.
pub(super) fn page(outcome: &Outcome, request: &Request<'_>) -> Reply {
    if let Outcome::Refused(refusal) = outcome {
        return error::reply(refusal);
    }
    let visitor = match who(request) {
        Ok(visitor) => visitor,
        Err(refusal) => return error::reply(&refusal),
    };
    let settings = Settings::of(request.lookup);
    let (id, channel) = (&visitor.id, settings.demo_channel());
    let reply = if wants_json(request) {
        Reply::json(200, &json!({ "socket_connection_id": id, "channel": channel }))
    } else {
        // The id last: it may be any text, and is not looked into.
        let html = PAGE
            .replace("{style}", STYLE)
            .replace("{script}", SCRIPT)
            .replace("{channel}", &html::escaped(channel));
        let html = html::mark(&html, id);
        Reply::with(200, "text/html;charset=utf-8", html)
            .header("content-security-policy", policy())
            .header("x-content-type-options", "nosniff")
            .header("referrer-policy", "no-referrer")
    };
    let reply = reply.header("cache-control", "no-store");
    if !visitor.new {
        return reply;
    }
    let cookie = format!(
        "{}={}; Path=/; HttpOnly; SameSite=Lax",
        settings.cookie(),
        visitor.session
    );
    reply.header("set-cookie", cookie)
}

/// Back to the page, or a word for those who asked for JSON.
pub(super) fn published(outcome: &Outcome, request: &Request<'_>) -> Reply {
    match outcome {
        Outcome::Refused(refusal) => error::reply(refusal),
        _ if wants_json(request) => Reply::json(200, &json!({ "published": true })),
        _ => Reply::empty(302).header("location", "/"),
    }
}

fn who(request: &Request<'_>) -> Result<Visitor, Refusal> {
    Visitor::new(
        &given(request)?,
        request.headers,
        &request.entropy,
        request.lookup,
    )
}

fn channel(request: &Request<'_>) -> Result<ChannelName, Refusal> {
    let name = Settings::of(request.lookup).demo_channel();
    ChannelName::parse(name).map_err(|error| invalid(error.to_string()))
}

fn wants_json(request: &Request<'_>) -> bool {
    let accept = request.headers.get("accept").unwrap_or_default();
    request.path.ends_with(".json") || accept.contains("application/json") && !accept.contains("text/html")
}

/// Nothing but what is in the page itself, and sockets to where it came from.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

fn nobody() -> Refusal {
    Refusal::new(RefusalCode::NotIdentified, "a page is asked for by a client only")
}
