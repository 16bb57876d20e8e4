//! The project file: out of one server and into another, as often as one likes; and what is wrong with it, by its place.

use client::Method;
use contract::{AppCredentials, Imported, Project, Token, Tokens};
use serde_json::{Value, json};

use crate::support::{Place, Running};

async fn import(server: &Running, file: &Project) -> Imported {
    server
        .admin
        .post("/project", serde_json::to_value(file).unwrap())
        .await
}

async fn filled() -> (Running, Place) {
    let server = Running::start().await;
    let place = server.app("ask").await;
    let change = json!({
        "name": "My app", "ask_timeout_ms": 9_000, "limits": { "tokens": 50 },
        "default_capabilities": ["presence"],
    });
    let _: contract::App = server.admin.patch(&place.path(""), change).await;
    place
        .channel("room", "public", &["persistent", "client_publish"])
        .await;
    place.channel("vault", "private", &[]).await;
    place.channel("attic", "unprotected", &[]).await;
    place.set_state("room", json!({ "topic": "tea", "n": 1.5 })).await;
    let closed = json!({ "closed": true, "extra": "what was" });
    let _: contract::Channel = server.admin.patch(&place.path("/channels/attic"), closed).await;
    place.publish("room", "not kept in the file", json!({})).await;
    for name in ["Bob", "Alice"] {
        let new = json!({ "name": name, "channels": ["room"], "state": { "is": name } });
        let token: Token = server.admin.post(&place.path("/tokens"), new).await;
        let path = place.path(&format!("/channels/vault/grants/{}", token.id));
        let _: contract::Grant = server.admin.put(&path, json!({})).await;
    }
    place.token(&[]).await;
    (server, place)
}

