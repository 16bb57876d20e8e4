//! The HTTP API beside the socket: which requests there are.
//!
//! Success is 200 and nothing else, because Android's client compares with it; what was written is answered without a
//! body.

mod body;
mod caller;
mod channels;
mod clients;
mod error;
mod history;
mod write;

use engine::{Operation, Outcome};
use model::Refusal;

use crate::{
    Caller,
    Method::{self, Delete, Get, Post, Put},
    Parse, Render, Reply, Request, Route,
};

pub(super) use error::not_found;

#[rustfmt::skip] // A table.
pub(super) const ROUTES: &[Route] = &[
    route(Post, "/app", caller::operator, clients::create_app, write::nothing),
    route(Get, "/app", caller::operator, clients::list_apps, write::apps),
    route(Put, "/app/{app}", caller::admin_of_path, clients::rename_app, write::nothing),
    route(Delete, "/app/{app}", caller::operator, clients::delete_app, write::nothing),

    route(Post, "/client", caller::admin, clients::create, write::nothing),
    route(Get, "/client", caller::admin_or_operator, clients::list, write::clients),
    route(Get, "/client/{client}", caller::admin, clients::get, write::client),
    route(Put, "/client/{client}", caller::admin, clients::update, write::nothing),
    route(Delete, "/client/{client}", caller::admin, clients::delete, write::nothing),
    route(Post, "/device", caller::anybody, clients::put_device, write::nothing),
    route(Delete, "/device/{device}", caller::anybody, clients::delete_device, write::nothing),

    route(Post, "/channel", caller::admin, channels::create, write::nothing),
    route(Delete, "/channel/{id}", caller::admin, channels::delete, write::nothing),
    route(Post, "/channel/{id}/close", caller::admin, channels::close, write::nothing),
    route(Post, "/channel/{id}/open", caller::admin, channels::open, write::nothing),
    route(Get, "/channel/open", caller::anybody_listing, channels::list_open, write::channels),
    asked(Get, "/channel/private", caller::anybody_listing, channels::list_private, write::channels),
    // Where Android's client looks for them.
    asked(Get, "/channel/closed", caller::anybody_listing, channels::list_private, write::channels),
    route(Post, "/channel/{id}/join/{client}", caller::admin, channels::join, write::nothing),
    route(Post, "/channel/{id}/leave/{client}", caller::admin, channels::leave, write::nothing),
    route(Post, "/channel/{id}/publish", caller::admin, channels::publish, write::nothing),
    route(Post, "/channel/{id}/publish/", caller::admin, channels::publish, write::nothing),

    route(Get, "/last/{id}/{amount}", caller::anybody, history::last, write::newest_first),
    route(Get, "/last/{id}/{amount}/last/{since}", caller::anybody, history::first_since, write::oldest_first),
    route(Get, "/last/{id}/{amount}/before/{until}", caller::anybody, history::last_until, write::newest_first),
    route(Get, "/c/{id}/sync/{since}", caller::anybody, history::since, write::oldest_first),
    route(Get, "/sync/{id}/{since}/to/{until}", caller::anybody, history::during, write::oldest_first),
];

type Authorize = fn(&Request<'_>) -> Result<Caller, Refusal>;

const fn route(
    method: Method,
    path: &'static str,
    authorize: Authorize,
    parse: fn(&Request<'_>) -> Result<Operation, Refusal>,
    render: fn(&Outcome) -> Reply,
) -> Route {
    Route {
        method,
        path,
        authorize,
        parse: Parse::Request(parse),
        render: Render::Outcome(render),
    }
}

/// A request whose meaning depends on who asks.
const fn asked(
    method: Method,
    path: &'static str,
    authorize: Authorize,
    parse: fn(&Request<'_>, &Caller) -> Result<Operation, Refusal>,
    render: fn(&Outcome) -> Reply,
) -> Route {
    Route {
        method,
        path,
        authorize,
        parse: Parse::Caller(parse),
        render: Render::Outcome(render),
    }
}
