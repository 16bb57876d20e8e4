//! Outcomes as HTTP answers.

use std::sync::Arc;

use dialects::{
    Method::{self, Delete, Get, Post, Put},
    Reply,
};
use engine::{ChannelView, Outcome, Snapshot, TokenView};
use model::{
    App, AppId, Capabilities, Channel, ChannelName, ConnId, Message, Payload, Refusal, RefusalCode, State,
    Subject, Timestamp, Token, TokenId, Visibility,
};
use serde_json::{Map, Value, json};

use crate::{reply, spoken, text};

fn app() -> App {
    App::new(AppId::from("project_1"), "The shop", Timestamp(0))
}

fn channel(bits: u32, visibility: Visibility, closed: bool, push: bool) -> ChannelView {
    ChannelView {
        app: app(),
        snapshot: Arc::new(Snapshot {
            app: AppId::from("project_1"),
            facts: Channel {
                name: ChannelName::parse("room").unwrap(),
                visibility,
                capabilities: Capabilities::from_bits(bits).unwrap(),
                closed,
                title: closed.then(|| "Room 1".into()),
                extra: closed.then(|| "<x>".into()),
                push,
                created_at: Timestamp(1_615_737_318_999),
            },
            state: Arc::new(State::initial(Map::new())),
            position: 3,
        }),
        connections: 1,
    }
}

fn client(id: TokenId, name: Option<&str>) -> TokenView {
    TokenView {
        app: app(),
        token: Token {
            id,
            name: name.map(str::to_owned),
            extra: name.map(|name| format!("of {name}")),
            state: State::initial(Map::new()),
            created_at: Timestamp(0),
            expires_at: None,
            last_seen: None,
        },
        online: true,
    }
}

fn message(position: u64, sender: Subject, event: &str, payload: &str) -> Message {
    Message {
        channel: ChannelName::parse("room").unwrap(),
        position,
        event: event.into(),
        payload: Payload::parse(payload.to_owned()).unwrap(),
        sender,
        origin: None,
        at: Timestamp(position * 1_000 + 999),
    }
}

fn body(reply: &Reply) -> Value {
    assert_eq!(reply.body.as_ref().unwrap().content_type, "application/json");
    serde_json::from_str(&text(reply)).unwrap()
}

/// What is written is answered with 200 and nothing else: Android's client compares with it.
#[test]
fn what_is_done_is_200_without_a_body() {
    #[rustfmt::skip] // A table.
    let rows = [
        (Post, "/app"), (Put, "/app/a"), (Delete, "/app/a"),
        (Post, "/client"), (Put, "/client/c1"), (Delete, "/client/c1"),
        (Post, "/channel"), (Delete, "/channel/room"), (Post, "/channel/room/close"), (Post, "/channel/room/open"),
        (Post, "/channel/room/join/c1"), (Post, "/channel/room/leave/c1"),
        (Post, "/channel/room/publish"), (Post, "/channel/room/publish/"),
        (Post, "/device"), (Delete, "/device/d1"),
    ];
    for (method, path) in rows {
        for outcome in [
            Outcome::Done,
            Outcome::App(app()),
            Outcome::Channel(channel(0, Visibility::Public, false, false)),
            Outcome::Token(client(TokenId::of_client("c1"), None)),
        ] {
            assert_eq!(
                reply(method, path, &outcome),
                Reply::empty(200),
                "{method:?} {path}"
            );
        }
    }
}

