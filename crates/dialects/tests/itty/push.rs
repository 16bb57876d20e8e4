//! HTTP requests row by row.

use dialects::{Caller, Headers, Method, Params, Reply, Request, Route};
use engine::{By, Keys, Operation, Outcome};
use model::{AppId, ChannelName, Payload, Refusal, RefusalCode};
use serde_json::{Value, json};

use crate::kit::{Server, spoken};

fn route(method: Method, path: &str) -> &'static Route {
    let mut all = spoken("itty").rest.iter();
    all.find(|route| route.method == method && route.path == path)
        .unwrap()
}

/// A server with a channel that has a key to send, one that has none, and names that are reserved.
fn server() -> Server {
    let mut server = Server {
        settings: json!({ "namespaces": [
            { "prefix": "news", "send_key": "out" },
            { "prefix": "club", "join_key": "in" },
        ] }),
        ..Server::default()
    };
    let send = Keys {
        join: Some("in".into()),
        send: Some("own".into()),
    };
    server.keys.insert("live".into(), send.clone());
    server.keys.insert("open".into(), Keys::default());
    // Made before its name was reserved.
    server.keys.insert("news/old".into(), send.clone());
    server.keys.insert("club/old".into(), send);
    server
}

/// A push as a server carries it out, up to the operation.
fn push(
    channel: &str,
    key: Option<&str>,
    body: &[u8],
    server: &Server,
) -> Result<(Caller, Operation), Refusal> {
    let route = route(Method::Post, "/c/{*channel}");
    let params = [("channel".to_owned(), channel.to_owned())];
    let headers: Vec<_> = key.iter().map(|key| ("x-send-key", key.as_bytes())).collect();
    let request = Request {
        path: "/c/…",
        params: Params(&params),
        query: "",
        headers: Headers(&headers),
        body,
        loopback: true,
        entropy: [0; 32],
        lookup: server,
    };
    let caller = (route.authorize)(&request)?;
    let operation = route.parse.operation(&request, &caller)?;
    Ok((caller, operation))
}

fn answer(outcome: Outcome) -> (u16, Value) {
    let request = Request {
        path: "/c/room",
        params: Params(&[]),
        query: "",
        headers: Headers(&[]),
        body: b"",
        loopback: true,
        entropy: [0; 32],
        lookup: &Server::default(),
    };
    let reply = route(Method::Post, "/c/{*channel}")
        .render
        .reply(&outcome, &request);
    (reply.status, body(&reply))
}

fn body(reply: &Reply) -> Value {
    let body = reply.body.as_ref().unwrap();
    assert_eq!(body.content_type, "application/json");
    serde_json::from_slice(&body.bytes).unwrap()
}

fn status(refused: Result<(Caller, Operation), Refusal>) -> u16 {
    let refusal = refused.unwrap_err();
    assert!(!format!("{refusal:?}").contains("sesame"));
    answer(Outcome::Refused(refusal)).0
}

