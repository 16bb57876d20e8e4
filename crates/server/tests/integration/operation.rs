//! What whoever runs the server looks at: health, figures, settings.

use contract::Settings;
use serde_json::json;
use server::Config;

use crate::support::{Admin, Running, raw_with, until};

#[tokio::test(flavor = "multi_thread")]
async fn health_is_told_on_both_listeners_to_everybody() {
    let server = Running::start().await;
    let addresses = [server.ready.listen.clone(), server.ready.admin.clone()];
    for address in &addresses {
        let answer = raw_with(address, "GET", "/healthz", &[("Host", "balancer.example")], b"").await;
        assert_eq!((answer.status, answer.json()), (200, json!({ "status": "ok" })));
        assert!(answer.head.contains("cache-control: no-store"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_fails_is_no_longer_healthy() {
    use sqlx::{ConnectOptions, Connection};
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let health = async || raw_with(&server.ready.listen, "GET", "/healthz", &[], b"").await;
    assert_eq!(health().await.status, 200);
    // Somebody else holds the file for writing: commits fail after a while.
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("switchboard.db"));
    let mut other = options.connect().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let refused = server
        .admin
        .refused(client::Method::POST, "/apps", Some(json!({ "name": "a" })))
        .await;
    assert_eq!(refused.0, 503);
    let answer = health().await;
    assert_eq!(
        (answer.status, answer.json()),
        (503, json!({ "status": "store_failing" }))
    );
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let _: contract::App = server.admin.post("/apps", json!({ "name": "a" })).await;
    assert_eq!(health().await.status, 200);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_there_for_prometheus() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    place.channel("room", "unprotected", &["client_publish"]).await;
    let mut reader = place.anonymous().await;
    reader.join("room").await;
    place.publish("room", "hello", json!({})).await;
    reader.expect("MESSAGE", "room").await;
    let made: contract::CreatedAccessKey = server
        .admin
        .post("/keys", json!({ "name": "prometheus", "scope": "read" }))
        .await;
    let bearer = format!("Bearer {}", made.secret);
    let ask = async || {
        let headers = [("Authorization", bearer.as_str())];
        raw_with(&server.ready.admin, "GET", "/metrics", &headers, b"").await
    };
    let app = &place.app;
    let wanted = [
        "switchboard_connects_total 1".to_owned(),
        "switchboard_messages_total 1".into(),
        "switchboard_deliveries_total 1".into(),
        "switchboard_connections 1".into(),
        "switchboard_store_failing 0".into(),
        format!("switchboard_app_connections{{app=\"{app}\"}} 1"),
        format!("switchboard_app_channels{{app=\"{app}\"}} 1"),
        "# TYPE switchboard_messages_total counter".into(),
        "# TYPE switchboard_connections gauge".into(),
    ];
    let mut text = String::new();
    until(async || {
        text = ask().await.body;
        wanted.iter().all(|line| text.lines().any(|known| known == line))
    })
    .await;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(
            name.starts_with("switchboard_") || name.starts_with("process_"),
            "{line}"
        );
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
    #[cfg(target_os = "linux")]
    assert!(text.contains("process_resident_memory_bytes ") && text.contains("process_open_fds "));
    let answer = raw_with(&server.ready.admin, "GET", "/metrics", &[], b"").await;
    assert_eq!(
        (answer.status, answer.error().code.as_str()),
        (401, "INVALID_AUTH")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_say_what_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let settings: Settings = server.admin.get("/settings").await;
    assert_eq!(
        (settings.listen, settings.admin_listen),
        (server.ready.listen.clone(), server.ready.admin.clone())
    );
    assert_eq!(settings.data_dir.as_deref(), folder.path().to_str());
    assert!(settings.data_bytes.unwrap() > 0);
    assert_eq!((settings.frame_bytes, settings.config_file), (65_536, None));
    server.stop().await;

    let config = Config {
        frame_bytes: 5_000,
        origins: vec!["https://a.example".into()],
        config_file: Some("/etc/switchboard.toml".into()),
        ..Config::default()
    };
    let server = Running::with(config).await;
    let settings: Settings = Admin::new(&server.ready.admin, &server.ready.admin_key)
        .get("/settings")
        .await;
    assert_eq!((settings.data_dir, settings.data_bytes), (None, None));
    assert_eq!(
        (settings.frame_bytes, settings.origins),
        (5_000, vec!["https://a.example".to_owned()])
    );
    assert_eq!(settings.config_file.as_deref(), Some("/etc/switchboard.toml"));
}

/// Whoever starts one beside other things may do so from any task.
#[test]
fn a_server_can_be_opened_in_a_task() {
    fn sends<T: Send>(_: impl FnOnce(server::Listeners) -> T) {}
    sends(|listeners| server::Server::open(listeners, Config::default()));
    sends(|listeners| server::run(listeners, Config::default(), std::future::pending()));
}
