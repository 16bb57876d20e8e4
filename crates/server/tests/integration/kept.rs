//! What was: states to go back to, any part of a history, many messages at once; and what was counted.

use client::Method;
use contract::{
    Capability, Channel, ChannelState, History, Published, PublishedBatch, Series, StateVersion, Token,
    Visibility,
};
use serde_json::{Value, json};

use crate::support::{Place, Running, until};

async fn history(place: &Place, query: &str) -> History {
    place
        .admin
        .get(&place.path(&format!("/channels/log/messages{query}")))
        .await
}

fn positions(history: &History) -> Vec<u64> {
    history.messages.iter().map(|message| message.position).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn former_states_of_a_channel_come_back_as_new_ones() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &["client_set_state"]).await;
    let mut client = place.anonymous().await;
    client.join("room").await;
    for n in 1..=3 {
        place.set_state("room", json!({ "n": n })).await;
        client.expect("STATE_UPDATE", "room").await;
    }
    client.set_state("room", json!({ "by": "client" })).await;
    client.expect("STATE_UPDATE", "room").await;
    let states = place.path("/channels/room/states");
    let list = async || -> Vec<StateVersion> { server.admin.get(&states).await };
    until(async || list().await.len() == 4).await;
    let all = list().await;
    let versions: Vec<_> = all.iter().map(|state| state.version).collect();
    assert_eq!(versions, [4, 3, 2, 1]);
    assert_eq!(
        (all[0].by.label.as_str(), all[1].by.label.as_str()),
        ("anonymous", "backend")
    );

    let path = format!("{states}/restore");
    let wish = json!({ "version": 2, "expected_version": 4 });
    let state: ChannelState = server.admin.post(&path, wish.clone()).await;
    assert_eq!((state.version, Value::from(state.value)), (5, json!({ "n": 2 })));
    assert_eq!(
        client.expect("STATE_UPDATE", "room").await["state"],
        json!({ "n": 2 })
    );
    let refused = async |wish: Value| server.admin.refused(Method::POST, &path, Some(wish)).await;
    assert_eq!(refused(wish).await.0, 409);
    for version in [0, 6, 99] {
        let (status, error) = refused(json!({ "version": version })).await;
        assert!(
            status == 404 && error.message.contains(&format!("version {version}")),
            "{error:?}"
        );
    }
    let few: Vec<StateVersion> = server.admin.get(&format!("{states}?limit=2")).await;
    assert_eq!(few.iter().map(|state| state.version).collect::<Vec<_>>(), [5, 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_changed_and_its_former_states_come_back() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let new = json!({ "name": "Alice", "state": { "n": 1 } });
    let token: Token = place.admin.post(&place.path("/tokens"), new).await;
    let path = place.path(&format!("/tokens/{}", token.id));
    let change = async |wish: Value| -> Token { server.admin.patch(&path, wish).await };
    let renamed = change(json!({ "name": "Alison", "expires_at": "2999-01-01T00:00:00Z" })).await;
    assert_eq!(
        (renamed.name.as_deref(), renamed.state_version),
        (Some("Alison"), 1)
    );
    assert_eq!(renamed.expires_at.as_deref(), Some("2999-01-01T00:00:00.000Z"));
    let changed = change(json!({ "state": { "n": 2 }, "expected_version": 1 })).await;
    assert_eq!(changed.state_version, 2);
    let cleared = change(json!({ "name": "", "expires_at": "" })).await;
    assert_eq!((cleared.name, cleared.expires_at), (None, None));

    let states: Vec<StateVersion> = server.admin.get(&format!("{path}/states")).await;
    let values: Vec<_> = states
        .iter()
        .map(|state| (state.version, &state.value["n"]))
        .collect();
    assert_eq!(values, [(2, &json!(2)), (1, &json!(1))]);
    let restore = format!("{path}/states/restore");
    let wish = json!({ "version": 1, "expected_version": 2 });
    let back: Token = server.admin.post(&restore, wish.clone()).await;
    assert_eq!((back.state_version, &back.state["n"]), (3, &json!(1)));
    assert_eq!(
        server.admin.refused(Method::POST, &restore, Some(wish)).await.0,
        409
    );
    let now: Token = server.admin.get(&path).await;
    assert_eq!(now, back);
}

#[tokio::test(flavor = "multi_thread")]
async fn any_part_of_a_history_can_be_asked_for() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("log", "public", &["persistent"]).await;
    assert_eq!(
        (history(&place, "").await.oldest, history(&place, "").await.newest),
        (None, 0)
    );
    for n in 1..=10 {
        place.publish("log", "n", json!({ "n": n })).await;
        if n == 5 {
            // The next ones are of a later millisecond.
            let last = history(&place, "?limit=1").await.messages[0].at.clone();
            until(async || model_now() > last).await;
        }
    }
    let at = |history: &History| history.messages[0].at.clone();
    let sixth = at(&history(&place, "?after=5&limit=1").await);
    let table = [
        ("?limit=3".to_owned(), vec![8, 9, 10]),
        ("?after=3&limit=3".into(), vec![4, 5, 6]),
        ("?before=4".into(), vec![1, 2, 3]),
        ("?before=9&limit=2".into(), vec![7, 8]),
        ("?after=3&before=6".into(), vec![4, 5]),
        ("?after=6&before=6".into(), vec![]),
        ("?after=10".into(), vec![]),
        (format!("?since={sixth}&limit=2"), vec![6, 7]),
        (format!("?until={sixth}"), vec![1, 2, 3, 4, 5]),
        (format!("?until={sixth}&limit=2"), vec![4, 5]),
        (format!("?since={sixth}&until={sixth}"), vec![]),
        (format!("?since={sixth}&before=8"), vec![6, 7]),
        (format!("?since={sixth}&after=8"), vec![9, 10]),
        (format!("?until={sixth}&after=2"), vec![3, 4, 5]),
        (format!("?until={sixth}&after=5"), vec![]),
        (format!("?until={sixth}&before=3"), vec![1, 2]),
        (
            format!("?since=2000-01-01T00:00:00Z&until={sixth}"),
            vec![1, 2, 3, 4, 5],
        ),
        ("?since=2999-01-01T00:00:00Z".into(), vec![]),
        ("?since=2999-01-01T00:00:00Z&before=5".into(), vec![]),
        ("?until=1970-01-01T00:00:00Z".into(), vec![]),
    ];
    for (query, expected) in table {
        let part = history(&place, &query).await;
        assert_eq!(positions(&part), expected, "{query}");
        assert_eq!((part.oldest, part.newest), (Some(1), 10), "{query}");
    }
}

