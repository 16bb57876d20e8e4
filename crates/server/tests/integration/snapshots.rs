//! Snapshots: taken, listed, gone back to while the server runs, deleted.

use client::Method;
use contract::{AccessKey, App, CreatedAccessKey, History, Info, RestoredSnapshot, Scope, Snapshot};
use serde_json::{Value, json};

use crate::support::{Admin, Leap, Process, Running, Watch, raw_with, until};

async fn take(server: &Running, name: &str) -> Snapshot {
    server.admin.post("/snapshots", json!({ "name": name })).await
}

async fn go_back(server: &Running, name: &str) -> RestoredSnapshot {
    server
        .admin
        .post(&format!("/snapshots/{name}/restore"), json!({}))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let place = server.app("ask").await;
    place
        .channel("room", "public", &["persistent", "client_publish"])
        .await;
    place.publish("room", "before", json!({ "n": 1 })).await;
    place.set_state("room", json!({ "is": "before" })).await;
    let token = place.token(&["room"]).await;
    let info: Info = server.admin.get("/info").await;
    assert!(info.capabilities.iter().any(|one| one == "snapshots"));
    let mut watch = Watch::begin(&server.admin, "").await;
    let taken = take(&server, "baseline").await;
    watch.change("snapshots").await;
    let listed: Vec<Snapshot> = server.admin.get("/snapshots").await;
    assert_eq!(listed, std::slice::from_ref(&taken));
    assert!(taken.bytes > 0);

    place.publish("room", "after", json!({ "n": 2 })).await;
    place.set_state("room", json!({ "is": "after" })).await;
    place.channel("later", "public", &[]).await;
    let new_token = place.token(&[]).await;
    let mut clients = vec![
        place.client(&token).await,
        place.client(&new_token).await,
        place.anonymous().await,
    ];

    let restored = go_back(&server, "baseline").await;
    assert_eq!(restored.name, "baseline");
    assert!(restored.took_ms < 1_000, "{} ms", restored.took_ms);
    for client in &mut clients {
        let (code, reason) = client.closed().await;
        assert_eq!((code, reason.as_str()), (1012, "the server is restarting"));
    }
    assert!(watch.closed().await.contains("1012"));

    let path = place.path("/channels/room/messages");
    let history: History = server.admin.get(&path).await;
    let events: Vec<_> = history
        .messages
        .iter()
        .map(|message| message.event.as_str())
        .collect();
    assert_eq!(events, ["before"]);
    let state: Value = server.admin.get(&place.path("/channels/room/state")).await;
    assert_eq!(state["value"], json!({ "is": "before" }));
    let (status, _) = server
        .admin
        .refused(Method::GET, &place.path("/channels/later"), None)
        .await;
    assert_eq!(status, 404);
    // The one comes back, the other is unknown; positions go on where they were.
    let mut back = place.client(&token).await;
    assert_eq!(place.publish("room", "again", json!({})).await, 2);
    while back.hear().await["e"] != "MESSAGE" {}
    let mut gone = Leap::identify(&place.listen, &place.app, Some(&new_token)).await;
    gone.closed().await;
    let again: Info = server.admin.get("/info").await;
    assert_ne!(again.run, info.run);

    // As often as one likes, also after a real start.
    go_back(&server, "baseline").await;
    server.stop().await;
    let server = Running::on(folder.path()).await;
    let history: History = server.admin.get(&path).await;
    assert_eq!(history.messages.len(), 1);
    server.admin.delete("/snapshots/baseline").await;
    let listed: Vec<Snapshot> = server.admin.get("/snapshots").await;
    assert_eq!(listed, []);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_restored_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let place = server.app("ask").await;
    take(&server, "good").await;
    let file = folder.path().join("snapshots/bad.db");
    std::fs::write(&file, "this is no database at all").unwrap();
    let restore = |name: &str| format!("/snapshots/{name}/restore");
    let (status, error) = server
        .admin
        .refused(Method::POST, &restore("bad"), Some(json!({})))
        .await;
    assert_eq!((status, error.code.as_str()), (503, "STORE_UNAVAILABLE"));
    assert!(
        error.message.contains("damaged") && error.message.contains("the data is as it was"),
        "{error:?}"
    );
    let app: App = server.admin.get(&place.path("")).await;
    assert_eq!(app.id, place.app);
    place.channel("room", "public", &[]).await;

    for (method, path, body, status, code) in [
        (Method::POST, restore("none"), Some(json!({})), 404, "NOT_FOUND"),
        (Method::DELETE, "/snapshots/none".into(), None, 404, "NOT_FOUND"),
        (
            Method::POST,
            "/snapshots".into(),
            Some(json!({ "name": "good" })),
            409,
            "SNAPSHOT_EXISTS",
        ),
        (
            Method::POST,
            "/snapshots".into(),
            Some(json!({ "name": "../good" })),
            400,
            "INVALID_REQUEST",
        ),
        (
            Method::POST,
            "/snapshots".into(),
            Some(json!({ "name": "" })),
            400,
            "INVALID_REQUEST",
        ),
        (
            Method::DELETE,
            "/snapshots/..%2Fswitchboard".into(),
            None,
            400,
            "INVALID_REQUEST",
        ),
        (
            Method::POST,
            restore("..%2Fswitchboard"),
            Some(json!({})),
            400,
            "INVALID_REQUEST",
        ),
    ] {
        let (got, error) = server.admin.refused(method.clone(), &path, body).await;
        assert_eq!(
            (got, error.code.as_str()),
            (status, code),
            "{method} {path}: {error:?}"
        );
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_in_memory_has_no_snapshots() {
    let server = Running::start().await;
    let info: Info = server.admin.get("/info").await;
    assert!(!info.capabilities.iter().any(|one| one == "snapshots"));
    for (method, path, body) in [
        (Method::GET, "/snapshots", None),
        (Method::POST, "/snapshots", Some(json!({ "name": "a" }))),
        (Method::POST, "/snapshots/a/restore", Some(json!({}))),
        (Method::DELETE, "/snapshots/a", None),
    ] {
        let (status, error) = server.admin.refused(method, path, body).await;
        assert_eq!((status, error.code.as_str()), (409, "NO_SNAPSHOTS"));
        assert!(error.detail.unwrap().contains("--data"));
    }
}

/// The program goes on as the same process, on the same ports, and can be stopped as ever.
#[tokio::test(flavor = "multi_thread")]
async fn the_listeners_stay_and_nobody_who_comes_meanwhile_is_turned_away() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(folder.path()).await;
    let admin = process.admin();
    let app: App = admin.post("/apps", json!({ "name": "kept" })).await;
    let _: Snapshot = admin.post("/snapshots", json!({ "name": "one" })).await;
    let _: App = admin.post("/apps", json!({ "name": "forgotten" })).await;
    let listen = process.ready.listen.clone();
    let (over, is_over) = tokio::sync::watch::channel(false);
    let knocking = tokio::spawn(async move {
        let mut answers = Vec::new();
        while !*is_over.borrow() {
            answers.push(raw_with(&listen, "GET", "/healthz", &[], b"").await.status);
        }
        answers
    });
    for _ in 0..3 {
        let _: RestoredSnapshot = admin.post("/snapshots/one/restore", json!({})).await;
    }
    over.send_replace(true);
    let answers = knocking.await.unwrap();
    assert!(
        !answers.is_empty() && answers.iter().all(|status| [200, 503].contains(status)),
        "{answers:?}"
    );
    let apps: Vec<App> = admin.get("/apps").await;
    assert_eq!(apps.iter().map(|one| &one.id).collect::<Vec<_>>(), [&app.id]);
    let ready: server::Ready = serde_json::from_slice(&std::fs::read(&process.ready_file).unwrap()).unwrap();
    assert_eq!((ready.apps.len(), &ready.listen), (1, &process.ready.listen));
    process.terminate();
    assert_eq!(process.ended().await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_ask_at_once_each_get_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    take(&server, "a").await;
    let asked: Vec<_> = (0..4)
        .map(|_| {
            let admin = server.admin.clone();
            tokio::spawn(async move {
                admin
                    .post::<RestoredSnapshot>("/snapshots/a/restore", json!({}))
                    .await
            })
        })
        .collect();
    for one in asked {
        assert_eq!(one.await.unwrap().name, "a");
    }
    until(async || {
        server
            .admin
            .call::<Info>(Method::GET, "/info", None)
            .await
            .is_ok()
    })
    .await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_the_admin_api_do_not_go_back() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let make = async |name: &str| -> CreatedAccessKey {
        let wish = json!({ "name": name, "scope": "read" });
        server.admin.post("/keys", wish).await
    };
    let old = make("old").await;
    take(&server, "baseline").await;
    server.admin.delete(&format!("/keys/{}", old.key.id)).await;
    let new = make("new").await;
    go_back(&server, "baseline").await;
    let with = |secret: &str| Admin::new(&server.ready.admin, secret);
    let (status, _) = with(&old.secret).refused(Method::GET, "/info", None).await;
    assert_eq!(status, 401);
    let info: Info = with(&new.secret).get("/info").await;
    assert_eq!(info.scope, Scope::Read);
    // On disk too.
    server.stop().await;
    let server = Running::on(folder.path()).await;
    let keys: Vec<AccessKey> = server.admin.get("/keys").await;
    let names: Vec<_> = keys.iter().map(|key| key.name.as_str()).collect();
    assert_eq!(names, ["new"]);
}
