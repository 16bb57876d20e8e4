//! Data that cannot be used: refused at the start, and left as it is. And faults of the disk while the server runs.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use client::Method;
use rustix::process::{Resource, Rlimit, prlimit};
use serde_json::{Value, json};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use tokio::process::Command;

use super::{Input, Row};
use crate::support::{Place, Process, until};

/// Each on a copy of data that a server has left, except the last, whose server is still there.
pub async fn rows(used: &Path) -> Vec<Row> {
    let folder = used.join("damaged");
    let good = folder.join("good");
    fs::create_dir_all(&good).unwrap();
    let process = Process::start(&good).await;
    let app: Value = process.admin().post("/apps", json!({ "name": "test" })).await;
    let place = process.place(app["id"].as_str().unwrap()).await;
    place.channel("log", "public", &["persistent"]).await;
    process.terminate();
    assert_eq!(process.ended().await, Some(0));
    let copy = |name: &str| {
        let copy = folder.join(name);
        fs::create_dir(&copy).unwrap();
        let file = copy.join("switchboard.db");
        fs::copy(good.join("switchboard.db"), &file).unwrap();
        file
    };
    let changed = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let file = copy(name);
        let mut bytes = fs::read(&file).unwrap();
        change(&mut bytes);
        fs::write(&file, &bytes).unwrap();
        file
    };
    let newer = copy("newer");
    let mut database = SqliteConnectOptions::new()
        .filename(&newer)
        .connect()
        .await
        .unwrap();
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'later', 1, x'00', 0)";
    sqlx::query(later).execute(&mut database).await.unwrap();
    database.close().await.unwrap();
    let torn: &[&str] = &["switchboard.db", "damaged", "restore a copy"];
    let instead = folder.join("instead");
    fs::create_dir_all(instead.join("switchboard.db")).unwrap();
    let row = |what: &str, file: PathBuf, says: &[&str]| {
        let args = [
            "--data",
            file.parent().unwrap().to_str().unwrap(),
            "--listen",
            "127.0.0.1:0",
            "--admin-listen",
            "127.0.0.1:0",
        ];
        let args = args.map(str::to_owned).to_vec();
        Row::new(
            what,
            Input::Program {
                args,
                environment: Vec::new(),
            },
            (1, "", says),
        )
    };
    vec![
        row(
            "another head",
            changed("head", &|bytes| bytes[..100].fill(0x5a)),
            torn,
        ),
        row(
            "cut off",
            changed("cut", &|bytes| bytes.truncate(bytes.len() / 2)),
            torn,
        ),
        row(
            "cut off in a page",
            changed("uneven", &|bytes| bytes.truncate(5_000)),
            torn,
        ),
        row(
            "flipped in the middle",
            changed("flipped", &|bytes| {
                bytes[5_000..].iter_mut().for_each(|byte| *byte ^= 0xff)
            }),
            torn,
        ),
        row(
            "no database",
            changed("text", &|bytes| {
                *bytes = b"hello, this is no database at all\n".repeat(200)
            }),
            torn,
        ),
        row(
            "a folder in its place",
            instead.join("switchboard.db"),
            &["switchboard.db", "check the path"],
        ),
        row(
            "a newer version's",
            newer,
            &["newer version", "9999", "update this program"],
        ),
        row(
            "another server's",
            used.join("switchboard.db"),
            &["switchboard.db is in use", "another data folder"],
        ),
    ]
}

