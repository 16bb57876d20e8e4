//! One row of a dialect's table of HTTP requests as a route.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{RawPathParams, Request, rejection::RawPathParamsRejection},
    response::Response,
    routing::{MethodFilter, MethodRouter, on},
};
use dialects::{Method, Params, Reply, Route, Spoken};
use engine::{Happening, Kind, Outcome, Way};
use http::{HeaderValue, StatusCode, header};
use model::{AppId, Refusal, RefusalCode};

use crate::{body, hub::Hub};

pub fn route(
    spoken: &'static Spoken,
    route: &'static Route,
    hub: Arc<Hub>,
    body_bytes: usize,
) -> MethodRouter {
    on(
        filter(route.method),
        move |params: Result<RawPathParams, RawPathParamsRejection>, request: Request| async move {
            let outcome = match params {
                Ok(params) => {
                    let params: Vec<_> = params
                        .iter()
                        .map(|(name, value)| (name.to_owned(), value.to_owned()))
                        .collect();
                    answer(spoken, route, &hub, &params, request, body_bytes).await
                }
                // Said in the dialect's words too: its clients may take any other answer for a success.
                Err(_) => {
                    let refusal = unreadable();
                    tell(&hub, spoken, None, route, &refusal);
                    Outcome::Refused(refusal)
                }
            };
            response((route.render)(&outcome))
        },
    )
}

async fn answer(
    spoken: &'static Spoken,
    route: &Route,
    hub: &Arc<Hub>,
    params: &[(String, String)],
    request: Request,
    body_bytes: usize,
) -> Outcome {
    let (head, body) = request.into_parts();
    let no = |app: Option<&AppId>, refusal: Refusal| {
        tell(hub, spoken, app, route, &refusal);
        Outcome::Refused(refusal)
    };
    let body = match body::whole(body, body_bytes).await {
        Ok(body) => body,
        Err(refusal) => return no(None, refusal),
    };
    let request = dialects::Request {
        params: Params(params),
        query: head.uri.query().unwrap_or_default(),
        authorization: head
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok()),
        idempotency_key: head.headers.get("idempotency-key").map(HeaderValue::as_bytes),
        body: &body,
    };
    let realm = match (route.credential)(&request).and_then(|shown| hub.realm_of(shown).ok_or_else(unknown)) {
        Ok(realm) => realm,
        Err(refusal) => return no(None, refusal),
    };
    if (route.app)(&request).is_some_and(|named| named != realm.id.as_str()) {
        return no(Some(&realm.id), foreign(&realm.id));
    }
    let outcome = match (route.parse)(&request) {
        Ok(operation) => hub.perform(&realm, operation).await,
        Err(refusal) => Outcome::Refused(refusal),
    };
    match outcome {
        Outcome::Refused(refusal) => no(Some(&realm.id), refusal),
        done => done,
    }
}

fn unknown() -> Refusal {
    let message = "no app has this credential; it may be mistyped, replaced by another, or its app deleted";
    Refusal::new(RefusalCode::InvalidAuth, message)
        .fix("copy the app's credential from the dashboard once more")
}

/// Does not say whether there is an app of the other id.
fn foreign(own: &AppId) -> Refusal {
    let message = format!("the credential is app {own}'s; the request names another app");
    Refusal::new(RefusalCode::NotGranted, message).fix("use the other app's credential, or leave its id out")
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
    if let Some(content_type) = content_type {
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
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
