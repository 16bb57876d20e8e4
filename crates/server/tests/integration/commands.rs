//! The commands beside `serve`: what they print, what they refuse, and how they end.

use std::{path::Path, process::Stdio};

use serde_json::json;
use tokio::{io::AsyncWriteExt, process::Command};

use crate::support::{Process, Running, within};

struct Ended {
    code: Option<i32>,
    out: String,
    said: String,
}

/// Runs the program with these arguments in no environment but this.
async fn run(args: &[&str], environment: &[(&str, &str)], input: &str) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard-server"));
    command.args(args).env_clear().envs(environment.iter().copied());
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that reads nothing may have ended.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = within(child.wait_with_output()).await.unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        said: String::from_utf8(output.stderr).unwrap(),
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test]
async fn the_document_is_printed() {
    let ended = run(&["openapi"], &[], "").await;
    assert_eq!((ended.code, ended.out), (Some(0), contract::document()));
}

#[tokio::test]
async fn help_says_how_to_begin() {
    let ended = run(&["--help"], &[], "").await;
    for part in [
        "serve --dev",
        "http://127.0.0.1:8091",
        "check-config",
        "openapi",
        "project",
    ] {
        assert!(ended.out.contains(part), "{part} is not in {}", ended.out);
    }
    for command in ["serve", "check-config", "openapi", "project"] {
        let ended = run(&[command, "--help"], &[], "").await;
        assert_eq!(ended.code, Some(0));
        assert!(ended.out.contains("Usage: switchboard-server"), "{}", ended.out);
    }
}

