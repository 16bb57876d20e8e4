//! What a backend asks for.

use dialects::Method::Post;
use engine::{By, Keys, Making, Operation};
use model::{AppId, Capabilities, ChannelName, Payload, RefusalCode};
use serde_json::json;

use crate::{ME1, ME1_IN_S1, ask, client, kit::Server, spoken};

const BACKEND: &[(&str, &str)] = &[("authorization", "ptk_1")];

fn names(all: &[&str]) -> Vec<ChannelName> {
    all.iter().map(|name| ChannelName::parse(name).unwrap()).collect()
}

fn follow(page: &str, channels: &[&str], following: bool) -> Operation {
    Operation::Follow {
        client: client(page),
        channels: names(channels),
        following,
        making: Making {
            capabilities: Capabilities::NONE,
            keys: Keys::default(),
        },
        patience: 60_000,
    }
}

fn push(patterns: &[&str], event: &str, payload: &str) -> Operation {
    Operation::PublishMatching {
        patterns: patterns.iter().map(|&pattern| pattern.to_owned()).collect(),
        event: event.into(),
        payload: Payload::parse(payload.to_owned()).unwrap(),
    }
}

fn push_to(page: &str, channel: &str, payload: &str) -> Operation {
    Operation::SendDirect {
        token: client(page),
        connection: None,
        channel: Some(ChannelName::parse(channel).unwrap()),
        event: "message".into(),
        payload: Payload::parse(payload.to_owned()).unwrap(),
    }
}

