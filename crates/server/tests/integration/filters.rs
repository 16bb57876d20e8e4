//! Filters on the stream, and coming back to it.

use client::Method;
use contract::{FilterRead, StreamFrame, Traffic, TrafficKind};
use filter::{Expr, Field, Filter, Term};
use serde::Deserialize;
use serde_json::{Value, json};
use server::Config;

use crate::support::{Admin, Running, Watch};

async fn kept() -> Running {
    Running::with(Config {
        dev: true,
        ..Config::default()
    })
    .await
}

/// The first frame of a stream.
async fn first(admin: &Admin, query: &str) -> StreamFrame {
    let watch = Watch::begin(admin, query).await;
    assert_eq!(watch.seq, 1);
    watch.last
}

fn payloads(traffic: &[Traffic]) -> Vec<&str> {
    traffic.iter().filter_map(|row| row.payload.as_deref()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filtered_stream_counts_what_it_skips() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room-1", "public", &[]).await;
    place.channel("hall", "public", &[]).await;
    let query = "?traffic=true&filter=channel%3Aroom-*%20payload.n%3E1";
    let mut watch = Watch::begin(&server.admin, query).await;
    for n in 1..=3 {
        place.publish("room-1", "count", json!({ "n": n })).await;
        place.publish("hall", "count", json!({ "n": n })).await;
    }
    assert_eq!(
        watch.kind(TrafficKind::Message).await.payload.as_deref(),
        Some(r#"{"n":2}"#)
    );
    assert_eq!(
        watch.kind(TrafficKind::Message).await.payload.as_deref(),
        Some(r#"{"n":3}"#)
    );
    // What comes after the last match is told too, though nothing else is.
    while watch.skipped < 4 {
        watch.frame().await;
    }
    assert_eq!((watch.skipped, watch.dropped), (4, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_filter_is_refused_with_its_place() {
    let server = Running::start().await;
    let path = "/stream?traffic=true&filter=size%3E4k%20kind%3Anews";
    let (status, error) = server.admin.refused(Method::GET, path, None).await;
    assert_eq!((status, error.code.as_str()), (400, "INVALID_REQUEST"));
    assert!(error.message.contains("at 13 to 17"), "{}", error.message);
    assert!(error.detail.unwrap().contains("`message`"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_goes_on_where_it_was() {
    let server = kept().await;
    let place = server.app("deny").await;
    place.channel("room", "public", &[]).await;
    let begun = first(&server.admin, "?traffic=true").await.begun.unwrap();
    for n in 1..=4 {
        place.publish("room", "n", json!(n)).await;
    }
    let all = first(&server.admin, "?traffic=true&backlog=4").await.traffic;
    assert_eq!(payloads(&all), ["1", "2", "3", "4"]);
    assert!(all[0].id >= begun && begun < 1 << 53);

    let query = format!("?traffic=true&backlog=1&after={}", all[1].id);
    let frame = first(&server.admin, &query).await;
    assert_eq!(
        (payloads(&frame.traffic), frame.dropped),
        (vec!["3", "4"], 0),
        "the backlog does not limit them"
    );
    // What an earlier run had is not known here; of this one all is kept.
    let frame = first(&server.admin, "?traffic=true&after=5").await;
    assert_eq!(
        (frame.traffic.first().map(|row| row.id), frame.dropped),
        (Some(begun), 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_grow_beyond_those_of_the_run_before() {
    let folder = tempfile::tempdir().unwrap();
    let mut last = 0;
    for _ in 0..2 {
        let server = Running::on(folder.path()).await;
        let place = server.app("deny").await;
        place.channel("room", "public", &[]).await;
        let mut watch = Watch::begin(&server.admin, "?traffic=true").await;
        let begun = watch.last.begun.unwrap();
        assert!(begun > last, "{begun} {last}");
        place.publish("room", "n", json!(1)).await;
        last = watch.kind(TrafficKind::Message).await.id;
        assert!(last >= begun);
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_is_completed_with_what_happened() {
    let server = kept().await;
    let place = server.app("deny").await;
    place.channel("room-1", "public", &[]).await;
    for _ in 0..2 {
        place
            .publish("room-1", "greet", json!({ "user": { "id": 42 } }))
            .await;
    }
    let read = async |text: &str| -> FilterRead {
        let body = json!({ "text": text, "cursor": text.len() });
        server.admin.post("/filter", body).await
    };
    let done = read("kind:message channel:ro").await;
    assert_eq!(done.chips.len(), 2);
    let only = &done.completions[0];
    assert_eq!((only.text.as_str(), only.count), ("room-1", Some(2)));
    assert_eq!((only.from, only.to), (21, 23));
    assert_eq!(read("payload.us").await.completions[0].text, "payload.user.id=");
    assert_eq!(read("payload.user.id=4").await.completions[0].text, "42");
    assert_eq!(read("kind:news").await.error.unwrap().from, 5);

    let key: Value = server
        .admin
        .post("/keys", json!({ "name": "reader", "scope": "read" }))
        .await;
    let reader = Admin::new(&server.ready.admin, key["secret"].as_str().unwrap());
    let _: FilterRead = reader.post("/filter", json!({ "text": "a" })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_for_an_answer_is_known_by_its_question() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    place.channel("backstage", "private", &[]).await;
    let token = place.token(&[]).await;
    let mut leap = place.client(&token).await;
    let mut watch = Watch::begin(&server.admin, "?traffic=true").await;
    for (decision, kind) in [
        (json!({ "answer": "deny" }), TrafficKind::Refused),
        (
            json!({ "answer": "allow", "term": "once" }),
            TrafficKind::Subscribe,
        ),
    ] {
        leap.subscribe("backstage").await;
        let asked = watch.kind(TrafficKind::Approval).await;
        let approval = place.approval().await;
        assert_eq!(asked.approval.as_ref(), Some(&approval.id));
        place.decide(&approval, decision).await;
        assert_eq!(
            watch.kind(TrafficKind::Approval).await.approval.as_ref(),
            Some(&approval.id)
        );
        assert_eq!(watch.kind(kind).await.approval, Some(approval.id), "{kind:?}");
    }
}

#[derive(Deserialize)]
struct Meaning {
    rows: Vec<Traffic>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    filter: String,
    ids: Vec<u64>,
}

/// Does the filter ask only for what a publisher decides?
fn published(expr: &Expr) -> bool {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().all(published),
        Expr::Not(part) => published(part),
        Expr::Term(Term::Field { field, .. }) => matches!(field, Field::Channel | Field::Event | Field::Kind),
        Expr::All | Expr::Term(Term::Text(_) | Term::Payload(_)) => true,
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// The table that says what filters mean, run over a stream: with those of its messages that can be published.
#[tokio::test(flavor = "multi_thread")]
async fn a_filter_means_on_the_stream_what_it_means_elsewhere() {
    let server = kept().await;
    let place = server.app("deny").await;
    let table = include_str!("../../../filter/tests/meaning.json");
    let meaning: Meaning = serde_json::from_str(table).unwrap();
    let mut sent = Vec::new();
    for row in meaning.rows.iter().filter(|row| row.kind == TrafficKind::Message) {
        let channel = row.channel.as_deref().unwrap();
        if model::ChannelName::parse(channel).is_ok() {
            place.channel(channel, "public", &[]).await;
            let payload = serde_json::from_str(row.payload.as_deref().unwrap()).unwrap();
            place
                .publish(channel, row.event.as_deref().unwrap(), payload)
                .await;
            sent.push((row.id, channel));
        }
    }
    assert!(sent.len() >= 3);
    let mut ran = 0;
    for case in &meaning.cases {
        if !published(Filter::parse(&case.filter).unwrap().expr()) {
            continue;
        }
        let query = format!("?traffic=true&backlog=1000&filter={}", encoded(&case.filter));
        let frame = first(&server.admin, &query).await;
        let messages = frame
            .traffic
            .iter()
            .filter(|row| row.kind == TrafficKind::Message);
        let ids = messages.filter_map(|row| {
            sent.iter()
                .find(|(_, channel)| row.channel.as_deref() == Some(*channel))
                .map(|(id, _)| *id)
        });
        let expected = sent.iter().map(|(id, _)| *id).filter(|id| case.ids.contains(id));
        assert_eq!(
            ids.collect::<Vec<_>>(),
            expected.collect::<Vec<_>>(),
            "{}",
            case.filter
        );
        ran += 1;
    }
    assert!(ran > 40, "{ran}");
}
