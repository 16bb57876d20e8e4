//! The app's own operations, and what they do to the server inside it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, net::TcpListener, path::Path, time::Duration, time::Instant};

use contract::{
    App, Approval, ErrorBody, Info, Tokens,
    desktop::{About, Preferences, SavedFile, ServerStatus, Servers},
};
use desktop::{Desktop, Options, Request, Response};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{runtime::Handle, time::timeout};
use tokio_tungstenite::{connect_async, tungstenite::Message};

const LIMIT: Duration = Duration::from_secs(20);

fn options(folder: &Path) -> Options {
    Options {
        data_dir: folder.to_owned(),
        listen: None,
        admin_listen: None,
        downloads: Some(folder.to_owned()),
        started: Instant::now(),
    }
}

/// With free ports chosen before the start, as a user would have.
fn start(folder: &Path) -> Desktop {
    let chosen = json!({ "listen_port": 0, "admin_port": 0, "notifications": true, "keep_running": true, "close_explained": false });
    fs::write(folder.join("preferences.json"), chosen.to_string()).unwrap();
    Desktop::start(options(folder), &Handle::current())
}

async fn send(desktop: &Desktop, target: &str, method: &str, path: &str, body: Option<Value>) -> Response {
    let request = Request {
        method: method.into(),
        path: path.into(),
        body: body.map(|body| body.to_string()),
    };
    timeout(LIMIT, desktop.fetch(target, request)).await.unwrap()
}

async fn get<T: serde::de::DeserializeOwned>(desktop: &Desktop, target: &str, path: &str) -> T {
    let answer = send(desktop, target, "GET", path, None).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn error(answer: &Response) -> (u16, String, String) {
    let ErrorBody { error } = serde_json::from_str(&answer.body).unwrap();
    (answer.status, error.code, error.message)
}

#[tokio::test]
async fn every_operation_of_the_document_has_a_route() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    let document: Value = serde_json::from_str(&contract::document()).unwrap();
    let mut seen = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        if !path.starts_with(contract::desktop::BASE) {
            continue;
        }
        for method in methods.as_object().unwrap().keys() {
            seen += 1;
            let path = path
                .replace("{server}", "nothing")
                .replace("{capture}", "nothing");
            let path = ["{view}", "{export}", "{client}"]
                .iter()
                .fold(path, |path, name| path.replace(name, "0"));
            let answer = send(&desktop, "app", &method.to_uppercase(), &path, None).await;
            assert!(!answer.body.contains("has no operation"), "{method} {path}");
        }
    }
    assert!(seen >= 8, "{seen}");
    desktop.stop().await;
}

#[tokio::test]
async fn a_chosen_port_holds_after_the_restart() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    let before: Info = get(&desktop, "embedded", "/admin/v1/info").await;
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut chosen: Preferences = get(&desktop, "app", "/app/v1/preferences").await;
    chosen.listen_port = free;
    let body = serde_json::to_value(&chosen).unwrap();
    let answer = send(&desktop, "app", "PUT", "/app/v1/preferences", Some(body)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);

    let answer = send(&desktop, "app", "POST", "/app/v1/servers/embedded/restart", None).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    let after: Info = get(&desktop, "embedded", "/admin/v1/info").await;
    assert_ne!(before.started_at, after.started_at);
    assert_eq!(after.endpoints[0].url, format!("ws://127.0.0.1:{free}/ws"));
    let Servers { servers } = get(&desktop, "app", "/app/v1/servers").await;
    assert_eq!(servers[0].status, ServerStatus::Running);
    assert_eq!(desktop.status(), format!("Running on 127.0.0.1:{free}"));
    desktop.stop().await;
    assert!(desktop.status().starts_with("Not running"));
}

#[tokio::test]
async fn closing_leaves_the_server_running_if_there_is_a_tray_and_the_user_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    assert!(!desktop.stays_when_closed());
    desktop.tray_found();
    assert!(get::<About>(&desktop, "app", "/app/v1/about").await.tray);
    assert!(desktop.stays_when_closed());
    let mut chosen: Preferences = get(&desktop, "app", "/app/v1/preferences").await;
    chosen.keep_running = false;
    let body = serde_json::to_value(&chosen).unwrap();
    assert_eq!(
        send(&desktop, "app", "PUT", "/app/v1/preferences", Some(body))
            .await
            .status,
        200
    );
    assert!(!desktop.stays_when_closed());
    desktop.stop().await;
}

