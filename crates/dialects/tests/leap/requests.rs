//! HTTP requests as operations.

use dialects::{
    Caller, Headers,
    Method::{self, Delete, Get, Patch, Post, Put},
    Parse, Request,
};
use engine::{By, Operation, Order, Outcome, Page, Part, StateChange, Traits};
use model::{
    AppId, Capabilities, ChannelName, ConnId, Payload, Refusal, RefusalCode, Timestamp, TokenId, Visibility,
};
use serde_json::{Map, Value, json};

use crate::{request, route, spoken};

fn read(method: Method, url: &str, body: &str) -> Result<Operation, (u16, Value)> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let (route, params) = route(method, path);
    let request = request(&params, query, body);
    operation(route.parse, &request).map_err(|refusal| {
        let reply = route.render.reply(&Outcome::Refused(refusal), &request);
        (
            reply.status,
            serde_json::from_slice(&reply.body.unwrap().bytes).unwrap(),
        )
    })
}

fn backend() -> Caller {
    Caller {
        app: Some(AppId::from("project_1")),
        by: By::Backend,
    }
}

fn operation(parse: Parse, request: &Request<'_>) -> Result<Operation, Refusal> {
    parse.operation(request, &backend())
}

fn room() -> ChannelName {
    ChannelName::parse("room").unwrap()
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn create(name: Option<ChannelName>, visibility: Visibility, state: Value, bits: Option<u32>) -> Operation {
    Operation::CreateChannel {
        name,
        visibility,
        capabilities: bits.map(|bits| Capabilities::from_bits(bits).unwrap()),
        state: object(state),
        traits: Traits::default(),
    }
}

fn change(change: StateChange) -> Operation {
    Operation::ChangeState {
        channel: room(),
        change,
    }
}

fn publish(payload: &str) -> Operation {
    Operation::Publish {
        channel: room(),
        sender: None,
        event: "E".into(),
        payload: Payload::parse(payload.to_owned()).unwrap(),
        key: None,
    }
}

const ALL: Page = Page {
    part: Part::All,
    order: Order::OldestFirst,
};

fn page(number: usize, size: usize) -> Page {
    Page {
        part: Part::Number { number, size },
        ..ALL
    }
}

fn newest_first(page: Page) -> Page {
    Page {
        order: Order::NewestFirst,
        ..page
    }
}

fn update(state: Option<Value>, expires_at: Option<Option<u64>>) -> Operation {
    Operation::UpdateToken {
        token: token(),
        state: state.map(object),
        expires_at: expires_at.map(|at| at.map(Timestamp)),
    }
}

fn new_webhook(url: &str, event: &str) -> Operation {
    Operation::CreateWebhook {
        url: url.into(),
        events: vec![event.into()],
    }
}

fn patch_webhook(url: Option<&str>, event: Option<&str>) -> Operation {
    Operation::UpdateWebhook {
        id: "webhook_1".into(),
        url: url.map(str::to_owned),
        events: event.map(|event| vec![event.into()]),
    }
}

fn token() -> TokenId {
    TokenId::from("leap_token_1")
}

/// In the order of section 10.
#[test]
fn every_request_is_an_operation() {
    let new_token =
        |state: Value, expires_at: Option<u64>, channels: Vec<ChannelName>| Operation::CreateToken {
            state: object(state),
            expires_at: expires_at.map(Timestamp),
            channels,
        };
    let direct = |connection: Option<&str>| Operation::SendDirect {
        token: token(),
        connection: connection.map(ConnId::from),
        channel: None,
        event: "E".into(),
        payload: Payload::parse(r#"{"a":1.50}"#).unwrap(),
    };
    let subscribe = |ephemeral| Operation::Subscribe {
        channel: room(),
        token: token(),
        ephemeral,
    };
    let replace = |state: Value| change(StateChange::Replace(object(state)));
    let merge = |state: Value| change(StateChange::Merge(object(state)));
    let get = || Operation::GetChannel(room());

    #[rustfmt::skip] // A table.
    let rows = [
        (Get, "/v1/projects/@this", "", Operation::App),

        (Post, "/v1/channels", r#"{"type":"private","state":{"a":1}}"#, create(None, Visibility::Private, json!({"a":1}), None)),
        (Post, "/v1/channels?project=project_1", r#"{"type":"public"}"#, create(None, Visibility::Public, json!({}), None)),
        (Put, "/v1/channels/room", r#"{"type":"unprotected","state":null}"#, create(Some(room()), Visibility::Unprotected, json!({}), None)),
        (Put, "/v1/channels/room?channel_id=room", r#"{"type":"public","capabilities":6}"#, create(Some(room()), Visibility::Public, json!({}), Some(6))),
        (Get, "/v1/channels", "", Operation::ListChannels(ALL)),
        (Get, "/v1/channels?page=2&pageSize=75", "", Operation::ListChannels(page(2, 75))),
        (Get, "/v1/channels?orderBy=asc&page=1&sortBy=created_at", "", Operation::ListChannels(page(1, 75))),
        (Get, "/v1/channels?orderBy=desc", "", Operation::ListChannels(newest_first(ALL))),
        (Get, "/v1/channels?pageSize=10&orderBy=desc&page=", "", Operation::ListChannels(newest_first(page(1, 10)))),
        (Get, "/v1/channels?project=project_1&limit=3", "", Operation::ListChannels(ALL)),
        (Get, "/v1/channels/room", "", get()),
        (Delete, "/v1/channels/room", "", Operation::DeleteChannel(room())),

        (Get, "/v1/channels/room/state", "", get()),
        (Put, "/v1/channels/room/state", r#"{"a":{"b":[1]}}"#, replace(json!({"a":{"b":[1]}}))),
        (Put, "/v1/channels/room/state", "", replace(json!({}))),
        (Patch, "/v1/channels/room/state", r#"{"a":null}"#, merge(json!({"a":null}))),
        (Patch, "/v1/channels/room/state", " null\n", merge(json!({}))),

        (Post, "/v1/channels/room/messages", r#"{"e":"E","d":{"n":12345678901234567890,"x":1.50}}"#, publish(r#"{"n":12345678901234567890,"x":1.50}"#)),
        (Post, "/v1/channels/room/messages", r#"{"d":"text","e":"E"}"#, publish(r#""text""#)),
        (Post, "/v1/channels/room/messages", r#"{"e":"E"}"#, publish("null")),
        (Get, "/v1/channels/room/stats", "", get()),
        (Get, "/v1/channels/room/tokens", "", Operation::ListSubscribers(room())),
        (Put, "/v1/channels/room/subscribers/leap_token_1", "", subscribe(false)),
        (Put, "/v1/channels/room/subscribers/leap_token_1", r#"{"ephemeral":true}"#, subscribe(true)),
        (Delete, "/v1/channels/room/subscribers/leap_token_1", "", Operation::Unsubscribe { channel: room(), token: token() }),

        (Post, "/v1/channels/tokens", "", new_token(json!({}), None, vec![])),
        (Post, "/v1/channels/tokens", r#"{"state":null,"expires_at":null}"#, new_token(json!({}), None, vec![])),
        (Post, "/v1/channels/tokens", r#"{"state":{"name":"Alice"},"expires_at":"1970-01-01T01:00:01+01:00","channels":["room"]}"#, new_token(json!({"name":"Alice"}), Some(1000), vec![room()])),
        (Get, "/v1/channels/tokens", "", Operation::ListTokens(ALL)),
        (Get, "/v1/channels/tokens?page=1&pageSize=1000", "", Operation::ListTokens(page(1, 1000))),
        (Get, "/v1/channels/tokens/leap_token_1", "", Operation::GetToken(token())),
        (Patch, "/v1/channels/tokens/leap_token_1", r#"{}"#, update(None, None)),
        (Patch, "/v1/channels/tokens/leap_token_1", r#"{"state":{"a":1}}"#, update(Some(json!({"a":1})), None)),
        (Patch, "/v1/channels/tokens/leap_token_1", r#"{"state":null,"expires_at":null}"#, update(Some(json!({})), Some(None))),
        (Patch, "/v1/channels/tokens/leap_token_1", r#"{"expires_at":"1970-01-01T00:00:02Z"}"#, update(None, Some(Some(2000)))),
        (Delete, "/v1/channels/tokens/leap_token_1", "", Operation::DeleteToken(token())),
        (Post, "/v1/channels/tokens/leap_token_1/messages", r#"{"e":"E","d":{"a":1.50}}"#, direct(None)),
        (Post, "/v1/channels/tokens/leap_token_1/messages?connection=leap_conn_1", r#"{"e":"E","d":{"a":1.50}}"#, direct(Some("leap_conn_1"))),

        (Get, "/v1/projects/@this/webhooks", "", Operation::ListWebhooks),
        (Get, "/v1/projects/project_1/webhooks", "", Operation::ListWebhooks),
        (Post, "/v1/projects/@this/webhooks", r#"{"webhook_url":"https://example.org","events":["channel.created"]}"#, new_webhook("https://example.org", "channel.created")),
        (Patch, "/v1/projects/@this/webhooks/webhook_1", r#"{"webhook_url":"https://example.org"}"#, patch_webhook(Some("https://example.org"), None)),
        (Patch, "/v1/projects/@this/webhooks/webhook_1", r#"{"events":["channel.created"]}"#, patch_webhook(None, Some("channel.created"))),
        (Patch, "/v1/projects/@this/webhooks/webhook_1", "{}", patch_webhook(None, None)),
        (Post, "/v1/projects/@this/webhooks/webhook_1/regenerate", "", Operation::RenewWebhookSecret("webhook_1".into())),
        (Delete, "/v1/projects/project_1/webhooks/webhook_1", "", Operation::DeleteWebhook("webhook_1".into())),

        // Hop's Rust crate.
        (Post, "/v1/projects/project_1/webhooks/webhook_1/regenerate_secret", "", Operation::RenewWebhookSecret("webhook_1".into())),
        (Post, "/v1/channels/room/publish?project=project_1", r#"{"e":"E","d":7}"#, publish("7")),
        (Post, "/v1/channels/room/tokens/leap_token_1", "", subscribe(false)),
        (Delete, "/v1/channels/room/tokens/leap_token_1", "", Operation::Unsubscribe { channel: room(), token: token() }),
        (Post, "/v1/channels/tokens/leap_token_1/message", r#"{"event":"E","data":{"a":1.50}}"#, direct(None)),
        (Post, "/v1channels/room/tokens/leap_token_1", "", subscribe(false)),
        (Delete, "/v1channels/room/tokens/leap_token_1", "", Operation::Unsubscribe { channel: room(), token: token() }),
        (Post, "/v1channels/tokens?project=project_1", r#"{"state":null,"expires_at":null}"#, new_token(json!({}), None, vec![])),
        (Get, "/v1channels/tokens?project=project_1", "", Operation::ListTokens(ALL)),
        (Get, "/v1channels/tokens/leap_token_1", "", Operation::GetToken(token())),
        (Patch, "/v1channels/tokens/leap_token_1", r#"{"state":{"a":1},"expires_at":null}"#, update(Some(json!({"a":1})), Some(None))),
        (Delete, "/v1channels/tokens/leap_token_1", "", Operation::DeleteToken(token())),
        (Post, "/v1channels/tokens/leap_token_1/message", r#"{"event":"E","data":{"a":1.50}}"#, direct(None)),
    ];
    for (method, url, body, operation) in rows {
        assert_eq!(read(method, url, body), Ok(operation), "{method:?} {url} {body}");
    }
}

#[test]
fn what_cannot_be_read_is_answered_with_what_would_be_right() {
    #[rustfmt::skip] // A table.
    let rows = [
        (Post, "/v1/channels", "", "invalid_body", "the body is empty; send {\"type\": string"),
        (Post, "/v1/channels", "[\"private\"]", "invalid_body", "the body is not a JSON object; send {\"type\""),
        (Post, "/v1/channels", "{\"type\":", "invalid_body", "the body is not JSON: EOF while parsing"),
        (Post, "/v1/channels", "{}", "invalid_channel_type", "use \"private\", \"public\" or \"unprotected\""),
        (Post, "/v1/channels", r#"{"type":7}"#, "invalid_channel_type", "use \"private\""),
        (Post, "/v1/channels", r#"{"type":"secret"}"#, "invalid_channel_type", "unknown visibility \"secret\"; use private, public or unprotected"),
        (Post, "/v1/channels", r#"{"type":"public","state":[]}"#, "invalid_body", "\"state\"?: object or null"),
        (Post, "/v1/channels", r#"{"type":"public","capabilities":64}"#, "invalid_body", "capabilities 64 has bits that mean nothing; add up 1 (ephemeral)"),
        (Put, "/v1/channels/tokens", r#"{"type":"public"}"#, "invalid_channel_id", "\"tokens\" is reserved"),
        (Put, "/v1/channels/a%b", r#"{"type":"public"}"#, "invalid_channel_id", "the channel name contains '%'"),
        (Get, "/v1/channels/a#b", "", "invalid_channel_id", "the channel name contains '#'"),
        (Get, "/v1/channels?page=0", "", "bad_request", "page is not a number from 1"),
        (Get, "/v1/channels?page=-1", "", "bad_request", "page is not a number from 1"),
        (Get, "/v1/channels?page=first", "", "bad_request", "page is not a number from 1"),
        (Get, "/v1/channels?page=1&pageSize=1001", "", "bad_request", "pageSize is not a number from 1 to 1000"),
        (Get, "/v1/channels/tokens?pageSize=0", "", "bad_request", "pageSize is not a number from 1 to 1000"),
        (Get, "/v1/channels?orderBy=up", "", "bad_request", "orderBy is not asc or desc"),
        (Get, "/v1/channels/tokens?sortBy=name", "", "bad_request", "sortBy is not created_at"),
        (Post, "/v1/channels/tokens/leap_token_1/message", r#"{"e":"E"}"#, "invalid_body", "send {\"event\": string, \"data\"?: any}"),
        (Put, "/v1/channels/room/state", "7", "invalid_body", "the body is not a JSON object; send the state"),
        (Patch, "/v1/channels/room/state", "[]", "invalid_body", "send the state, a JSON object"),
        (Post, "/v1/channels/room/messages", r#"{"d":1}"#, "invalid_body", "send {\"e\": string, \"d\"?: any}"),
        (Put, "/v1/channels/room/subscribers/leap_token_1", r#"{"ephemeral":1}"#, "invalid_body", "send no body, or {\"ephemeral\": boolean}"),
        (Post, "/v1/channels/tokens", r#"{"expires_at":"tomorrow"}"#, "invalid_body", "use RFC 3339"),
        (Post, "/v1/channels/tokens", r#"{"channels":["a%b"]}"#, "invalid_channel_id", "the channel name contains '%'"),
        (Patch, "/v1/channels/tokens/leap_token_1", "", "invalid_body", "the body is empty"),
        (Post, "/v1/projects/@this/webhooks", "", "invalid_body", "send {\"webhook_url\": string"),
        (Post, "/v1/projects/@this/webhooks", r#"{"webhook_url":"https://example.org","events":"all"}"#, "invalid_body", "\"events\": [name of an event]"),
        (Post, "/v1/projects/@this/webhooks", r#"{"events":[]}"#, "invalid_body", "send {\"webhook_url\": string"),
        (Patch, "/v1/projects/@this/webhooks/webhook_1", r#"{"events":[7]}"#, "invalid_body", "\"events\"?: [name of an event]"),
        (Patch, "/v1/channels/tokens/leap_token_1", r#"{"state":"x"}"#, "invalid_body", "the body has not the right fields; send {\"state\"?"),
    ];
    for (method, url, body, code, sentence) in rows {
        let (status, reply) = read(method, url, body).unwrap_err();
        let shown = format!("{method:?} {url} {body}: {status} {reply}");
        assert_eq!(status, 400, "{shown}");
        assert_eq!(reply["success"], false, "{shown}");
        assert_eq!(reply["error"]["code"], code, "{shown}");
        assert!(
            reply["error"]["message"].as_str().unwrap().contains(sentence),
            "{shown}"
        );
    }
}

#[test]
fn a_body_that_is_not_utf8_is_refused() {
    let (route, params) = route(Post, "/v1/channels/room/messages");
    let mut request = request(&params, "", "");
    request.body = b"{\"e\":\"E\",\"d\":\"\xff\"}";
    let refusal = operation(route.parse, &request).unwrap_err();
    assert!(refusal.message.contains("not JSON"));
}

#[test]
fn a_message_may_have_a_key_that_its_repeats_are_known_by() {
    let (route, params) = route(Post, "/v1/channels/room/messages");
    let mut request = request(&params, "", r#"{"e":"E"}"#);
    request.headers = Headers(&[("idempotency-key", b"order 7")]);
    let Ok(Operation::Publish { key, .. }) = operation(route.parse, &request) else {
        panic!("it is a publish");
    };
    assert_eq!(key.as_deref(), Some("order 7"));
    request.headers = Headers(&[("idempotency-key", b"\xff")]);
    let refusal = operation(route.parse, &request).unwrap_err();
    assert!(refusal.message.contains("not UTF-8"));
}

/// Who asks, with this Authorization header.
fn authorize(header: Option<&[u8]>, params: &[(String, String)], query: &str) -> Result<Caller, Refusal> {
    let headers: Vec<_> = header.map(|shown| ("authorization", shown)).into_iter().collect();
    let (route, _) = route(Get, "/v1/channels");
    let mut request = request(params, query, "");
    request.headers = Headers(&headers);
    (route.authorize)(&request)
}

#[test]
fn the_credential_is_the_header_itself() {
    for header in ["ptk_1", " ptk_1 "] {
        assert_eq!(authorize(Some(header.as_bytes()), &[], ""), Ok(backend()));
    }
    #[rustfmt::skip] // A table.
    let rows: [(Option<&[u8]>, _); 9] = [
        (None, "the request has no Authorization header"),
        (Some(b""), "the request has no Authorization header"),
        (Some(b"ptk_\xff"), "the request has no Authorization header"),
        (Some(b"Bearer ptk_1"), "holds more than a token"),
        (Some(b"pat_1"), "no personal tokens"),
        (Some(b"bearer_1"), "no personal tokens"),
        (Some(b"leap_token_1"), "a leap token is for the socket"),
        (Some(b"ptk_2"), "no app has this credential"),
        (Some(b"PTK_1"), "no app has this credential"),
    ];
    for (header, sentence) in rows {
        let refusal = authorize(header, &[], "").unwrap_err();
        assert_eq!(refusal.code, RefusalCode::InvalidAuth);
        assert!(refusal.message.contains(sentence), "{header:?}: {refusal}");
        let fix = refusal.fix.unwrap();
        assert!(
            fix.contains("ptk_…") || fix.contains("copy the app's credential"),
            "{fix}"
        );
        assert!(!refusal.message.contains("ptk_2") && !fix.contains("ptk_2"));
    }
}

#[test]
fn no_route_answers_who_shows_nothing() {
    for route in spoken().rest {
        let mut request = request(&[], "", "");
        assert_eq!((route.authorize)(&request), Ok(backend()), "{}", route.path);
        request.headers = Headers::default();
        let refusal = (route.authorize)(&request).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::InvalidAuth, "{}", route.path);
    }
}

#[test]
fn a_request_may_name_the_project_of_its_token() {
    let named = |path: Option<&str>, query: &str| {
        let params: Vec<_> = path
            .map(|project| ("project".to_owned(), project.to_owned()))
            .into_iter()
            .collect();
        authorize(Some(b"ptk_1"), &params, query)
    };
    for (path, query) in [
        (None, ""),
        (None, "project="),
        (None, "project=@this"),
        (None, "page=1&project=project_1"),
        (None, "projects=project_2"),
        (Some("@this"), ""),
        (Some("project_1"), ""),
        // The path goes first.
        (Some("project_1"), "project=project_2"),
    ] {
        assert_eq!(named(path, query), Ok(backend()), "{path:?} {query}");
    }
    for (path, query) in [
        (None, "project=project_2"),
        (None, "page=1&project=project_11"),
        (Some("project_2"), ""),
        (Some("project_2"), "project=project_1"),
    ] {
        let refusal = named(path, query).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::NotGranted, "{path:?} {query}");
        assert!(refusal.message.contains("names another app"), "{refusal}");
        assert!(!refusal.to_string().contains("project_2"), "{refusal}");
    }
}
