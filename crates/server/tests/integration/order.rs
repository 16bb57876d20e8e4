//! What is accepted in a channel reaches everybody in it, once, in one order, after the state it begins with.

use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinSet};

use crate::support::{Leap, Place, Running};

/// More readers than are served in the turn of whoever publishes.
const MANY: usize = 80;

/// What one subscriber knows of the state of a channel: every change follows the one before.
struct Follower {
    version: Option<u64>,
}

impl Follower {
    fn welcomed(leap: &Leap) -> Self {
        let known = leap.init["channels"].get(0);
        Self {
            version: known.map(|channel| channel["state"]["version"].as_u64().unwrap_or(0)),
        }
    }

    /// Takes an event of the channel.
    fn take(&mut self, event: &Value) {
        let state = match event["e"].as_str().unwrap() {
            "AVAILABLE" => {
                let state = &event["d"]["channel"]["state"];
                // A snapshot may be of what it knows already, or later, never of before.
                let version = state["version"].as_u64().unwrap_or(0);
                assert!(
                    self.version.is_none_or(|known| version >= known),
                    "{event}: {:?}",
                    self.version
                );
                self.version = Some(version);
                return;
            }
            "UNAVAILABLE" => {
                self.version = None;
                return;
            }
            "STATE_UPDATE" => &event["d"]["state"],
            _ => return,
        };
        let version = state["version"].as_u64().unwrap();
        let known = self.version.expect("a change before AVAILABLE");
        assert_eq!(version, known + 1, "a gap, or a change told twice");
        self.version = Some(version);
    }
}

async fn room(server: &Running) -> Place {
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &["client_publish"]).await;
    place
}

async fn crowd(place: &Place, size: usize) -> Vec<Leap> {
    let mut all = Vec::new();
    for _ in 0..size {
        let mut leap = place.anonymous().await;
        leap.join("room").await;
        all.push(leap);
    }
    all
}

/// Messages that several publish at once reach everybody in the same order.
async fn one_order(readers: usize) {
    const PUBLISHERS: usize = 4;
    const EACH: usize = 200;
    let server = Running::start().await;
    let place = room(&server).await;
    let crowd = crowd(&place, readers).await;
    let publishers = self::crowd(&place, PUBLISHERS).await;
    let mut publishing = JoinSet::new();
    for (publisher, mut leap) in publishers.into_iter().enumerate() {
        publishing.spawn(async move {
            for n in 0..EACH {
                leap.publish("room", "n", json!([publisher, n])).await;
            }
            heard(&mut leap, PUBLISHERS * EACH).await
        });
    }
    let mut reading = JoinSet::new();
    for mut leap in crowd {
        reading.spawn(async move { heard(&mut leap, PUBLISHERS * EACH).await });
    }
    let mut all = publishing.join_all().await;
    all.extend(reading.join_all().await);
    for publisher in 0..PUBLISHERS {
        let own: Vec<_> = all[0]
            .iter()
            .filter(|d| d[0] == publisher)
            .map(|d| d[1].clone())
            .collect();
        assert_eq!(own, (0..EACH).map(Value::from).collect::<Vec<_>>());
    }
    assert!(all.iter().all(|one| *one == all[0]));
    assert_eq!(place.find("room").await.position, (PUBLISHERS * EACH) as u64);
}

