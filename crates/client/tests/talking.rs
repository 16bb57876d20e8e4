//! The client against a real listener that speaks a little of the admin API.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{future::Future, net::SocketAddr, time::Duration};

use axum::{
    Json, Router,
    extract::{WebSocketUpgrade, ws},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use client::{CallError, Client, FetchError, Method, StreamEvent, Target};
use contract::{ErrorBody, ErrorDetail};
use tokio::net::TcpListener;

const KEY: &str = "the-key";

fn has_key(headers: &HeaderMap) -> bool {
    headers
        .get(header::AUTHORIZATION)
        .is_some_and(|value| value == "Bearer the-key")
}

async fn echo(headers: HeaderMap, Json(body): Json<serde_json::Value>) -> Response {
    if !has_key(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    Json(body).into_response()
}

async fn refuse() -> Response {
    let error = ErrorDetail {
        code: "UNKNOWN_APP".into(),
        message: "there is no app \"x\"".into(),
        detail: None,
    };
    (StatusCode::NOT_FOUND, Json(ErrorBody { error })).into_response()
}

/// Sends one frame and says goodbye.
async fn one_frame(headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    if !has_key(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    upgrade.on_upgrade(async |mut socket| {
        socket
            .send(ws::Message::Text("{\"seq\":1}".into()))
            .await
            .unwrap();
        let goodbye = ws::CloseFrame {
            code: 1012,
            reason: "restarting".into(),
        };
        socket.send(ws::Message::Close(Some(goodbye))).await.unwrap();
    })
}

async fn serve() -> SocketAddr {
    let routes = Router::new()
        .route("/admin/v1/echo", post(echo))
        .route("/admin/v1/refuse", get(refuse))
        .route("/admin/v1/empty", post(async || StatusCode::NO_CONTENT))
        .route(
            "/admin/v1/away",
            get(async || Redirect::temporary("/admin/v1/empty")),
        )
        .route("/admin/v1/stream", get(one_frame));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, routes).await.unwrap() });
    address
}

fn client(address: SocketAddr, key: &str) -> Client {
    Client::new(Target::new(&format!("http://{address}"), key).unwrap()).unwrap()
}

/// An address at which nothing listens.
async fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), future)
        .await
        .expect("done within 10 s")
}

#[tokio::test]
async fn json_goes_there_and_back_with_the_key() {
    let client = client(serve().await, KEY);
    let sent = serde_json::json!({"a": [1, "ü"]});
    let got: serde_json::Value = client
        .call(Method::POST, "/admin/v1/echo", Some(&sent))
        .await
        .unwrap();
    assert_eq!(got, sent);
    client
        .call::<()>(Method::POST, "/admin/v1/empty", None::<&()>)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_refusal_is_an_error_with_the_code_of_the_server() {
    let client = client(serve().await, KEY);
    let error = client.get::<contract::App>("/admin/v1/refuse").await.unwrap_err();
    let CallError::Refused { status: 404, error } = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.code, "UNKNOWN_APP");
}

#[tokio::test]
async fn an_answer_off_the_contract_says_where() {
    let client = client(serve().await, KEY);
    let error = client
        .call::<contract::App>(Method::POST, "/admin/v1/empty", None::<&()>)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("POST /admin/v1/empty:"), "{error}");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let client = client(serve().await, KEY);
    let reply = client.fetch(Method::GET, "/admin/v1/away", None).await.unwrap();
    assert_eq!(reply.status, 307);
}

#[tokio::test]
async fn nobody_there_is_said_with_the_address() {
    let address = nobody().await;
    let client = client(address, KEY);
    let error = client
        .fetch(Method::GET, "/admin/v1/info", None)
        .await
        .unwrap_err();
    assert_eq!(
        error,
        FetchError::Refused {
            address: address.to_string()
        }
    );
    let mut stream = client.stream("/admin/v1/stream").unwrap();
    let Some(StreamEvent::Closed { reason }) = soon(stream.next()).await else {
        panic!("opened");
    };
    assert!(
        reason.contains(&format!("nothing listens at {address}")),
        "{reason}"
    );
}

#[tokio::test]
async fn a_stream_opens_gives_frames_and_says_why_it_ends() {
    let mut stream = client(serve().await, KEY).stream("/admin/v1/stream").unwrap();
    assert_eq!(soon(stream.next()).await, Some(StreamEvent::Open));
    assert_eq!(
        soon(stream.next()).await,
        Some(StreamEvent::Frame("{\"seq\":1}".into()))
    );
    assert_eq!(
        soon(stream.next()).await,
        Some(StreamEvent::Closed {
            reason: "the server closed the stream with code 1012: restarting".into()
        })
    );
    assert_eq!(soon(stream.next()).await, None);
}

#[tokio::test]
async fn a_stream_with_the_wrong_key_never_opens() {
    let mut stream = client(serve().await, "wrong").stream("/admin/v1/stream").unwrap();
    let Some(StreamEvent::Closed { reason }) = soon(stream.next()).await else {
        panic!("opened");
    };
    assert!(reason.contains("status 401"), "{reason}");
}
