//! Keys of the admin API: what each scope opens, and that a deleted key opens nothing any more.

use client::Method;
use contract::{AccessKey, CreatedAccessKey, Info, Scope};
use serde_json::{Value, json};

use crate::support::{Admin, Running, Watch, raw_with, until};

async fn key(server: &Running, new: Value) -> (AccessKey, Admin) {
    let made: CreatedAccessKey = server.admin.post("/keys", new).await;
    (made.key, Admin::new(&server.ready.admin, &made.secret))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_opens_what_it_says_and_no_more() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    place.channel("room", "private", &[]).await;
    let app = place.path("");
    let calls: &[(Scope, Method, String, Option<Value>)] = &[
        (Scope::Read, Method::GET, "/info".into(), None),
        (Scope::Read, Method::GET, "/keys".into(), None),
        (Scope::Read, Method::GET, app.clone(), None),
        (Scope::Read, Method::GET, place.path("/channels"), None),
        (
            Scope::Approve,
            Method::POST,
            "/approvals/none/decision".into(),
            Some(json!({})),
        ),
        (Scope::Manage, Method::GET, place.path("/credentials"), None),
        (
            Scope::Manage,
            Method::POST,
            place.path("/credentials/rotate"),
            Some(json!({})),
        ),
        (
            Scope::Manage,
            Method::POST,
            "/apps".into(),
            Some(json!({ "name": "b" })),
        ),
        (Scope::Manage, Method::PATCH, app.clone(), Some(json!({}))),
        (
            Scope::Manage,
            Method::POST,
            "/keys".into(),
            Some(json!({ "name": "b", "scope": "read" })),
        ),
        (Scope::Manage, Method::DELETE, "/keys/none".into(), None),
        (Scope::Manage, Method::DELETE, place.path("/channels/none"), None),
        (Scope::Manage, Method::POST, "/probe".into(), None),
    ];
    for (name, scope) in [
        ("read", Scope::Read),
        ("approve", Scope::Approve),
        ("manage", Scope::Manage),
    ] {
        let (made, admin) = key(&server, json!({ "name": name, "scope": name })).await;
        assert_eq!((made.name.as_str(), made.scope), (name, scope));
        let info: Info = admin.get("/info").await;
        assert_eq!(info.scope, scope);
        for (wanted, method, path, body) in calls {
            let answer = admin.call::<Value>(method.clone(), path, body.clone()).await;
            let error = match answer {
                Err(client::CallError::Refused { status: 403, error }) => Some(error),
                _ => None,
            };
            assert_eq!(error.is_none(), scope >= *wanted, "{name}: {method} {path}");
            if let Some(error) = error {
                assert_eq!(error.code, "FORBIDDEN");
                assert!(
                    error.message.contains("needs a key of scope"),
                    "{}",
                    error.message
                );
                assert!(
                    error.message.ends_with(&format!("of this key is `{name}`")),
                    "{}",
                    error.message
                );
            }
        }
    }
    let info: Info = server.admin.get("/info").await;
    assert_eq!(
        info.scope,
        Scope::Manage,
        "the key that the server was started with"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_key_opens_nothing_and_its_streams_end() {
    let server = Running::start().await;
    let mut watch = Watch::begin(&server.admin, "").await;
    let (made, admin) = key(&server, json!({ "name": "phone", "scope": "read" })).await;
    watch.change("keys").await;
    let mut stream = Watch::begin(&admin, "?traffic=true").await;
    let all: Vec<AccessKey> = server.admin.get("/keys").await;
    assert_eq!(all.len(), 1);
    assert!(all[0].last_used.is_some());
    assert_eq!(
        AccessKey {
            last_used: None,
            ..all[0].clone()
        },
        made
    );

    server.admin.delete(&format!("/keys/{}", made.id)).await;
    watch.change("keys").await;
    assert!(
        stream.closed().await.contains("1008"),
        "it is told not to come back"
    );
    let (status, error) = admin.refused(Method::GET, "/info", None).await;
    assert_eq!((status, error.code.as_str()), (401, "INVALID_AUTH"));
    let (status, _) = server
        .admin
        .refused(Method::DELETE, &format!("/keys/{}", made.id), None)
        .await;
    assert_eq!(status, 404);
    let none: Vec<AccessKey> = server.admin.get("/keys").await;
    assert_eq!(none, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_expires() {
    let server = Running::start().await;
    let end = model::Timestamp(model_now() + 1_500).to_string();
    let (made, admin) = key(
        &server,
        json!({ "name": "short", "scope": "read", "expires_at": end }),
    )
    .await;
    assert_eq!(made.expires_at, Some(end));
    let mut stream = Watch::begin(&admin, "").await;
    assert!(stream.closed().await.contains("1008"));
    until(async || admin.call::<Info>(Method::GET, "/info", None).await.is_err()).await;
}

fn model_now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    u64::try_from(since.unwrap().as_millis()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_kept_and_only_as_hashes() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let new = json!({ "name": "backup job", "scope": "manage" });
    let made: CreatedAccessKey = server.admin.post("/keys", new).await;
    assert!(made.secret.starts_with("sbk_") && made.secret.ends_with(&made.key.hint));
    server.stop().await;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes
                .windows(made.secret.len())
                .any(|part| part == made.secret.as_bytes());
            assert!(!found, "{path:?}");
        }
    }
    let server = Running::on(folder.path()).await;
    let admin = Admin::new(&server.ready.admin, &made.secret);
    let info: Info = admin.get("/info").await;
    assert_eq!(info.scope, Scope::Manage);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_cannot_be_is_refused() {
    let server = Running::start().await;
    for (new, says) in [
        (json!({ "name": " ", "scope": "read" }), "1 to 80 characters"),
        (
            json!({ "name": "x".repeat(81), "scope": "read" }),
            "this one has 81",
        ),
        (
            json!({ "name": "a", "scope": "write" }),
            "expected one of `read`, `approve`, `manage`",
        ),
        (json!({ "name": "a" }), "missing field `scope`"),
        (
            json!({ "name": "a", "scope": "read", "expires_at": "tomorrow" }),
            "2030-01-31T09:00:00Z",
        ),
        (
            json!({ "name": "a", "scope": "read", "expires_at": "2001-01-01T00:00:00Z" }),
            "in the past",
        ),
    ] {
        let (status, error) = server.admin.refused(Method::POST, "/keys", Some(new)).await;
        assert_eq!((status, error.code.as_str()), (400, "INVALID_REQUEST"));
        assert!(
            error.message.contains(says),
            "{says:?} is not in {:?}",
            error.message
        );
    }
}

/// In the address or a cookie a key would travel where nobody looks after it.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_counts_in_its_header_only() {
    let server = Running::start().await;
    let key = &server.ready.admin_key;
    let path = format!("/admin/v1/info?key={key}&access_token={key}");
    let cookie = format!("key={key}");
    let answer = raw_with(&server.ready.admin, "GET", &path, &[("Cookie", &cookie)], b"").await;
    assert_eq!(answer.status, 401);
}
