//! What an HTTP request of a dialect is: a row of a table with a pure reader and a pure writer.

use engine::{By, Operation, Outcome};
use model::{AppId, Refusal};

use crate::Lookup;

/// Method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// One HTTP request that a dialect answers.
pub struct Route {
    pub method: Method,
    /// `/v1/channels/{id}/state`
    pub path: &'static str,
    /// Who asks, or why that is not to be believed.
    pub authorize: fn(&Request<'_>) -> Result<Caller, Refusal>,
    /// What is asked. A refusal goes through [`render`](Self::render) like every other outcome.
    pub parse: Parse,
    pub render: Render,
}

/// How a request becomes an operation.
#[derive(Clone, Copy)]
pub enum Parse {
    /// Whoever asks.
    Request(fn(&Request<'_>) -> Result<Operation, Refusal>),
    /// Depending on who asks.
    Caller(fn(&Request<'_>, &Caller) -> Result<Operation, Refusal>),
}

impl Parse {
    /// What is asked.
    pub fn operation(self, request: &Request<'_>, caller: &Caller) -> Result<Operation, Refusal> {
        match self {
            Self::Request(parse) => parse(request),
            Self::Caller(parse) => parse(request, caller),
        }
    }
}

/// How an outcome becomes an answer.
#[derive(Clone, Copy)]
pub enum Render {
    /// Whatever was asked.
    Outcome(fn(&Outcome) -> Reply),
    /// With a look at what was asked.
    Request(fn(&Outcome, &Request<'_>) -> Reply),
}

impl Render {
    /// The answer.
    pub fn reply(self, outcome: &Outcome, request: &Request<'_>) -> Reply {
        match self {
            Self::Outcome(render) => render(outcome),
            Self::Request(render) => render(outcome, request),
        }
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// In which app. `None`: in none; of the operator only.
    pub app: Option<AppId>,
    pub by: By,
}

/// What a route reads.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// Path of the request, not decoded.
    pub path: &'a str,
    /// Values of the path's parameters, percent-decoded once.
    pub params: Params<'a>,
    /// The query, not decoded; empty if there is none.
    pub query: &'a str,
    pub headers: Headers<'a>,
    pub body: &'a [u8],
    /// The client is on the same machine.
    pub loopback: bool,
    /// Drawn for this request.
    pub entropy: [u8; 32],
    pub lookup: &'a dyn Lookup,
}

/// The headers of a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'a>(pub &'a [(&'a str, &'a [u8])]);

impl<'a> Headers<'a> {
    /// The first value of the header of this name, in lower case, if it is text.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        str::from_utf8(self.bytes(name)?).ok()
    }

    /// The first value of the header of this name, in lower case.
    pub fn bytes(&self, name: &str) -> Option<&'a [u8]> {
        self.0
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| *value)
    }
}

/// Values of a path's parameters by name.
#[derive(Clone, Copy, Debug)]
pub struct Params<'a>(pub &'a [(String, String)]);

impl<'a> Params<'a> {
    /// The parameter `name`; empty if the path has none of that name.
    pub fn get(&self, name: &str) -> &'a str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }
}

/// An HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// Beside the content type.
    pub headers: Vec<(&'static str, String)>,
    /// `None`: no body.
    pub body: Option<Body>,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
}

impl Reply {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: None,
        }
    }

    /// An answer with a body.
    pub fn with(status: u16, content_type: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self {
            body: Some(Body { content_type, bytes }),
            ..Self::empty(status)
        }
    }

    /// An answer with a JSON body.
    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        Self::with(status, "application/json", value.to_string())
    }

    /// With one header more.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
