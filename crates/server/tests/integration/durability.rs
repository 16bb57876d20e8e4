//! What was acknowledged is there after a restart, whatever ended the program. Messages under load are in `tests/faults`.

use client::Method;
use contract::ChannelState;
use serde_json::{Value, json};

use crate::support::{Place, Process, Running};

/// Everything that is kept, as the API shows it.
async fn contents(place: &Place) -> Value {
    let get = async |path: &str| place.admin.get::<Value>(&place.path(path)).await;
    let mut channels = get("/channels").await;
    // Of the running server only, not of what it keeps.
    for channel in channels["items"].as_array_mut().unwrap() {
        channel
            .as_object_mut()
            .unwrap()
            .retain(|key, _| key != "rate" && key != "subscribers");
    }
    let mut tokens = get("/tokens").await;
    for token in tokens["items"].as_array_mut().unwrap() {
        for key in ["online", "connections", "last_seen"] {
            token[key] = Value::Null;
        }
    }
    json!({
        "app": get("/credentials").await,
        "channels": channels,
        "tokens": tokens,
        "state": get("/channels/room/state").await,
        "history": get("/channels/log/messages").await,
        "journal": place.admin.get::<Value>("/journal").await,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_kept_outlives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(folder.path()).await;
    let new = json!({ "name": "test", "join_mode": "ask" });
    let app: contract::App = process.admin().post("/apps", new).await;
    let place = process.place(&app.id).await;
    place.channel("log", "public", &["persistent", "presence"]).await;
    let room = json!({
        "name": "room", "visibility": "unprotected", "capabilities": ["client_set_state"],
        "state": { "a": 1, "b": [1.50, null, "é"] }, "extra": "for guests",
    });
    let _: contract::Channel = place.admin.post(&place.path("/channels"), room).await;
    place.channel("door", "private", &[]).await;
    place.channel("gone", "public", &[]).await;
    let patch = json!({ "value": { "c": { "deep": true } }, "expected_version": 1 });
    let state: ChannelState = place
        .admin
        .patch(&place.path("/channels/room/state"), patch)
        .await;
    assert_eq!(state.version, 2);
    let alice = json!({ "name": "Alice", "state": { "id": 7 }, "channels": ["log", "gone"] });
    let alice: contract::Token = place.admin.post(&place.path("/tokens"), alice).await;
    let bob = place.token(&["room"]).await;
    let mut one = place.client(&alice.id).await;
    one.subscribe("door").await;
    let always = json!({ "answer": "allow", "term": "always" });
    place.decide(&place.approval().await, always).await;
    one.expect("AVAILABLE", "door").await;
    // By the client itself: kept without an answer, but in the order of what follows.
    one.join("room").await;
    one.unsubscribe("log").await;
    one.set_state("room", json!({ "by": "Alice" })).await;
    one.expect("STATE_UPDATE", "room").await;
    assert_eq!(place.publish("log", "e", json!({ "x": 1.50 })).await, 1);
    place.admin.delete(&place.path("/channels/gone")).await;
    place.admin.delete(&place.path(&format!("/tokens/{bob}"))).await;
    let _: contract::Channel = place
        .admin
        .patch(&place.path("/channels/log"), json!({ "closed": true }))
        .await;
    let before = contents(&place).await;
    assert_eq!(before["tokens"]["items"][0]["channels"], json!(["door", "room"]));
    assert_eq!(
        (&before["state"]["version"], &before["state"]["value"]),
        (&json!(3), &json!({ "by": "Alice" }))
    );
    process.kill().await;

    let process = Process::start(folder.path()).await;
    let place = process.place(&app.id).await;
    let after = contents(&place).await;
    assert_eq!(after, before);
    let one = place.client(&alice.id).await;
    let channels: Vec<_> = one.init["channels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(channels, ["door", "room"]);
    assert_eq!(one.init["metadata"], json!({ "id": 7 }));
    assert_eq!(one.init["channels"][1]["state"], json!({ "by": "Alice" }));
    // The grant, not only the subscription.
    let mut one = one;
    one.unsubscribe("door").await;
    one.join("door").await;
}

/// What the last connection leaves to be stored is stored before the server has ended.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_shutdown_itself_changes_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let place = server.app("deny").await;
    let mut leaps = Vec::new();
    for n in 0..20 {
        let name = format!("moment-{n}");
        place.channel(&name, "unprotected", &["ephemeral"]).await;
        let mut leap = place.anonymous().await;
        leap.join(&name).await;
        // Answers the close frame, so that the server need not wait.
        leaps.push(tokio::spawn(async move { leap.closed().await.0 }));
    }
    server.stop().await;
    for leap in leaps {
        assert_eq!(leap.await.unwrap(), 1012);
    }
    let server = Running::on(folder.path()).await;
    let left: Vec<contract::Channel> = server.admin.list(&place.path("/channels")).await;
    assert_eq!(left, []);
}

/// Of changes that meet the end of what they belong to, nothing comes back at the next start.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_stays_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let place = server.app("deny").await;
    for _ in 0..15 {
        place.channel("room", "public", &["persistent"]).await;
        let token = place.token(&["room"]).await;
        let (room, token) = (
            place.path("/channels/room"),
            place.path(&format!("/tokens/{token}")),
        );
        let rest = token.replace(&place.path(""), "/channels");
        let messages = format!("{room}/messages");
        let call = async |method: Method, path: &str, body: Option<Value>| {
            let _: Result<Value, _> = place.admin.call(method, path, body).await;
        };
        tokio::join!(
            call(Method::PATCH, &room, Some(json!({ "extra": "late" }))),
            call(Method::POST, &messages, Some(json!({ "event": "late" }))),
            place.rest("PATCH", &rest, Some(json!({ "state": { "late": true } }))),
            call(Method::DELETE, &room, None),
            call(Method::DELETE, &token, None),
            call(Method::PATCH, &room, Some(json!({ "extra": "later" }))),
            place.rest("PATCH", &rest, Some(json!({ "state": { "later": true } }))),
        );
    }
    server.stop().await;
    let server = Running::on(folder.path()).await;
    let place = Place::new(
        server.admin.clone(),
        place.app.clone(),
        server.ready.listen.clone(),
    )
    .await;
    let channels: Vec<contract::Channel> = server.admin.list(&place.path("/channels")).await;
    let tokens: Vec<contract::Token> = server.admin.list(&place.path("/tokens")).await;
    assert_eq!((channels, tokens), (vec![], vec![]));
}
