//! What an app may use: kept to the last one, refused with the name of the limit.

use client::Method;
use contract::{Token, TrafficKind};
use serde_json::{Value, json};

use crate::support::{Leap, Place, Running, Watch, until};

/// Asked for as a person at the dashboard, it is refused because of this limit.
async fn refused(place: &Place, method: Method, path: &str, body: Value, status: u16, limit: &str) {
    let (got, error) = place.admin.refused(method, &place.path(path), Some(body)).await;
    assert_eq!(got, status, "{path}: {error:?}");
    let fix = error.detail.unwrap_or_default();
    assert!(
        fix.ends_with(&format!("raise the app's limit {limit}")),
        "{path}: {fix}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place
        .limit(json!({ "payload_bytes": 20, "state_bytes": 20 }))
        .await;
    place
        .channel("room", "unprotected", &["client_publish", "client_set_state"])
        .await;
    let token = place.token(&["room"]).await;
    let (fits, large) = ("x".repeat(18), "x".repeat(19));

    let messages = "/channels/room/messages";
    place.publish("room", "said", json!(fits)).await;
    let body = json!({ "event": "said", "payload": large });
    refused(&place, Method::POST, messages, body, 413, "payload_bytes").await;
    let direct = format!("/tokens/{token}/messages");
    let body = json!({ "event": "said", "payload": large });
    refused(&place, Method::POST, &direct, body, 413, "payload_bytes").await;

    place.set_state("room", json!({ "k": "x".repeat(12) })).await;
    let body = json!({ "value": { "k": "x".repeat(13) } });
    let state = "/channels/room/state";
    refused(&place, Method::PUT, state, body.clone(), 413, "state_bytes").await;
    refused(
        &place,
        Method::PATCH,
        state,
        json!({ "value": { "more": 1 } }),
        413,
        "state_bytes",
    )
    .await;
    let body = json!({ "name": "large", "visibility": "public", "state": { "k": large } });
    refused(&place, Method::POST, "/channels", body, 413, "state_bytes").await;
    let body = json!({ "state": { "k": large } });
    refused(&place, Method::POST, "/tokens", body, 413, "state_bytes").await;

    // A client is told where its protocol has a word, and stays connected.
    let mut watch = Watch::begin(&server.admin, "?traffic=true").await;
    let mut leap = place.client(&token).await;
    leap.publish("room", "said", json!(large)).await;
    let seen = watch.kind(TrafficKind::Refused).await;
    assert_eq!(seen.code.as_deref(), Some("TOO_LARGE"));
    leap.publish("room", "said", json!(fits)).await;
    until(async || place.find("room").await.position == 2).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_many_is_refused() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place
        .limit(json!({ "channels": 3, "tokens": 2, "channels_per_subject": 2 }))
        .await;
    for name in ["a", "b", "c"] {
        place.channel(name, "public", &[]).await;
    }
    let body = json!({ "name": "d", "visibility": "public" });
    refused(&place, Method::POST, "/channels", body, 429, "channels").await;
    place.admin.delete(&place.path("/channels/c")).await;
    place.channel("d", "public", &[]).await;

    let body = json!({ "channels": ["a", "b", "d"] });
    refused(&place, Method::POST, "/tokens", body, 429, "channels_per_subject").await;
    let alice = place.token(&["a"]).await;
    place.token(&[]).await;
    refused(&place, Method::POST, "/tokens", json!({}), 429, "tokens").await;

    let mut leap = place.client(&alice).await;
    leap.join("b").await;
    leap.subscribe("d").await;
    let told = leap.expect("UNAVAILABLE", "d").await;
    let sentence = told["message"].as_str().unwrap();
    assert!(sentence.contains("limit channels_per_subject"), "{told}");
    leap.subscribe("b").await;
    leap.expect("AVAILABLE", "b").await;
    leap.unsubscribe("a").await;
    leap.join("d").await;
    server.stop().await;
}

/// Each time may cost a write to the disk, for which everybody else would have to wait.
#[tokio::test(flavor = "multi_thread")]
async fn who_asks_to_join_again_and_again_is_held_back() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let mut leap = place.anonymous().await;
    let mut asked = 0;
    let sentence = 'refused: loop {
        for _ in 0..500 {
            leap.subscribe("nowhere").await;
        }
        for _ in 0..500 {
            asked += 1;
            assert!(asked < 100_000, "it was never held back");
            let told = leap.expect("UNAVAILABLE", "nowhere").await;
            let sentence = told["message"].as_str().unwrap();
            if !sentence.contains("there is no channel") {
                break 'refused sentence.to_owned();
            }
        }
    };
    assert!(asked > 5_000, "{asked} times is not too often");
    assert!(
        sentence.contains("join more than 1000 times per second"),
        "{sentence}"
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_let_in_up_to_a_number() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place
        .limit(json!({ "connections_per_subject": 2, "connections": 3 }))
        .await;
    let (alice, bob) = (place.token(&[]).await, place.token(&[]).await);
    let first = place.client(&alice).await;
    let second = place.client(&alice).await;
    let sent_away = async |token: &str| {
        let mut leap = Leap::identify(&place.listen, &place.app, Some(token)).await;
        leap.closed().await
    };
    let (code, reason) = sent_away(&alice).await;
    assert_eq!(code, 1013);
    assert!(reason.contains("2 connections of one subject"), "{reason}");
    let third = place.client(&bob).await;
    let (code, reason) = sent_away(&bob).await;
    assert_eq!(code, 1013);
    assert!(reason.contains("3 connections of the app"), "{reason}");

    first.leave().await;
    // The place is free as soon as the server has seen it go.
    until(async || {
        server
            .admin
            .get::<contract::Info>("/info")
            .await
            .counters
            .connections
            == 2
    })
    .await;
    let again = place.client(&bob).await;
    for leap in [second, third, again] {
        leap.leave().await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_publishes_too_fast_is_refused_until_it_slows_down() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.limit(json!({ "publishes_per_second": 2 })).await;
    place.channel("room", "unprotected", &["client_publish"]).await;
    let mut watch = Watch::begin(&server.admin, "?traffic=true").await;
    let mut leap = place.anonymous().await;
    leap.join("room").await;
    for n in 0..12 {
        leap.publish("room", "n", json!(n)).await;
    }
    let seen = watch.kind(TrafficKind::Refused).await;
    assert_eq!(seen.code.as_deref(), Some("LIMIT_REACHED"));
    assert!(seen.fix.unwrap().contains("publishes_per_second"));
    // Five seconds' worth at once, and what comes while it is counted.
    let taken = place.find("room").await.position;
    assert!((10..12).contains(&taken), "{taken}");
    // The backend is not held up by it, another connection neither.
    place.publish("room", "said", Value::Null).await;
    let mut other = place.anonymous().await;
    other.join("room").await;
    other.publish("room", "said", Value::Null).await;
    until(async || place.find("room").await.position >= taken + 2).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_made_without_a_word_can_do_what_the_app_says() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let wish = json!({ "default_capabilities": ["presence", "client_publish"] });
    let _: Value = server.admin.patch(&place.path(""), wish).await;
    let made: contract::Channel = server
        .admin
        .post(
            &place.path("/channels"),
            json!({ "name": "a", "visibility": "public" }),
        )
        .await;
    let capabilities = |channel: &contract::Channel| json!(channel.capabilities);
    assert_eq!(capabilities(&made), json!(["presence", "client_publish"]));
    let none = place.channel("b", "public", &[]).await;
    assert_eq!(capabilities(&none), json!([]));
    let answer = place
        .rest("PUT", "/channels/c", Some(json!({ "type": "public" })))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        capabilities(&place.find("c").await),
        json!(["presence", "client_publish"])
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_token_was_seen_last_outlives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let place = server.app("deny").await;
    let alice = place.token(&[]).await;
    let path = place.path(&format!("/tokens/{alice}"));
    place.client(&alice).await.leave().await;
    until(async || server.admin.get::<Token>(&path).await.last_seen.is_some()).await;
    let before: Token = server.admin.get(&path).await;
    server.stop().await;
    let server = Running::on(folder.path()).await;
    let after: Token = server.admin.get(&path).await;
    assert_eq!(after.last_seen, before.last_seen);
    server.stop().await;
}
