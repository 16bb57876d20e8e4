//! The page to try it out, and what is posted from it.

use base64::{Engine, engine::general_purpose::STANDARD};
use dialects::Method::{Get, Post};
use engine::{By, Keys, Making, Operation, Outcome};
use model::{AppId, Capabilities, ChannelName, Payload, Refusal, RefusalCode};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{Asked, ME1, ME1_IN_S1, Sent, ask, client, kit, kit::Server, spoken};

fn lobby() -> ChannelName {
    ChannelName::parse("lobby").unwrap()
}

fn get(url: &str, headers: Sent<'_>) -> Asked {
    ask(&Server::default(), Get, url, headers, "")
}

/// The id that a page bears.
fn id_of(html: &str) -> &str {
    let (_, rest) = html.split_once("<body data-socket-connection-id=\"").unwrap();
    rest.split_once('"').unwrap().0
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).unwrap().1.split_once(to).unwrap().0
}

#[test]
fn whoever_opens_the_page_is_subscribed() {
    let asked = get("/?socket_connection_id=me1&socket_key=sekret", &[]);
    let (caller, operation) = asked.asked.unwrap();
    assert_eq!(caller.app, Some(AppId::from("project_1")));
    assert_eq!(caller.by, By::Client(client(ME1)));
    let expected = Operation::Follow {
        client: client(ME1),
        channels: vec![lobby()],
        following: true,
        making: Making {
            capabilities: Capabilities::CLIENT_PUBLISH,
            keys: Keys::default(),
        },
        patience: 60_000,
    };
    assert_eq!(operation, expected);
}

#[test]
fn page_and_cookie_together_are_the_socket_s() {
    let asked = get("/", &[]);
    let cookie = asked.header("set-cookie").unwrap();
    let (session, traits) = cookie.split_once("; ").unwrap();
    assert_eq!(traits, "Path=/; HttpOnly; SameSite=Lax");
    let value = session.strip_prefix("pakyow.session=").unwrap();
    assert!(
        value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{cookie}"
    );
    let html = asked.body();
    let id = id_of(&html);
    assert!(
        id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{id}"
    );
    assert!(!html.contains(value), "the page tells its session");

    let server = Server::default();
    let url = format!("/?socket_connection_id={id}");
    let headers = [("cookie", session.as_bytes())];
    let mut hello = kit::hello(&url, &[], &server);
    hello.headers = dialects::Headers(&headers);
    let mut steps = Vec::new();
    (spoken().accept)(&hello).unwrap().open(0, &mut steps);
    let shown = format!("{steps:?}");
    let (caller, _) = asked.asked.unwrap();
    let By::Client(page) = caller.by else {
        panic!("{caller:?}")
    };
    assert!(shown.contains(page.as_str()), "{shown}");
}

#[test]
fn a_session_is_kept() {
    let asked = get("/?socket_connection_id=me1", &[("cookie", "pakyow.session=s1")]);
    assert_eq!(asked.header("set-cookie"), None);
    assert_eq!(id_of(&asked.body()), "me1");
    assert_eq!(asked.asked.unwrap().0.by, By::Client(client(ME1_IN_S1)));
}

/// As a call through a socket asks: see the transcript.
#[test]
fn a_called_page_is_for_the_socket_that_calls() {
    let headers = [
        ("cookie", "pakyow.session=s1"),
        ("x-pakyow-socket", "1"),
        ("content-type", "application/json"),
        ("x-socket-connection-id", "other"),
    ];
    let asked = ask(
        &Server::default(),
        Get,
        "/",
        &headers,
        r#"{"socket_connection_id":"me1"}"#,
    );
    assert_eq!(id_of(&asked.body()), "me1");
    assert_eq!(asked.header("set-cookie"), None);
    assert_eq!(asked.asked.unwrap().0.by, By::Client(client(ME1_IN_S1)));
}

