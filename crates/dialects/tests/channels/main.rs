//! The Channels dialect beyond its transcripts: tokens, its HTTP API row by row, and what holds for every frame.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod callers;
mod connections;
mod hostile;
#[path = "../kit/mod.rs"]
mod kit;
mod minted;
mod requests;
mod survival;
mod tokens;

use dialects::{Caller, Headers, Method, Params, Reply, Request, Route, Spoken};
use engine::{Operation, Outcome};
use model::Refusal;

use kit::Server;

fn spoken() -> &'static Spoken {
    kit::spoken("channels")
}

/// A server with the apps `project_1` and `project_2`, which share their secrets, and an operator.
fn server() -> Server {
    Server {
        apps: vec!["project_1", "project_2"],
        settings: serde_json::json!({ "secret": tokens::OPERATORS }),
        signing_secrets: vec![tokens::SECRET.into(), tokens::OLD.into()],
        ..Server::default()
    }
}

/// A request, as somebody writes it down.
struct Asked<'a> {
    method: Method,
    path: &'a str,
    headers: &'a [(&'a str, &'a str)],
    body: &'a str,
}

/// What became of it: whose it is, and what is asked; or the answer that says no.
type Answered = Result<(Caller, Operation), Reply>;

impl Asked<'_> {
    fn of(&self, server: &Server) -> Answered {
        let (route, params) = route(self.method, self.path);
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_bytes()))
            .collect();
        let request = Request {
            path: self.path,
            params: Params(&params),
            query: "",
            headers: Headers(&headers),
            body: self.body.as_bytes(),
            loopback: true,
            entropy: [0; 32],
            lookup: server,
        };
        let no = |refusal: Refusal| route.render.reply(&Outcome::Refused(refusal), &request);
        let caller = (route.authorize)(&request).map_err(no)?;
        let operation = route.parse.operation(&request, &caller).map_err(no)?;
        Ok((caller, operation))
    }
}

/// The answer to a request whose outcome is this.
fn reply(method: Method, path: &str, outcome: &Outcome) -> Reply {
    let (route, params) = route(method, path);
    let request = Request {
        path,
        params: Params(&params),
        query: "",
        headers: Headers(&[]),
        body: &[],
        loopback: true,
        entropy: [0; 32],
        lookup: &server(),
    };
    route.render.reply(outcome, &request)
}

fn text(reply: &Reply) -> String {
    let body = reply.body.clone();
    String::from_utf8(body.map(|body| body.bytes).unwrap_or_default()).unwrap()
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