#[test]
fn every_request_is_an_operation() {
    #[rustfmt::skip] // A table.
    let rows = [
        ("subscribe", r#"{"socket_connection_id":"me1","socket_key":"sekret","channels":"chan1"}"#, follow(ME1, &["chan1"], true)),
        ("subscribe", r#"{"socket_connection_id":"me1","session":"s1","channels":["a","b"]}"#, follow(ME1_IN_S1, &["a", "b"], true)),
        ("subscribe", r#"{"socket_connection_id":"me1","socket_key":"sekret","session":"s1","channels":["a"]}"#, follow(ME1, &["a"], true)),
        ("subscribe", r#"{"socket_connection_id":"me1","session":"s1","channels":["a",["b",["a"]],[],"c"]}"#, follow(ME1_IN_S1, &["a", "b", "c"], true)),
        ("subscribe", "socket_connection_id=me1&socket_key=sekret&channels[]=a&channels[]=b+c", follow(ME1, &["a", "b c"], true)),
        ("subscribe?socket_connection_id=me1&socket_key=sekret", r#"{"channels":"scope:message;mutation:list"}"#, follow(ME1, &["scope:message;mutation:list"], true)),
        ("unsubscribe", r#"{"socket_connection_id":"me1","socket_key":"sekret","channels":["a","b"]}"#, follow(ME1, &["a", "b"], false)),

        ("push", r#"{"message":{"n":1.50},"channels":"chan1"}"#, push(&["chan1"], "message", r#"{"n":1.50}"#)),
        ("push", r#"{"message":"hey","channels":["chan*","other"]}"#, push(&["chan*", "other"], "message", r#""hey""#)),
        ("push", r#"{"message":null,"channels":["*"]}"#, push(&["*"], "message", "null")),
        ("push", r#"{"message":{"type":"greet","data":[1]},"channels":["a"]}"#, push(&["a"], "greet", "[1]")),
        ("push", "message=hey&channels=a", push(&["a"], "message", r#""hey""#)),
        ("push", r#"{"message":[["html","x"]],"channels":["a"],"socket_connection_id":"me1","socket_key":"sekret"}"#, push_to(ME1, "a", r#"[["html","x"]]"#)),
        ("push", r#"{"message":1,"channels":"a","socket_connection_id":"me1","session":"s1"}"#, push_to(ME1_IN_S1, "a", "1")),
    ];
    for (verb, body, operation) in rows {
        let (path, query) = verb.split_once('?').unwrap_or((verb, ""));
        let url = format!("/realtime/{path}?{query}");
        let asked = ask(&Server::default(), Post, &url, BACKEND, body);
        assert_eq!(
            (asked.reply.status, &asked.reply.body),
            (204, &None),
            "{url} {body}"
        );
        let (caller, found) = asked.asked.unwrap();
        assert_eq!(found, operation, "{url} {body}");
        assert_eq!(
            (caller.app, caller.by),
            (Some(AppId::from("project_1")), By::Backend)
        );
    }
}

#[test]
fn the_key_may_come_as_a_header() {
    let headers = [("authorization", "Bearer ptk_1"), ("x-socket-key", "sekret")];
    let body = r#"{"socket_connection_id":"me1","channels":"a"}"#;
    let asked = ask(&Server::default(), Post, "/realtime/subscribe", &headers, body);
    assert_eq!(asked.operation(), follow(ME1, &["a"], true));
}

#[test]
fn what_cannot_be_read_is_answered_with_what_would_be_right() {
    let many: Vec<_> = (0..101).map(|n| format!("c{n}")).collect();
    let many = json!({ "message": 1, "channels": many }).to_string();
    let long =
        json!({ "socket_connection_id": "x".repeat(257), "session": "s1", "channels": "a" }).to_string();
    let sesame = json!({ "socket_connection_id": "x", "socket_key": "sesame".repeat(50), "channels": "a" })
        .to_string();
    #[rustfmt::skip] // A table.
    let rows = [
        ("subscribe", "", "there are no channels"),
        ("subscribe", r#"{"socket_connection_id":"me1","session":"s1"}"#, "give channels: a name, or a list of names"),
        ("subscribe", r#"{"socket_connection_id":"me1","session":"s1","channels":[]}"#, "there are no channels"),
        ("subscribe", r#"{"socket_connection_id":"me1","session":"s1","channels":[[],[[]]]}"#, "there are no channels"),
        ("subscribe", r#"{"socket_connection_id":"me1","session":"s1","channels":["a",7]}"#, "there are no channels"),
        ("subscribe", r#"{"socket_connection_id":"me1","session":"s1","channels":"chan*"}"#, "contains '*'"),
        ("subscribe", r#"{"socket_connection_id":"me1","session":"s1","channels":""}"#, "the channel name is empty"),
        ("subscribe", r#"{"session":"s1","channels":"a"}"#, "socket_connection_id is missing"),
        ("subscribe", r#"{"socket_connection_id":["me1"],"session":"s1","channels":"a"}"#, "socket_connection_id is missing"),
        ("subscribe", r#"{"socket_connection_id":"me1","channels":"a"}"#, "needs its key or its session"),
        ("subscribe", r#"{"socket_connection_id":"me1","session":"","channels":"a"}"#, "needs its key or its session"),
        ("subscribe", &long, "has 257 bytes, 256 is the most"),
        ("subscribe", &sesame, "socket_key has 300 bytes, 256 is the most"),
        ("subscribe", "{\"channels\":", "begins like a JSON object and is none"),
        ("unsubscribe", r#"{"socket_connection_id":"me1","session":"s1","channels":["a","tokens"]}"#, "\"tokens\" is reserved"),
        ("push", r#"{"channels":"a"}"#, "there is no message to push"),
        ("push", r#"{"message":1}"#, "there are no channels"),
        ("push", r#"{"message":1,"channels":["a","b#"]}"#, "contains '#'"),
        ("push", r#"{"message":1,"channels":["*#"]}"#, "contains '#'"),
        ("push", &many, "101 channels in one request, 100 is the most"),
        ("push", r#"{"message":1,"channels":["a","b"],"socket_connection_id":"me1","session":"s1"}"#, "goes through one channel"),
        ("push", r#"{"message":1,"channels":["a*"],"socket_connection_id":"me1","session":"s1"}"#, "contains '*'"),
        ("push", r#"{"message":1,"channels":["a"],"socket_connection_id":"me1"}"#, "needs its key or its session"),
    ];
    for (verb, body, sentence) in rows {
        let asked = ask(
            &Server::default(),
            Post,
            &format!("/realtime/{verb}"),
            BACKEND,
            body,
        );
        let refusal = asked.refusal();
        assert_eq!(
            (asked.reply.status, refusal.code),
            (400, RefusalCode::InvalidRequest),
            "{verb} {body}"
        );
        let said = asked.body();
        let whole = said.replace("\\\"", "\"");
        assert!(whole.contains(sentence), "{verb} {body}: {said}");
        assert!(!said.contains("sesame"), "{said}");
    }
    let asked = ask(
        &Server::default(),
        Post,
        "/realtime/push",
        BACKEND,
        b"{\"message\":\"\xff\"}",
    );
    assert!(asked.refusal().message.contains("not UTF-8"));
}

#[test]
fn only_the_apps_backend_may() {
    let server = Server::default();
    for verb in ["subscribe", "unsubscribe", "push"] {
        let url = format!("/realtime/{verb}");
        for (shown, sentence) in [
            (None, "no Authorization header"),
            (Some(""), "no Authorization header"),
            (Some("Bearer "), "no Authorization header"),
            (Some("sesame"), "no app has this credential"),
            (Some("Bearer sesame"), "no app has this credential"),
        ] {
            let headers: Vec<_> = shown.iter().map(|shown| ("authorization", *shown)).collect();
            let asked = ask(&server, Post, &url, &headers, "{}");
            let refusal = asked.refusal();
            assert_eq!(
                (asked.reply.status, refusal.code),
                (401, RefusalCode::InvalidAuth)
            );
            assert!(refusal.message.contains(sentence), "{shown:?}: {refusal}");
            assert!(!asked.body().contains("sesame"));
        }
    }
}

#[test]
fn what_is_switched_off_is_not_there() {
    let server = Server {
        settings: json!({ "enabled": false }),
        ..Server::default()
    };
    let asked = ask(&server, Post, "/realtime/push", BACKEND, "{}");
    assert_eq!(asked.refusal().code, RefusalCode::NotFound);
    assert_eq!(asked.reply.status, 404);
    let reply = (spoken().not_found)("/realtime/pull");
    assert_eq!(reply.status, 404);
    assert_eq!(
        crate::json(&reply),
        json!({ "error": { "code": "NOT_FOUND", "message": "there is nothing at /realtime/pull for this method" } })
    );
}

#[test]
fn patience_can_be_set() {
    let server = Server {
        settings: json!({ "patience": 5 }),
        ..Server::default()
    };
    let body = r#"{"socket_connection_id":"me1","session":"s1","channels":"a"}"#;
    let operation = ask(&server, Post, "/realtime/subscribe", BACKEND, body).operation();
    assert!(matches!(operation, Operation::Follow { patience: 5, .. }));
}
