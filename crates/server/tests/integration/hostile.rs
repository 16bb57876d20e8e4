//! Clients that do everything wrong: each closes only itself.

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Leap, Place, Running, within};

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

/// Names that are none, of things that are none: an answer each, and the connection goes on.
#[tokio::test(flavor = "multi_thread")]
async fn bad_wishes_are_answered() {
    let server = Running::start().await;
    let (place, _good) = room(&server).await;
    let mut leap = place.anonymous().await;
    let long = "x".repeat(257);
    for name in ["nowhere", "a*b", "tokens", "\u{0}", &long] {
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
