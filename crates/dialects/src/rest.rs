//! What an HTTP request of a dialect is: a row of a table with a pure reader and a pure writer.

use engine::{Operation, Outcome};
use model::Refusal;

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
    /// The app's credential as the client sends it, or why there is none in the request.
    pub credential: for<'a> fn(&Request<'a>) -> Result<&'a str, Refusal>,
    /// The id of the app that the request names beside its credential, if it does. It has to be the credential's.
    pub app: for<'a> fn(&Request<'a>) -> Option<&'a str>,
    /// What is asked. A refusal goes through [`render`](Self::render) like every other outcome.
    pub parse: fn(&Request<'_>) -> Result<Operation, Refusal>,
    /// The answer.
    pub render: fn(&Outcome) -> Reply,
}

/// What a route reads.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Values of the path's parameters, percent-decoded once.
    pub params: Params<'a>,
    /// The query, not decoded; empty if there is none.
    pub query: &'a str,
    /// Value of the `Authorization` header.
    pub authorization: Option<&'a str>,
    /// Value of the `Idempotency-Key` header: what a repeat of the request is known by.
    pub idempotency_key: Option<&'a [u8]>,
    pub body: &'a [u8],
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
        Self { status, body: None }
    }

    /// An answer with a JSON body.
    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        let bytes = value.to_string().into_bytes();
        Self {
            status,
            body: Some(Body {
                content_type: "application/json",
                bytes,
            }),
        }
    }
}
