//! A file that an earlier version of this program has written.

use std::{fs, path::Path};

use model::{App, ProjectKey, Retention};
use sqlx::{
    ConnectOptions, Connection, Executor, SqliteConnection, migrate::Migrator, sqlite::SqliteConnectOptions,
};
use store::{HistoryQuery, Sqlite, Store};

use crate::samples::*;

const FIRST: &str = include_str!("../../src/sqlite/migrations/0001_start.sql");

/// A file as the first version made it, with something in every table.
async fn first_version(path: &Path) {
    let migrations = tempfile::tempdir().unwrap();
    fs::write(migrations.path().join("0001_start.sql"), FIRST).unwrap();
    let migrator = Migrator::new(migrations.path()).await.unwrap();
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut connection: SqliteConnection = options.connect().await.unwrap();
    migrator.run(&mut connection).await.unwrap();
    connection
        .execute(
            "INSERT INTO apps VALUES (3, 'project_abc', 'App', 'ptk_old', 'ask', 30000, 17);
             INSERT INTO tokens VALUES (5, 3, 'leap_token_a', 'Alice', '{\"a\":1}', 4, 18, NULL);
             INSERT INTO tokens VALUES (6, 3, 'leap_token_b', NULL, '{}', 0, 19, NULL);
             INSERT INTO channels VALUES (7, 3, 'lobby', 'public', 8, 0, NULL, 20);
             INSERT INTO states VALUES (7, 2, '{\"b\":2}', 'backend', 21);
             INSERT INTO messages VALUES (7, 9, 22, 'said', 'backend', '1'), (7, 10, 23, 'said', 'backend', '2');
             INSERT INTO subscriptions VALUES (7, 5, 24);
             INSERT INTO grants VALUES (7, 5, 'person', NULL, 25, NULL);",
        )
        .await
        .unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn nothing_is_lost_on_the_way_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    first_version(&path).await;
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
