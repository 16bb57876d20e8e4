//! What only a store in a file has to do: be found again, and refuse what it cannot vouch for.

use std::{fs, path::Path};

use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use store::{Change, HistoryQuery, Sqlite, Store, StoreError};

use crate::samples::*;

/// A store with an app, a channel and 50 messages.
async fn filled(path: &Path) -> Sqlite {
    let store = Sqlite::open(path).await.unwrap();
    let mut changes = vec![
        Change::PutApp(app(1)),
        put_token(&app(1), &token(1)),
        put_channel(&app(1), "lobby"),
    ];
    changes.extend((1..=50).map(|position| append(&app(1), message("lobby", position))));
    store.commit(&changes).await.unwrap();
    store
}

/// The file as another program sees it.
pub async fn by_hand(path: &Path, sql: &'static str) {
    let mut connection: SqliteConnection = SqliteConnectOptions::new()
        .filename(path)
        .connect()
        .await
        .unwrap();
    sqlx::query(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

async fn refusal(path: &Path) -> StoreError {
    match Sqlite::open(path).await {
        Ok(_) => panic!("{} was opened", path.display()),
        Err(error) => error,
    }
}

#[tokio::test]
async fn what_was_written_is_there_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/store.db");
    let store = filled(&path).await;
    let before = store.load().await.unwrap();
    drop(store);
    let store = Sqlite::open(&path).await.unwrap();
    assert_eq!(store.load().await.unwrap(), before);
    store.close().await;
    drop(store);
    let store = Sqlite::open(&path).await.unwrap();
    assert_eq!(store.load().await.unwrap(), before);
    let messages = store
        .history(&app(1).id, &name("lobby"), HistoryQuery::last(99))
        .await
        .unwrap();
    let expected: Vec<_> = (1..=50).map(|position| message("lobby", position)).collect();
    assert_eq!(messages, expected);
}

#[tokio::test]
async fn a_closed_store_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("store.db")).await;
    let page = store
        .history(&app(1).id, &name("lobby"), HistoryQuery::last(1))
        .await;
    assert_eq!(page.unwrap().len(), 1);
    store.close().await;
    store.close().await;
    assert!(store.load().await.is_err());
    assert!(store.commit(&[Change::PutApp(app(2))]).await.is_err());
    assert!(store.journal(None, 1).await.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/store.db");
    let _store = filled(&path).await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for file in fs::read_dir(path.parent().unwrap()).unwrap() {
        let file = file.unwrap().path();
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[tokio::test]
async fn a_second_one_is_refused_while_the_first_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let first = filled(&path).await;
    let error = refusal(&path).await;
    assert_eq!(error, StoreError::Locked { path: path.clone() });
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    first
        .commit(&[append(&app(1), message("lobby", 51))])
        .await
        .unwrap();
    drop(first);
    assert_eq!(
        Sqlite::open(&path).await.unwrap().load().await.unwrap().apps[0].channels[0].last_position,
        51
    );
}

#[tokio::test]
async fn a_newer_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    filled(&path).await.close().await;
    by_hand(
        &path,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9000, 'from the future', TRUE, x'00', 0)",
    )
    .await;
    let before = fs::read(&path).unwrap();
    let error = refusal(&path).await;
    assert!(
        matches!(error, StoreError::TooNew { found: 9_000, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("newer version"), "{error}");
    assert!(fs::read(&path).unwrap() == before);
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.db");
    filled(&good).await.close().await;
    let good = fs::read(good).unwrap();

    let mut overwritten = good.clone();
    overwritten[4_096..].fill(0xA5);
    let mut no_header = good.clone();
    no_header[..16].fill(0);
    for (what, bytes) in [
        (
            "text",
            b"this is no database, and long enough to have a header of one".repeat(40),
        ),
        ("truncated", good[..good.len() / 2 + 100].to_vec()),
        ("overwritten", overwritten),
        ("no_header", no_header),
    ] {
        let path = folder.path().join(what);
        fs::write(&path, &bytes).unwrap();
        let error = refusal(&path).await;
        assert!(
            matches!(&error, StoreError::Damaged { path: named, .. } if *named == path),
            "{what}: {error}"
        );
        assert!(error.to_string().contains("restore a copy"), "{error}");
        assert!(fs::read(&path).unwrap() == bytes, "{what} was changed");
    }
}

#[tokio::test]
async fn values_that_were_never_written_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    for (file, sql) in [
        (
            "a",
            "UPDATE messages SET payload = '{\"text\":' WHERE position = 7",
        ),
        ("b", "UPDATE messages SET payload = '1,2' WHERE position = 7"),
        ("c", "UPDATE messages SET sender = 'somebody' WHERE position = 7"),
        ("d", "UPDATE messages SET position = -7 WHERE position = 7"),
    ] {
        let path = folder.path().join(file);
        filled(&path).await.close().await;
        by_hand(&path, sql).await;
        let store = Sqlite::open(&path).await.unwrap();
        let page = store
            .history(&app(1).id, &name("lobby"), HistoryQuery::last(99))
            .await;
        assert!(matches!(page, Err(StoreError::Damaged { .. })), "{sql}: {page:?}");
    }
    let path = folder.path().join("e");
    filled(&path).await.close().await;
    by_hand(&path, "UPDATE channels SET visibility = 'secret'").await;
    let contents = Sqlite::open(&path).await.unwrap().load().await;
    assert!(
        matches!(contents, Err(StoreError::Damaged { .. })),
        "{contents:?}"
    );
}

