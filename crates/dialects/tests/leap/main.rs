//! The Leap dialect beyond its transcripts: its HTTP API row by row, and what holds for every frame.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod frames;
#[path = "../kit/mod.rs"]
mod kit;
mod requests;
mod survival;

use std::sync::LazyLock;

use dialects::{Headers, Method, Params, Request, Route, Spoken};
use kit::Server;

static SERVER: LazyLock<Server> = LazyLock::new(Server::default);

fn spoken() -> &'static Spoken {
    kit::spoken("leap")
}

/// The route that takes a request, as a router finds it: a segment that is spelled out goes before a parameter.
fn route(method: Method, path: &str) -> (&'static Route, Vec<(String, String)>) {
    let mut fitting: Vec<_> = spoken()
        .rest
        .iter()
        .filter(|route| route.method == method)
        .filter_map(|route| Some((route, params(route.path, path)?)))
        .collect();
    fitting.sort_by_key(|(_, params)| params.len());
    fitting
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("no route takes {method:?} {path}"))
}

fn params(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    if template.len() != path.len() {
        return None;
    }
    let mut params = Vec::new();
    for (wanted, found) in template.iter().zip(path) {
        match wanted.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => params.push((name.to_owned(), found.to_owned())),
            None if *wanted == found => {}
            None => return None,
        }
    }
    Some(params)
}

fn request<'a>(params: &'a [(String, String)], query: &'a str, body: &'a str) -> Request<'a> {
    Request {
        path: "",
        params: Params(params),
        query,
        headers: Headers(&[("authorization", b"ptk_1")]),
        body: body.as_bytes(),
        loopback: true,
        entropy: [1; 32],
        lookup: &*SERVER,
    }
}