#[test]
fn the_page_runs_what_is_in_it_and_nothing_else() {
    let asked = get("/", &[]);
    let html = asked.body();
    assert_eq!(
        asked.reply.body.as_ref().unwrap().content_type,
        "text/html;charset=utf-8"
    );
    assert_eq!(asked.header("cache-control"), Some("no-store"));
    let policy = asked.header("content-security-policy").unwrap();
    for (tag, directive) in [("script", "script-src"), ("style", "style-src")] {
        let text = between(&html, &format!("<{tag}>"), &format!("</{tag}>"));
        assert!(text.len() > 500, "{tag}");
        let hash = STANDARD.encode(Sha256::digest(text));
        assert!(
            policy.contains(&format!("{directive} 'sha256-{hash}';")),
            "{policy}"
        );
        assert_eq!(html.matches(&format!("<{tag}")).count(), 1, "{tag}");
    }
    assert!(
        policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
        "{policy}"
    );
    for outside in ["http:", "https:", "style=", "onclick", "innerHTML"] {
        let outside_of_script = html.replace("\"https:\"", "");
        assert!(!outside_of_script.contains(outside), "{outside}");
    }
    assert!(
        html.contains("<h1>lobby</h1>") && !html.contains("{channel}"),
        "{html}"
    );
}

#[test]
fn nothing_in_an_address_becomes_part_of_the_page() {
    let asked = get(
        "/?socket_connection_id=%22%3E%3Cscript%3Ealert(1)%3C/script%3E{script}{channel}",
        &[],
    );
    let html = asked.body();
    assert_eq!(
        id_of(&html),
        "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;{script}{channel}"
    );
    assert_eq!(html.matches("<script").count(), 1);
    let server = Server {
        settings: json!({ "demo_channel": "a & b" }),
        ..Server::default()
    };
    let asked = ask(&server, Get, "/", &[], "");
    assert!(asked.body().contains("<h1>a &amp; b</h1>"));
    let Operation::Follow { channels, .. } = asked.operation() else {
        panic!("it follows");
    };
    assert_eq!(channels[0].as_str(), "a & b");
}

#[test]
fn who_asks_for_json_gets_what_it_takes_to_connect() {
    let asked = get("/?socket_connection_id=me1", &[("accept", "application/json")]);
    assert_eq!(
        crate::json(&asked.reply),
        json!({ "socket_connection_id": "me1", "channel": "lobby" })
    );
    assert!(asked.header("set-cookie").is_some());
    for accept in ["*/*", "text/html,application/json;q=0.9"] {
        let asked = get("/", &[("accept", accept)]);
        assert!(asked.body().starts_with("<!doctype html>"), "{accept}");
    }
}

