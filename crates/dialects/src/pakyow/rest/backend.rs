//! What in Pakyow the application does by itself: subscribe a page, end that, push.

use std::collections::HashSet;

use engine::{By, Keys, Making, Operation, Outcome};
use model::{Capabilities, ChannelName, Refusal, RefusalCode, TokenId};
use serde_json::Value;

use super::{Given, Settings, error, given, invalid};
use crate::{
    Caller, Reply, Request,
    pakyow::{ID, events, visitor},
};

/// Most channels in one request.
const MOST: usize = 100;

type Read = Result<Operation, Refusal>;

/// The app whose credential is shown, alone or behind `Bearer`.
pub(super) fn authorize(request: &Request<'_>) -> Result<Caller, Refusal> {
    Settings::of(request.lookup).enabled()?;
    let no = |message: &str, fix: &str| Err(Refusal::new(RefusalCode::InvalidAuth, message).fix(fix));
    let shown = request.headers.get("authorization").unwrap_or_default().trim();
    let shown = shown.strip_prefix("Bearer").map_or(shown, str::trim);
    if shown.is_empty() {
        return no(
            "the request has no Authorization header",
            "send the app's project token (ptk_…) in it",
        );
    }
    match request.lookup.backend(shown) {
        Some(app) => Ok(Caller {
            app: Some(app),
            by: By::Backend,
        }),
        None => no(
            "no app has this credential; it may be mistyped, replaced by another, or its app deleted",
            "copy the app's credential from the dashboard once more",
        ),
    }
}

pub(super) fn subscribe(request: &Request<'_>) -> Read {
    follow(request, true)
}

pub(super) fn unsubscribe(request: &Request<'_>) -> Read {
    follow(request, false)
}

/// To all who are in a channel that fits, or to one page.
pub(super) fn push(request: &Request<'_>) -> Read {
    let given = given(request)?;
    let (event, payload) = given
        .get("message")
        .and_then(events::named)
        .ok_or_else(|| invalid("there is no message to push").fix("give it as message: any JSON"))?;
    let targets = channels(&given)?;
    if given.get(ID).is_some() {
        let [channel] = &*targets else {
            let refusal = invalid("a push to one page goes through one channel");
            return Err(refusal.fix("name one channel, or leave the page out"));
        };
        return Ok(Operation::SendDirect {
            token: page(&given, request)?,
            connection: None,
            channel: Some(name(channel)?),
            event,
            payload,
        });
    }
    // What stands for a run of characters could be any of them.
    for target in &targets {
        name(&target.replace('*', "x"))?;
    }
    Ok(Operation::PublishMatching {
        patterns: targets,
        event,
        payload,
    })
}

pub(super) fn done(outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Refused(refusal) => error::reply(refusal),
        _ => Reply::empty(204),
    }
}

fn follow(request: &Request<'_>, following: bool) -> Read {
    let given = given(request)?;
    let channels = channels(&given)?;
    Ok(Operation::Follow {
        client: page(&given, request)?,
        channels: channels
            .iter()
            .map(|channel| name(channel))
            .collect::<Result<_, _>>()?,
        following,
        making: Making {
            capabilities: Capabilities::NONE,
            keys: Keys::default(),
        },
        patience: Settings::of(request.lookup).patience(),
    })
}

/// The page that is meant: by its id, and by its key or its session's cookie.
fn page(given: &Given<'_>, request: &Request<'_>) -> Result<TokenId, Refusal> {
    let id = given.text(ID).ok_or_else(|| {
        invalid(format!("it is not said which page: {ID} is missing")).fix("give it as text")
    })?;
    let shown = given
        .text("socket_key")
        .or_else(|| request.headers.get("x-socket-key").map(str::to_owned));
    let session = given.text("session").filter(|session| !session.is_empty());
    let key = match (shown, session) {
        (Some(key), _) => key,
        (None, Some(session)) => visitor::key_of(&session, request.lookup),
        (None, None) => {
            let refusal = invalid("an id alone is no page: it needs its key or its session");
            return Err(refusal.fix("give socket_key, or session: the value of the page's session cookie"));
        }
    };
    visitor::check(ID, &id)?;
    visitor::check("socket_key", &key)?;
    Ok(visitor::client(&key, &id))
}

/// Names in `channels`: one, or a list of them, or of lists. Those that come twice count once.
fn channels(given: &Given<'_>) -> Result<Vec<String>, Refusal> {
    let wrong = || invalid("there are no channels").fix("give channels: a name, or a list of names");
    let mut rest: Vec<Value> = given
        .get("channels")
        .and_then(|json| serde_json::from_str(json).ok())
        .into_iter()
        .collect();
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    while let Some(value) = rest.pop() {
        match value {
            Value::Array(all) => rest.extend(all.into_iter().rev()),
            Value::String(name) => {
                if seen.insert(name.clone()) {
                    found.push(name);
                }
            }
            _ => return Err(wrong()),
        }
    }
    match found.len() {
        0 => Err(wrong()),
        1..=MOST => Ok(found),
        many => {
            let refusal = invalid(format!("{many} channels in one request, {MOST} is the most"));
            Err(refusal.fix("make several requests"))
        }
    }
}

fn name(text: &str) -> Result<ChannelName, Refusal> {
    ChannelName::parse(text).map_err(|error| invalid(error.to_string()))
}
