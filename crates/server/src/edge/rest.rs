//! One row of a dialect's table of HTTP requests as a route.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::{ConnectInfo, RawPathParams, Request, rejection::RawPathParamsRejection},
    response::Response,
    routing::{MethodFilter, MethodRouter, on},
};
use dialects::{Headers, Method, Params, Reply, Route, Spoken};
use engine::{Happening, Kind, Outcome, Way};
use http::{HeaderValue, StatusCode, header};
use model::{AppId, Refusal, RefusalCode};

use super::World;
use crate::{
    body,
    hub::{Hub, entropy},
};

/// Values of a path's parameters by name.
pub type Found = Vec<(String, String)>;

pub fn route(spoken: &'static Spoken, route: &'static Route, world: World) -> MethodRouter {
    on(
        filter(route.method),
        move |params: Result<RawPathParams, RawPathParamsRejection>, request: Request| async move {
            match params {
                Ok(params) => {
                    let params: Found = params
                        .iter()
                        .map(|(name, value)| (name.to_owned(), value.to_owned()))
                        .collect();
                    serve(spoken, route, &world, &params, request).await
                }
                // Said in the dialect's words too: its clients may take any other answer for a success.
                Err(_) => {
                    let refusal = unreadable();
                    tell(&world.hub, spoken, None, route, &refusal);
                    let nothing = Asked::default();
                    reply(spoken, route, &world, &nothing, &Outcome::Refused(refusal))
                }
            }
        },
    )
}

/// Of the routes whose last parameter takes the rest of the path, the one that takes this request.
pub fn find(
    routes: &[(&'static Spoken, &'static Route)],
    request: &Request,
) -> Option<(&'static Spoken, &'static Route, Found)> {
    let path = request.uri().path();
    routes.iter().find_map(|(spoken, route)| {
        let (before, name) = route.path.split_once("{*")?;
        let rest = path.strip_prefix(before).filter(|rest| !rest.is_empty())?;
        let fits = verb(route.method) == request.method().as_str();
        let value = decoded(rest).filter(|_| fits)?;
        Some((
            *spoken,
            *route,
            vec![(name.trim_end_matches('}').to_owned(), value)],
        ))
    })
}

/// Percent-decodes once; `None` if that is no UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let hex = others.get(..2).filter(|_| *first == b'%');
        let byte = hex.and_then(|hex| u8::from_str_radix(str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &others[2..] } else { others };
    }
    String::from_utf8(bytes).ok()
}

/// What a request consists of, as far as a dialect is concerned.
#[derive(Default)]
struct Asked {
    path: String,
    query: String,
    params: Found,
    headers: Vec<(String, Vec<u8>)>,
    body: bytes::Bytes,
    loopback: bool,
    entropy: [u8; 32],
}

/// The answer to a request that this row takes.
pub async fn serve(
    spoken: &'static Spoken,
    route: &'static Route,
    world: &World,
    params: &Found,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let peer = head.extensions.get::<ConnectInfo<SocketAddr>>();
    let mut asked = Asked {
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        params: params.clone(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_owned()))
            .collect(),
        body: bytes::Bytes::new(),
        loopback: peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback()),
        entropy: drawn(),
    };
    let outcome = match body::whole(body, world.config.body_bytes).await {
        Ok(body) => {
            asked.body = body;
            perform(spoken, route, world, &asked).await
        }
        Err(refusal) => {
            tell(&world.hub, spoken, None, route, &refusal);
            Outcome::Refused(refusal)
        }
    };
    reply(spoken, route, world, &asked, &outcome)
}

/// Carries out what is asked; a *no* is told to those who watch.
async fn perform(spoken: &'static Spoken, route: &'static Route, world: &World, asked: &Asked) -> Outcome {
    let hub = &world.hub;
    let wish = asked.show(spoken, world, |request| {
        let caller = (route.authorize)(request).map_err(|refusal| (None, refusal))?;
        match route.parse.operation(request, &caller) {
            Ok(operation) => Ok((caller, operation)),
            Err(refusal) => Err((caller.app, refusal)),
        }
    });
    let done = match wish {
        Ok((caller, operation)) => {
            let realm = caller.app.as_ref().map(|app| hub.listed_realm(app));
            match realm {
                // Deleted just now.
                Some(None) => Err((
                    None,
                    Refusal::new(RefusalCode::UnknownApp, "there is no such app"),
                )),
                realm => match hub.perform(realm.flatten().as_ref(), &caller.by, operation).await {
                    Outcome::Refused(refusal) => Err((caller.app, refusal)),
                    done => Ok(done),
                },
            }
        }
        Err(refused) => Err(refused),
    };
    done.unwrap_or_else(|(app, refusal)| {
        tell(hub, spoken, app.as_ref(), route, &refusal);
        Outcome::Refused(refusal)
    })
}

fn reply(
    spoken: &'static Spoken,
    route: &Route,
    world: &World,
    asked: &Asked,
    outcome: &Outcome,
) -> Response {
    response(asked.show(spoken, world, |request| route.render.reply(outcome, request)))
}

impl Asked {
    fn show<T>(&self, spoken: &Spoken, world: &World, look: impl FnOnce(&dialects::Request<'_>) -> T) -> T {
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_slice()))
            .collect();
        let outlook = world.of(spoken);
        look(&dialects::Request {
            path: &self.path,
            params: Params(&self.params),
            query: &self.query,
            headers: Headers(&headers),
            body: &self.body,
            loopback: self.loopback,
            entropy: self.entropy,
            lookup: &outlook,
        })
    }
}

fn drawn() -> [u8; 32] {
    let mut drawn = [0; 32];
    drawn[..16].copy_from_slice(&entropy());
    drawn[16..].copy_from_slice(&entropy());
    drawn
}

fn unreadable() -> Refusal {
    Refusal::new(RefusalCode::InvalidRequest, "the path is not UTF-8")
        .fix("percent-encode the bytes of UTF-8 text")
}

/// Counts a *no* and shows it in the live view, by the route's template: a real path may hold a credential.
fn tell(hub: &Hub, spoken: &Spoken, app: Option<&AppId>, route: &Route, refusal: &Refusal) {
    let mut happening = Happening::new(Kind::Refused, hub.clock.now().wall);
    happening.way = Way::In;
    happening.app = app.cloned();
    happening.event = Some(format!("{} {}", verb(route.method), route.path));
    happening.dialect = Some(spoken.name);
    happening.code = Some(refusal.code.as_str());
    happening.reason = Some(refusal.message.clone());
    happening.fix = refusal.fix.clone();
    hub.refusal_happened(happening, None);
}

/// A dialect's answer as an HTTP response.
pub fn response(reply: Reply) -> Response {
    let (content_type, body) = match reply.body {
        Some(body) => (Some(body.content_type), Body::from(body.bytes)),
        None => (None, Body::empty()),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(content_type) = content_type {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    for (name, value) in reply.headers {
        // What cannot be a header is left out: a dialect writes only such that can.
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.append(name, value);
        }
    }
    response
}

fn filter(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Patch => MethodFilter::PATCH,
        Method::Delete => MethodFilter::DELETE,
    }
}

fn verb(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Patch => "PATCH",
        Method::Delete => "DELETE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_decoded_once() {
        for (text, decoded_text) in [
            ("a%20b", Some("a b")),
            ("a%2520b", Some("a%20b")),
            ("100%", Some("100%")),
            ("%zz", Some("%zz")),
            ("%c3%a9", Some("é")),
            ("%ff", None),
        ] {
            assert_eq!(decoded(text).as_deref(), decoded_text, "{text}");
        }
    }
}
