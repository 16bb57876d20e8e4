//! A reader that does not read is closed, and nobody else notices.

use futures_util::StreamExt;
use serde_json::{Value, json};
use server::Config;
use tokio::{net::TcpStream, task::JoinSet};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

use crate::support::{Running, sleeper, until, within};

const READERS: usize = 50;
const MESSAGES: usize = 400;
/// Bytes that may wait for one reader.
const CAP: usize = 256 * 1024;

/// What was on its way, complete and in order, and then the end: how many messages, code, reason.
async fn last_words(mut slow: WebSocketStream<TcpStream>) -> (usize, u16, String) {
    let mut heard = 0;
    loop {
        match within(slow.next()).await.unwrap().unwrap() {
            Message::Text(text) => {
                let frame: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(frame["d"]["d"]["d"]["n"], heard);
                heard += 1;
            }
            Message::Close(Some(end)) => return (heard, end.code.into(), end.reason.to_string()),
            // The server wants to know how far away it is.
            Message::Ping(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_never_reads_is_told_to_come_back_and_the_others_get_everything() {
    let server = Running::with(Config {
        outbox_bytes: CAP,
        ..Config::default()
    })
    .await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &[]).await;
    let mut sleeping = Some(sleeper(&place, "room").await);
    let mut reading = JoinSet::new();
    for _ in 0..READERS {
        let mut leap = place.anonymous().await;
        leap.join("room").await;
        reading.spawn(async move {
            for n in 0..MESSAGES {
                assert_eq!(leap.expect("MESSAGE", "room").await["d"]["n"], n);
            }
            leap.hears_nothing().await;
        });
    }
    let padding = "x".repeat(32 * 1024);
    let (mut most_queued, mut woken) = (0, None);
    for n in 0..MESSAGES {
        place
            .publish("room", "n", json!({ "n": n, "padding": padding }))
            .await;
        let all: Vec<contract::Connection> = server.admin.list(&place.path("/connections")).await;
        most_queued = all
            .iter()
            .map(|one| one.queued_bytes)
            .max()
            .max(Some(most_queued))
            .unwrap();
        // Once it is closed it has a few seconds to hear why.
        if all.len() == READERS {
            woken = sleeping
                .take()
                .map(|slow| tokio::spawn(last_words(slow)))
                .or(woken);
        }
    }
    reading.join_all().await;
    // The cap, and the close frame behind it.
    assert!(
        most_queued > 0 && most_queued <= CAP as u64 + 200,
        "{most_queued}"
    );
    let (heard, code, reason) = woken.expect("it was never closed: publish more").await.unwrap();
    assert!(heard < MESSAGES, "{heard}");
    assert_eq!(code, 1013);
    assert!(reason.contains("too slowly"), "{reason}");
    let counted = async || server.admin.get::<contract::Info>("/info").await.counters;
    until(async || counted().await.connections == 0).await;
    let counters = counted().await;
    assert!(counters.dropped > 0);
    assert_eq!(counters.messages, MESSAGES as u64);
}