#[tokio::test]
async fn a_configuration_is_checked_without_being_used() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.toml");
    std::fs::write(
        &file,
        "listen = \"127.0.0.1:9000\"\nframe_bytes = 2048\nadmin_key = \"sesame\"\n",
    )
    .unwrap();
    let data = folder.path().join("data");
    let args = ["check-config", "--config", text(&file), "--data", text(&data)];
    let ended = run(&args, &[("SWITCHBOARD_ADMIN_LISTEN", "127.0.0.1:9001")], "").await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    for line in [
        "listen = \"127.0.0.1:9000\"".to_owned(),
        "admin_listen = \"127.0.0.1:9001\"".into(),
        format!("data = {:?}", text(&data)),
        "frame_bytes = 2048".into(),
        "outbox_bytes = 1048576".into(),
        "# admin_key is given".into(),
    ] {
        assert!(
            ended.out.lines().any(|known| known == line),
            "{line} is not in {}",
            ended.out
        );
    }
    assert!(!ended.out.contains("sesame"));
    assert!(!data.exists());
    // What it prints is a configuration that says the same.
    std::fs::write(&file, &ended.out).unwrap();
    let again = run(&["check-config", "--config", text(&file)], &[], "").await;
    assert_eq!(again.code, Some(0), "{}", again.said);

    std::fs::write(
        &file,
        "lisen = \"127.0.0.1:9000\"\n\nbody_bytes = 1\norigins = [\"a.example\"]\n",
    )
    .unwrap();
    let ended = run(&args, &[], "").await;
    assert_eq!(ended.code, Some(1));
    for part in [
        "line 1: there is no setting \"lisen\"; did you mean \"listen\"?",
        "line 3: body_bytes is 1; use 64 to 67108864",
        "line 4: origins has \"a.example\"",
    ] {
        assert!(ended.said.contains(part), "{part} is not in {}", ended.said);
    }
    for (args, says) in [
        (vec!["--data", text(&file)], "which is no folder"),
        (
            vec!["--ready-file", "/nowhere/at/all/ready.json"],
            "make it first",
        ),
        (
            vec!["--listen", "127.0.0.1:9000", "--admin-listen", "127.0.0.1:9000"],
            "give each its own port",
        ),
    ] {
        let args: Vec<_> = ["check-config"].into_iter().chain(args).collect();
        let ended = run(&args, &[], "").await;
        assert_eq!(ended.code, Some(1));
        assert!(ended.said.contains(says), "{says} is not in {}", ended.said);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_goes_from_a_running_server_into_a_folder_and_back() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    place.channel("room", "public", &["persistent"]).await;
    let url = format!("http://{}", server.ready.admin);
    let key = [("SWITCHBOARD_ADMIN_KEY", server.ready.admin_key.as_str())];
    let exported = run(
        &["project", "export", "--url", &url, "--reference-secrets"],
        &key,
        "",
    )
    .await;
    assert_eq!(exported.code, Some(0), "{}", exported.said);
    assert!(exported.out.contains("SWITCHBOARD_TEST_PROJECT_TOKEN") && !exported.out.contains("ptk_"));

    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("project.json"), folder.path().join("data"));
    std::fs::write(&file, &exported.out).unwrap();
    let into = ["project", "import", text(&file), "--data", text(&data)];
    let secrets = [("SWITCHBOARD_TEST_PROJECT_TOKEN", place.key.as_str())];
    let dry = run(&[&into[..], &["--dry-run"]].concat(), &secrets, "").await;
    let first = run(&into, &secrets, "").await;
    assert_eq!(
        dry.out, "created: app \"test\"\ncreated: channel \"room\" of \"test\"\n",
        "{}",
        dry.said
    );
    assert_eq!((first.code, &first.out), (Some(0), &dry.out));
    let second = run(&into, &secrets, "").await;
    assert_eq!(
        second.out,
        "unchanged: app \"test\"\nunchanged: channel \"room\" of \"test\"\n"
    );
    let back = run(
        &["project", "export", "--data", text(&data), "--reference-secrets"],
        &[],
        "",
    )
    .await;
    assert_eq!(back.out, exported.out);

    // And from there into the running one, where nothing is to be done.
    let args = ["project", "import", "-", "--url", &url];
    let last = run(&args, &key, &back.out).await;
    assert_eq!(last.out, second.out, "{}", last.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_project_command_cannot_do_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(folder.path()).await;
    let url = format!("http://{}", process.ready.admin);
    let (bad, good) = (folder.path().join("bad.json"), folder.path().join("good.json"));
    std::fs::write(
        &bad,
        "{\"switchboard\": 1, \"apps\": [{\"name\": \"a\", \"join_mode\": \"perhaps\"}]}",
    )
    .unwrap();
    std::fs::write(&good, json!({ "switchboard": 1, "apps": [] }).to_string()).unwrap();
    let empty = folder.path().join("empty");
    let rows: &[(&[&str], &[&str])] = &[
        (
            &["export", "--data", text(folder.path())],
            &["in use by another process"],
        ),
        (
            &["import", text(&good), "--data", text(folder.path())],
            &["in use by another process"],
        ),
        (
            &["export", "--data", text(&empty)],
            &["there is no data in", "empty"],
        ),
        (&["export", "--data", ":memory:"], &["in memory"]),
        (
            &["import", text(&bad)],
            &["bad.json is no project file", "apps[0].join_mode", "perhaps"],
        ),
        (&["import", "/nowhere.json"], &["cannot read /nowhere.json"]),
        (&["export", "--url", &url], &["SWITCHBOARD_ADMIN_KEY"]),
        (&["export", "--url", "127.0.0.1:1"], &["http://127.0.0.1:8091"]),
    ];
    for (args, says) in rows {
        let args: Vec<_> = ["project"].into_iter().chain(args.iter().copied()).collect();
        let ended = run(&args, &[], "").await;
        assert_eq!(ended.code, Some(1), "{args:?}: {}", ended.said);
        for part in *says {
            assert!(
                ended.said.contains(part),
                "{args:?}: {part:?} is not in {}",
                ended.said
            );
        }
    }
    assert!(!empty.exists());
    for (key, url, says) in [
        ("wrong", url.as_str(), "the admin key is missing or wrong"),
        (
            "any",
            "http://127.0.0.1:9",
            "nothing answers at http://127.0.0.1:9",
        ),
    ] {
        let ended = run(
            &["project", "export", "--url", url],
            &[("SWITCHBOARD_ADMIN_KEY", key)],
            "",
        )
        .await;
        assert_eq!(ended.code, Some(1));
        assert!(ended.said.contains(says), "{says} is not in {}", ended.said);
    }
}
