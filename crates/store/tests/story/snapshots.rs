//! A store under a name, and back to it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use store::{Change, Contents, HistoryQuery, Snapshots, Sqlite, Store, StoreError, restore};

use crate::samples::*;

async fn filled(path: &Path, messages: u64) -> Sqlite {
    let store = Sqlite::open(path).await.unwrap();
    let mut changes = vec![
        Change::PutApp(app(1)),
        put_token(&app(1), &token(1)),
        put_token(&app(1), &client(1)),
        put_device(&app(1), &device("phone", &client(1))),
        put_channel(&app(1), "lobby"),
        put_state(&app(1), "lobby", 1),
    ];
    changes.extend((1..=messages).map(|position| append(&app(1), message("lobby", position))));
    store.commit(&changes).await.unwrap();
    store
}

async fn what_is_in(path: &Path) -> (Contents, usize) {
    let store = Sqlite::open(path).await.unwrap();
    let contents = store.load().await.unwrap();
    let page = store
        .history(&app(1).id, &name("lobby"), HistoryQuery::last(9_999))
        .await
        .unwrap();
    store.close().await;
    (contents, page.len())
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    all.sort();
    all
}

#[tokio::test]
async fn what_changed_since_is_undone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data/store.db");
    let snapshots = Snapshots::new(folder.path().join("data/snapshots"));
    let taken = snapshots.path("before the demo").unwrap();
    let store = filled(&data, 5_000).await;
    let before = store.load().await.unwrap();
    store.snapshot(&taken).await.unwrap();
    let info = snapshots.get("before the demo").unwrap();
    assert_eq!(snapshots.list().unwrap(), [info]);

    let after = [
        append(&app(1), message("lobby", 5_001)),
        Change::DeleteToken {
            app: app(1).id,
            id: token(1).id,
        },
        Change::DeleteToken {
            app: app(1).id,
            id: client(1).id,
        },
        Change::PutApp(app(2)),
    ];
    store.commit(&after).await.unwrap();
    let busy = restore(&data, &taken).await.unwrap_err();
    assert!(matches!(busy, StoreError::Locked { .. }), "{busy}");
    // Whoever still has it does not stand in the way.
    store.close().await;

    let begun = Instant::now();
    restore(&data, &taken).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(what_is_in(&data).await, (before, 5_000));
    assert!(taken.exists(), "it can be gone back to again");
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_a_snapshot() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("snapshots/one.db");
    let store = filled(&folder.path().join("store.db"), 1).await;
    store.snapshot(&taken).await.unwrap();
    store.snapshot(&taken).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&taken), mode(taken.parent().unwrap())), (0o600, 0o700));
    assert_eq!(
        files(taken.parent().unwrap()).len(),
        1,
        "nothing is left beside it"
    );
}

/// All that was acknowledged before is in it, nothing of what is half done, and nobody else notices.
#[tokio::test]
async fn a_snapshot_is_of_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("store.db"), 1).await;
    let lobby = name("lobby");
    let app_id = app(1).id;
    let writes = async {
        for first in 0..40 {
            let pair = [2, 3].map(|next| append(&app(1), message("lobby", first * 2 + next)));
            store.commit(&pair).await.unwrap();
        }
    };
    let reads = async {
        for _ in 0..40 {
            let page = store.history(&app_id, &lobby, HistoryQuery::last(1)).await;
            assert_eq!(page.unwrap()[0].position % 2, 1);
        }
    };
    let copies = async {
        for number in 0..8 {
            store
                .snapshot(&folder.path().join(format!("{number}.db")))
                .await
                .unwrap();
        }
    };
    tokio::join!(writes, reads, copies);
    let mut last = 0;
    for number in 0..8 {
        let (contents, messages) = what_is_in(&folder.path().join(format!("{number}.db"))).await;
        let position = contents.apps[0].channels[0].last_position;
        assert_eq!((position % 2, messages as u64), (1, position), "a commit is torn");
        assert!(position >= last);
        last = position;
    }
}

