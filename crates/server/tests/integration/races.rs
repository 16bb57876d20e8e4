//! Things that happen at the same time: whichever comes first, nobody is left without an answer, or in what is gone.

use client::Method;
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::{Leap, Place, Running};

const ROUNDS: usize = 25;

/// Subscribing while the channel is deleted and made again: one answer, and afterwards everybody agrees who is in.
#[tokio::test(flavor = "multi_thread")]
async fn joining_a_channel_that_comes_and_goes() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let token = place.token(&[]).await;
    let (mut known, mut nobody) = (place.client(&token).await, place.anonymous().await);
    for round in 0..ROUNDS {
        place
            .channel("room", "unprotected", &["ephemeral", "presence"])
            .await;
        let path = place.path("/channels/room");
        tokio::join!(
            known.subscribe("room"),
            nobody.subscribe("room"),
            server.admin.delete(&path)
        );
        for leap in [&mut known, &mut nobody] {
            let heard = leap.heard_so_far().await;
            let words: Vec<_> = heard.iter().map(|event| event["e"].as_str().unwrap()).collect();
            assert!(
                words == ["AVAILABLE", "UNAVAILABLE"] || words == ["UNAVAILABLE"],
                "round {round}: {heard:?}"
            );
        }
        place.channel("room", "private", &[]).await;
        place.publish("room", "secret", json!(round)).await;
        known.hears_nothing().await;
        nobody.hears_nothing().await;
        server.admin.delete(&path).await;
    }
}

/// The last one leaves an ephemeral channel while another comes.
#[tokio::test(flavor = "multi_thread")]
async fn coming_to_a_channel_that_ends_by_itself() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let (mut leaves, mut comes) = (place.anonymous().await, place.anonymous().await);
    for round in 0..ROUNDS {
        place.channel("moment", "unprotected", &["ephemeral"]).await;
        leaves.join("moment").await;
        tokio::join!(leaves.unsubscribe("moment"), comes.subscribe("moment"));
        leaves.hears_nothing().await;
        let heard = comes.heard_so_far().await;
        assert_eq!(heard.len(), 1, "round {round}: {heard:?}");
        if heard[0]["e"] == "AVAILABLE" {
            // It is in, so the channel is there.
            assert_eq!(place.find("moment").await.subscribers, 1);
            comes.unsubscribe("moment").await;
            comes.hears_nothing().await;
        }
        let left: Vec<contract::Channel> = server.admin.list(&place.path("/channels")).await;
        assert_eq!(left, [], "round {round}");
    }
}

/// A token is deleted while its client subscribes: nothing of it stays in the channel.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_deleted_while_it_joins() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "public", &["presence"]).await;
    for _ in 0..ROUNDS {
        let token = place.token(&[]).await;
        let mut leap = place.client(&token).await;
        let path = place.path(&format!("/tokens/{token}"));
        let asking = async {
            for _ in 0..20 {
                leap.subscribe("room").await;
                leap.unsubscribe("room").await;
            }
            leap.subscribe("room").await;
            leap
        };
        let deleting = server.admin.delete(&path);
        let (mut leap, ()) = tokio::join!(asking, deleting);
        assert_eq!(leap.closed().await.0, 4001);
        let who: contract::Presence = server.admin.get(&place.path("/channels/room/presence")).await;
        assert_eq!(who.members, []);
        assert_eq!(place.find("room").await.subscribers, 0);
    }
}

/// A token is made for a channel that is deleted meanwhile: it owns nothing of a later one of that name.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_for_a_channel_that_goes() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let tokens = place.path("/tokens");
    for round in 0..ROUNDS {
        place.channel("room", "public", &[]).await;
        let path = place.path("/channels/room");
        let new = || {
            place
                .admin
                .call(Method::POST, &tokens, Some(json!({ "channels": ["room"] })))
        };
        let (one, (), two) = tokio::join!(new(), server.admin.delete(&path), new());
        place.channel("room", "private", &[]).await;
        for made in [one, two].into_iter().flatten() {
            let token: contract::Token = made;
            let mut leap = place.client(&token.id).await;
            assert_eq!(leap.init["channels"], json!([]), "round {round}");
            place.publish("room", "secret", json!(round)).await;
            // If it was in the old one for a moment, it is told that it is no more.
            let heard = leap.heard_so_far().await;
            assert!(
                heard.iter().all(|event| event["e"] == "UNAVAILABLE"),
                "round {round}: {heard:?}"
            );
        }
        server.admin.delete(&path).await;
    }
}