async fn personas(server: &Running, app: &str) -> Vec<Token> {
    let all: Tokens = server.admin.get(&format!("/apps/{app}/tokens")).await;
    all.items
        .into_iter()
        .filter(|token| token.name.is_some())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_out_comes_in_the_same() {
    let (server, place) = filled().await;
    let file: Project = server.admin.get("/project").await;
    let text = serde_json::to_string(&file).unwrap();
    assert!(
        !text.contains("ptk_") && !text.contains("leap_token_"),
        "no secrets: {text}"
    );
    let [app] = &file.apps[..] else { panic!("{file:?}") };
    let names: Vec<_> = app.personas.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Alice", "Bob"]);
    let channels: Vec<_> = app.channels.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(channels, ["attic", "room", "vault"]);

    // Into the same: nothing is to be done.
    let again = import(&server, &file).await;
    assert_eq!(
        (again.created.as_slice(), again.updated.as_slice()),
        (&[][..], &[][..]),
        "{again:?}"
    );
    assert_eq!(again.unchanged.len(), 6);
    assert_eq!(again.warnings, Vec::<String>::new());

    // Into an empty one: told first, then done, then nothing is left to do.
    let empty = Running::start().await;
    let body = serde_json::to_value(&file).unwrap();
    let dry: Imported = empty.admin.post("/project?dry_run=true", body).await;
    assert_eq!(
        dry.created,
        [
            "app \"My app\"",
            "channel \"attic\" of \"My app\"",
            "channel \"room\" of \"My app\"",
            "channel \"vault\" of \"My app\"",
            "persona \"Alice\" of \"My app\"",
            "persona \"Bob\" of \"My app\"",
        ]
    );
    let none: Vec<contract::App> = empty.admin.get("/apps").await;
    assert_eq!(none, []);
    assert_eq!(import(&empty, &file).await, dry);
    let there: Project = empty.admin.get("/project").await;
    assert_eq!(there, file);
    let last = import(&empty, &file).await;
    assert_eq!(
        (last.created.len(), last.updated.len(), last.unchanged.len()),
        (0, 0, 6)
    );
    // It is not only said: who has a grant gets in.
    let alice = personas(&empty, &place.app)
        .await
        .into_iter()
        .find(|one| one.name.as_deref() == Some("Alice"));
    let there = Place::new(empty.admin.clone(), place.app.clone(), empty.ready.listen.clone()).await;
    let mut client = there.client(&alice.unwrap().id).await;
    client.join("vault").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_is_brought_to_what_the_file_says_and_nothing_is_deleted() {
    let (server, place) = filled().await;
    let mut file: Project = server.admin.get("/project").await;
    place.channel("extra", "public", &[]).await;
    place.set_state("room", json!({ "topic": "coffee" })).await;
    let app = &mut file.apps[0];
    // Found by its name.
    app.id = None;
    app.ask_timeout_ms = 10_000;
    app.channels.retain(|one| one.name != "vault");
    app.channels[0].closed = false;
    app.personas[0].channels.push("extra".into());
    app.personas[1].state.clear();
    let done = import(&server, &file).await;
    assert_eq!(done.created, Vec::<String>::new());
    assert_eq!(
        done.updated,
        [
            "app \"My app\"",
            "channel \"attic\" of \"My app\"",
            "channel \"room\" of \"My app\"",
            "persona \"Alice\" of \"My app\"",
            "persona \"Bob\" of \"My app\"",
        ]
    );
    let now: Project = server.admin.get("/project").await;
    let app = &now.apps[0];
    assert_eq!(app.ask_timeout_ms, 10_000);
    assert!(!app.channels[0].closed);
    let channels: Vec<_> = app.channels.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(channels, ["attic", "extra", "room", "vault"]);
    assert_eq!(place.find("room").await.state_version, 3);
    assert_eq!(app.personas[0].channels, ["extra", "room"]);
    assert!(app.personas[1].state.is_empty());
    let last = import(&server, &file).await;
    assert_eq!((last.created.len(), last.updated.len()), (0, 0), "{last:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_named_and_found_again() {
    let (server, place) = filled().await;
    let one: Project = server
        .admin
        .get(&format!("/project?app={}&secrets=reference", place.app))
        .await;
    let env = |secret: &Option<contract::SecretRef>| secret.as_ref().unwrap().env.clone();
    assert_eq!(
        env(&one.apps[0].project_token),
        "SWITCHBOARD_MY_APP_PROJECT_TOKEN"
    );
    assert_eq!(
        env(&one.apps[0].personas[0].token),
        "SWITCHBOARD_MY_APP_ALICE_TOKEN"
    );
    let alice = personas(&server, &place.app)
        .await
        .into_iter()
        .find(|one| one.name.as_deref() == Some("Alice"));
    let alice = alice.unwrap();

    let folder = tempfile::tempdir().unwrap();
    let data = server::Data::Folder(folder.path().to_owned());
    let secret = |name: &str| match name {
        "SWITCHBOARD_MY_APP_PROJECT_TOKEN" => Some(place.key.clone()),
        "SWITCHBOARD_MY_APP_ALICE_TOKEN" => Some(alice.id.clone()),
        _ => None,
    };
    let done = server::import_project(&data, one.clone(), false, secret)
        .await
        .unwrap();
    assert_eq!(done.warnings.len(), 1, "{done:?}");
    assert!(
        done.warnings[0].contains("SWITCHBOARD_MY_APP_BOB_TOKEN"),
        "{done:?}"
    );
    let new = Running::on(folder.path()).await;
    let credentials: AppCredentials = new.admin.get(&place.path("/credentials")).await;
    assert_eq!(credentials.project_token, place.key);
    assert!(
        personas(&new, &place.app)
            .await
            .iter()
            .any(|one| one.id == alice.id)
    );
    new.stop().await;

    let wrong = |_: &str| Some("not-a-secret-of-ours".to_owned());
    let other = tempfile::tempdir().unwrap();
    let data = server::Data::Folder(other.path().to_owned());
    let error = server::import_project(&data, one, false, wrong)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("apps[0].project_token.env: ") && error.contains("begins with ptk_"),
        "{error}"
    );
    assert!(!error.contains("not-a-secret"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_field_is_said_by_its_place_and_nothing_is_done() {
    let (server, _) = filled().await;
    let before: Project = server.admin.get("/project").await;
    let whole = serde_json::to_value(&before).unwrap();
    let rows: &[(&str, Value, &str)] = &[
        ("/switchboard", json!(2), "switchboard: the file is of version 2"),
        ("/apps/0/name", json!(""), "apps[0].name: "),
        ("/apps/0/ask_timeout_ms", json!(1), "apps[0].ask_timeout_ms: "),
        (
            "/apps/0/limits/tokens",
            json!(0),
            "apps[0].limits: tokens cannot be 0",
        ),
        (
            "/apps/0/limits/tokens",
            json!(1),
            "apps[0].tokens: there would be 3; the app's limit is 1",
        ),
        (
            "/apps/0/retention/state_versions",
            json!(0),
            "apps[0].retention: state_versions cannot be 0",
        ),
        (
            "/apps/0/channels/2/name",
            json!("a\nb"),
            "apps[0].channels[2].name: ",
        ),
        (
            "/apps/0/channels/2/name",
            json!("room"),
            "apps[0].channels[2].name: the channel \"room\" is in the file",
        ),
        (
            "/apps/0/channels/1/extra",
            json!("x".repeat(5_000)),
            "apps[0].channels[1].extra: ",
        ),
        (
            "/apps/0/channels/1/state",
            json!({ "x": "y".repeat(300_000) }),
            "apps[0].channels[1].state: ",
        ),
        (
            "/apps/0/personas/1/name",
            json!(" "),
            "apps[0].personas[1].name: ",
        ),
        (
            "/apps/0/personas/1/channels/0",
            json!("nowhere"),
            "apps[0].personas[1].channels[0]: there is no channel",
        ),
        (
            "/apps/0/personas/0/grants/0",
            json!("nowhere"),
            "apps[0].personas[0].grants[0]: there is no channel",
        ),
        // What is not even of the right kind.
        (
            "/apps/0/channels/1/visibility",
            json!("secret"),
            "apps[0].channels[1].visibility: unknown variant",
        ),
        (
            "/apps/0/channels/1/capabilities/0",
            json!("fast"),
            "apps[0].channels[1].capabilities[0]: unknown variant",
        ),
        ("/apps/0/join_mode", json!(5), "apps[0].join_mode: "),
    ];
    for (pointer, value, says) in rows {
        let mut file = whole.clone();
        // Something that would be done, if anything were.
        file["apps"][0]["join_mode"] = json!("allow");
        let (inside, field) = pointer.rsplit_once('/').unwrap();
        match file.pointer_mut(inside).unwrap() {
            Value::Array(items) => items[field.parse::<usize>().unwrap()] = value.clone(),
            object => object[field] = value.clone(),
        }
        let (status, error) = server.admin.refused(Method::POST, "/project", Some(file)).await;
        assert_eq!(
            (status, error.code.as_str()),
            (400, "INVALID_REQUEST"),
            "{pointer}"
        );
        assert!(
            error.message.contains(says),
            "{pointer}: {says:?} is not in {:?}",
            error.message
        );
    }
    // All that is wrong is said at once.
    let mut file = whole.clone();
    file["apps"][0]["name"] = json!("");
    file["apps"][0]["channels"][0]["name"] = json!("");
    let (_, error) = server.admin.refused(Method::POST, "/project", Some(file)).await;
    assert!(
        error.message.contains("apps[0].name: ") && error.message.contains("; apps[0].channels[0].name: ")
    );
    let after: Project = server.admin.get("/project").await;
    assert_eq!(after, before);
    let (status, _) = server
        .admin
        .refused(Method::GET, "/project?app=nothing", None)
        .await;
    assert_eq!(status, 404);
}