#[tokio::test]
async fn a_damaged_snapshot_is_refused_and_the_store_stays() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data/store.db");
    let taken = folder.path().join("taken.db");
    let store = filled(&data, 200).await;
    store.snapshot(&taken).await.unwrap();
    store.close().await;
    drop(store);
    let before = files(data.parent().unwrap());
    let good = fs::read(&taken).unwrap();

    let mut flipped = good.clone();
    for byte in &mut flipped[4_096..8_192] {
        *byte ^= 0x55;
    }
    let with = |place: usize, bytes: &[u8]| {
        let mut copy = good.clone();
        copy[place..place + bytes.len()].copy_from_slice(bytes);
        copy
    };
    for (what, bytes) in [
        ("empty", Vec::new()),
        ("short", good[..60].to_vec()),
        ("truncated", good[..good.len() - 1].to_vec()),
        ("a page short", good[..good.len() - 4_096].to_vec()),
        ("longer", [&good[..], b"more"].concat()),
        ("no database", with(0, b"not SQLite")),
        ("flipped", flipped),
        ("a root that is none", with(4_096, &[0; 8])),
    ] {
        let bad = folder.path().join("bad.db");
        fs::write(&bad, &bytes).unwrap();
        let error = restore(&data, &bad).await.unwrap_err();
        assert!(
            matches!(&error, StoreError::Damaged { path, .. } if *path == bad),
            "{what}: {error}"
        );
        assert!(files(data.parent().unwrap()) == before, "after {what}");
        assert!(fs::read(&bad).unwrap() == bytes, "{what} was changed");
        assert_eq!(files(folder.path()).len(), 2, "{what}: something was left");
    }
    let nowhere = restore(&data, &folder.path().join("nowhere.db"))
        .await
        .unwrap_err();
    assert!(matches!(nowhere, StoreError::Unreachable { .. }), "{nowhere}");
    assert!(files(data.parent().unwrap()) == before);
    restore(&data, &taken).await.unwrap();
}

#[tokio::test]
async fn a_snapshot_from_the_future_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (data, taken) = (folder.path().join("store.db"), folder.path().join("taken.db"));
    let store = filled(&data, 1).await;
    store.snapshot(&taken).await.unwrap();
    store.close().await;
    drop(store);
    crate::sqlite::by_hand(
        &taken,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9000, 'from the future', TRUE, x'00', 0)",
    )
    .await;
    let error = restore(&data, &taken).await.unwrap_err();
    assert!(
        matches!(error, StoreError::TooNew { found: 9_000, .. }),
        "{error}"
    );
}

/// What a store that was killed has left in its log does not get into what is put in its place.
#[tokio::test]
async fn the_log_of_a_killed_store_is_not_taken_for_the_snapshots() {
    let folder = tempfile::tempdir().unwrap();
    let (data, taken) = (folder.path().join("store.db"), folder.path().join("taken.db"));
    let store = filled(&data, 10).await;
    store.snapshot(&taken).await.unwrap();
    let before = store.load().await.unwrap();
    let later: Vec<_> = (11..=400)
        .map(|position| append(&app(1), message("lobby", position)))
        .collect();
    store.commit(&later).await.unwrap();

    for damaged in [false, true] {
        let killed = folder.path().join(format!("killed {damaged}.db"));
        let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
        fs::copy(log(&data), log(&killed)).unwrap();
        if damaged {
            fs::write(&killed, "this is no database").unwrap();
        } else {
            fs::copy(&data, &killed).unwrap();
        }
        restore(&killed, &taken).await.unwrap();
        assert_eq!(
            what_is_in(&killed).await,
            (before.clone(), 10),
            "damaged: {damaged}"
        );
    }
}

/// A process that closes any descriptor of a file gives up all its locks on it, and with them SQLite's, which keep other
/// programs from putting the log away that we go on writing to.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn taking_one_leaves_the_locks_of_the_file_alone() {
    use std::os::unix::fs::MetadataExt;

    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("store.db");
    let store = filled(&data, 10).await;
    let inode = fs::metadata(&data).unwrap().ino();
    let locks = || {
        let all = fs::read_to_string("/proc/locks").unwrap();
        let of_file = |line: &&str| line.split(' ').any(|word| word.ends_with(&format!(":{inode}")));
        all.lines().filter(of_file).count()
    };
    let before = locks();
    assert!(before > 0, "SQLite locks the file as long as it is open");
    store.snapshot(&folder.path().join("one.db")).await.unwrap();
    assert_eq!(locks(), before);
    store.close().await;
    assert_eq!(locks(), 0);
}

/// Who asked for it may be gone before it is made.
#[tokio::test]
async fn nothing_is_written_into_one_that_nobody_waits_for() {
    let folder = tempfile::tempdir().unwrap();
    let (data, taken) = (folder.path().join("store.db"), folder.path().join("one.db"));
    let store = filled(&data, 5_000).await;
    let before = store.load().await.unwrap();
    let mut taking = Box::pin(store.snapshot(&taken));
    // Given up as soon as the copy has begun.
    while !folder.path().join("one.db.part").exists() && !taken.exists() {
        let _ = tokio::time::timeout(Duration::from_micros(50), &mut taking).await;
    }
    drop(taking);
    store.commit(&[Change::DeleteApp(app(1).id)]).await.unwrap();
    assert!(taken.exists(), "the commit waited for the copy");
    store.close().await;
    assert_eq!(what_is_in(&taken).await, (before, 5_000));
}
