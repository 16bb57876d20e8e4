//! The HTTP API beside the socket: which requests there are.
//!
//! Success is `{"success":true,"data":{…}}` with 200, also for what was created, because Hop's command line discards
//! the body of a 201; 204 where there is nothing to return, because its Rust crate fails on a body there.

mod error;
mod read;
mod write;

use engine::{Operation, Outcome};
use model::Refusal;

use crate::{
    Method::{self, Delete, Get, Patch, Post, Put},
    Reply, Request, Route,
};

pub(super) use error::not_found;

#[rustfmt::skip] // A table.
pub(super) const ROUTES: &[Route] = &[
    route(Get, "/v1/projects/@this", read::app, write::app),
    route(Post, "/v1/channels", read::create_channel, write::channel),
    route(Get, "/v1/channels", read::list_channels, write::channels),
    route(Put, "/v1/channels/{id}", read::create_named_channel, write::channel),
    route(Get, "/v1/channels/{id}", read::get_channel, write::channel),
    route(Delete, "/v1/channels/{id}", read::delete_channel, write::nothing),
    route(Get, "/v1/channels/{id}/state", read::get_channel, write::state),
    route(Put, "/v1/channels/{id}/state", read::replace_state, write::state),
    route(Patch, "/v1/channels/{id}/state", read::merge_state, write::state),
    route(Post, "/v1/channels/{id}/messages", read::publish, write::nothing),
    route(Get, "/v1/channels/{id}/stats", read::get_channel, write::stats),
    route(Get, "/v1/channels/{id}/tokens", read::list_subscribers, write::tokens),
    route(Put, "/v1/channels/{id}/subscribers/{token}", read::subscribe, write::nothing),
    route(Delete, "/v1/channels/{id}/subscribers/{token}", read::unsubscribe, write::nothing),
    route(Post, "/v1/channels/tokens", read::create_token, write::token),
    route(Get, "/v1/channels/tokens", read::list_tokens, write::tokens),
    // A channel of that id would be hidden by the two above.
    route(Put, "/v1/channels/tokens", read::create_reserved_channel, write::channel),
    route(Get, "/v1/channels/tokens/{token}", read::get_token, write::token),
    route(Patch, "/v1/channels/tokens/{token}", read::update_token, write::token),
    route(Delete, "/v1/channels/tokens/{token}", read::delete_token, write::nothing),
    route(Post, "/v1/channels/tokens/{token}/messages", read::send_direct, write::nothing),
];

const fn route(
    method: Method,
    path: &'static str,
    parse: fn(&Request<'_>) -> Result<Operation, Refusal>,
    render: fn(&Outcome) -> Reply,
) -> Route {
    Route {
        method,
        path,
        credential,
        parse,
        render,
    }
}

/// The header is the project token itself, without a scheme before it.
fn credential<'a>(request: &Request<'a>) -> Option<&'a str> {
    request
        .authorization
        .map(str::trim)
        .filter(|token| !token.is_empty())
}
