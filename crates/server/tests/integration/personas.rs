//! Publishing as a client from the dashboard: what the client may not, its name may not either.

use client::Method;
use contract::{Message, Published, Refused, TrafficKind};
use serde_json::{Value, json};

use crate::support::{Place, Running, Watch};

fn message(token: &str) -> Value {
    json!({ "event": "greet", "payload": { "n": 1 }, "as_token": token })
}

async fn refused(place: &Place, channel: &str, body: Value) -> (u16, String, String) {
    let path = place.path(&format!("/channels/{channel}/messages"));
    let (status, error) = place.admin.refused(Method::POST, &path, Some(body)).await;
    (status, error.code, error.detail.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_the_clients_own() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place
        .channel("room", "public", &["client_publish", "persistent"])
        .await;
    let token = place.token(&["room"]).await;
    let mut other = place.client(&place.token(&[]).await).await;
    other.join("room").await;
    let mut watch = Watch::begin(&server.admin, "?traffic=true").await;

    let path = place.path("/channels/room/messages");
    let mut body = message(&token);
    body["key"] = json!("once");
    let done: Published = server.admin.post(&path, body.clone()).await;
    assert!(done.stored && !done.repeated);
    let again: Published = server.admin.post(&path, body).await;
    assert_eq!((again.position, again.repeated), (done.position, true));
    let seen = watch.kind(TrafficKind::Message).await;
    assert_eq!(seen.who.unwrap().token.as_deref(), Some(token.as_str()));
    assert_eq!((seen.connection, seen.delivered), (None, Some(1)));
    let kept: Vec<Message> = server.admin.get::<contract::History>(&path).await.messages;
    assert_eq!(kept[0].sender.token.as_deref(), Some(token.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_may_not_is_refused_and_told() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("quiet", "public", &[]).await;
    place.channel("loud", "public", &["client_publish"]).await;
    place.limit(json!({ "payload_bytes": 1_000 })).await;
    let token = place.token(&["quiet", "loud"]).await;
    let outsider = place.token(&[]).await;
    let mut watch = Watch::begin(&server.admin, "?traffic=true&filter=kind%3Arefused").await;

    let mut large = message(&token);
    large["payload"] = json!("x".repeat(1_000));
    for (channel, body, status, code, fix) in [
        (
            "quiet",
            message(&token),
            403,
            "MISSING_CAPABILITY",
            "client_publish",
        ),
        (
            "loud",
            message(&outsider),
            403,
            "NOT_SUBSCRIBED",
            "subscribe first",
        ),
        ("loud", large, 413, "TOO_LARGE", ""),
    ] {
        let who = body["as_token"].as_str().unwrap().to_owned();
        let (got, said, detail) = refused(&place, channel, body).await;
        assert_eq!((got, said.as_str()), (status, code));
        assert!(detail.contains(fix), "{detail}");
        let told = watch.kind(TrafficKind::Refused).await;
        assert_eq!(
            (told.code.as_deref(), told.event.as_deref()),
            (Some(code), Some("publish"))
        );
        assert_eq!(
            (told.channel.as_deref(), told.who.unwrap().token),
            (Some(channel), Some(who))
        );
    }
    let _: contract::Channel = place
        .admin
        .patch(&place.path("/channels/loud"), json!({ "closed": true }))
        .await;
    assert_eq!(refused(&place, "loud", message(&token)).await.1, "CHANNEL_CLOSED");
    let listed: Vec<Refused> = server.admin.get(&format!("/refusals?app={}", place.app)).await;
    assert_eq!(listed.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_nobody_has_publishes_nothing() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "public", &["client_publish"]).await;
    assert_eq!(refused(&place, "room", message("leap_token_none")).await.0, 404);
    assert_eq!(refused(&place, "room", message("client:nobody")).await.0, 404);
    let path = place.path("/channels/room/messages/batch");
    let batch = json!({ "messages": [message("leap_token_none")] });
    let (status, error) = place.admin.refused(Method::POST, &path, Some(batch)).await;
    assert_eq!(status, 400);
    assert!(error.message.contains("as_token"), "{}", error.message);
    assert_eq!(place.find("room").await.position, 0);
}