async fn heard(leap: &mut Leap, count: usize) -> Vec<Value> {
    let mut all = Vec::new();
    while all.len() < count {
        all.push(leap.expect("MESSAGE", "room").await["d"].clone());
    }
    leap.hears_nothing().await;
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_readers_hear_one_order() {
    one_order(3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_readers_hear_one_order() {
    one_order(MANY).await;
}

/// Who joins in the middle of a burst gets everything from there on.
async fn join_in_a_burst(readers: usize) {
    const JOINERS: usize = 8;
    let server = Running::start().await;
    let place = room(&server).await;
    let mut publisher = crowd(&place, readers).await.pop().unwrap();
    let (joined, mut all_joined) = mpsc::channel(JOINERS);
    let burst = tokio::spawn(async move {
        let (mut number, mut seen) = (0, 0);
        while seen < JOINERS {
            for _ in 0..32 {
                number += 1;
                publisher.publish("room", "n", json!(number)).await;
            }
            // Not faster than it can be read, or this one would be the slow reader.
            publisher.heard_so_far().await;
            while all_joined.try_recv().is_ok() {
                seen += 1;
            }
        }
        publisher.publish("room", "end", json!(number + 1)).await;
        publisher
    });
    let mut joining = JoinSet::new();
    for _ in 0..JOINERS {
        let mut leap = place.anonymous().await;
        let joined = joined.clone();
        joining.spawn(async move {
            leap.subscribe("room").await;
            leap.expect("AVAILABLE", "room").await;
            let mut last = None;
            loop {
                let message = leap.expect("MESSAGE", "room").await;
                let n = message["d"].as_u64().unwrap();
                assert!(last.is_none_or(|last| n == last + 1), "{n} after {last:?}");
                if last.replace(n).is_none() {
                    joined.send(()).await.unwrap();
                }
                if message["e"] == "end" {
                    return;
                }
            }
        });
    }
    joining.join_all().await;
    burst.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_in_a_burst_misses_nothing_from_there_on() {
    join_in_a_burst(3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_a_large_audience_in_a_burst_misses_nothing_from_there_on() {
    join_in_a_burst(MANY).await;
}

/// The state in AVAILABLE, then every later one: also for who asks again, and for who leaves and comes back.
async fn follow_the_state(readers: usize) {
    const VERSIONS: u64 = 300;
    let server = Running::start().await;
    let place = room(&server).await;
    let _crowd = crowd(&place, readers).await;
    let token = place.token(&[]).await;
    let mut following = JoinSet::new();
    for restless in [false, true] {
        let mut leap = place.client(&token).await;
        following.spawn(async move {
            let mut follower = Follower::welcomed(&leap);
            let mut turns = 0;
            while follower.version != Some(VERSIONS) {
                if turns % 5 == 0 {
                    leap.subscribe("room").await;
                }
                if restless && turns % 15 == 14 {
                    leap.unsubscribe("room").await;
                    leap.subscribe("room").await;
                }
                turns += 1;
                // What it hears of the time before it left, after it asked to leave, is still in order.
                for event in leap.heard_so_far().await {
                    follower.take(&event);
                }
            }
        });
    }
    for version in 1..=VERSIONS {
        assert_eq!(
            place.set_state("room", json!({ "version": version })).await,
            version
        );
    }
    following.join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_later_state_follows_the_first() {
    follow_the_state(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_later_state_follows_the_first_in_a_large_audience() {
    follow_the_state(MANY).await;
}

/// INIT holds the state of every channel, and every later one follows.
#[tokio::test(flavor = "multi_thread")]
async fn every_later_state_follows_the_welcome() {
    const VERSIONS: u64 = 200;
    let server = Running::start().await;
    let place = room(&server).await;
    let _crowd = crowd(&place, MANY).await;
    let token = place.token(&["room"]).await;
    let mut following = JoinSet::new();
    for after in (0..VERSIONS).step_by(20) {
        for version in after + 1..=after + 20 {
            place.set_state("room", json!({ "version": version })).await;
            if version == after + 10 {
                let (listen, app, token) = (place.listen.clone(), place.app.clone(), token.clone());
                following.spawn(async move {
                    let mut leap = Leap::connect(&listen, &app, Some(&token)).await;
                    let mut known = leap.init["channels"][0]["state"]["version"].as_u64().unwrap();
                    while known < VERSIONS {
                        let state = leap.expect("STATE_UPDATE", "room").await["state"].clone();
                        assert_eq!(state["version"], known + 1);
                        known += 1;
                    }
                });
            }
        }
    }
    following.join_all().await;
}