/// Two people answer at once: one is first, the other is told so, the client hears one answer.
#[tokio::test(flavor = "multi_thread")]
async fn two_answers_at_once() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    place.channel("door", "private", &[]).await;
    for round in 0..ROUNDS {
        let token = place.token(&[]).await;
        let mut leap = place.client(&token).await;
        leap.subscribe("door").await;
        let approval = place.approval().await;
        let path = format!("/approvals/{}/decision", approval.id);
        let mut answers = JoinSet::new();
        for answer in ["allow", "deny", "allow", "deny"] {
            let (admin, path) = (place.admin.clone(), path.clone());
            answers.spawn(async move {
                let body = Some(json!({ "answer": answer }));
                let done: Result<contract::JournalEntry, _> = admin.call(Method::POST, &path, body).await;
                done.ok().map(|entry| entry.outcome)
            });
        }
        let first: Vec<_> = answers.join_all().await.into_iter().flatten().collect();
        assert_eq!(first.len(), 1, "round {round}");
        let heard = leap.heard_so_far().await;
        let expected = match first[0] {
            contract::Outcome::Allowed => "AVAILABLE",
            _ => "UNAVAILABLE",
        };
        assert_eq!(heard.len(), 1, "{heard:?}");
        assert_eq!(heard[0]["e"], expected);
    }
}

/// The person answers while the channel is deleted: one answer for the client, and nobody is in what is gone.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_about_a_channel_that_is_deleted() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    for round in 0..ROUNDS {
        place.channel("door", "private", &[]).await;
        let token = place.token(&[]).await;
        let mut leap = place.client(&token).await;
        leap.subscribe("door").await;
        let approval = place.approval().await;
        let decision = Some(json!({ "answer": "allow", "term": "always" }));
        let path = format!("/approvals/{}/decision", approval.id);
        let door = place.path("/channels/door");
        let (_decided, ()) = tokio::join!(
            place
                .admin
                .call::<contract::JournalEntry>(Method::POST, &path, decision),
            place.admin.delete(&door),
        );
        let heard = leap.heard_so_far().await;
        let words: Vec<_> = heard.iter().map(|event| event["e"].as_str().unwrap()).collect();
        assert!(
            words == ["AVAILABLE", "UNAVAILABLE"] || words == ["UNAVAILABLE"],
            "round {round}: {heard:?}"
        );
        // Neither the subscription nor the permission is one for a new channel of that name.
        place.channel("door", "private", &[]).await;
        leap.subscribe("door").await;
        place
            .decide(&place.approval().await, json!({ "answer": "deny" }))
            .await;
        leap.expect("UNAVAILABLE", "door").await;
        server.admin.delete(&door).await;
        leap.hears_nothing().await;
    }
}

/// Who connects while the server goes down is told so, too.
#[tokio::test(flavor = "multi_thread")]
async fn connecting_to_a_server_that_goes_down() {
    for _ in 0..5 {
        let mut server = Running::start().await;
        let place: Place = server.app("deny").await;
        let mut connecting = JoinSet::new();
        for _ in 0..30 {
            let url = format!("ws://{}/ws", place.listen);
            connecting.spawn(async move {
                // Refused, or let in and then told.
                let Ok((socket, _)) = tokio_tungstenite::connect_async(url).await else {
                    return None;
                };
                Leap::over(socket).ending().await
            });
        }
        server.begin_stop();
        for (code, _) in connecting.join_all().await.into_iter().flatten() {
            assert_eq!(code, 1012);
        }
        let began = std::time::Instant::now();
        server.stop().await;
        assert!(began.elapsed().as_secs() < 4, "somebody was waited for");
    }
}
