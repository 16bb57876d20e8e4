//! Tokens end, and with them their connections; messages to one of them.

use contract::TrafficKind;
use serde_json::{Value, json};

use crate::support::{Leap, Running, Watch, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_token_is_out_at_once() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "public", &["presence"]).await;
    let token = place.token(&["room"]).await;
    let (mut one, mut two) = (place.client(&token).await, place.client(&token).await);
    server
        .admin
        .delete(&place.path(&format!("/tokens/{token}")))
        .await;
    for leap in [&mut one, &mut two] {
        let (code, reason) = leap.closed().await;
        assert_eq!((code, reason.as_str()), (4001, "the token was deleted"));
    }
    let mut late = Leap::identify(&place.listen, &place.app, Some(&token)).await;
    assert_eq!(late.closed().await.0, 4001);
    let who: contract::Presence = server.admin.get(&place.path("/channels/room/presence")).await;
    assert_eq!(who.members, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expires_is_closed_then_and_not_let_in_again() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "public", &[]).await;
    let token = place.token(&["room"]).await;
    let mut leap = place.client(&token).await;
    let path = format!("/channels/tokens/{token}");
    // Moved to and fro: only the last one counts.
    for at in [
        json!("2999-01-01T00:00:00Z"),
        Value::Null,
        json!("2020-01-01T00:00:00Z"),
    ] {
        leap.hears_nothing().await;
        let answer = place
            .rest("PATCH", &path, Some(json!({ "expires_at": at })))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    let (code, reason) = leap.closed().await;
    assert_eq!(code, 4001);
    assert!(reason.contains("expired"), "{reason}");
    let mut late = Leap::identify(&place.listen, &place.app, Some(&token)).await;
    assert_eq!(late.closed().await.0, 4001);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_a_token_at_the_same_time_are_all_kept() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    for _ in 0..20 {
        let token = place.token(&[]).await;
        let path = format!("/channels/tokens/{token}");
        let (one, two) = tokio::join!(
            place.rest("PATCH", &path, Some(json!({ "state": { "a": 1 } }))),
            place.rest(
                "PATCH",
                &path,
                Some(json!({ "expires_at": "2999-01-01T00:00:00Z" }))
            ),
        );
        assert_eq!((one.status, two.status), (200, 200));
        let now = place.rest("GET", &path, None).await.json()["data"]["token"].clone();
        assert_eq!(now["state"], json!({ "a": 1 }));
        assert_eq!(now["expires_at"], "2999-01-01T00:00:00.000Z");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_message_reaches_the_token_or_one_connection() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let token = place.token(&[]).await;
    let (mut one, mut two) = (place.client(&token).await, place.client(&token).await);
    let mut other = place.anonymous().await;
    let mut watch = Watch::begin(&server.admin, "?traffic=true").await;
    let path = format!("/channels/tokens/{token}/messages");

    let sent = place
        .rest("POST", &path, Some(json!({ "e": "hi", "d": [1] })))
        .await;
    assert_eq!(sent.status, 204, "{}", sent.body);
    for leap in [&mut one, &mut two] {
        let heard = leap.hear().await;
        assert_eq!(
            heard,
            json!({ "c": null, "u": false, "e": "DIRECT_MESSAGE", "d": { "e": "hi", "d": [1] } })
        );
    }
    let seen = watch.kind(TrafficKind::Direct).await;
    assert_eq!((seen.audience, seen.delivered), (Some(2), Some(2)));

    let alone = format!("{path}?connection={}", two.id());
    let sent = place.rest("POST", &alone, Some(json!({ "e": "you" }))).await;
    assert_eq!(sent.status, 204, "{}", sent.body);
    let heard = two.hear().await;
    assert_eq!((&heard["u"], &heard["d"]["e"]), (&json!(true), &json!("you")));
    for leap in [&mut one, &mut two, &mut other] {
        leap.hears_nothing().await;
    }

    for event in ["", &"x".repeat(300)] {
        let refused = place.rest("POST", &path, Some(json!({ "e": event }))).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        assert!(refused.body.contains("1 to 256 bytes"), "{}", refused.body);
    }
    one.leave().await;
    two.leave().await;
    until(async || {
        let all: Vec<contract::Connection> = server.admin.list(&place.path("/connections")).await;
        all.len() == 1
    })
    .await;
    let sent = place.rest("POST", &path, Some(json!({ "e": "gone" }))).await;
    assert_eq!(
        sent.status, 204,
        "a token that is offline gets nothing, and that is no error"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_ended_from_the_dashboard() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let mut leap = place.anonymous().await;
    let all: Vec<contract::Connection> = server.admin.list(&place.path("/connections")).await;
    assert_eq!((all.len(), all[0].id.clone()), (1, leap.id()));
    server
        .admin
        .delete(&place.path(&format!("/connections/{}", leap.id())))
        .await;
    let (code, reason) = leap.closed().await;
    assert_eq!(
        (code, reason.as_str()),
        (4000, "the connection was ended from the dashboard")
    );
}
