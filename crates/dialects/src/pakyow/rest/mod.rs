//! HTTP: a page to try it out, and what in Pakyow is code of the application, as requests of a backend's.
//!
//! Who asks, what, and with which answer is computed anew from the request each time: nothing is kept in between.

mod backend;
mod demo;
mod error;

use model::Refusal;

use super::{Given, Settings, Visitor, invalid, no_app, origin};
use crate::{
    Caller,
    Method::{self, Get, Post},
    Parse, Render, Request, Route,
};

pub(super) use error::not_found;

type Authorize = fn(&Request<'_>) -> Result<Caller, Refusal>;

#[rustfmt::skip] // A table.
pub(super) const ROUTES: &[Route] = &[
    route(Get, "/", demo::visitor, Parse::Caller(demo::follow), Render::Request(demo::page)),
    route(Post, "/messages", demo::author, Parse::Caller(demo::publish), Render::Request(demo::published)),
    // So 0.10 spells every route that is called through a socket.
    route(Post, "/messages.json", demo::author, Parse::Caller(demo::publish), Render::Request(demo::published)),

    route(Post, "/realtime/subscribe", backend::authorize, Parse::Request(backend::subscribe), Render::Outcome(backend::done)),
    route(Post, "/realtime/unsubscribe", backend::authorize, Parse::Request(backend::unsubscribe), Render::Outcome(backend::done)),
    route(Post, "/realtime/push", backend::authorize, Parse::Request(backend::push), Render::Outcome(backend::done)),
];

const fn route(
    method: Method,
    path: &'static str,
    authorize: Authorize,
    parse: Parse,
    render: Render,
) -> Route {
    Route {
        method,
        path,
        authorize,
        parse,
        render,
    }
}

/// The parameters of a request: its body's, JSON or a form whatever it calls itself, over its query's.
fn given<'a>(request: &Request<'a>) -> Result<Given<'a>, Refusal> {
    let query = Given::of_pairs(request.query);
    let body = str::from_utf8(request.body)
        .map_err(|_| invalid("the body is not UTF-8").fix("send JSON or a form"))?
        .trim();
    if !body.starts_with('{') {
        return Ok(query.under(Given::of_pairs(body)));
    }
    let body = Given::of_json(body).ok_or_else(|| {
        invalid("the body begins like a JSON object and is none").fix("send JSON or a form")
    })?;
    Ok(query.under(body))
}
