//! Files that earlier versions of this program have written.

use std::{fs, path::Path};

use model::{App, ProjectKey, Retention};
use sqlx::{
    ConnectOptions, Connection, Executor, SqliteConnection, migrate::Migrator, sqlite::SqliteConnectOptions,
};
use store::{HistoryQuery, Sqlite, Store};

use crate::samples::*;

const MIGRATIONS: [(&str, &str); 2] = [
    (
        "0001_start.sql",
        include_str!("../../src/sqlite/migrations/0001_start.sql"),
    ),
    (
        "0002_whole.sql",
        include_str!("../../src/sqlite/migrations/0002_whole.sql"),
    ),
];

/// A file as the version with so many migrations made it, with something in every table.
async fn version(migrations: usize, path: &Path, rows: &'static str) {
    let folder = tempfile::tempdir().unwrap();
    for (name, sql) in &MIGRATIONS[..migrations] {
        fs::write(folder.path().join(name), sql).unwrap();
    }
    let migrator = Migrator::new(folder.path()).await.unwrap();
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut connection: SqliteConnection = options.connect().await.unwrap();
    migrator.run(&mut connection).await.unwrap();
    connection.execute(rows).await.unwrap();
    connection.close().await.unwrap();
}

const FIRST: &str = "
    INSERT INTO apps VALUES (3, 'project_abc', 'App', 'ptk_old', 'ask', 30000, 17);
    INSERT INTO tokens VALUES (5, 3, 'leap_token_a', 'Alice', '{\"a\":1}', 4, 18, NULL);
    INSERT INTO tokens VALUES (6, 3, 'leap_token_b', NULL, '{}', 0, 19, NULL);
    INSERT INTO channels VALUES (7, 3, 'lobby', 'public', 8, 0, NULL, 20);
    INSERT INTO states VALUES (7, 2, '{\"b\":2}', 'backend', 21);
    INSERT INTO messages VALUES (7, 9, 22, 'said', 'backend', '1'), (7, 10, 23, 'said', 'backend', '2');
    INSERT INTO subscriptions VALUES (7, 5, 24);
    INSERT INTO grants VALUES (7, 5, 'person', NULL, 25, NULL);";

const SECOND: &str = "
    INSERT INTO apps VALUES (3, 'project_abc', 'App', 'ask', 30000, 17, '{}', 1, 500, NULL, 100, 300000);
    INSERT INTO project_keys VALUES (3, 'ptkid_abc', 'ptk_old', 17, NULL);
    INSERT INTO tokens VALUES (5, 3, 'leap_token_a', 'Alice', '{\"a\":1}', 4, 18, NULL, 30);
    INSERT INTO token_states VALUES (5, 4, '{\"a\":1}', 18);
    INSERT INTO channels VALUES (7, 3, 'lobby', 'public', 8, 0, 'extra', 20, 8, 21);
    INSERT INTO states VALUES (7, 2, '{\"b\":2}', 'backend', 21);
    INSERT INTO messages VALUES (7, 9, 22, 'said', 'token:leap_token_a', '1');
    INSERT INTO publish_keys VALUES (7, 'key', 9, 22);
    INSERT INTO subscriptions VALUES (7, 5, 24);
    INSERT INTO grants VALUES (7, 5, 'person', NULL, 25, NULL);
    INSERT INTO webhooks VALUES (3, 'webhook_a', 'https://example.org', '[]', 'whsec_a', 26);";

#[tokio::test]
async fn nothing_is_lost_on_the_way_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    version(1, &path, FIRST).await;
    let store = Sqlite::open(&path).await.unwrap();
    let contents = store.load().await.unwrap();
    let app = &contents.apps[0];
    let key = ProjectKey {
        id: "ptkid_abc".to_owned(),
        token: "ptk_old".to_owned(),
        created_at: model::Timestamp(17),
        until: None,
    };
    let expected = App {
        keys: vec![key],
        join_mode: model::JoinMode::Ask,
        retention: Retention::default(),
        ..App::new("project_abc".into(), "App", model::Timestamp(17))
    };
    assert_eq!(app.app, expected);
    assert_eq!(
        (app.tokens.len(), app.subscriptions.len(), app.grants.len()),
        (2, 1, 1)
    );
    let lobby = &app.channels[0];
    assert_eq!((lobby.first_position, lobby.last_position), (9, 10));
    assert_eq!(lobby.last_message_at, Some(model::Timestamp(23)));
    assert_eq!(lobby.state.version, 2);
    let messages = store
        .history(&app.app.id, &name("lobby"), HistoryQuery::last(9))
        .await;
    assert_eq!(messages.unwrap().len(), 2);
    let versions = async |number: usize| {
        let records = store
            .token_versions(&app.app.id, &app.tokens[number].id, 9)
            .await
            .unwrap();
        records
            .into_iter()
            .map(|record| record.state.version)
            .collect::<Vec<_>>()
    };
    assert_eq!((versions(0).await, versions(1).await), (vec![4], vec![]));
}

#[tokio::test]
async fn what_the_second_version_did_not_know_is_as_if_nobody_had_said_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    version(2, &path, SECOND).await;
    let store = Sqlite::open(&path).await.unwrap();
    let mut contents = store.load().await.unwrap();
    let app = contents.apps.remove(0);
    assert_eq!(app.app.keys[0].token, "ptk_old");
    assert_eq!(app.app.signing_keys, []);
    assert_eq!(app.app.retention.messages, Some(500));
    let (alice, lobby) = (&app.tokens[0], &app.channels[0]);
    assert_eq!((&alice.name, &alice.extra), (&Some("Alice".to_owned()), &None));
    assert_eq!(alice.last_seen, Some(model::Timestamp(30)));
    let facts = &lobby.channel;
    assert_eq!(
        (&facts.title, &facts.extra, facts.push),
        (&None, &Some("extra".to_owned()), false)
    );
    assert_eq!((lobby.first_position, lobby.last_position), (9, 9));
    assert_eq!(lobby.keys, [("key".to_owned(), 9, model::Timestamp(22))]);
    assert_eq!(
        (app.subscriptions.len(), app.grants.len(), app.webhooks.len()),
        (1, 1, 1)
    );
    assert_eq!(app.devices, []);

    // And can be said from now on.
    let phone = device("phone", alice);
    store.commit(&[put_device(&app.app, &phone)]).await.unwrap();
    store.close().await;
    drop(store);
    let store = Sqlite::open(&path).await.unwrap();
    assert_eq!(store.load().await.unwrap().apps[0].devices, [phone]);
}
