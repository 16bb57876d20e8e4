//! Answers to what a page has asked.

use engine::{CallAnswer, CallBody};
use serde_json::{Map, Value};

use super::{events::quoted, html};

/// Headers that are about one way of carrying an answer, or that no script may see.
const NOT_FOR_PAGES: &[&str] = &[
    "connection",
    "content-encoding",
    "content-length",
    "keep-alive",
    "set-cookie",
    "transfer-encoding",
];

/// The frame. Whatever is a page in it gets the id `page`. `old`: as 0.10 made it.
pub(super) fn write(answer: &CallAnswer, page: &str, old: bool) -> String {
    let body = match &answer.body {
        CallBody::Plain(text) => quoted(text),
        CallBody::Json(payload) => payload.as_str().to_owned(),
        CallBody::Text(text) if is_html(answer, old) => chunk(&html::mark(text, page)),
        CallBody::Text(text) => chunk(text),
        CallBody::Nothing if is_redirect(answer.status) => chunk(""),
        CallBody::Nothing => "[]".to_owned(),
    };
    let (id, status) = (&answer.id, answer.status);
    let headers = Value::Object(headers(answer));
    format!(r#"{{"id":{id},"status":{status},"headers":{headers},"body":{body}}}"#)
}

/// The one chunk of a body that is a list of chunks.
fn chunk(text: &str) -> String {
    format!("[{}]", quoted(text))
}

fn is_redirect(status: u16) -> bool {
    (300..400).contains(&status) && status != 304
}

fn is_html(answer: &CallAnswer, old: bool) -> bool {
    let mut headers = answer.headers.iter();
    let found = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    found.is_some_and(|(_, kind)| {
        if old {
            kind == "text/html"
        } else {
            kind.contains("text/html")
        }
    })
}

/// One of a name; several are one after the other.
fn headers(answer: &CallAnswer) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, value) in &answer.headers {
        if NOT_FOR_PAGES.iter().any(|not| name.eq_ignore_ascii_case(not)) {
            continue;
        }
        let whole = match all.get(name) {
            Some(Value::String(before)) => format!("{before}, {value}"),
            _ => value.clone(),
        };
        all.insert(name.clone(), whole.into());
    }
    all
}
