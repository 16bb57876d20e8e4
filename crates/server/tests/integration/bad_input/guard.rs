//! Who is not the dashboard is kept out. Loopback is no trust boundary: a page in any browser can send all of these.

use super::{Input, Row};

type Headers<'a> = &'a [(&'static str, &'a str)];

const KEY: &[&str] = &["admin key", "Authorization: Bearer", "admin.key"];
const HOST: &[&str] = &["not served under the name", "admin_hosts"];
const ORIGIN: &[&str] = &["may not call", "admin_origins"];

pub fn rows(key: &str) -> Vec<Row> {
    let right = &format!("Bearer {key}");
    let protocol = &format!("switchboard.v1, bearer.{key}");
    let table: [(i32, &'static str, &[&str], Headers<'_>); 16] = [
        (401, "INVALID_AUTH", KEY, &[("Authorization", "")]),
        (401, "INVALID_AUTH", KEY, &[("Authorization", "Bearer wrong")]),
        (401, "INVALID_AUTH", KEY, &[("Authorization", "Bearer ")]),
        (
            401,
            "INVALID_AUTH",
            KEY,
            &[("Authorization", "Basic cm9vdDpyb290")],
        ),
        (
            401,
            "INVALID_AUTH",
            KEY,
            &[("Authorization", ""), ("Cookie", right)],
        ),
        (
            401,
            "INVALID_AUTH",
            KEY,
            &[("Sec-WebSocket-Protocol", "switchboard.v1")],
        ),
        (
            401,
            "INVALID_AUTH",
            KEY,
            &[("Sec-WebSocket-Protocol", "switchboard.v1, bearer.")],
        ),
        (
            403,
            "FORBIDDEN",
            ORIGIN,
            &[("Authorization", right), ("Origin", "http://evil.example")],
        ),
        (
            403,
            "FORBIDDEN",
            ORIGIN,
            &[("Authorization", right), ("Origin", "null")],
        ),
        (
            403,
            "FORBIDDEN",
            ORIGIN,
            &[("Authorization", right), ("Origin", "http://127.0.0.1")],
        ),
        (
            403,
            "FORBIDDEN",
            HOST,
            &[("Authorization", right), ("Host", "rebound.example")],
        ),
        (
            403,
            "FORBIDDEN",
            HOST,
            &[("Authorization", right), ("Host", "rebound.example:80")],
        ),
        (
            403,
            "FORBIDDEN",
            HOST,
            &[("Authorization", right), ("Host", "127.0.0.1")],
        ),
        (403, "FORBIDDEN", HOST, &[("Authorization", right), ("Host", "")]),
        (
            403,
            "FORBIDDEN",
            ORIGIN,
            &[
                ("Sec-WebSocket-Protocol", protocol),
                ("Origin", "http://evil.example"),
            ],
        ),
        (
            403,
            "FORBIDDEN",
            HOST,
            &[("Sec-WebSocket-Protocol", protocol), ("Host", "rebound.example")],
        ),
    ];
    let upgrade = [
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    let mut rows = Vec::new();
    for (status, code, says, headers) in table {
        for path in ["/info", "/apps/x", "/nothing", "/stream"] {
            let more = if path == "/stream" { &upgrade[..] } else { &[] };
            let headers = headers.iter().chain(more);
            let headers: Vec<_> = headers
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect();
            let what = format!("{path} with {:?}", headers[0]);
            let input = Input::Admin {
                method: "GET",
                path: format!("/admin/v1{path}"),
                headers,
                body: Vec::new(),
            };
            rows.push(Row::new(what, input, (status, code, says)));
        }
    }
    rows
}
