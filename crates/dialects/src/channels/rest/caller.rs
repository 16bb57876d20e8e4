//! Who asks: a token in the `Authorization` header, without a scheme before it, and the app in the header `AppID`.
//!
//! Whose role is not enough is answered like one whose token does not hold: there is one word for both.

use engine::By;
use model::{AppId, Refusal};

use super::error::missing;
use crate::{
    Caller, Request,
    channels::{
        shown::Shown,
        token::{Identity, no},
    },
};

/// Whoever runs the server: all apps are theirs, so none is named.
pub(super) fn operator(request: &Request<'_>) -> Result<Caller, Refusal> {
    let identity = Shown::in_headers(request.headers).verify_in(None, request.lookup)?;
    of_operator(&identity)
}

/// The operator, or an admin of the app in the path.
pub(super) fn admin_of_path(request: &Request<'_>) -> Result<Caller, Refusal> {
    let shown = Shown::in_headers(request.headers);
    let app = request.lookup.app(request.params.get("app"));
    let identity = shown.verify_in(app.as_ref(), request.lookup)?;
    match app {
        Some(app) if !identity.is_operator() => of_admin(app, &identity),
        _ => of_operator(&identity),
    }
}

/// An admin of the app.
pub(super) fn admin(request: &Request<'_>) -> Result<Caller, Refusal> {
    let (app, identity) = in_app(request)?;
    of_admin(app, &identity)
}

/// An admin of the app, or the operator if none is named.
pub(super) fn admin_or_operator(request: &Request<'_>) -> Result<Caller, Refusal> {
    let shown = Shown::in_headers(request.headers);
    if shown.has_token() && !shown.has_app() {
        return of_operator(&shown.verify_in(None, request.lookup)?);
    }
    admin(request)
}

/// Anybody in the app.
pub(super) fn anybody(request: &Request<'_>) -> Result<Caller, Refusal> {
    in_app(request).map(|(app, identity)| of_app(app, &identity))
}

/// The same, where the original answers a missing header as it answers a bad one.
pub(super) fn anybody_listing(request: &Request<'_>) -> Result<Caller, Refusal> {
    let (app, identity) = Shown::in_headers(request.headers).verify(request.lookup)?;
    Ok(of_app(app, &identity))
}

/// Who asks, in the app that is named: both headers have to be there.
pub(super) fn in_app(request: &Request<'_>) -> Result<(AppId, Identity), Refusal> {
    let shown = Shown::in_headers(request.headers);
    if !shown.has_token() {
        return Err(missing("Authorization", "the client's token alone"));
    }
    if !shown.has_app() {
        return Err(missing("AppID", "the app's id"));
    }
    shown.verify(request.lookup)
}

fn of_app(app: AppId, identity: &Identity) -> Caller {
    let by = if identity.is_admin() {
        By::Backend
    } else {
        By::Client(identity.id())
    };
    Caller { app: Some(app), by }
}

fn of_admin(app: AppId, identity: &Identity) -> Result<Caller, Refusal> {
    if identity.is_admin() {
        return Ok(of_app(app, identity));
    }
    Err(no("a token of the role Client may not do this").fix("use a token of the role Admin"))
}

fn of_operator(identity: &Identity) -> Result<Caller, Refusal> {
    if identity.is_operator() {
        let by = By::Operator;
        return Ok(Caller { app: None, by });
    }
    Err(no("only the operator may do this")
        .fix("use a token of the role SuperAdmin that is signed with the operator's secret"))
}