/// A server whose disk is going to fail, with an app.
async fn at_risk(folder: &Path) -> (Process, Place) {
    let ready_file = folder.join("ready.json");
    let mut command = Command::new("sh");
    // A process that writes more than it may is ended by this signal. A full disk sends none.
    command.args([
        "-c",
        r#"trap "" XFSZ; exec "$0" "$@""#,
        env!("CARGO_BIN_EXE_switchboard-server"),
        "serve",
    ]);
    command
        .args([
            "--listen",
            "127.0.0.1:0",
            "--admin-listen",
            "127.0.0.1:0",
            "--data",
        ])
        .arg(folder);
    command.arg("--ready-file").arg(&ready_file);
    command
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let process = Process::spawn(command, ready_file).await;
    let app: Value = process.admin().post("/apps", json!({ "name": "test" })).await;
    let place = process.place(app["id"].as_str().unwrap()).await;
    place.channel("log", "unprotected", &["persistent"]).await;
    place.channel("room", "unprotected", &["client_publish"]).await;
    (process, place)
}

/// What is stored is refused; all else goes on.
async fn only_the_disk_fails(place: &Place, stored: usize, says: &[&str]) {
    let path = place.path("/channels/log/messages");
    let message = json!({ "event": "e", "payload": "refused" });
    let (status, error) = place.admin.refused(Method::POST, &path, Some(message)).await;
    assert_eq!(
        (status, error.code.as_str()),
        (503, "STORE_UNAVAILABLE"),
        "{error:?}"
    );
    for part in says {
        assert!(error.message.contains(part), "{part:?} is not in {error:?}");
    }
    let (status, error) = place
        .admin
        .refused(
            Method::POST,
            &place.path("/channels"),
            Some(json!({ "name": "new", "visibility": "public" })),
        )
        .await;
    assert_eq!(
        (status, error.code.as_str()),
        (503, "STORE_UNAVAILABLE"),
        "{error:?}"
    );
    let mut one = place.anonymous().await;
    one.join("room").await;
    one.publish("room", "e", json!(1)).await;
    one.expect("MESSAGE", "room").await;
    assert_eq!(history(place).await.len(), stored);
}

async fn history(place: &Place) -> Vec<Value> {
    let mut page: Value = place
        .admin
        .get(&place.path("/channels/log/messages?limit=1000"))
        .await;
    page["messages"].as_array_mut().unwrap().drain(..).collect()
}

/// After the fault: it goes on where it was, without a restart, and a restart finds all of it.
async fn recovered(folder: &Path, process: Process, place: &Place, stored: usize) {
    until(async || {
        let path = place.path("/channels/log/messages");
        let message = json!({ "event": "e", "payload": "taken" });
        place
            .admin
            .call::<Value>(Method::POST, &path, Some(message))
            .await
            .is_ok()
    })
    .await;
    process.kill().await;
    let process = Process::start(folder).await;
    let place = process.place(&place.app).await;
    let all = history(&place).await;
    assert_eq!(all.len(), stored + 1);
    // Who listened has heard what was refused: its position is not given again.
    let positions: Vec<_> = all.iter().map(|message| message["position"].as_u64()).collect();
    assert!(positions.is_sorted_by(|a, b| a < b), "{positions:?}");
    assert!(all.iter().all(|message| message["payload"] != "refused"));
}

/// The largest size that a file of the process may have stands for a disk without room.
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_without_room_refuses_what_is_to_be_stored_until_it_has_some() {
    let folder = tempfile::tempdir().unwrap();
    let (process, place) = at_risk(folder.path()).await;
    place.publish("log", "e", json!(1)).await;
    let room = |size| {
        let limit = Rlimit {
            current: size,
            maximum: None,
        };
        prlimit(Some(process.pid()), Resource::Fsize, limit).unwrap();
    };
    room(Some(1));
    only_the_disk_fails(&place, 1, &["the store failed", "check the disk"]).await;
    room(None);
    recovered(folder.path(), process, &place, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_another_program_holds_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (process, place) = at_risk(folder.path()).await;
    place.publish("log", "e", json!(1)).await;
    let file = folder.path().join("switchboard.db");
    let mut other = SqliteConnectOptions::new()
        .filename(&file)
        .connect()
        .await
        .unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    only_the_disk_fails(&place, 1, &["switchboard.db is in use", "close that one"]).await;
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    recovered(folder.path(), process, &place, 1).await;
}
