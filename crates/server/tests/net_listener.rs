//! Listener and handshake: what is not a WebSocket, and the end.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod net_support;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo, routing::get};
use net_support::{Server, Setup, hear_text, say, within};
use server::net::{BindError, HttpLimits, bind};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
};

/// Sends bytes and reads until the server has closed. An error counts as the end: it may reset.
async fn ask(addr: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = within(TcpStream::connect(addr)).await.unwrap();
    let _ = within(stream.write_all(bytes)).await;
    read_all(&mut stream).await
}

async fn read_all(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let _ = within(stream.read_to_end(&mut all)).await;
    String::from_utf8_lossy(&all).into_owned()
}

#[tokio::test]
async fn a_taken_port_is_a_sentence() {
    let first = bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let addr = first.local_addr().unwrap();
    let error = bind(addr).unwrap_err();
    assert!(matches!(error, BindError::Taken(_)));
    assert!(error.to_string().contains(&addr.to_string()));
    assert!(error.to_string().contains("choose another"));
    assert!(matches!(
        bind("203.0.113.7:0".parse().unwrap()).unwrap_err(),
        BindError::NotHere(_)
    ));
}

#[tokio::test]
async fn what_is_no_websocket_request_is_told_what_would_be() {
    let server = Server::start().await;
    let head = "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: close";
    for (request, status, words) in [
        (format!("{head}\r\n\r\n"), "426", "Upgrade: websocket"),
        (
            format!("{head}, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 12\r\n\r\n"),
            "426",
            "13",
        ),
        (
            format!("{head}, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n"),
            "400",
            "Sec-WebSocket-Key",
        ),
        (
            "POST /ws HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".into(),
            "400",
            "GET",
        ),
    ] {
        let answer = ask(server.addr, request.as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(answer.contains(words), "{answer}");
    }
}

#[tokio::test]
async fn garbage_ends_its_own_connection_only() {
    let server = Server::start().await;
    let mut client = server.client().await;
    let long = format!("GET /ws HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "x".repeat(20_000));
    let many = format!("GET /ws HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: y\r\n".repeat(200));
    for (bytes, status) in [
        (&b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"[..], "400"),
        (&[0xff; 3_000], "400"),
        (b"GET / HTTP/1.1\r\nHost\r\n\r\n", "400"),
        (long.as_bytes(), "431"),
        (many.as_bytes(), "431"),
    ] {
        let answer = ask(server.addr, bytes).await;
        assert!(
            answer.is_empty() || answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{answer}"
        );
        assert!(!answer.contains(" 200 ") && !answer.contains(" 101 "));
    }
    say(&mut client, "still here").await;
    assert_eq!(hear_text(&mut client).await, "still here");
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_ended() {
    let setup = Setup {
        http: HttpLimits {
            header_time: Duration::from_millis(100),
            ..HttpLimits::default()
        },
        ..Setup::default()
    };
    let server = Server::with(setup, Router::new()).await;
    let answer = ask(server.addr, b"GET /ws HTTP/1.1\r\nHost: x\r\n").await;
    assert!(!answer.contains(" 101 "), "{answer}");
}

#[tokio::test]
async fn open_handshakes_are_limited_and_websockets_do_not_count() {
    let setup = Setup {
        http: HttpLimits {
            connections: 2,
            header_time: Duration::from_millis(300),
            ..HttpLimits::default()
        },
        ..Setup::default()
    };
    let server = Server::with(setup, Router::new()).await;
    let mut clients = Vec::new();
    for _ in 0..5 {
        clients.push(server.client().await);
    }
    // Two that say nothing take both places; the next has one as soon as their time is over.
    let idle = [
        within(TcpStream::connect(server.addr)).await.unwrap(),
        within(TcpStream::connect(server.addr)).await.unwrap(),
    ];
    clients.push(server.client().await);
    for client in &mut clients {
        say(client, "here").await;
        assert_eq!(hear_text(client).await, "here");
    }
    drop(idle);
}

#[tokio::test]
async fn the_clients_address_is_known_to_handlers() {
    let whoami = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() };
    let server = Server::with(Setup::default(), Router::new().route("/whoami", get(whoami))).await;
    let mut stream = within(TcpStream::connect(server.addr)).await.unwrap();
    let request = b"GET /whoami HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    within(stream.write_all(request)).await.unwrap();
    let me = stream.local_addr().unwrap().to_string();
    assert!(read_all(&mut stream).await.ends_with(&me));
}

#[tokio::test]
async fn a_handler_that_panics_takes_nobody_along() {
    async fn fall() -> &'static str {
        panic!("as you wish")
    }
    let server = Server::with(Setup::default(), Router::new().route("/panic", get(fall))).await;
    let mut client = server.client().await;
    let answer = ask(server.addr, b"GET /panic HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!(answer, "");
    say(&mut client, "still here").await;
    assert_eq!(hear_text(&mut client).await, "still here");
    server.client().await;
}

#[tokio::test]
async fn the_shutdown_lets_running_requests_finish() {
    let (entered, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (enter, left) = (Arc::clone(&entered), Arc::clone(&leave));
    let slow = move || async move {
        enter.notify_one();
        left.notified().await;
        "done"
    };
    let mut server = Server::with(Setup::default(), Router::new().route("/slow", get(slow))).await;
    let addr = server.addr;
    let request = tokio::spawn(async move { ask(addr, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await });
    // One that says nothing must not keep the server up.
    let _idle = within(TcpStream::connect(addr)).await.unwrap();
    within(entered.notified()).await;
    server.stop();
    // The port is free as soon as nothing is accepted any more.
    within(async {
        while bind(addr).is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    leave.notify_one();
    assert!(within(request).await.unwrap().ends_with("done"));
    server.stopped().await;
}

#[tokio::test]
async fn the_shutdown_does_not_wait_for_ever() {
    let setup = Setup {
        http: HttpLimits {
            drain: Duration::from_millis(50),
            ..HttpLimits::default()
        },
        ..Setup::default()
    };
    let entered = Arc::new(Notify::new());
    let enter = Arc::clone(&entered);
    let stuck = move || async move {
        enter.notify_one();
        std::future::pending::<()>().await;
    };
    let mut server = Server::with(setup, Router::new().route("/stuck", get(stuck))).await;
    let addr = server.addr;
    let request = tokio::spawn(async move { ask(addr, b"GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n").await });
    within(entered.notified()).await;
    server.stop();
    server.stopped().await;
    assert_eq!(within(request).await.unwrap(), "");
}
