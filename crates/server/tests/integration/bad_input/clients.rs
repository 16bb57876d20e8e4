//! HTTP on the client listener that has to be refused: Hop's API, upgrades, and what is no HTTP at all.

use super::{Input, Row};

pub fn rows(app: &str, key: &str) -> Vec<Row> {
    let mut rows = rest(key);
    rows.extend(elsewhere(app));
    rows.extend(bytes());
    rows
}

#[rustfmt::skip] // A table.
fn rest(key: &str) -> Vec<Row> {
    let invalid = "invalid_body";
    let long = &format!("/channels/{}", "x".repeat(300));
    let large = &format!("{{\"e\":\"e\",\"d\":\"{}\"}}", "x".repeat(1 << 20));
    let row = |what: &str, request: (&'static str, &str, &str, &str), answer: (i32, &'static str, &[&str])| {
        let (method, path, authorization, body) = request;
        let input = Input::Client {
            method,
            path: format!("/v1{path}"),
            headers: vec![("Authorization", authorization.to_owned())],
            body: body.as_bytes().to_vec(),
        };
        Row::new(what, input, answer)
    };
    let auth: &[&str] = &["project token", "in the Authorization header"];
    vec![
        row("no key", ("GET", "/channels", "", ""), (401, "invalid_auth", auth)),
        row("a wrong key", ("GET", "/channels", "ptk_wrong", ""), (401, "invalid_auth", &["no app has this credential", "from the dashboard"])),
        row("a wrong scheme", ("GET", "/channels", "Bearer x", ""), (401, "invalid_auth", auth)),
        row("no such path", ("GET", "/nothing", key, ""), (404, "not_found", &[])),
        row("no such method", ("DELETE", "/channels", key, ""), (404, "not_found", &[])),
        row("an unknown channel", ("GET", "/channels/nowhere", key, ""), (404, "not_found", &["nowhere"])),
        row("a channel without type", ("POST", "/channels", key, "{}"), (400, "invalid_channel_type", &["type"])),
        row("a channel of an unknown type", ("POST", "/channels", key, r#"{"type":"open"}"#), (400, "invalid_channel_type", &["unprotected"])),
        row("a channel with a star in its name", ("PUT", "/channels/a*b", key, r#"{"type":"public"}"#), (400, "invalid_channel_id", &["leave out"])),
        row("a channel with a long name", ("PUT", long, key, r#"{"type":"public"}"#), (400, "invalid_channel_id", &["256"])),
        row("the reserved name", ("PUT", "/channels/tokens", key, r#"{"type":"public"}"#), (400, "invalid_channel_id", &["reserved"])),
        row("a channel that exists", ("PUT", "/channels/room", key, r#"{"type":"public"}"#), (409, "channel_exists", &["exists"])),
        row("capabilities that mean nothing", ("PUT", "/channels/new", key, r#"{"type":"public","capabilities":4096}"#), (400, invalid, &["4096"])),
        row("capabilities of the wrong type", ("PUT", "/channels/new", key, r#"{"type":"public","capabilities":"all"}"#), (400, invalid, &["integer"])),
        row("a state of the wrong type", ("PUT", "/channels/new", key, r#"{"type":"public","state":[]}"#), (400, invalid, &["object"])),
        row("a body that is no JSON", ("POST", "/channels/room/messages", key, "e=x"), (400, invalid, &["\"e\""])),
        row("a message without event", ("POST", "/channels/room/messages", key, r#"{"d":1}"#), (400, invalid, &["\"e\""])),
        row("a message with an event of the wrong type", ("POST", "/channels/room/messages", key, r#"{"e":1}"#), (400, invalid, &["\"e\""])),
        row("a message with an empty event", ("POST", "/channels/room/messages", key, r#"{"e":""}"#), (400, invalid, &["1 to 256"])),
        row("a message that is too large", ("POST", "/channels/room/messages", key, large), (413, "payload_too_large", &["1048576"])),
        row("a message in a closed channel", ("POST", "/channels/closed/messages", key, r#"{"e":"e"}"#), (409, "channel_closed", &["closed"])),
        row("a message in an unknown channel", ("POST", "/channels/nowhere/messages", key, r#"{"e":"e"}"#), (404, "not_found", &["nowhere"])),
        row("a token for an unknown channel", ("POST", "/channels/tokens", key, r#"{"channels":["nowhere"]}"#), (404, "not_found", &["nowhere"])),
        row("a token that expires at no time", ("POST", "/channels/tokens", key, r#"{"expires_at":"soon"}"#), (400, invalid, &["RFC 3339", "2030-01-31T12:00:00Z"])),
        row("an unknown token", ("GET", "/channels/tokens/leap_token_x", key, ""), (404, "not_found", &["token"])),
        row("a page that is none", ("GET", "/channels?page=zero", key, ""), (400, "bad_request", &["page", "a number from 1"])),
    ]
}

/// Paths that are not Hop's, and upgrades that are not right.
fn elsewhere(app: &str) -> Vec<Row> {
    let upgrade = |version: &str, key: &str| {
        [
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", version),
            ("Sec-WebSocket-Key", key),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec()
    };
    const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
    let row = |what: &str, method, path: String, headers, number, says: &[&str]| {
        let input = Input::Client {
            method,
            path,
            headers,
            body: Vec::new(),
        };
        Row::new(what, input, (number, "", says))
    };
    let from = |origin: &str| {
        let mut headers = upgrade("13", KEY);
        headers.push(("Origin", origin.to_owned()));
        headers
    };
    let origin: &[&str] = &["may not connect", "add the origin"];
    vec![
        row("what nobody has", "GET", "/nowhere".into(), vec![], 404, &[]),
        row("no such path", "GET", "/nothing".into(), vec![], 404, &[]),
        row("a slash too many", "GET", "/ws/".into(), vec![], 404, &[]),
        row(
            "the other listener's path",
            "GET",
            format!("/admin/v1/apps/{app}"),
            vec![],
            404,
            &[],
        ),
        row(
            "a socket without upgrade",
            "GET",
            "/ws".into(),
            vec![],
            426,
            &["WebSocket"],
        ),
        row(
            "a socket of an old version",
            "GET",
            "/ws".into(),
            upgrade("8", KEY),
            426,
            &["13"],
        ),
        row(
            "a socket without key",
            "GET",
            "/ws".into(),
            upgrade("13", "short"),
            400,
            &["Sec-WebSocket-Key"],
        ),
        row(
            "a socket by POST",
            "POST",
            "/ws".into(),
            upgrade("13", KEY),
            400,
            &["GET"],
        ),
        row(
            "an unknown encoding",
            "GET",
            "/ws?encoding=etf".into(),
            upgrade("13", KEY),
            400,
            &["encoding=json"],
        ),
        row(
            "a foreign page",
            "GET",
            "/ws".into(),
            from("https://evil.example"),
            403,
            origin,
        ),
        row(
            "a page that looks like ours",
            "GET",
            "/ws".into(),
            from("https://app.example.evil.example"),
            403,
            origin,
        ),
        row(
            "a page without origin",
            "GET",
            "/ws".into(),
            from("null"),
            403,
            origin,
        ),
    ]
}

/// Both listeners answer as the HTTP library does; these answers have no text.
fn bytes() -> Vec<Row> {
    let giant = format!(
        "GET /ws HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n",
        "x".repeat(100_000)
    );
    let many = format!("GET /ws HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: 1\r\n".repeat(500));
    let name = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(100_000));
    let table: [(&str, i32, &[u8]); 7] = [
        ("a giant header", 431, giant.as_bytes()),
        ("many headers", 431, many.as_bytes()),
        ("a giant path", 431, name.as_bytes()),
        ("TLS", 400, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"),
        ("no HTTP", 400, b"HELLO\r\n\r\n"),
        (
            "a length that is none",
            400,
            b"POST /v1/channels HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        ),
        (
            "two lengths",
            400,
            b"POST /v1/channels HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        ),
    ];
    let mut rows = Vec::new();
    for (what, number, bytes) in table {
        for to_admin in [false, true] {
            let bytes = bytes.to_vec();
            rows.push(Row::new(
                what,
                Input::Bytes { to_admin, bytes },
                (number, "", &[]),
            ));
        }
    }
    rows
}
