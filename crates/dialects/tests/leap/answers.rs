//! Outcomes as HTTP answers.

use std::sync::Arc;

use dialects::{
    Method::{self, Delete, Get, Patch, Post, Put},
    Reply,
};
use engine::{ChannelView, Outcome, Snapshot, TokenView};
use model::{
    App, AppId, Capabilities, Channel, ChannelName, JoinMode, ProjectKey, Refusal, RefusalCode, SigningKey,
    State, Timestamp, Token, TokenId, Visibility, Webhook,
};
use serde_json::{Value, json};

use crate::{request, route, spoken};

fn write(method: Method, path: &str, outcome: &Outcome) -> (u16, Option<Value>) {
    let (route, params) = route(method, path);
    read(route.render.reply(outcome, &request(&params, "", "")))
}

fn read(reply: Reply) -> (u16, Option<Value>) {
    let body = reply.body.map(|body| {
        assert_eq!(body.content_type, "application/json");
        serde_json::from_slice(&body.bytes).unwrap()
    });
    (reply.status, body)
}

fn app() -> App {
    App {
        join_mode: JoinMode::Ask,
        keys: vec![ProjectKey::fresh(Timestamp(1), &[1; 16], &[2; 16])],
        signing_keys: vec![SigningKey::new(Timestamp(1), &[1; 16], "a secret that signs")],
        ..App::new(AppId::from("project_1"), "My  app!", Timestamp(1))
    }
}

fn state() -> Arc<State> {
    Arc::new(State::initial(
        json!({ "topic": "tea" }).as_object().unwrap().clone(),
    ))
}

fn channel() -> ChannelView {
    ChannelView {
        app: app(),
        snapshot: Arc::new(Snapshot {
            app: AppId::from("project_1"),
            facts: Channel {
                name: ChannelName::parse("room").unwrap(),
                visibility: Visibility::Public,
                capabilities: Capabilities::CLIENT_PUBLISH,
                closed: false,
                title: Some("The room".into()),
                extra: None,
                push: true,
                created_at: Timestamp(2),
            },
            state: state(),
            position: 7,
        }),
        connections: 3,
    }
}

fn token() -> TokenView {
    TokenView {
        app: app(),
        token: Token {
            id: TokenId::from("leap_token_1"),
            name: Some("Alice".into()),
            extra: Some("of the backend's".into()),
            state: State::clone(&state()),
            created_at: Timestamp(3),
            expires_at: None,
            last_seen: None,
        },
        online: true,
    }
}

fn webhook() -> Webhook {
    let events = vec!["channel.created".to_owned()];
    Webhook {
        id: "webhook_1".into(),
        secret: "whsec_1".into(),
        ..Webhook::fresh(
            "https://example.org".into(),
            events,
            Timestamp(5),
            &[1; 16],
            &[2; 16],
        )
    }
}

fn webhook_object(secret: &str) -> Value {
    json!({
        "id": "webhook_1", "project_id": "project_1", "created_at": "1970-01-01T00:00:00.005Z",
        "events": ["channel.created"], "secret": secret, "type": "http", "webhook_url": "https://example.org",
    })
}

fn project_object() -> Value {
    json!({
        "id": "project_1", "name": "My  app!", "tier": "free", "created_at": "1970-01-01T00:00:00.001Z", "icon": null,
        "namespace": "my-app", "type": "regular", "default_quotas": {"vcpu": 0, "ram": 0, "volume": 0},
        "quota_overrides": {}, "quota_usage": {"vcpu": 0, "ram": 0, "volume": 0},
    })
}

fn channel_object() -> Value {
    json!({
        "id": "room", "project": project_object(), "project_id": "project_1", "state": {"topic": "tea"},
        "capabilities": 2, "created_at": "1970-01-01T00:00:00.002Z", "type": "public",
    })
}

fn token_object() -> Value {
    json!({
        "id": "leap_token_1", "state": {"topic": "tea"}, "project_id": "project_1", "is_online": true,
        "created_at": "1970-01-01T00:00:00.003Z", "expires_at": null,
    })
}

