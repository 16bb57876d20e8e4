//! A publish that is sent again is the same publish.

use client::{CallError, Method};
use contract::Published;
use serde_json::{Value, json};
use sqlx::{ConnectOptions, Executor, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::support::{Place, Running};

async fn publish(place: &Place, channel: &str, key: Option<&str>) -> Published {
    let path = place.path(&format!("/channels/{channel}/messages"));
    let message = json!({ "event": "said", "payload": key, "key": key });
    place.admin.post(&path, message).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_answers_where_the_message_is_and_reaches_nobody() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &[]).await;
    place.channel("log", "unprotected", &["persistent"]).await;
    for (channel, stored) in [("room", false), ("log", true)] {
        let mut leap = place.anonymous().await;
        leap.join(channel).await;
        let first = publish(&place, channel, Some("a")).await;
        let again = publish(&place, channel, Some("a")).await;
        let other = publish(&place, channel, Some("b")).await;
        let plain = publish(&place, channel, None).await;
        let wanted = |position, repeated| Published {
            position,
            stored,
            repeated,
        };
        assert_eq!([first, again], [wanted(1, false), wanted(1, true)]);
        assert_eq!([other, plain], [wanted(2, false), wanted(3, false)]);
        let heard: Vec<_> = leap
            .heard_so_far()
            .await
            .iter()
            .map(|one| one["d"]["d"].clone())
            .collect();
        assert_eq!(heard, [json!("a"), json!("b"), Value::Null]);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_repeats_at_once_are_one_message() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let place = server.app("deny").await;
    place.channel("log", "unprotected", &["persistent"]).await;
    for round in 1..=5 {
        let key = format!("key {round}");
        let all = futures_util::future::join_all((0..20).map(|_| publish(&place, "log", Some(&key)))).await;
        assert!(all.iter().all(|one| one.position == round), "{all:?}");
        assert_eq!(all.iter().filter(|one| !one.repeated).count(), 1, "{all:?}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_is_known_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let place = server.app("deny").await;
    place.channel("log", "unprotected", &["persistent"]).await;
    publish(&place, "log", None).await;
    publish(&place, "log", Some("a")).await;
    server.stop().await;

    let server = Running::on(folder.path()).await;
    let place = Place {
        admin: server.admin.clone(),
        listen: server.ready.listen.clone(),
        ..place
    };
    let again = publish(&place, "log", Some("a")).await;
    assert_eq!((again.position, again.repeated), (2, true));
    assert_eq!(publish(&place, "log", Some("b")).await.position, 3);
    server.stop().await;
}

/// The first one goes out and does not get to the disk. A repeat that waited for it takes its place, and there is a gap
/// where the first would be.
#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_of_what_was_not_stored_is_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let place = server.app("deny").await;
    place.channel("log", "unprotected", &["persistent"]).await;
    let mut other: SqliteConnection = SqliteConnectOptions::new()
        .filename(folder.path().join("switchboard.db"))
        .connect()
        .await
        .unwrap();
    // Somebody else writes for longer than a commit waits.
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let path = place.path("/channels/log/messages");
    let message = json!({ "event": "said", "key": "a" });
    let publish_once = async || {
        place
            .admin
            .call::<Published>(Method::POST, &path, Some(message.clone()))
            .await
    };
    let (one, two) = (publish_once(), publish_once());
    tokio::pin!(one, two);
    let (failed, taken) = tokio::select! {
        failed = &mut one => {
            other.execute("ROLLBACK").await.unwrap();
            (failed, two.await)
        }
        failed = &mut two => {
            other.execute("ROLLBACK").await.unwrap();
            (failed, one.await)
        }
    };
    let Err(CallError::Refused { status: 503, error }) = failed else {
        panic!("{failed:?}")
    };
    assert_eq!(error.code, "STORE_UNAVAILABLE");
    let taken = taken.unwrap();
    assert_eq!((taken.position, taken.stored, taken.repeated), (2, true, false));
    let again = publish(&place, "log", Some("a")).await;
    assert_eq!((again.position, again.repeated), (2, true));
    let history: contract::History = place.admin.get(&path).await;
    let positions: Vec<_> = history.messages.iter().map(|message| message.position).collect();
    assert_eq!((positions, history.oldest, history.newest), (vec![2], Some(2), 2));
    server.stop().await;
}