#[test]
fn who_has_the_key_publishes_as_nobody() {
    let server = server();
    for (channel, key, json, event, payload) in [
        ("news", "out", r#"{ "a": 1.50 }"#, "message", r#"{ "a": 1.50 }"#),
        (
            "news/sport:x",
            "out",
            r#"{"type":"goal","data":[1]}"#,
            "goal",
            "[1]",
        ),
        ("live", "own", "null", "message", "null"),
    ] {
        let (caller, operation) = push(channel, Some(key), json.as_bytes(), &server).unwrap();
        let backend = Caller {
            app: Some(AppId::from("project_1")),
            by: By::Backend,
        };
        assert_eq!(caller, backend);
        let expected = Operation::Publish {
            channel: ChannelName::parse(channel).unwrap(),
            sender: None,
            event: event.into(),
            payload: Payload::parse(payload).unwrap(),
            key: None,
        };
        assert_eq!(operation, expected);
    }
}

#[test]
fn only_the_right_key_to_send_will_do() {
    let server = server();
    for (channel, key) in [
        ("news", None),
        ("news", Some("sesame")),
        ("news", Some("")),
        ("live", Some("in")),
        ("live", Some("out")),
        // Nobody has a key to these.
        ("open", None),
        ("open", Some("sesame")),
        ("nowhere", None),
        ("nowhere", Some("sesame")),
        ("club", Some("in")),
        // The reservation counts, not what the channel has from before.
        ("news/old", Some("own")),
        ("club/old", Some("own")),
    ] {
        assert_eq!(
            status(push(channel, key, b"1", &server)),
            403,
            "{channel} {key:?}"
        );
    }
    // Nobody without it learns anything of the body.
    assert_eq!(status(push("news", None, b"undefined", &server)), 403);
}

#[test]
fn what_cannot_be_published_is_told() {
    let mut server = server();
    for body in [&b""[..], b"undefined", b"@@abcdef@@1", b"\"\xff\"", b"{"] {
        assert_eq!(status(push("news", Some("out"), body, &server)), 400, "{body:?}");
    }
    for name in ["", "a?b", "~demo/room", "tokens"] {
        assert_eq!(status(push(name, Some("out"), b"1", &server)), 400, "{name}");
    }
    let long = format!("\"{}\"", "x".repeat(102_399));
    assert_eq!(status(push("news", Some("out"), long.as_bytes(), &server)), 413);
    assert!(push("news", Some("out"), &long.as_bytes()[..1], &server).is_err());
    let longest = format!("\"{}\"", "x".repeat(102_398));
    assert!(push("news", Some("out"), longest.as_bytes(), &server).is_ok());
    server.settings["max_message"] = json!(4);
    assert!(push("news", Some("out"), b"1234", &server).is_ok());
    assert_eq!(status(push("news", Some("out"), b"12345", &server)), 413);
    server.apps.clear();
    assert_eq!(status(push("news", Some("out"), b"1", &server)), 404);
}

#[test]
fn an_empty_name_has_a_row_of_its_own() {
    let server = server();
    let request = Request {
        path: "/c/",
        params: Params(&[]),
        query: "",
        headers: Headers(&[]),
        body: b"1",
        loopback: true,
        entropy: [0; 32],
        lookup: &server,
    };
    let refusal = (route(Method::Post, "/c/").authorize)(&request).unwrap_err();
    assert_eq!(answer(Outcome::Refused(refusal)).0, 400);
}

#[test]
fn answers_say_what_became_of_it() {
    assert_eq!(answer(Outcome::Done), (200, json!({ "ok": true })));
    let refused = |code| answer(Outcome::Refused(Refusal::new(code, "no").fix("do this")));
    // Nobody is connected: still a success.
    assert_eq!(refused(RefusalCode::UnknownChannel), (200, json!({ "ok": true })));
    let error = json!({ "ok": false, "error": { "code": "TOO_LARGE", "message": "no; do this" } });
    assert_eq!(refused(RefusalCode::TooLarge), (413, error));
    for (code, status) in [
        (RefusalCode::InvalidRequest, 400),
        (RefusalCode::NotGranted, 403),
        (RefusalCode::MissingCapability, 403),
        (RefusalCode::UnknownApp, 404),
        (RefusalCode::ChannelClosed, 409),
        (RefusalCode::LimitReached, 429),
        (RefusalCode::StoreUnavailable, 503),
        (RefusalCode::ShuttingDown, 503),
    ] {
        assert_eq!(refused(code).0, status, "{code}");
    }
    for code in RefusalCode::ALL {
        let status = refused(*code).0;
        assert!(status == 200 || status >= 400, "{code}");
    }
}

#[test]
fn the_version_is_plain_text_for_everybody() {
    let server = Server::default();
    let route = route(Method::Get, "/version");
    let request = Request {
        path: "/version",
        params: Params(&[]),
        query: "",
        headers: Headers(&[]),
        body: b"",
        loopback: false,
        entropy: [0; 32],
        lookup: &server,
    };
    let caller = (route.authorize)(&request).unwrap();
    assert_eq!(route.parse.operation(&request, &caller), Ok(Operation::Nothing));
    let reply = route.render.reply(&Outcome::Done, &request);
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers, [("access-control-allow-origin", "*".to_owned())]);
    let body = reply.body.unwrap();
    assert_eq!(body.content_type, "text/plain; charset=utf-8");
    assert_eq!(body.bytes, env!("CARGO_PKG_VERSION").as_bytes());
}

#[test]
fn where_nothing_is_there_is_a_word_for_that() {
    let reply = (spoken("itty").not_found)("/c");
    assert_eq!(reply.status, 404);
    assert_eq!(body(&reply)["error"]["code"], "NOT_FOUND");
}