/// Rules 12 and 13: an object comes with 200, also when it was created.
#[test]
fn what_returns_something_is_200_in_the_envelope() {
    let (one_channel, one_token) = (Outcome::Channel(channel()), Outcome::Token(token()));
    let channels = Outcome::Channels {
        page: vec![channel()],
        page_size: 75,
        total: 101,
    };
    let tokens = Outcome::Tokens {
        page: vec![token()],
        page_size: 1,
        total: 1,
    };
    let stats = json!({ "stats": {"online_count": 3}, "online_count": 3 });
    let expiring = {
        let mut view = token();
        view.token.expires_at = Some(Timestamp(4));
        Outcome::Token(view)
    };
    let mut expiring_object = token_object();
    expiring_object["expires_at"] = json!("1970-01-01T00:00:00.004Z");

    let app_id = || AppId::from("project_1");
    let one_webhook = Outcome::Webhook {
        app: app_id(),
        webhook: webhook(),
    };
    let webhooks = Outcome::Webhooks {
        app: app_id(),
        webhooks: vec![webhook()],
    };
    let masked = webhook_object("whsec_****************");

    #[rustfmt::skip] // A table.
    let rows = [
        (Get, "/v1/projects/@this", Outcome::App(app()), json!({"project": project_object(), "leap_token": ""})),
        (Post, "/v1/channels", one_channel.clone(), json!({"channel": channel_object()})),
        (Put, "/v1/channels/room", one_channel.clone(), json!({"channel": channel_object()})),
        (Get, "/v1/channels/room", one_channel.clone(), json!({"channel": channel_object()})),
        (Get, "/v1/channels", channels, json!({"channels": [channel_object()], "page_size": 75, "total_count": 101})),
        (Get, "/v1/channels/room/state", one_channel.clone(), json!({"state": {"topic": "tea"}})),
        (Put, "/v1/channels/room/state", Outcome::State(state()), json!({"state": {"topic": "tea"}})),
        (Patch, "/v1/channels/room/state", Outcome::State(state()), json!({"state": {"topic": "tea"}})),
        (Get, "/v1/channels/room/stats", one_channel, stats),
        (Get, "/v1/channels/room/tokens", tokens.clone(), json!({"tokens": [token_object()], "page_size": 1, "total_count": 1})),
        (Post, "/v1/channels/tokens", one_token.clone(), json!({"token": token_object()})),
        (Get, "/v1/channels/tokens", tokens.clone(), json!({"tokens": [token_object()], "page_size": 1, "total_count": 1})),
        // A secret is shown once.
        (Get, "/v1/projects/@this/webhooks", webhooks, json!({"webhooks": [masked]})),
        (Post, "/v1/projects/@this/webhooks", one_webhook.clone(), json!({"webhook": webhook_object("whsec_1")})),
        (Patch, "/v1/projects/@this/webhooks/webhook_1", one_webhook.clone(), json!({"webhook": masked})),
        (Post, "/v1/projects/@this/webhooks/webhook_1/regenerate", one_webhook.clone(), json!({"secret": "whsec_1"})),
        (Post, "/v1/projects/project_1/webhooks/webhook_1/regenerate_secret", one_webhook, json!({"secret": "whsec_1"})),
        // Hop's Rust crate wants a bare list here, and is the only one to forget the slash.
        (Get, "/v1channels/tokens", tokens, json!([{"token": token_object()}])),
        (Get, "/v1/channels/tokens/leap_token_1", expiring, json!({"token": expiring_object})),
        (Patch, "/v1/channels/tokens/leap_token_1", one_token, json!({"token": token_object()})),
    ];
    for (method, path, outcome, data) in rows {
        let expected = json!({ "success": true, "data": data });
        assert_eq!(
            write(method, path, &outcome),
            (200, Some(expected)),
            "{method:?} {path}"
        );
    }
}

