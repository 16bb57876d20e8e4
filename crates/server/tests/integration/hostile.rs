//! Clients that do everything wrong: each closes only itself.

use futures_util::SinkExt;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Leap, Place, Running, raw, raw_with, within};

async fn room(server: &Running) -> (Place, Leap) {
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &["client_publish"]).await;
    let mut good = place.anonymous().await;
    good.join("room").await;
    (place, good)
}

/// The good one still works.
async fn works(place: &Place, good: &mut Leap) {
    good.publish("room", "still", json!(1)).await;
    good.expect("MESSAGE", "room").await;
    place.anonymous().await.join("room").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_frame_has_its_code() {
    let server = Running::start().await;
    let (place, mut good) = room(&server).await;
    let identify = json!({ "op": 2, "d": { "project_id": place.app } }).to_string();
    let identify = identify.as_str();
    let subscribe = r#"{"op":0,"d":{"c":"room","e":"SUBSCRIBE"}}"#;
    let nobody = json!({ "op": 2, "d": { "project_id": place.app, "token": "leap_token_x" } }).to_string();
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let deep = format!(r#"{{"op":0,"d":{{"c":"room","e":"SET_CHANNEL_STATE","d":{{"a":{deep}}}}}}}"#);
    let rows: &[(&[&str], u16)] = &[
        (&["garbage"], 4005),
        (&[""], 4005),
        (&["[]"], 4005),
        (&["null"], 4005),
        (&["{}"], 4005),
        (&[r#"{"op":"0"}"#], 4005),
        (&[r#"{"op":1.5}"#], 4005),
        (&[r#"{"op":99999999999999999999}"#], 4005),
        (&[r#"{"op":5}"#], 4004),
        (&[r#"{"op":-1}"#], 4004),
        (&[r#"{"op":1}"#], 4004),
        (&[subscribe], 4003),
        (&[r#"{"op":2}"#], 4005),
        (&[r#"{"op":2,"d":{"project_id":7}}"#], 4005),
        (&[r#"{"op":2,"d":{}}"#], 4001),
        (&[r#"{"op":2,"d":{"project_id":"project_x"}}"#], 4001),
        (&[&nobody], 4001),
        (&[identify, identify], 4005),
        (&[identify, r#"{"op":0}"#], 4005),
        (&[identify, r#"{"op":0,"d":{"e":"SUBSCRIBE"}}"#], 4005),
        (&[identify, r#"{"op":0,"d":{"c":"","e":"SUBSCRIBE"}}"#], 4005),
        (&[identify, r#"{"op":0,"d":{"c":7,"e":"SUBSCRIBE"}}"#], 4005),
        (
            &[identify, r#"{"op":0,"d":{"c":"room","e":"MESSAGE","d":{}}}"#],
            4005,
        ),
        (
            &[
                identify,
                r#"{"op":0,"d":{"c":"room","e":"SET_CHANNEL_STATE","d":[]}}"#,
            ],
            4005,
        ),
        (&[identify, &deep], 4005),
    ];
    for (frames, expected) in rows {
        let mut leap = Leap::open(&place.listen).await;
        for frame in *frames {
            leap.say_text(frame).await;
        }
        let (code, reason) = leap.closed().await;
        assert_eq!(code, *expected, "{frames:.80?}: {reason}");
        assert!(!reason.is_empty() && reason.len() <= 123);
    }
    let mut binary = Leap::open(&place.listen).await;
    within(binary.socket.send(Message::binary(b"\x00\x01".as_ref())))
        .await
        .unwrap();
    assert_eq!(binary.closed().await.0, 4005);
    let mut large = Leap::open(&place.listen).await;
    // It may be cut off before it has said everything.
    let _ = large.socket.send(Message::text("x".repeat(70_000))).await;
    assert_eq!(large.closed().await.0, 1009);
    let mut noisy = place.anonymous().await;
    for _ in 0..21 {
        noisy.say(json!({ "op": 3 })).await;
    }
    assert_eq!(noisy.closed().await.0, 4007);
    works(&place, &mut good).await;
}

/// Names that are none, of things that are none: an answer each, and the connection goes on.
#[tokio::test(flavor = "multi_thread")]
async fn bad_wishes_are_answered() {
    let server = Running::start().await;
    let (place, _good) = room(&server).await;
    let mut leap = place.anonymous().await;
    let long = "x".repeat(129);
    for name in ["nowhere", "a/b", "tokens", "\u{0}", &long] {
        leap.subscribe(name).await;
        let answer = leap.expect("UNAVAILABLE", name).await;
        assert_eq!(
            (&answer["graceful"], &answer["error_code"]),
            (&json!(false), &json!("UNKNOWN"))
        );
        leap.publish(name, "e", json!(1)).await;
        leap.expect("UNAVAILABLE", name).await;
        leap.set_state(name, json!({})).await;
        leap.expect("UNAVAILABLE", name).await;
        leap.unsubscribe(name).await;
    }
    // In a channel that exists, without being in it.
    leap.publish("room", "e", json!(1)).await;
    leap.expect("UNAVAILABLE", "room").await;
    leap.join("room").await;
    for event in ["", &"x".repeat(257)] {
        leap.publish("room", event, json!(1)).await;
    }
    leap.say(json!({ "op": 0, "d": { "c": "room", "e": "DANCE", "d": null } }))
        .await;
    leap.hears_nothing().await;
    assert_eq!(place.find("room").await.position, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_http_is_answered_or_cut_off() {
    let server = Running::start().await;
    let (place, mut good) = room(&server).await;
    for address in [&server.ready.listen, &server.ready.admin] {
        let giant = format!(
            "GET /ws HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n",
            "x".repeat(100_000)
        );
        assert_eq!(raw(address, giant.as_bytes()).await.status, 431);
        let many = "X: 1\r\n".repeat(500);
        let many = format!("GET /ws HTTP/1.1\r\nHost: x\r\n{many}\r\n");
        assert_eq!(raw(address, many.as_bytes()).await.status, 431);
        assert_eq!(
            raw(address, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n").await.status,
            400
        );
    }
    for path in ["/", "/nothing", "/ws/", "/admin/v1/info"] {
        assert_eq!(
            raw_with(&place.listen, "GET", path, &[], b"").await.status,
            404,
            "{path}"
        );
    }
    let plain = raw_with(&place.listen, "GET", "/ws", &[], b"").await;
    assert!((400..500).contains(&plain.status), "{plain:?}");
    let upgrade = [
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    let etf = raw_with(&place.listen, "GET", "/ws?encoding=etf", &upgrade, b"").await;
    assert_eq!(etf.status, 400);
    assert!(etf.body.contains("encoding=json"), "{}", etf.body);
    // Hop's HTTP API answers in its own shape, whatever is wrong.
    let rows = [
        ("GET", "/v1/channels", "", 401),
        ("GET", "/v1/channels", "Bearer x", 401),
        ("GET", "/v1/nothing", "", 404),
        ("DELETE", "/v1/channels", "", 404),
    ];
    for (method, path, key, status) in rows {
        let answer = raw_with(&place.listen, method, path, &[("Authorization", key)], b"").await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert!(answer.head.contains("application/json"), "{}", answer.head);
        assert_eq!(answer.json()["success"], false);
    }
    works(&place, &mut good).await;
}

/// Connections that never finish what they began do not disturb the others.
#[tokio::test(flavor = "multi_thread")]
async fn half_open_connections_disturb_nobody() {
    let server = Running::start().await;
    let (place, mut good) = room(&server).await;
    let beginnings: [&[u8]; 4] = [
        b"",
        b"GET /ws HTTP/1.1\r\nHost: x\r\n",
        b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
          Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        b"POST /v1/channels HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
    ];
    let mut open = Vec::new();
    for n in 0..200 {
        let mut stream = within(TcpStream::connect(&place.listen)).await.unwrap();
        within(stream.write_all(beginnings[n % 4])).await.unwrap();
        open.push(stream);
    }
    // Half a frame each for those that are WebSockets by now.
    for stream in open.iter_mut().skip(2).step_by(4) {
        let mut answer = [0; 12];
        within(stream.read_exact(&mut answer)).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 101");
        within(stream.write_all(b"\x81\xFE\xFF")).await.unwrap();
    }
    for _ in 0..50 {
        works(&place, &mut good).await;
    }
    let _: contract::Info = server.admin.get("/info").await;
    // They go without a word.
    drop(open);
    works(&place, &mut good).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pages_that_are_listed_may_connect() {
    let server = Running::with(server::Config {
        origins: vec!["https://app.example".into()],
        ..server::Config::default()
    })
    .await;
    let upgrade = [
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    for (origin, status) in [
        (Some("https://app.example"), 101),
        (Some("https://evil.example"), 403),
        (Some("https://app.example.evil.example"), 403),
        (Some("null"), 403),
        (None, 101),
    ] {
        let mut headers = upgrade.to_vec();
        headers.extend(origin.map(|origin| ("Origin", origin)));
        let answer = raw_with(&server.ready.listen, "GET", "/ws", &headers, b"").await;
        assert_eq!(answer.status, status, "{origin:?}");
        if status == 403 {
            assert!(answer.body.contains("add the origin"), "{}", answer.body);
        }
    }
}
