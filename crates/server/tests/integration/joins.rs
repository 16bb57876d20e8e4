//! Joining private channels: asked once, answered once.

use client::Method;
use contract::{Decider, JournalEntry, Outcome, Term, TrafficKind};
use serde_json::{Value, json};

use crate::support::{Leap, Place, Running, Watch, until};

async fn backstage(server: &Running, mode: &str) -> Place {
    let place = server.app(mode).await;
    place.channel("backstage", "private", &["presence"]).await;
    place
}

async fn journal(place: &Place) -> Vec<JournalEntry> {
    let mut all: Vec<JournalEntry> = place.admin.get("/journal").await;
    all.retain(|entry| entry.app == place.app);
    all
}

async fn open_questions(place: &Place) -> u64 {
    let info: contract::Info = place.admin.get("/info").await;
    info.counters.approvals
}

#[tokio::test(flavor = "multi_thread")]
async fn one_question_for_all_connections_of_a_token() {
    let server = Running::start().await;
    let place = backstage(&server, "ask").await;
    let token = place.token(&[]).await;
    let mut watch = Watch::begin(&server.admin, "?traffic=true").await;
    let (mut one, mut two) = (place.client(&token).await, place.client(&token).await);
    one.subscribe("backstage").await;
    watch.change("approvals").await;
    let asked = watch.kind(TrafficKind::Approval).await;
    assert_eq!(
        (asked.event.as_deref(), asked.channel.as_deref()),
        (Some("asked"), Some("backstage"))
    );
    assert_eq!(asked.who.unwrap().token, Some(token.clone()));

    let first = place.approval().await;
    one.subscribe("backstage").await;
    two.subscribe("backstage").await;
    one.hears_nothing().await;
    two.hears_nothing().await;
    let approval = place.approval().await;
    assert_eq!(approval.id, first.id);
    let mut waiting: Vec<_> = approval.connections.iter().map(|one| one.id.clone()).collect();
    let mut both = vec![one.id(), two.id()];
    waiting.sort();
    both.sort();
    assert_eq!(waiting, both);
    assert!(approval.left_ms <= approval.total_ms && approval.total_ms == 30_000);

    // The connection goes on working while it waits.
    place.channel("room", "public", &[]).await;
    one.join("room").await;
    place.publish("room", "meanwhile", json!(1)).await;
    two.expect("AVAILABLE", "room").await;
    for leap in [&mut one, &mut two] {
        leap.expect("MESSAGE", "room").await;
    }

    let entry = place.decide(&approval, json!({ "answer": "allow" })).await;
    assert_eq!(
        (entry.outcome, entry.by, entry.term),
        (Outcome::Allowed, Decider::Person, Some(Term::Once))
    );
    for leap in [&mut one, &mut two] {
        let channel = leap.expect("AVAILABLE", "backstage").await["channel"].clone();
        assert_eq!(channel["id"], "backstage");
        leap.hears_nothing().await;
    }
    let answered = watch.kind(TrafficKind::Approval).await;
    assert_eq!(
        (answered.event.as_deref(), answered.code.as_deref()),
        (Some("allowed"), Some("person"))
    );
    assert_eq!(
        watch.kind(TrafficKind::Subscribe).await.channel.as_deref(),
        Some("backstage")
    );

    // A later answer comes too late.
    let path = format!("/approvals/{}/decision", approval.id);
    let (status, error) = server
        .admin
        .refused(Method::POST, &path, Some(json!({ "answer": "deny" })))
        .await;
    assert_eq!((status, error.code.as_str()), (409, "ALREADY_DECIDED"));
    assert!(error.detail.unwrap().contains("journal"));
    assert_eq!(journal(&place).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_has_a_reason() {
    let server = Running::start().await;
    let place = backstage(&server, "ask").await;
    let token = place.token(&[]).await;
    let mut leap = place.client(&token).await;
    leap.subscribe("backstage").await;
    let approval = place.approval().await;
    let reason = "rehearsal until six";
    let entry = place
        .decide(&approval, json!({ "answer": "deny", "reason": reason }))
        .await;
    assert_eq!(
        (entry.outcome, entry.reason.as_deref()),
        (Outcome::Denied, Some(reason))
    );
    let answer = leap.expect("UNAVAILABLE", "backstage").await;
    assert_eq!(
        (&answer["graceful"], &answer["error_code"]),
        (&json!(false), &json!("NOT_GRANTED"))
    );
    assert!(answer["message"].as_str().unwrap().contains(reason), "{answer}");

    // The next question shows the earlier answer.
    leap.subscribe("backstage").await;
    let approval = place.approval().await;
    assert_eq!(approval.earlier, [entry]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_answers_means_no() {
    let server = Running::start().await;
    let place = backstage(&server, "ask").await;
    let short = json!({ "ask_timeout_ms": 1_000 });
    let _: contract::App = server.admin.patch(&place.path(""), short).await;
    let token = place.token(&[]).await;
    let mut leap = place.client(&token).await;
    leap.subscribe("backstage").await;
    let approval = place.approval().await;
    assert_eq!(approval.total_ms, 1_000);
    let answer = leap.expect("UNAVAILABLE", "backstage").await;
    assert!(
        answer["message"]
            .as_str()
            .unwrap()
            .contains("nobody answered in time"),
        "{answer}"
    );
    until(async || journal(&place).await.len() == 1).await;
    let entry = &journal(&place).await[0];
    assert_eq!((entry.outcome, entry.by), (Outcome::Denied, Decider::Deadline));
    assert_eq!(entry.approval.as_deref(), Some(approval.id.as_str()));
    let path = format!("/approvals/{}/decision", approval.id);
    let (status, error) = server
        .admin
        .refused(Method::POST, &path, Some(json!({ "answer": "allow" })))
        .await;
    assert_eq!((status, error.code.as_str()), (409, "ALREADY_DECIDED"));
}

/// Questions have deadlines of their own, in whatever order they end.
#[tokio::test(flavor = "multi_thread")]
async fn every_deadline_is_kept() {
    let server = Running::start().await;
    let slow = backstage(&server, "ask").await;
    let quick = backstage(&server, "ask").await;
    for (place, ms) in [(&slow, 1_400), (&quick, 1_000)] {
        let wish = json!({ "ask_timeout_ms": ms });
        let _: contract::App = server.admin.patch(&place.path(""), wish).await;
    }
    let mut waiting = Vec::new();
    for place in [&slow, &quick, &slow, &quick] {
        let token = place.token(&[]).await;
        let mut leap = place.client(&token).await;
        leap.subscribe("backstage").await;
        // Asked, taken back and asked again: one question all the same.
        leap.unsubscribe("backstage").await;
        leap.subscribe("backstage").await;
        leap.hears_nothing().await;
        waiting.push(leap);
    }
    assert_eq!(open_questions(&slow).await, 4);
    for leap in &mut waiting {
        leap.expect("UNAVAILABLE", "backstage").await;
        leap.hears_nothing().await;
    }
    assert_eq!(open_questions(&slow).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_for_a_while_ends_by_itself() {
    let server = Running::start().await;
    let place = backstage(&server, "ask").await;
    let token = place.token(&[]).await;
    let mut leap = place.client(&token).await;
    leap.subscribe("backstage").await;
    let approval = place.approval().await;
    let decision = json!({ "answer": "allow", "term": "duration", "duration_ms": 1_000 });
    let entry = place.decide(&approval, decision).await;
    assert_eq!(
        (entry.term, entry.duration_ms),
        (Some(Term::Duration), Some(1_000))
    );
    leap.expect("AVAILABLE", "backstage").await;
    // It may leave and come back without asking while it lasts.
    leap.unsubscribe("backstage").await;
    leap.join("backstage").await;
    assert_eq!(
        leap.expect("UNAVAILABLE", "backstage").await,
        json!({ "graceful": true })
    );
    assert_eq!(place.find("backstage").await.subscribers, 0);
    leap.subscribe("backstage").await;
    place.approval().await;
}

/// What the backend has given for good outlives a permission for a while.
#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_by_the_backend_outlives_a_yes_for_a_while() {
    let server = Running::start().await;
    let place = backstage(&server, "ask").await;
    let (token, other) = (place.token(&[]).await, place.token(&[]).await);
    let mut leaps = Vec::new();
    for token in [&token, &other] {
        let mut leap = place.client(token).await;
        leap.subscribe("backstage").await;
        let decision = json!({ "answer": "allow", "term": "duration", "duration_ms": 1_000 });
        place.decide(&place.approval().await, decision).await;
        leap.expect("AVAILABLE", "backstage").await;
        leaps.push(leap);
    }
    let path = format!("/channels/backstage/subscribers/{token}");
    assert_eq!(place.rest("PUT", &path, None).await.status, 204);
    leaps[0].expect("AVAILABLE", "backstage").await;
    // The other one's permission is the later one: when it has ended, the first one's has, too.
    leaps[1].expect("UNAVAILABLE", "backstage").await;
    leaps[0].hears_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_for_good_survives_a_restart_and_so_does_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let place = backstage(&server, "ask").await;
    let (token, other) = (place.token(&[]).await, place.token(&[]).await);
    let (mut one, mut two) = (place.client(&token).await, place.client(&other).await);
    one.subscribe("backstage").await;
    let always = json!({ "answer": "allow", "term": "always", "reason": "crew" });
    place.decide(&place.approval().await, always).await;
    one.expect("AVAILABLE", "backstage").await;
    two.subscribe("backstage").await;
    place
        .decide(&place.approval().await, json!({ "answer": "allow" }))
        .await;
    two.expect("AVAILABLE", "backstage").await;
    let before = journal(&place).await;
    assert_eq!(before.len(), 2);
    server.stop().await;

    let server = Running::on(folder.path()).await;
    let place = Place::new(
        server.admin.clone(),
        place.app.clone(),
        server.ready.listen.clone(),
    )
    .await;
    assert_eq!(journal(&place).await, before);
    // For good: in from the start, and in again after leaving. For once: asked again.
    let mut one = place.client(&token).await;
    assert_eq!(one.init["channels"][0]["id"], "backstage");
    one.unsubscribe("backstage").await;
    one.join("backstage").await;
    let mut two = place.client(&other).await;
    assert_eq!(two.init["channels"], json!([]));
    two.subscribe("backstage").await;
    place.approval().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_left_gets_no_answer() {
    let server = Running::start().await;
    let place = backstage(&server, "ask").await;
    let token = place.token(&[]).await;
    let (mut gone, mut stays) = (place.client(&token).await, place.client(&token).await);
    gone.subscribe("backstage").await;
    let approval = place.approval().await;
    gone.leave().await;
    until(async || place.approval().await.connections.is_empty()).await;
    place.decide(&approval, json!({ "answer": "deny" })).await;
    // It did not ask, so it is told nothing.
    stays.hears_nothing().await;

    // A yes is for the session, whoever asked.
    stays.subscribe("backstage").await;
    let approval = place.approval().await;
    stays.leave().await;
    until(async || place.approval().await.connections.is_empty()).await;
    let mut back = place.client(&token).await;
    place.decide(&approval, json!({ "answer": "allow" })).await;
    back.expect("AVAILABLE", "backstage").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_without_a_channel_or_a_token_is_over() {
    let server = Running::start().await;
    let place = backstage(&server, "ask").await;
    let (token, other) = (place.token(&[]).await, place.token(&[]).await);
    let (mut waits, mut idle) = (place.client(&token).await, place.client(&token).await);
    waits.subscribe("backstage").await;
    let approval = place.approval().await;
    server.admin.delete(&place.path("/channels/backstage")).await;
    waits.expect("UNAVAILABLE", "backstage").await;
    waits.hears_nothing().await;
    idle.hears_nothing().await;
    let path = format!("/approvals/{}/decision", approval.id);
    let (status, error) = server
        .admin
        .refused(Method::POST, &path, Some(json!({ "answer": "allow" })))
        .await;
    assert_eq!((status, error.code.as_str()), (409, "ALREADY_DECIDED"));

    place.channel("backstage", "private", &[]).await;
    let mut leap = place.client(&other).await;
    leap.subscribe("backstage").await;
    place.approval().await;
    server
        .admin
        .delete(&place.path(&format!("/tokens/{other}")))
        .await;
    assert_eq!(leap.closed().await.0, 4001);
    assert_eq!(open_questions(&place).await, 0);
    assert_eq!(journal(&place).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mode_answers_at_once() {
    let server = Running::start().await;
    let place = backstage(&server, "deny").await;
    let (token, other) = (place.token(&[]).await, place.token(&[]).await);
    let mut leap = place.client(&token).await;
    leap.subscribe("backstage").await;
    let answer = leap.expect("UNAVAILABLE", "backstage").await;
    assert_eq!(answer["error_code"], "NOT_GRANTED");

    let mode = async |mode: &str| {
        let _: contract::App = server
            .admin
            .patch(&place.path(""), json!({ "join_mode": mode }))
            .await;
    };
    // An open question is answered by the mode when it is asked again.
    mode("ask").await;
    leap.subscribe("backstage").await;
    place.approval().await;
    mode("allow").await;
    leap.join("backstage").await;
    assert_eq!(open_questions(&place).await, 0);
    place.client(&other).await.join("backstage").await;
    until(async || journal(&place).await.len() == 3).await;
    let mut answers: Vec<_> = journal(&place)
        .await
        .iter()
        .map(|entry| (entry.outcome, entry.by))
        .collect();
    answers.reverse();
    let (yes, no) = (
        (Outcome::Allowed, Decider::Mode),
        (Outcome::Denied, Decider::Mode),
    );
    assert_eq!(answers, [no, yes, yes]);
    let mut nobody = place.anonymous().await;
    nobody.subscribe("backstage").await;
    let answer = nobody.expect("UNAVAILABLE", "backstage").await;
    assert!(
        answer["message"].as_str().unwrap().contains("needs a token"),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permission_that_is_taken_back_ends_at_once_and_is_journaled() {
    let server = Running::start().await;
    let place = backstage(&server, "ask").await;
    let token = place.token(&[]).await;
    let (mut one, mut two): (Leap, Leap) = (place.client(&token).await, place.client(&token).await);
    one.subscribe("backstage").await;
    place
        .decide(
            &place.approval().await,
            json!({ "answer": "allow", "term": "always" }),
        )
        .await;
    let path = format!("/channels/backstage/subscribers/{token}");
    for leap in [&mut one, &mut two] {
        leap.expect("AVAILABLE", "backstage").await;
    }
    assert_eq!(place.rest("DELETE", &path, None).await.status, 204);
    for leap in [&mut one, &mut two] {
        assert_eq!(
            leap.expect("UNAVAILABLE", "backstage").await,
            json!({ "graceful": true })
        );
    }
    place.publish("backstage", "secret", Value::Null).await;
    one.hears_nothing().await;
    one.subscribe("backstage").await;
    place.approval().await;
    until(async || journal(&place).await.len() == 2).await;
    let entry = &journal(&place).await[0];
    assert_eq!(
        (entry.outcome, entry.by, entry.approval.clone()),
        (Outcome::Revoked, Decider::Backend, None)
    );
}