#[test]
fn lists_have_the_originals_shape() {
    let other = App::new(AppId::from("b"), "", Timestamp(0));
    let apps = reply(Get, "/app", &Outcome::Apps(vec![app(), other]));
    assert_eq!(
        text(&apps),
        r#"{"Apps":[{"AppID":"project_1","Name":"The shop"},{"AppID":"b","Name":""}]}"#
    );

    let zoe = client(TokenId::of_client("c1"), Some("Zoë"));
    let bare = client(TokenId::of_client("c2"), None);
    let one = r#"{"ID":"c1","Username":"Zoë","AppID":"project_1","Extra":"of Zoë"}"#;
    let two = r#"{"ID":"c2","Username":"","AppID":"project_1","Extra":""}"#;
    let clients = reply(Get, "/client", &Outcome::Clients(vec![zoe.clone(), bare]));
    assert_eq!(text(&clients), format!(r#"{{"clients":[{one},{two}]}}"#));
    assert_eq!(text(&reply(Get, "/client/c1", &Outcome::Token(zoe))), one);

    for path in ["/channel/open", "/channel/private", "/channel/closed"] {
        let outcome = Outcome::Channels {
            page: vec![
                channel(26, Visibility::Private, true, true),
                channel(2, Visibility::Public, false, false),
                channel(2, Visibility::Unprotected, false, false),
            ],
            page_size: 3,
            total: 3,
        };
        let rest = r#""name":"","createdAt":1615737318,"isClosed":false,"extra":"","isPersistent":false,"isPrivate":false,"isPresence":false"#;
        let expected = format!(
            r#"{{"channels":[{{"id":"room","appID":"project_1","name":"Room 1","createdAt":1615737318,"isClosed":true,"extra":"<x>","isPersistent":true,"isPrivate":true,"isPresence":true,"isPush":true}},{{"id":"room","appID":"project_1",{rest}}},{{"id":"room","appID":"project_1",{rest}}}]}}"#
        );
        assert_eq!(text(&reply(Get, path, &outcome)), expected, "{path}");
    }
}

#[test]
fn empty_lists_are_lists() {
    let none = Outcome::Channels {
        page: Vec::new(),
        page_size: 0,
        total: 0,
    };
    #[rustfmt::skip] // A table.
    let rows = [
        ("/app", Outcome::Apps(Vec::new()), r#"{"Apps":[]}"#),
        ("/client", Outcome::Clients(Vec::new()), r#"{"clients":[]}"#),
        ("/channel/open", none.clone(), r#"{"channels":[]}"#),
        ("/channel/closed", none, r#"{"channels":[]}"#),
        ("/last/room/0", Outcome::History(Vec::new()), r#"{"events":[]}"#),
        ("/c/room/sync/0", Outcome::History(Vec::new()), r#"{"events":[]}"#),
    ];
    for (path, outcome, expected) in rows {
        let reply = reply(Get, path, &outcome);
        assert_eq!((reply.status, &*text(&reply)), (200, expected), "{path}");
    }
}

#[test]
fn history_is_sorted_as_each_request_has_it() {
    let history = || {
        let c1 = Subject::Token(TokenId::of_client("c1"));
        Outcome::History(vec![
            message(1, c1, "greet", r#""hi""#),
            message(2, Subject::Backend, "", r#"{"a": 1.50}"#),
            message(
                3,
                Subject::Token(TokenId::from("leap_token_of_somebody_a1b2c3")),
                "greet",
                "null",
            ),
        ])
    };
    // All fields are there, also those that are empty.
    let one = json!({ "senderID": "c1", "eventType": "greet", "payload": "hi", "channelID": "room", "timestamp": 1 });
    let two = json!({ "senderID": "backend", "eventType": "", "payload": r#"{"a": 1.50}"#, "channelID": "room", "timestamp": 2 });
    let three = json!({ "senderID": "…a1b2c3", "eventType": "greet", "payload": "null", "channelID": "room", "timestamp": 3 });
    for (path, newest_first) in [
        ("/last/room/3", true),
        ("/last/room/3/last/0", false),
        ("/last/room/3/before/9", true),
        ("/c/room/sync/0", false),
        ("/sync/room/0/to/9", false),
    ] {
        let reply = reply(Get, path, &history());
        let mut events = vec![one.clone(), two.clone(), three.clone()];
        if newest_first {
            events.reverse();
        }
        assert_eq!(body(&reply), json!({ "events": events }), "{path}");
        assert_eq!((reply.status, reply.headers.len()), (200, 0), "{path}");
    }
}

#[test]
fn an_answer_that_is_full_says_so() {
    let full = |count: u64| {
        let one = |position| message(position, Subject::Backend, "e", "1");
        Outcome::History((1..=count).map(one).collect())
    };
    assert_eq!(reply(Get, "/c/room/sync/0", &full(9_999)).headers, []);
    let more = [("X-More", "perhaps".to_owned())];
    assert_eq!(reply(Get, "/c/room/sync/0", &full(10_000)).headers, more);
    assert_eq!(reply(Get, "/last/room/10000", &full(10_000)).headers, more);
}

/// There is no 403, and what is closed is a bad request.
#[test]
fn every_refusal_has_its_status() {
    let status = |code| match code {
        RefusalCode::InvalidRequest | RefusalCode::ChannelClosed => 400,
        RefusalCode::InvalidAuth
        | RefusalCode::NotIdentified
        | RefusalCode::NotGranted
        | RefusalCode::Denied
        | RefusalCode::DeadlinePassed
        | RefusalCode::MissingCapability => 401,
        RefusalCode::UnknownApp
        | RefusalCode::UnknownChannel
        | RefusalCode::NotSubscribed
        | RefusalCode::NotFound => 404,
        RefusalCode::ChannelExists | RefusalCode::VersionConflict | RefusalCode::AlreadyDecided => 409,
        RefusalCode::TooLarge => 413,
        RefusalCode::LimitReached => 429,
        RefusalCode::StoreUnavailable | RefusalCode::ShuttingDown => 503,
    };
    for route in spoken().rest {
        for code in RefusalCode::ALL {
            let path = route.path.replace(['{', '}'], "");
            let refused = reply(route.method, &path, &Outcome::Refused(Refusal::new(*code, "no")));
            assert_eq!(refused.status, status(*code), "{} {code}", route.path);
            assert_eq!(body(&refused), json!({ "code": code.as_str(), "message": "no" }));
        }
    }
    let helpful = Outcome::Refused(Refusal::new(RefusalCode::NotFound, "no").fix("look again"));
    let said = body(&reply(Get, "/client/c1", &helpful));
    assert_eq!(
        said,
        json!({ "code": "NOT_FOUND", "message": "no", "fix": "look again" })
    );
}

#[test]
fn an_outcome_that_does_not_belong_is_500() {
    for path in [
        "/app",
        "/client",
        "/client/c1",
        "/channel/open",
        "/last/room/5",
        "/c/room/sync/0",
    ] {
        let reply = reply(Get, path, &Outcome::Done);
        assert_eq!(
            (reply.status, &body(&reply)["code"]),
            (500, &json!("SERVER_ERROR")),
            "{path}"
        );
    }
}

#[test]
fn what_there_is_not_is_404_as_the_original_words_it() {
    let reply = (spoken().not_found)("/channel/room/publish/now");
    assert_eq!((reply.status, &*text(&reply)), (404, "404 page not found\n"));
    assert_eq!(reply.body.unwrap().content_type, "text/plain; charset=utf-8");
}

/// Credentials of others are nowhere in an answer.
#[test]
fn answers_show_no_credential() {
    let secret = TokenId::from("leap_token_of_somebody_a1b2c3");
    let sender = Subject::Token(secret.clone());
    let outcomes = [
        Outcome::Clients(vec![client(secret.clone(), None)]),
        Outcome::Token(client(secret, None)),
        Outcome::History(vec![
            message(1, sender, "e", "1"),
            message(2, Subject::Anonymous(ConnId::from("leap_conn_1")), "e", "1"),
        ]),
        Outcome::App(app()),
    ];
    for route in spoken().rest {
        for outcome in &outcomes {
            let path = route.path.replace(['{', '}'], "");
            let said = text(&reply(route.method, &path, outcome));
            assert!(!said.contains("leap_"), "{}: {said}", route.path);
        }
    }
}

/// The table of section 4 is all there is.
#[test]
fn there_is_no_other_request() {
    let all: Vec<_> = spoken()
        .rest
        .iter()
        .map(|route| (route.method, route.path))
        .collect();
    for (place, (method, path)) in all.iter().enumerate() {
        let twice = all[place + 1..]
            .iter()
            .any(|(other, same)| same == path && *other == *method);
        assert!(!twice, "{method:?} {path}");
    }
    assert_eq!(all.len(), 27);
    assert!(!all.iter().any(|(method, _)| *method == Method::Patch));
}
