//! The Pakyow dialect beyond its transcripts: its HTTP row by row, answers, and what holds for every frame.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod demo;
mod frames;
#[path = "../kit/mod.rs"]
mod kit;
mod recognition;
mod requests;

use dialects::{Caller, Dialect, Headers, Method, Params, Reply, Request, Route, Spoken, Step, Wire};
use engine::{Operation, Outcome};
use kit::Server;
use model::{Refusal, TokenId};
use serde_json::Value;

type Sent<'a> = &'a [(&'a str, &'a str)];

/// Of the id `me1` and the key `sekret`, computed elsewhere.
const ME1: &str = "page-55730df45b8ee5bd";
/// Of the id `me1` and the session `s1`, computed elsewhere.
const ME1_IN_S1: &str = "page-7d98d6310e7a0ac6";

fn spoken() -> &'static Spoken {
    kit::spoken("pakyow")
}

fn client(name: &str) -> TokenId {
    TokenId::of_client(name)
}

fn route(method: Method, path: &str) -> &'static Route {
    let mut routes = spoken().rest.iter();
    let found = routes.find(|route| route.method == method && route.path == path);
    found.unwrap_or_else(|| panic!("no route takes {method:?} {path}"))
}

/// What comes of a request.
struct Asked {
    asked: Result<(Caller, Operation), Refusal>,
    /// Answered as if it were done.
    reply: Reply,
}

impl Asked {
    fn operation(self) -> Operation {
        self.asked.unwrap().1
    }

    /// Code of the refusal, which is that of the answer too.
    fn refusal(&self) -> Refusal {
        let refusal = self.asked.clone().unwrap_err();
        let error = &json(&self.reply)["error"];
        assert_eq!(error["code"], refusal.code.as_str());
        assert!(error["message"].as_str().unwrap().starts_with(&refusal.message));
        refusal
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.reply.headers.iter();
        headers
            .find(|(known, _)| *known == name)
            .map(|(_, value)| &**value)
    }

    fn body(&self) -> String {
        let body = self.reply.body.clone().unwrap();
        String::from_utf8(body.bytes).unwrap()
    }
}

fn json(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body.as_ref().unwrap().bytes).unwrap()
}

fn ask(server: &Server, method: Method, url: &str, headers: Sent<'_>, body: impl AsRef<[u8]>) -> Asked {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_bytes()))
        .collect();
    let request = Request {
        path,
        params: Params(&[]),
        query,
        headers: Headers(&headers),
        body: body.as_ref(),
        loopback: true,
        entropy: [1; 32],
        lookup: server,
    };
    let route = route(method, path);
    let asked = (route.authorize)(&request).and_then(|caller| {
        let operation = route.parse.operation(&request, &caller)?;
        Ok((caller, operation))
    });
    let outcome = match &asked {
        Ok(_) => Outcome::Done,
        Err(refusal) => Outcome::Refused(refusal.clone()),
    };
    Asked {
        asked,
        reply: route.render.reply(&outcome, &request),
    }
}

/// A page that is connected.
fn connected(server: &Server, url: &str) -> Box<dyn Dialect> {
    let mut dialect = (spoken().accept)(&kit::hello(url, &[], server)).unwrap();
    dialect.open(0, &mut Vec::new());
    dialect
}

fn say(dialect: &mut dyn Dialect, text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    dialect.read(Wire::Text(text), 0, &mut steps);
    steps
}