/// RFC 3339, to the millisecond.
fn model_now() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    model::Timestamp(now.unwrap().as_millis() as u64).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_accepted_whole_or_not_at_all() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.limit(json!({ "payload_bytes": 2_000 })).await;
    place.channel("log", "unprotected", &["persistent"]).await;
    let mut client = place.anonymous().await;
    client.join("log").await;
    let path = place.path("/channels/log/messages/batch");
    let message = |n: u64, key: Option<&str>| json!({ "event": "n", "payload": n, "key": key });
    let publish = async |messages: Vec<Value>| -> PublishedBatch {
        server.admin.post(&path, json!({ "messages": messages })).await
    };
    let many: Vec<_> = (1..=1_000).map(|n| message(n, None)).collect();
    let done = publish(many).await;
    assert_eq!(
        (done.first, done.last, done.repeated, done.stored),
        (1, 1_000, 0, true)
    );
    for n in 1..=1_000 {
        assert_eq!(client.hear().await["d"]["d"], n);
    }
    assert_eq!(
        positions(&history(&place, "?after=990").await),
        (991..=1_000).collect::<Vec<_>>()
    );

    let refused = async |messages: Vec<Value>| {
        let body = json!({ "messages": messages });
        server.admin.refused(Method::POST, &path, Some(body)).await.0
    };
    let large = json!({ "event": "n", "payload": "x".repeat(3_000) });
    let long_key = "k".repeat(200);
    assert_eq!(refused(vec![message(1, Some("a")), large]).await, 413);
    assert_eq!(
        refused(vec![message(1, Some("a")), message(2, Some(&long_key))]).await,
        400
    );
    assert_eq!(refused(vec![]).await, 400);
    assert_eq!(
        place.find("log").await.position,
        1_000,
        "nothing of it was accepted"
    );

    // A key of a batch that was refused is free; repeats within one are known too.
    let done = publish(vec![
        message(1, Some("a")),
        message(2, Some("b")),
        message(1, Some("a")),
    ])
    .await;
    assert_eq!((done.first, done.last, done.repeated), (1_001, 1_001, 1));
    let again: Published = server
        .admin
        .post(&place.path("/channels/log/messages"), message(2, Some("b")))
        .await;
    assert_eq!((again.position, again.repeated), (1_002, true));
    let done = publish(vec![message(1, Some("a")), message(3, None)]).await;
    assert_eq!((done.first, done.last, done.repeated), (1_001, 1_003, 1));
    assert_eq!(client.heard_so_far().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_in_stays_whatever_becomes_of_the_channel() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &["presence"]).await;
    let token = place.token(&[]).await;
    let (mut client, mut guest) = (place.client(&token).await, place.anonymous().await);
    guest.join("room").await;
    client.join("room").await;
    guest.heard_so_far().await;
    let path = place.path("/channels/room");
    let wish = json!({ "visibility": "private", "capabilities": ["persistent"], "extra": "now ours" });
    let changed: Channel = server.admin.patch(&path, wish).await;
    assert_eq!(changed.visibility, Visibility::Private);
    assert_eq!(changed.capabilities, [Capability::Persistent]);
    assert_eq!((changed.members, changed.extra.as_deref()), (2, Some("now ours")));
    place.publish("room", "e", json!(1)).await;
    guest.expect("MESSAGE", "room").await;
    client.expect("MESSAGE", "room").await;
    // Nobody is announced any more, and nobody comes in.
    let mut other = place.anonymous().await;
    other.subscribe("room").await;
    other.expect("UNAVAILABLE", "room").await;
    guest.hears_nothing().await;
    let cleared: Channel = server.admin.patch(&path, json!({ "extra": "" })).await;
    assert_eq!((cleared.extra, cleared.visibility), (None, Visibility::Private));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_on_is_counted_over_time() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &[]).await;
    let mut client = place.anonymous().await;
    client.join("room").await;
    for n in 0..50 {
        place.publish("room", "n", json!(n)).await;
        client.expect("MESSAGE", "room").await;
    }
    let channel = place.find("room").await;
    assert!(
        (3.0..=5.0).contains(&channel.rate),
        "50 in about 10 s: {}",
        channel.rate
    );
    assert!(channel.last_message_at.is_some());
    let series = async |query: &str| -> Series { server.admin.get(&format!("/series{query}")).await };
    let sum = |series: &Series| series.points.iter().map(|point| point.messages).sum::<u64>();
    until(async || sum(&series("").await) >= 50).await;
    let seconds = series("?span=5m").await;
    assert_eq!(seconds.step_ms, 1_000);
    assert!(seconds.points.iter().all(|point| point.at % 1_000 == 0));
    assert!(seconds.points.is_sorted_by(|a, b| a.at < b.at));
    let deliveries: u64 = seconds.points.iter().map(|point| point.deliveries).sum();
    assert_eq!((sum(&seconds), deliveries), (50, 50));
    let busy = seconds.points.iter().find(|point| point.messages > 0).unwrap();
    assert_eq!(busy.connections, 1);
    let (p50, p99) = (busy.latency_p50_us.unwrap(), busy.latency_p99_us.unwrap());
    assert!(p50 <= p99 && p99 < 5_000_000, "{p50} {p99}");
    assert_eq!(series("?span=1h").await.step_ms, 10_000);
    assert_eq!(series("?span=24h").await.step_ms, 300_000);
    let (status, error) = server.admin.refused(Method::GET, "/series?span=1d", None).await;
    assert!(status == 400 && error.message.contains("24h"), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_what_was_heard_also_before_it_is_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let place = server.app("deny").await;
    let capabilities = ["persistent", "client_publish"];
    place.channel("log", "unprotected", &capabilities).await;
    let mut client = place.anonymous().await;
    client.join("log").await;
    for n in 1..=60_u64 {
        // Heard before the disk has it: a flush takes longer than this.
        client.publish("log", "tick", json!(n)).await;
        client.expect("MESSAGE", "log").await;
        let page = match n % 3 {
            0 => history(&place, "?limit=2").await,
            1 => history(&place, &format!("?after={}", n.saturating_sub(3))).await,
            _ => history(&place, "?since=2020-01-01T00:00:00Z&limit=1000").await,
        };
        assert_eq!(positions(&page).last(), Some(&n));
        assert_eq!((page.oldest, page.newest), (Some(1), n));
        let all = positions(&page);
        assert!(all.windows(2).all(|two| two[1] == two[0] + 1), "{all:?}");
    }
    let before = history(&place, "?before=51&limit=50").await;
    assert_eq!(positions(&before), (1..=50).collect::<Vec<_>>());
}
