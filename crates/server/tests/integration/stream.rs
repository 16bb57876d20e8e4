//! The stream: what happens, in frames that are numbered, with everything that was lost counted.

use client::Method;
use contract::{Direction, Info, Probe, StreamFrame, Traffic, TrafficKind};
use futures_util::StreamExt;
use serde_json::json;
use server::Config;
use tokio::net::TcpSocket;
use tokio_tungstenite::{
    client_async, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use crate::support::{Leap, Running, Watch, until, within};

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_seen_with_all_that_is_known_of_it() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place
        .channel("room", "unprotected", &["client_publish", "presence"])
        .await;
    let mut watch = Watch::begin(&server.admin, "?traffic=true").await;
    let token = place.token(&[]).await;
    let (mut one, mut two) = (place.client(&token).await, place.anonymous().await);
    let connect = watch.kind(TrafficKind::Connect).await;
    assert_eq!(
        (connect.direction, connect.connection),
        (Direction::In, Some(one.id()))
    );
    let identify = watch.kind(TrafficKind::Identify).await;
    assert_eq!(identify.app.as_deref(), Some(place.app.as_str()));
    one.join("room").await;
    two.join("room").await;
    let presence = watch.kind(TrafficKind::Presence).await;
    assert_eq!(presence.event.as_deref(), Some("joined"));
    assert_eq!(presence.delivered, Some(0), "Leap has no word for it");

    one.publish("room", "greet", json!({ "text": "hello" })).await;
    let seen = watch.kind(TrafficKind::Message).await;
    assert_eq!(
        (seen.channel.as_deref(), seen.event.as_deref()),
        (Some("room"), Some("greet"))
    );
    assert_eq!(seen.payload.as_deref(), Some(r#"{"text":"hello"}"#));
    assert_eq!((seen.size, seen.position), (Some(16), Some(1)));
    assert_eq!((seen.audience, seen.delivered), (Some(2), Some(2)));
    assert!(seen.latency_us.is_some());
    assert_eq!((seen.direction, seen.connection), (Direction::In, Some(one.id())));
    assert_eq!(seen.who.unwrap().token, Some(token.clone()));
    watch.change(&format!("channel:{}/room", place.app)).await;

    place.set_state("room", json!({ "a": 1 })).await;
    let state = watch.kind(TrafficKind::State).await;
    assert_eq!(
        (state.event.as_deref(), state.payload.as_deref()),
        (Some("version 1"), Some(r#"{"a":1}"#))
    );
    one.set_state("room", json!({})).await;
    let refused = watch.kind(TrafficKind::Refused).await;
    assert_eq!(refused.code.as_deref(), Some("MISSING_CAPABILITY"));
    assert!(refused.fix.unwrap().contains("client_set_state"));
    two.leave().await;
    let gone = watch.kind(TrafficKind::Disconnect).await;
    assert_eq!(gone.code.as_deref(), Some("CLIENT"));
    assert!(seen.id < state.id && state.id < refused.id.max(gone.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_count() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &["presence"]).await;
    let mut leap = place.anonymous().await;
    let mut watch = Watch::begin(&server.admin, "").await;
    leap.join("room").await;
    for n in 0..5 {
        place.publish("room", "n", json!(n)).await;
    }
    let counters = loop {
        let frame = watch.frame().await;
        assert_eq!(frame.traffic, [], "it was not asked for");
        if let Some(counters) = frame.counters
            && counters.messages == 5
        {
            break counters;
        }
    };
    assert_eq!(
        (counters.connections, counters.connects, counters.channels),
        (1, 1, 1)
    );
    assert_eq!(
        (counters.deliveries, counters.dropped, counters.refusals),
        (5, 0, 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_later_sees_what_was_kept() {
    let server = Running::with(Config {
        dev: true,
        ..Config::default()
    })
    .await;
    let place = server.app("deny").await;
    place.channel("room", "public", &[]).await;
    for n in 0..10 {
        place.publish("room", "n", json!(n)).await;
    }
    let mut watch = Watch::begin(&server.admin, "?traffic=true&backlog=3").await;
    let seen = watch.kind(TrafficKind::Message).await;
    assert_eq!(seen.position, Some(8));
    assert_eq!(watch.kind(TrafficKind::Message).await.position, Some(9));
    assert_eq!(watch.kind(TrafficKind::Message).await.position, Some(10));
}

/// One that does not read is told how much it missed, and nobody waits for it.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_watcher_misses_is_counted() {
    // More than what may wait for a watcher, and the system's buffers, together.
    const MESSAGES: u64 = 1_200;
    const SIZE: usize = 60_000;
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &["client_publish"]).await;
    let mut leap = place.anonymous().await;
    leap.join("room").await;

    // A small window, so that little is on its way.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let stream = within(socket.connect(server.ready.admin.parse().unwrap()))
        .await
        .unwrap();
    let url = format!("ws://{}/admin/v1/stream?traffic=true", server.ready.admin);
    let mut request = url.into_client_request().unwrap();
    let key = format!("Bearer {}", server.ready.admin_key);
    request
        .headers_mut()
        .insert("authorization", key.parse().unwrap());
    let (mut watcher, _) = within(client_async(request, stream)).await.unwrap();

    let mut frames = Frames::default();
    frames.take(within(watcher.next()).await.unwrap().unwrap());
    let padding = "x".repeat(SIZE);
    for n in 1..=MESSAGES {
        leap.publish("room", "n", json!(padding)).await;
        // Read now and then, or this one would be the slow reader.
        if n % 8 == 0 {
            leap.heard_so_far().await;
        }
    }
    until(async || place.find("room").await.position == MESSAGES).await;
    while frames.last_position < MESSAGES {
        frames.take(within(watcher.next()).await.unwrap().unwrap());
    }
    assert!(frames.dropped > 0, "nothing was lost: publish more");
    assert_eq!(frames.dropped + frames.messages, MESSAGES);
}

#[derive(Default)]
struct Frames {
    seq: u64,
    messages: u64,
    dropped: u64,
    last_position: u64,
}

impl Frames {
    fn take(&mut self, message: Message) {
        let Message::Text(text) = message else { return };
        let frame: StreamFrame = serde_json::from_str(&text).unwrap();
        self.seq += 1;
        assert_eq!(frame.seq, self.seq);
        self.dropped += frame.dropped;
        let seen = frame
            .traffic
            .iter()
            .filter(|one: &&Traffic| one.kind == TrafficKind::Message);
        for one in seen {
            self.messages += 1;
            let position = one.position.unwrap();
            assert!(position > self.last_position);
            self.last_position = position;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_shows_the_key_as_a_protocol() {
    let server = Running::start().await;
    let url = format!("ws://{}/admin/v1/stream", server.ready.admin);
    let mut request = url.into_client_request().unwrap();
    let protocols = format!("switchboard.v1, bearer.{}", server.ready.admin_key);
    request
        .headers_mut()
        .insert("sec-websocket-protocol", protocols.parse().unwrap());
    let (_, answer) = within(connect_async(request)).await.unwrap();
    assert_eq!(
        answer.headers()["sec-websocket-protocol"],
        "switchboard.v1",
        "the key is not repeated"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_the_server_and_says_so() {
    let mut server = Running::start().await;
    let mut watch = Watch::begin(&server.admin, "?traffic=true").await;
    server.begin_stop();
    let reason = watch.closed().await;
    assert!(
        reason.contains("1012") && reason.contains("restarting"),
        "{reason}"
    );
    server.stop().await;
}

/// The probe is a client of the server's own: marked as such, and in no count of connections.
#[tokio::test(flavor = "multi_thread")]
async fn a_probe_goes_the_whole_way_and_nobody_can_pass_for_it() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let mut watch = Watch::begin(&server.admin, "?traffic=true").await;
    let probe: Probe = server.admin.post("/probe", json!({})).await;
    assert_eq!((probe.ok, probe.error), (true, None));
    assert!(probe.round_trip_ms.is_some());
    let connect = watch.kind(TrafficKind::Connect).await;
    assert!(connect.system);
    let message = watch.kind(TrafficKind::Message).await;
    assert!(message.system);
    let own = message.app.unwrap();
    watch.kind(TrafficKind::Disconnect).await;

    let mut request = format!("ws://{}/ws", place.listen).into_client_request().unwrap();
    request
        .headers_mut()
        .insert("user-agent", "switchboard-probe".parse().unwrap());
    let (_socket, _) = within(connect_async(request)).await.unwrap();
    assert!(!watch.kind(TrafficKind::Connect).await.system);
    let info: Info = server.admin.get("/info").await;
    assert_eq!(info.counters.connections, 1);

    // The server's own app is nobody's to change, or to be in.
    let path = format!("/apps/{own}");
    let body = json!({ "name": "mine" });
    let (status, _) = server.admin.refused(Method::PATCH, &path, Some(body)).await;
    assert_eq!(status, 404);
    let mut leap = Leap::identify(&place.listen, &own, None).await;
    let (code, reason) = leap.closed().await;
    assert_eq!(code, 4001);
    assert!(reason.contains("no app"), "{reason}");
}