#[tokio::test]
async fn a_path_that_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "in the way").unwrap();
    for path in [file.join("store.db"), folder.path().to_owned()] {
        let error = refusal(&path).await;
        assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
        assert!(
            error.to_string().contains(folder.path().to_str().unwrap()),
            "{error}"
        );
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "in the way");
}

/// A commit whose caller goes away is there whole or not at all, and the next one works.
#[tokio::test]
async fn an_abandoned_commit_is_whole_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("store.db")).await;
    let mut stored: Vec<_> = (1..=50).collect();
    for turns in 0..60 {
        let first = 1_000 * (turns + 1);
        let mut changes: Vec<_> = (first..first + 40)
            .map(|position| append(&app(1), message("lobby", position)))
            .collect();
        changes.insert(20, put_channel(&app(1), &format!("room {turns}")));
        tokio::select! {
            biased;
            _ = store.commit(&changes) => {}
            () = yields(turns) => {}
        }
        store
            .commit(&[append(&app(1), message("lobby", first + 500))])
            .await
            .unwrap();

        let page = store
            .history(&app(1).id, &name("lobby"), HistoryQuery::after(first - 1, 999))
            .await
            .unwrap();
        let new: Vec<_> = page.iter().map(|message| message.position).collect();
        let whole: Vec<_> = (first..first + 40).chain([first + 500]).collect();
        assert!(
            new == whole || new == [first + 500],
            "after {turns} turns: {new:?}"
        );
        stored.extend(new);
    }
    let all = store
        .history(&app(1).id, &name("lobby"), HistoryQuery::last(9_999))
        .await
        .unwrap();
    assert_eq!(
        all.iter().map(|message| message.position).collect::<Vec<_>>(),
        stored
    );
}

async fn yields(turns: u64) {
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}

/// SQLite has no checksums, so a bit in the text of a payload can turn unseen. A bit in what holds the file together is
/// noticed: at the start, when that part is read, or by the check. What is refused is left as it is.
#[tokio::test]
async fn a_turned_bit_is_noticed_or_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("good.db");
    let store = filled(&path).await;
    let wanted = (
        store.load().await.unwrap(),
        page(&store).await.map(|page| page.len()),
    );
    store.close().await;
    drop(store);
    let good = fs::read(&path).unwrap();
    // The header of the file, and the header of every page.
    let places = (0..100).chain((1..good.len() / 4_096).flat_map(|page| page * 4_096..page * 4_096 + 12));
    let (mut noticed, path) = (0, folder.path().join("turned.db"));
    for place in places {
        let mut turned = good.clone();
        turned[place] ^= 1 << (place % 8);
        fs::write(&path, &turned).unwrap();
        match Sqlite::open(&path).await {
            Err(error) => {
                assert!(
                    matches!(error, StoreError::Damaged { .. } | StoreError::Unreachable { .. }),
                    "byte {place}: {error}"
                );
                assert!(
                    fs::read(&path).unwrap() == turned,
                    "byte {place}: the file was changed"
                );
                noticed += 1;
            }
            Ok(store) => {
                let contents = store.load().await;
                let messages = page(&store).await.map(|page| page.len());
                let checked = store.check().await;
                store.close().await;
                match (contents, messages) {
                    (Ok(contents), messages @ Ok(_)) => {
                        let harmless = (contents, messages) == wanted;
                        assert!(harmless || checked.is_err(), "byte {place} turned unseen");
                        noticed += usize::from(checked.is_err());
                    }
                    (contents, messages) => {
                        let error = contents.err().or(messages.err()).unwrap();
                        assert!(
                            matches!(error, StoreError::Damaged { .. }),
                            "byte {place}: {error}"
                        );
                        noticed += 1;
                    }
                }
            }
        }
        for ending in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{ending}", path.display()));
        }
    }
    assert!(noticed > 30, "{noticed}");
}

async fn page(store: &Sqlite) -> Result<Vec<model::Message>, StoreError> {
    store
        .history(&app(1).id, &name("lobby"), HistoryQuery::last(99))
        .await
}

/// Where nothing can be written nothing is kept, and that is said at the start and not at the first message.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_that_cannot_be_written_to_is_named() {
    use std::os::unix::fs::PermissionsExt;

    for path in ["/proc/store.db", "/proc/switchboard/store.db"] {
        let error = refusal(Path::new(path)).await;
        assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
        assert!(error.to_string().contains("/proc"), "{error}");
        assert!(error.to_string().contains("who may read and write"), "{error}");
    }

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    filled(&path).await.close().await;
    let before = fs::read(&path).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    // Whoever may do everything may write here too.
    if fs::OpenOptions::new().append(true).open(&path).is_err() {
        let error = refusal(&path).await;
        assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(fs::read(&path).unwrap() == before);
}