#[test]
fn what_is_posted_is_published() {
    let publish = |event: &str, payload: &str| Operation::Publish {
        channel: lobby(),
        sender: Some(client(ME1_IN_S1)),
        event: event.into(),
        payload: Payload::parse(payload.to_owned()).unwrap(),
        key: None,
    };
    #[rustfmt::skip] // A table.
    let rows = [
        (r#"{"message":{"body":"hey"},"socket_connection_id":"me1"}"#, publish("message", r#"{"body":"hey"}"#)),
        (r#"{"message":{"n": 1.50},"body":"x","socket_connection_id":"me1"}"#, publish("message", r#"{"n": 1.50}"#)),
        (r#"{"message":"hey","socket_connection_id":"me1"}"#, publish("message", r#""hey""#)),
        (r#"{"body":"hey","socket_connection_id":"me1"}"#, publish("message", r#"{"body":"hey"}"#)),
        (r#"{"message":{"type":"greet","data":1},"socket_connection_id":"me1"}"#, publish("greet", "1")),
        ("message[body]=h%C3%A9+y&socket_connection_id=me1", publish("message", r#"{"body":"hé y"}"#)),
        ("body=hey&socket_connection_id=me1", publish("message", r#"{"body":"hey"}"#)),
    ];
    for path in ["/messages", "/messages.json"] {
        for (body, operation) in &rows {
            let asked = ask(
                &Server::default(),
                Post,
                path,
                &[("cookie", "pakyow.session=s1")],
                body,
            );
            assert_eq!(&asked.operation(), operation, "{path} {body}");
        }
    }
}

#[test]
fn after_a_post_the_page_is_shown_again() {
    let post = |path: &str, headers: Sent<'_>| ask(&Server::default(), Post, path, headers, "body=hey");
    let asked = post("/messages", &[("accept", "text/html")]);
    assert_eq!((asked.reply.status, asked.header("location")), (302, Some("/")));
    assert_eq!(asked.reply.body, None);
    for asked in [
        post("/messages", &[("accept", "application/json")]),
        post("/messages.json", &[]),
    ] {
        assert_eq!(asked.reply.status, 200);
        assert_eq!(crate::json(&asked.reply), json!({ "published": true }));
    }
}

#[test]
fn what_cannot_be_posted_is_refused() {
    let server = Server::default();
    let asked = ask(&server, Post, "/messages", &[], "");
    assert_eq!(asked.reply.status, 400);
    assert!(asked.refusal().message.contains("nothing to post"));
    let evil = [("host", "example.org"), ("origin", "https://evil.example")];
    let asked = ask(&server, Post, "/messages", &evil, "body=hey");
    assert_eq!(
        (asked.reply.status, asked.refusal().code),
        (403, RefusalCode::NotGranted)
    );
    let own = [("host", "example.org"), ("origin", "https://example.org")];
    assert!(ask(&server, Post, "/messages", &own, "body=hey").asked.is_ok());
}

#[test]
fn there_need_be_no_page() {
    for (settings, sentence) in [
        (json!({ "demo": false }), "no page to try it out"),
        (json!({ "enabled": false }), "switched off"),
    ] {
        let server = Server {
            settings,
            ..Server::default()
        };
        for (method, path) in [(Get, "/"), (Post, "/messages")] {
            let asked = ask(&server, method, path, &[], "body=hey");
            assert_eq!(
                (asked.reply.status, asked.refusal().code),
                (404, RefusalCode::NotFound)
            );
            assert!(asked.refusal().message.contains(sentence), "{path}");
        }
    }
    let server = Server {
        apps: Vec::new(),
        ..Server::default()
    };
    let asked = ask(&server, Get, "/", &[], "");
    assert_eq!(
        (asked.reply.status, asked.refusal().code),
        (404, RefusalCode::UnknownApp)
    );
    let asked = get(&format!("/?socket_connection_id={}", "x".repeat(257)), &[]);
    assert_eq!(
        (asked.reply.status, asked.refusal().code),
        (400, RefusalCode::InvalidRequest)
    );
}

#[test]
fn every_refusal_has_its_status() {
    let route = crate::route(Post, "/realtime/push");
    let dialects::Render::Outcome(render) = route.render else {
        panic!("it looks at the outcome only");
    };
    for code in RefusalCode::ALL {
        let refusal = Refusal::new(*code, "no").fix("ask again");
        let reply = render(&Outcome::Refused(refusal));
        let expected = match code.as_str() {
            "INVALID_REQUEST" => 400,
            "INVALID_AUTH" | "NOT_IDENTIFIED" => 401,
            "NOT_GRANTED" | "DENIED" | "DEADLINE_PASSED" | "MISSING_CAPABILITY" => 403,
            "UNKNOWN_APP" | "UNKNOWN_CHANNEL" | "NOT_SUBSCRIBED" | "NOT_FOUND" => 404,
            "CHANNEL_EXISTS" | "CHANNEL_CLOSED" | "VERSION_CONFLICT" | "ALREADY_DECIDED" => 409,
            "TOO_LARGE" => 413,
            "LIMIT_REACHED" => 429,
            _ => 503,
        };
        assert_eq!(reply.status, expected, "{code}");
        let error = json!({ "error": { "code": code.as_str(), "message": "no; ask again" } });
        assert_eq!(crate::json(&reply), error);
    }
}
