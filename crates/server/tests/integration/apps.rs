//! Apps: described, changed, given new keys, deleted with all that is in them.

use client::Method;
use contract::{App, AppCredentials, Capability};
use serde_json::json;

use crate::support::{Leap, Running, Watch, until};

#[tokio::test(flavor = "multi_thread")]
async fn what_an_app_may_use_is_changed_field_by_field() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let new = json!({ "name": " Chat ", "default_capabilities": ["presence", "persistent"] });
    let app: App = server.admin.post("/apps", new).await;
    assert_eq!(app.name, "Chat");
    assert_eq!(
        app.default_capabilities,
        [Capability::Persistent, Capability::Presence]
    );
    let path = format!("/apps/{}", app.id);
    let change = json!({
        "limits": { "payload_bytes": 2_000, "tokens": 3 },
        "retention": { "messages": 500, "age_ms": null, "state_versions": 7, "idempotency_ms": 60_000 },
        "ask_timeout_ms": 5_000,
    });
    let changed: App = server.admin.patch(&path, change).await;
    assert_eq!((changed.limits.payload_bytes, changed.limits.tokens), (2_000, 3));
    assert_eq!(changed.limits.state_bytes, app.limits.state_bytes);
    assert_eq!(
        (changed.retention.messages, changed.retention.state_versions),
        (Some(500), 7)
    );
    assert_eq!(changed.default_capabilities, app.default_capabilities);
    let changed: App = server
        .admin
        .patch(&path, json!({ "default_capabilities": [] }))
        .await;
    assert_eq!(changed.default_capabilities, []);
    server.stop().await;
    let server = Running::on(folder.path()).await;
    let again: App = server.admin.get(&path).await;
    assert_eq!(again, changed);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_is_refused_by_name_and_range() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    let before: App = server.admin.get(&place.path("")).await;
    for (change, says, fix) in [
        (json!({ "name": "" }), "1 to 80 characters", ""),
        (
            json!({ "ask_timeout_ms": 999 }),
            "1,000 to 600,000 ms, not 999",
            "ask_timeout_ms",
        ),
        (
            json!({ "limits": { "tokens": 0 } }),
            "tokens cannot be 0",
            "1 to 10000000",
        ),
        (
            json!({ "limits": { "payload_bytes": 1 << 21 } }),
            "payload_bytes cannot be 2097152",
            "1 to 1048576",
        ),
        (json!({ "limits": { "token": 1 } }), "unknown field `token`", ""),
        (
            json!({ "limits": { "tokens": -1 } }),
            "invalid value: integer `-1`",
            "",
        ),
        (
            json!({ "retention": { "messages": 0, "state_versions": 1, "idempotency_ms": 1_000 } }),
            "messages cannot be 0",
            "use 1 to",
        ),
        (
            json!({ "default_capabilities": ["fast"] }),
            "unknown variant `fast`",
            "",
        ),
    ] {
        let (status, error) = server
            .admin
            .refused(Method::PATCH, &place.path(""), Some(change))
            .await;
        assert_eq!(
            (status, error.code.as_str()),
            (400, "INVALID_REQUEST"),
            "{error:?}"
        );
        assert!(
            error.message.contains(says),
            "{says:?} is not in {:?}",
            error.message
        );
        assert!(
            error.detail.clone().unwrap_or_default().contains(fix),
            "{fix:?} is not in {error:?}"
        );
    }
    let after: App = server.admin.get(&place.path("")).await;
    assert_eq!(after, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_replaced_holds_until_its_end() {
    let server = Running::start().await;
    let mut place = server.app("ask").await;
    let path = place.path("/credentials/rotate");
    let old = place.key.clone();
    let works = async |place: &mut crate::support::Place, key: &str| {
        place.key = key.to_owned();
        place.rest("GET", "/channels", None).await.status == 200
    };
    let both: AppCredentials = server.admin.post(&path, json!({ "overlap_ms": 60_000 })).await;
    let [new, former] = &both.keys[..] else {
        panic!("{both:?}")
    };
    assert_eq!((&both.project_token, &former.token), (&new.token, &old));
    assert!(new.until.is_none() && former.until.is_some());
    assert!(works(&mut place, &old).await && works(&mut place, &new.token).await);

    // At once: both stop.
    let only: AppCredentials = server.admin.post(&path, json!({})).await;
    assert_eq!(only.keys.len(), 1);
    assert!(!works(&mut place, &old).await && !works(&mut place, &new.token).await);
    assert!(works(&mut place, &only.project_token).await);

    let short: AppCredentials = server.admin.post(&path, json!({ "overlap_ms": 300 })).await;
    assert!(works(&mut place, &short.project_token).await);
    until(async || !works(&mut place, &only.project_token).await).await;
    let left: AppCredentials = server.admin.get(&place.path("/credentials")).await;
    assert_eq!(left.keys.len(), 1);

    let too_long = json!({ "overlap_ms": 2_592_000_001u64 });
    let (status, error) = server.admin.refused(Method::POST, &path, Some(too_long)).await;
    assert_eq!(status, 400);
    assert!(error.detail.unwrap().contains("30 days"));
    for _ in 0..9 {
        server
            .admin
            .post::<AppCredentials>(&path, json!({ "overlap_ms": 60_000 }))
            .await;
    }
    let (status, _) = server
        .admin
        .refused(Method::POST, &path, Some(json!({ "overlap_ms": 60_000 })))
        .await;
    assert_eq!(status, 429, "keys do not pile up");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_app_takes_everything_along() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let (place, other) = (server.app("ask").await, server.app("ask").await);
    for place in [&place, &other] {
        place
            .channel("room", "public", &["persistent", "presence", "client_publish"])
            .await;
        place.channel("secret", "private", &[]).await;
        place.publish("room", "hello", json!({ "n": 1 })).await;
    }
    let (token, kept_token) = (place.token(&["room"]).await, other.token(&["room"]).await);
    let mut clients = vec![place.client(&token).await, place.anonymous().await];
    clients[0].subscribe("secret").await;
    place.approval().await;
    let mut kept = other.client(&kept_token).await;
    let mut watch = Watch::begin(&server.admin, "").await;

    server.admin.delete(&place.path("")).await;
    watch.change("apps").await;
    let mut unknown = Leap::identify(&server.ready.listen, "project_nothing", None).await;
    let (code, _) = unknown.closed().await;
    for client in &mut clients {
        assert_eq!(client.closed().await.0, code, "the code for an unknown app");
    }
    let approvals: Vec<contract::Approval> = server.admin.get("/approvals").await;
    assert_eq!(approvals, []);
    for path in ["", "/channels", "/credentials"] {
        let (status, error) = server.admin.refused(Method::GET, &place.path(path), None).await;
        assert_eq!((status, error.code.as_str()), (404, "UNKNOWN_APP"), "{path}");
    }
    let (status, _) = server.admin.refused(Method::DELETE, &place.path(""), None).await;
    assert_eq!(status, 404);
    assert_eq!(place.rest("GET", "/channels", None).await.status, 401);

    other.publish("room", "still", json!({})).await;
    while kept.hear().await["e"] != "MESSAGE" {}
    server.stop().await;
    let server = Running::on(folder.path()).await;
    let left: Vec<App> = server.admin.get("/apps").await;
    assert_eq!(left.iter().map(|app| &app.id).collect::<Vec<_>>(), [&other.app]);
    server.stop().await;
}