/// Rule 13: nothing to return is 204 and no body.
#[test]
fn what_returns_nothing_is_204() {
    for (method, path) in [
        (Delete, "/v1/channels/room"),
        (Post, "/v1/channels/room/messages"),
        (Put, "/v1/channels/room/subscribers/leap_token_1"),
        (Delete, "/v1/channels/room/subscribers/leap_token_1"),
        (Delete, "/v1/channels/tokens/leap_token_1"),
        (Post, "/v1/channels/tokens/leap_token_1/messages"),
        (Delete, "/v1/projects/@this/webhooks/webhook_1"),
        (Post, "/v1/channels/room/publish"),
        (Post, "/v1/channels/room/tokens/leap_token_1"),
        (Delete, "/v1/channels/room/tokens/leap_token_1"),
        (Post, "/v1channels/tokens/leap_token_1/message"),
    ] {
        assert_eq!(
            write(method, path, &Outcome::Done),
            (204, None),
            "{method:?} {path}"
        );
    }
}

/// Rule 12: a *no* is JSON on every route, with a status from 400 on.
#[test]
fn every_refusal_has_a_status_and_a_code_on_every_route() {
    for code in RefusalCode::ALL {
        let (status, name) = match code {
            RefusalCode::InvalidAuth | RefusalCode::NotIdentified => (401, "invalid_auth"),
            RefusalCode::NotGranted
            | RefusalCode::Denied
            | RefusalCode::DeadlinePassed
            | RefusalCode::MissingCapability => (403, "missing_permission"),
            RefusalCode::UnknownApp
            | RefusalCode::UnknownChannel
            | RefusalCode::NotSubscribed
            | RefusalCode::NotFound => (404, "not_found"),
            RefusalCode::ChannelExists => (409, "channel_exists"),
            RefusalCode::ChannelClosed => (409, "channel_closed"),
            RefusalCode::VersionConflict | RefusalCode::AlreadyDecided => (409, "conflict"),
            RefusalCode::InvalidRequest => (400, "invalid_body"),
            RefusalCode::TooLarge => (413, "payload_too_large"),
            RefusalCode::LimitReached => (429, "rate_limited"),
            RefusalCode::StoreUnavailable | RefusalCode::ShuttingDown => (503, "server_error"),
        };
        let refusal = Refusal::new(*code, "it is so").fix("make it otherwise");
        let expected = json!({
            "success": false,
            "error": {"code": name, "message": "it is so; make it otherwise"},
        });
        for route in spoken().rest {
            let outcome = Outcome::Refused(refusal.clone());
            let reply = read(route.render.reply(&outcome, &request(&[], "", "")));
            assert_eq!(reply, (status, Some(expected.clone())), "{code} {}", route.path);
        }
    }
}

#[test]
fn an_outcome_of_another_request_is_an_error_of_ours() {
    for outcome in [
        Outcome::Done,
        Outcome::Apps(vec![app()]),
        Outcome::Clients(vec![token()]),
        Outcome::History(Vec::new()),
    ] {
        let (status, body) = write(Get, "/v1/channels/room", &outcome);
        assert_eq!(
            (status, &body.unwrap()["error"]["code"]),
            (500, &json!("server_error")),
            "{outcome:?}"
        );
    }
}

#[test]
fn a_path_that_there_is_not_is_told_in_the_envelope() {
    let (status, body) = read((spoken().not_found)("/v1/ignite"));
    let error = &body.unwrap()["error"];
    assert_eq!((status, &error["code"]), (404, &json!("not_found")));
    assert!(error["message"].as_str().unwrap().contains("/v1/ignite"));
}

/// The app's credential and its secrets are in what the answers are made of, and must not be in them.
#[test]
fn no_answer_shows_the_project_token_or_what_signs() {
    for outcome in [
        Outcome::App(app()),
        Outcome::Apps(vec![app()]),
        Outcome::Clients(vec![token()]),
        Outcome::Channel(channel()),
        Outcome::Token(token()),
    ] {
        for route in spoken().rest {
            let bytes = route
                .render
                .reply(&outcome, &request(&[], "", ""))
                .body
                .map(|body| body.bytes)
                .unwrap_or_default();
            let text = String::from_utf8(bytes).unwrap();
            assert!(
                !text.contains("ptk_") && !text.contains("signs"),
                "{}",
                route.path
            );
        }
    }
}
