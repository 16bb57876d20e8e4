//! The HTTP API beside the socket: which requests there are.
//!
//! Success is `{"success":true,"data":{…}}` with 200, also for what was created, because Hop's command line discards
//! the body of a 201; 204 where there is nothing to return, because its Rust crate fails on a body there.

mod credential;
mod error;
mod read;
mod write;

use engine::{Operation, Outcome};
use model::Refusal;

use self::read::{channels, tokens, webhooks};
use crate::{
    Method::{self, Delete, Get, Patch, Post, Put},
    Parse, Render, Reply, Request, Route,
};

pub(super) use error::not_found;

#[rustfmt::skip] // A table.
pub(super) const ROUTES: &[Route] = &[
    route(Get, "/v1/projects/@this", read::app, write::app),

    route(Post, "/v1/channels", channels::create, write::channel),
    route(Get, "/v1/channels", channels::list, write::channels),
    route(Put, "/v1/channels/{id}", channels::create_named, write::channel),
    route(Get, "/v1/channels/{id}", channels::get, write::channel),
    route(Delete, "/v1/channels/{id}", channels::delete, write::nothing),
    route(Get, "/v1/channels/{id}/state", channels::get, write::state),
    route(Put, "/v1/channels/{id}/state", channels::replace_state, write::state),
    route(Patch, "/v1/channels/{id}/state", channels::merge_state, write::state),
    route(Post, "/v1/channels/{id}/messages", channels::publish, write::nothing),
    route(Get, "/v1/channels/{id}/stats", channels::get, write::stats),
    route(Get, "/v1/channels/{id}/tokens", channels::list_subscribers, write::tokens),
    route(Put, "/v1/channels/{id}/subscribers/{token}", channels::subscribe, write::nothing),
    route(Delete, "/v1/channels/{id}/subscribers/{token}", channels::unsubscribe, write::nothing),

    route(Post, "/v1/channels/tokens", tokens::create, write::token),
    route(Get, "/v1/channels/tokens", tokens::list, write::tokens),
    // A channel of that id would be hidden by the two above.
    route(Put, "/v1/channels/tokens", channels::create_reserved, write::channel),
    route(Get, "/v1/channels/tokens/{token}", tokens::get, write::token),
    route(Patch, "/v1/channels/tokens/{token}", tokens::update, write::token),
    route(Delete, "/v1/channels/tokens/{token}", tokens::delete, write::nothing),
    route(Post, "/v1/channels/tokens/{token}/messages", tokens::send_direct, write::nothing),

    route(Get, "/v1/projects/{project}/webhooks", webhooks::list, write::webhooks),
    route(Post, "/v1/projects/{project}/webhooks", webhooks::create, write::new_webhook),
    route(Patch, "/v1/projects/{project}/webhooks/{webhook}", webhooks::update, write::webhook),
    route(Delete, "/v1/projects/{project}/webhooks/{webhook}", webhooks::delete, write::nothing),
    route(Post, "/v1/projects/{project}/webhooks/{webhook}/regenerate", webhooks::renew_secret, write::webhook_secret),

    // Where Hop's Rust crate differs from its other clients. Of token paths it forgets the first slash.
    route(Post, "/v1/channels/{id}/publish", channels::publish, write::nothing),
    route(Post, "/v1/channels/{id}/tokens/{token}", channels::subscribe, write::nothing),
    route(Delete, "/v1/channels/{id}/tokens/{token}", channels::unsubscribe, write::nothing),
    route(Post, "/v1/channels/tokens/{token}/message", tokens::send_direct_spelled_out, write::nothing),
    route(Post, "/v1/projects/{project}/webhooks/{webhook}/regenerate_secret", webhooks::renew_secret, write::webhook_secret),
    route(Post, "/v1channels/tokens", tokens::create, write::token),
    route(Get, "/v1channels/tokens", tokens::list, write::bare_tokens),
    route(Get, "/v1channels/tokens/{token}", tokens::get, write::token),
    route(Patch, "/v1channels/tokens/{token}", tokens::update, write::token),
    route(Delete, "/v1channels/tokens/{token}", tokens::delete, write::nothing),
    route(Post, "/v1channels/tokens/{token}/message", tokens::send_direct_spelled_out, write::nothing),
    route(Post, "/v1channels/{id}/tokens/{token}", channels::subscribe, write::nothing),
    route(Delete, "/v1channels/{id}/tokens/{token}", channels::unsubscribe, write::nothing),
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
        authorize: credential::authorize,
        parse: Parse::Request(parse),
        render: Render::Outcome(render),
    }
}
