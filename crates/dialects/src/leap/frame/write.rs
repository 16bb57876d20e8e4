//! Frames to a client, each written in one pass.

use std::fmt::Write;

use model::Millis;
use serde_json::{Map, Value};

use super::{DISPATCH, HEARTBEAT, HEARTBEAT_ACK, HELLO};

/// `interval`: how often the client is to send a heartbeat.
pub(crate) fn hello(interval: Millis) -> String {
    format!(r#"{{"op":{HELLO},"d":{{"heartbeat_interval":{interval}}}}}"#)
}

/// A heartbeat to be answered with its tag. There is always a `d`: the Node client does not survive one without.
pub(crate) fn heartbeat(tag: u32) -> String {
    format!(r#"{{"op":{HEARTBEAT},"d":{{"tag":"{tag}"}}}}"#)
}

/// The answer to a heartbeat of the client's own. There is never a `d`: the Rust client does not survive a null.
pub(crate) fn ack() -> String {
    format!(r#"{{"op":{HEARTBEAT_ACK}}}"#)
}

/// The answer to the answer to [`heartbeat`], with the time that this took.
pub(crate) fn tagged_ack(tag: u32, latency: Millis) -> String {
    format!(r#"{{"op":{HEARTBEAT_ACK},"d":{{"tag":"{tag}","latency":{latency}}}}}"#)
}

/// An event. `room`: about how many bytes `data` is going to write, which has to be one JSON object.
///
/// Every event has all four of `c`, `u`, `e` and `d`: the Rust client drops one that lacks `u`.
pub(crate) fn dispatch(
    channel: Option<&str>,
    unicast: bool,
    event: &str,
    room: usize,
    data: impl FnOnce(&mut String),
) -> String {
    /// Braces, keys and quotes.
    const FRAME: usize = 48;

    let mut out = String::with_capacity(FRAME + channel.map_or(4, str::len) + event.len() + room);
    let _ = write!(out, r#"{{"op":{DISPATCH},"d":{{"c":"#);
    match channel {
        Some(channel) => quote(&mut out, channel),
        None => out.push_str("null"),
    }
    out.push_str(if unicast {
        r#","u":true,"e":"#
    } else {
        r#","u":false,"e":"#
    });
    quote(&mut out, event);
    out.push_str(r#","d":"#);
    data(&mut out);
    out.push_str("}}");
    out
}

/// Writes a JSON string.
pub(crate) fn quote(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest
        .bytes()
        .position(|byte| byte < b' ' || byte == b'"' || byte == b'\\')
    {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            control => {
                let _ = write!(out, "\\u{control:04x}");
            }
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// Writes a JSON object. One that came in as JSON can always be written as JSON.
pub(crate) fn object(out: &mut String, object: &Map<String, Value>) {
    out.push_str(&serde_json::to_string(object).unwrap_or_else(|_| "{}".to_owned()));
}