#[tokio::test]
async fn preferences_that_make_no_sense_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    let before: Preferences = get(&desktop, "app", "/app/v1/preferences").await;
    for (body, words) in [
        (json!({ "listen_port": 80 }), "missing field"),
        (json!({ "listen_port": "x" }), "invalid type"),
        (
            json!({ "listen_port": 80, "admin_port": 0, "notifications": true, "keep_running": true, "close_explained": true }),
            "listen_port is 80",
        ),
        (
            json!({ "listen_port": 70000, "admin_port": 0, "notifications": true, "keep_running": true, "close_explained": true }),
            "70000",
        ),
        (
            json!({ "listen_port": 0, "admin_port": 0, "notifications": true, "keep_running": true, "close_explained": true, "port": 1 }),
            "unknown field",
        ),
    ] {
        let answer = send(&desktop, "app", "PUT", "/app/v1/preferences", Some(body)).await;
        let (status, code, message) = error(&answer);
        assert_eq!((status, code.as_str()), (400, "INVALID_REQUEST"));
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(
        get::<Preferences>(&desktop, "app", "/app/v1/preferences").await,
        before
    );
    desktop.stop().await;
}

#[tokio::test]
async fn a_file_is_saved_and_never_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    let mut paths = Vec::new();
    for content in ["one", "two"] {
        let body = json!({ "name": "project.json", "content": content });
        let answer = send(&desktop, "app", "POST", "/app/v1/files", Some(body)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        paths.push(serde_json::from_str::<SavedFile>(&answer.body).unwrap().path);
    }
    let contents: Vec<_> = paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    assert_eq!(contents, ["one", "two"]);
    let body = json!({ "name": "../project.json", "content": "" });
    let answer = send(&desktop, "app", "POST", "/app/v1/files", Some(body)).await;
    let (status, _, message) = error(&answer);
    assert!(status == 400 && message.contains("without a folder"), "{message}");
    desktop.stop().await;
}

/// Alice asks to join the private channel, and waits.
async fn ask_to_join(desktop: &Desktop, info: &Info) -> impl Sized {
    let apps: Vec<App> = get(desktop, "embedded", "/admin/v1/apps").await;
    let app = &apps[0].id;
    let tokens: Tokens = get(desktop, "embedded", &format!("/admin/v1/apps/{app}/tokens")).await;
    let alice = tokens
        .items
        .iter()
        .find(|token| token.name.as_deref() == Some("Alice"))
        .unwrap();
    let (mut socket, _) = connect_async(&info.endpoints[0].url).await.unwrap();
    for frame in [
        json!({ "op": 2, "d": { "project_id": app, "token": alice.id } }),
        json!({ "op": 0, "d": { "c": "backstage", "e": "SUBSCRIBE", "d": null } }),
    ] {
        socket.send(Message::text(frame.to_string())).await.unwrap();
        // HELLO, then INIT: what comes next is heard by nobody here.
        socket.next().await.unwrap().unwrap();
    }
    socket
}

#[tokio::test]
async fn who_waits_is_told_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    let mut waiting = desktop.waiting();
    for _ in 0..2 {
        let info: Info = get(&desktop, "embedded", "/admin/v1/info").await;
        let _client = ask_to_join(&desktop, &info).await;
        let told = timeout(LIMIT, waiting.wait_for(|waiting| waiting.len() == 1)).await;
        let who: Vec<Approval> = told.unwrap().unwrap().clone();
        assert_eq!(
            (who[0].who.label.as_str(), who[0].channel.as_str()),
            ("Alice", "backstage")
        );
        let decision = format!("/admin/v1/approvals/{}/decision", who[0].id);
        let answer = send(
            &desktop,
            "embedded",
            "POST",
            &decision,
            Some(json!({ "answer": "deny" })),
        )
        .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        timeout(LIMIT, waiting.wait_for(Vec::is_empty))
            .await
            .unwrap()
            .unwrap();
        let answer = send(&desktop, "app", "POST", "/app/v1/servers/embedded/restart", None).await;
        assert_eq!(answer.status, 204, "{}", answer.body);
    }
    desktop.stop().await;
}
