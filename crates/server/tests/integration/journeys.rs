//! The way of a message: to those that read, to one that does not, and to one that does not want to hear itself.

use client::Method;
use contract::{Arrival, ArrivalOutcome, Journey, SkipReason, SubjectKind, TrafficKind};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use server::Config;
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::support::{Place, Running, Watch, sleeper, until, within};

/// Bytes that may wait for one reader.
const CAP: usize = 256 * 1024;

/// A server with little patience, and an app with a room for everybody that keeps its history.
async fn room() -> (Running, Place) {
    let server = Running::with(Config {
        outbox_bytes: CAP,
        ..Config::default()
    })
    .await;
    let place = server.app("deny").await;
    place
        .channel("room", "unprotected", &["client_publish", "persistent"])
        .await;
    (server, place)
}

async fn journey(place: &Place, id: u64) -> Journey {
    place.admin.get(&format!("/journeys/{id}")).await
}

/// Publishes something large; answers the id of its event.
async fn publish(place: &Place, watch: &mut Watch) -> u64 {
    let position = place.publish("room", "large", json!("x".repeat(32 * 1024))).await;
    let seen = watch.traffic(|one| one.position == Some(position)).await;
    seen.id
}

fn of(journey: &Journey, outcome: ArrivalOutcome) -> Vec<&Arrival> {
    let all = journey.connections.iter();
    all.filter(|one| one.outcome == outcome).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_it_but_who_does_not_want_to_hear_itself() {
    let (server, place) = room().await;
    let token = place.token(&[]).await;
    let (mut one, mut two) = (place.client(&token).await, place.anonymous().await);
    one.join("room").await;
    two.join("room").await;
    let (mut itty, _) = within(connect_async(format!("ws://{}/c/room", place.listen)))
        .await
        .unwrap();
    // It hears that it is in.
    within(itty.next()).await.unwrap().unwrap();
    let mut watch = Watch::begin(&server.admin, "?traffic=true").await;
    within(itty.send(Message::text("\"hi\""))).await.unwrap();
    let seen = watch.kind(TrafficKind::Message).await;
    let mut found = journey(&place, seen.id).await;
    until(async || {
        found = journey(&place, seen.id).await;
        found.stored_us.is_some()
    })
    .await;
    assert_eq!(
        (found.id, found.at, found.app, found.channel.as_str()),
        (seen.id, seen.at, place.app.clone(), "room")
    );
    assert_eq!((found.position, found.kept), (Some(1), true));
    let counted = (found.matched, found.written, found.queued, found.skipped);
    assert_eq!(counted, (3, 2, 0, 1));
    let first = &found.connections[0];
    assert_eq!(
        Some(&first.connection),
        seen.connection.as_ref(),
        "who missed it comes first"
    );
    assert_eq!(
        (first.outcome, first.why, first.after_us, first.dialect.as_deref()),
        (
            ArrivalOutcome::Skipped,
            Some(SkipReason::EchoOff),
            None,
            Some("itty")
        )
    );
    let written = &found.connections[1..];
    let mut ids: Vec<_> = written.iter().map(|one| one.connection.clone()).collect();
    let mut wanted = [one.id(), two.id()];
    ids.sort();
    wanted.sort();
    assert_eq!(ids, wanted);
    for arrival in written {
        assert_eq!((arrival.outcome, arrival.why), (ArrivalOutcome::Written, None));
        assert!(arrival.after_us.is_some());
        let who = arrival.who.as_ref().unwrap();
        let kind = match arrival.connection == one.id() {
            true => SubjectKind::Token,
            false => SubjectKind::Anonymous,
        };
        assert_eq!(who.kind, kind);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_followed_to_its_end() {
    let (server, place) = room().await;
    let mut watch = Watch::begin(&server.admin, "?traffic=true").await;
    let mut slow = sleeper(&place, "room").await;
    let (id, waits) = loop {
        let id = publish(&place, &mut watch).await;
        let found = journey(&place, id).await;
        assert_eq!((found.matched, found.skipped), (1, 0));
        if let [waits] = of(&found, ArrivalOutcome::Queued)[..] {
            break (id, waits.clone());
        }
    };
    assert_eq!(waits.dialect.as_deref(), Some("leap"));

    // It wakes up and reads all of it.
    until(async || {
        within(slow.next()).await.unwrap().unwrap();
        journey(&place, id).await.written == 1
    })
    .await;
    let found = journey(&place, id).await;
    let arrived = of(&found, ArrivalOutcome::Written)[0];
    assert_eq!(arrived.connection, waits.connection);
    assert!(arrived.after_us > waits.after_us, "{arrived:?} {waits:?}");

    // It sleeps again until it is closed for it.
    let mut last_queued = None;
    let missed = loop {
        let id = publish(&place, &mut watch).await;
        let found = journey(&place, id).await;
        if found.skipped == 1 {
            break found;
        }
        if found.queued == 1 {
            last_queued = Some(id);
        }
    };
    assert_eq!(missed.connections[0].why, Some(SkipReason::Slow));
    let cut = journey(&place, last_queued.unwrap()).await;
    assert_eq!(
        (cut.queued, cut.skipped, cut.connections[0].why),
        (0, 1, Some(SkipReason::Slow)),
        "what waited was dropped with it"
    );
    drop(slow);
    until(async || {
        let all: Vec<contract::Connection> = place.admin.list(&place.path("/connections")).await;
        all.is_empty()
    })
    .await;
    let gone = journey(&place, missed.id).await;
    assert_eq!(
        gone.connections[0].connection, waits.connection,
        "it is remembered"
    );
    assert!(gone.connections[0].who.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_that_is_not_known_is_refused_with_the_reason() {
    let server = Running::with(Config {
        dev: true,
        ..Config::default()
    })
    .await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &[]).await;
    place.publish("room", "before", json!(1)).await;
    // It was kept for the live view, but nobody watched its way.
    let mut watch = Watch::begin(&server.admin, "?traffic=true&backlog=10").await;
    let before = watch.kind(TrafficKind::Message).await;
    for id in [before.id, 0, u64::MAX] {
        let path = format!("/journeys/{id}");
        let (status, error) = server.admin.refused(Method::GET, &path, None).await;
        assert_eq!((status, error.code.as_str()), (404, "NOT_FOUND"));
        assert!(error.message.contains(&id.to_string()));
        assert!(error.detail.unwrap().contains("watched"));
    }
    let (status, _) = server.admin.refused(Method::GET, "/journeys/first", None).await;
    assert_eq!(status, 400);
    place.publish("room", "after", json!(1)).await;
    let after = watch.kind(TrafficKind::Message).await;
    let found = journey(&place, after.id).await;
    assert_eq!((found.matched, found.kept, found.stored_us), (0, false, None));
}
