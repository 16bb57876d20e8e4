//! Channels end, close and go by themselves; who is in them is told.

use client::Method;
use serde_json::json;

use crate::support::{Leap, Running, until};

#[tokio::test(flavor = "multi_thread")]
async fn deleting_a_channel_takes_everybody_out() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    place.channel("room", "unprotected", &["client_publish"]).await;
    let token = place.token(&["room"]).await;
    let (mut one, mut two) = (place.client(&token).await, place.client(&token).await);
    let mut nobody = place.anonymous().await;
    nobody.join("room").await;

    place.publish("room", "last", json!(1)).await;
    server.admin.delete(&place.path("/channels/room")).await;
    for leap in [&mut one, &mut two, &mut nobody] {
        assert_eq!(leap.expect("MESSAGE", "room").await["e"], "last");
        assert_eq!(
            leap.expect("UNAVAILABLE", "room").await,
            json!({ "graceful": true })
        );
        leap.hears_nothing().await;
    }
    let tokens: Vec<contract::Token> = server.admin.list(&place.path("/tokens")).await;
    assert_eq!(tokens[0].channels, Vec::<String>::new());
}

/// Whoever was in the old channel is not thereby in a new one of the same name.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_channel_owes_nothing_to_an_old_one_of_its_name() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &[]).await;
    let token = place.token(&["room"]).await;
    let (mut known, mut nobody) = (place.client(&token).await, place.anonymous().await);
    nobody.join("room").await;
    server.admin.delete(&place.path("/channels/room")).await;
    place.channel("room", "private", &[]).await;

    for leap in [&mut known, &mut nobody] {
        leap.expect("UNAVAILABLE", "room").await;
        leap.subscribe("room").await;
        let answer = leap.expect("UNAVAILABLE", "room").await;
        assert_eq!(
            (&answer["graceful"], &answer["error_code"]),
            (&json!(false), &json!("NOT_GRANTED"))
        );
    }
    place.publish("room", "secret", json!(1)).await;
    known.hears_nothing().await;
    nobody.hears_nothing().await;
    assert_eq!(place.find("room").await.subscribers, 0);
}

/// Many more readers than are served in the turn of whoever publishes.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_accepted_comes_before_the_end() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &[]).await;
    let mut all = Vec::new();
    for _ in 0..80 {
        let mut leap = place.anonymous().await;
        leap.join("room").await;
        all.push(leap);
    }
    for n in 0..20 {
        place.publish("room", "n", json!(n)).await;
    }
    server.admin.delete(&place.path("/channels/room")).await;
    for leap in &mut all {
        for n in 0..20 {
            assert_eq!(leap.expect("MESSAGE", "room").await["d"], n);
        }
        leap.expect("UNAVAILABLE", "room").await;
        leap.hears_nothing().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_channel_refuses_on_every_path() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    let capabilities = ["client_publish", "client_set_state"];
    place.channel("room", "public", &capabilities).await;
    place.channel("door", "private", &[]).await;
    let (inside, outside) = (place.token(&["room"]).await, place.token(&[]).await);
    let (mut one, mut two) = (place.client(&inside).await, place.client(&outside).await);
    two.subscribe("door").await;
    let approval = place.approval().await;
    for name in ["room", "door"] {
        let path = place.path(&format!("/channels/{name}"));
        let _: contract::Channel = server.admin.patch(&path, json!({ "closed": true })).await;
    }

    // Over the socket: who is in stays in and hears nothing; who is not stays out.
    one.publish("room", "e", json!(1)).await;
    one.set_state("room", json!({ "a": 1 })).await;
    one.hears_nothing().await;
    two.subscribe("room").await;
    let answer = two.expect("UNAVAILABLE", "room").await;
    assert_eq!(answer["error_code"], "NOT_GRANTED");
    assert!(
        answer["message"].as_str().unwrap().contains("is closed"),
        "{answer}"
    );

    // Over Hop's HTTP API.
    let rows = [
        ("POST", "/channels/room/messages", json!({ "e": "e" })),
        ("PUT", "/channels/room/state", json!({ "a": 1 })),
        ("PATCH", "/channels/room/state", json!({ "a": 1 })),
        ("PUT", &format!("/channels/room/subscribers/{outside}"), json!({})),
        ("POST", "/channels/tokens", json!({ "channels": ["room"] })),
    ];
    for (method, path, body) in rows {
        let answer = place.rest(method, path, Some(body)).await;
        assert_eq!(answer.status, 409, "{method} {path}: {}", answer.body);
        assert_eq!(
            answer.json()["error"]["code"],
            "channel_closed",
            "{method} {path}"
        );
    }

    // At the dashboard; the refusals of publish, state and tokens are rows of `bad_requests`.
    let path = format!("/approvals/{}/decision", approval.id);
    let allow = json!({ "answer": "allow" });
    let (status, error) = server
        .admin
        .refused(Method::POST, &path, Some(allow.clone()))
        .await;
    assert_eq!((status, error.code.as_str()), (409, "CHANNEL_CLOSED"));
    two.hears_nothing().await;

    // Open again, everything is as it was, the question too.
    for name in ["room", "door"] {
        let path = place.path(&format!("/channels/{name}"));
        let _: contract::Channel = server.admin.patch(&path, json!({ "closed": false })).await;
    }
    place.decide(&approval, allow).await;
    two.expect("AVAILABLE", "door").await;
    one.publish("room", "e", json!(2)).await;
    let heard = one.expect("MESSAGE", "room").await;
    assert_eq!(heard["d"], 2);
    let found = place.find("room").await;
    assert_eq!((found.position, found.state_version), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ephemeral_channel_goes_with_its_last_subscriber() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("moment", "unprotected", &["ephemeral"]).await;
    let (mut one, mut two) = (place.anonymous().await, place.anonymous().await);
    one.join("moment").await;
    two.join("moment").await;
    one.leave().await;
    assert_eq!(place.find("moment").await.name, "moment");
    two.unsubscribe("moment").await;
    two.hears_nothing().await;
    let path = place.path("/channels/moment");
    let (status, error) = server.admin.refused(Method::GET, &path, None).await;
    assert_eq!((status, error.code.as_str()), (404, "UNKNOWN_CHANNEL"));

    place.channel("moment", "unprotected", &["ephemeral"]).await;
    two.join("moment").await;
    two.leave().await;
    until(async || {
        let all: Vec<contract::Channel> = server.admin.list(&place.path("/channels")).await;
        all.is_empty()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn presence_counts_devices() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &["presence"]).await;
    let token = place.token(&["room"]).await;
    let (one, two) = (place.client(&token).await, place.client(&token).await);
    let mut nobody = place.anonymous().await;
    nobody.join("room").await;
    let present = async || {
        let who: contract::Presence = server.admin.get(&place.path("/channels/room/presence")).await;
        let mut counts: Vec<_> = who
            .members
            .iter()
            .map(|member| member.connections.len())
            .collect();
        counts.sort_unstable();
        counts
    };
    assert_eq!(present().await, [1, 2]);
    assert_eq!(two.init["connection_count"], 2);
    // One device less is no departure; an anonymous one has no session to come back to.
    two.leave().await;
    nobody.leave().await;
    until(async || present().await == [1]).await;
    // The last device of a token: the subject stays for the grace of its session.
    one.leave().await;
    until(async || present().await == [0]).await;
    let mut again: Leap = place.client(&token).await;
    assert_eq!(present().await, [1]);
    again.hears_nothing().await;
}
