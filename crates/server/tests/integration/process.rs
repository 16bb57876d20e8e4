//! The program: flags and their names in the environment, the ready file, signals, exit codes.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;
use tokio::net::TcpListener;

use crate::support::{Leap, Process, Watch};

const FREE: &str = "127.0.0.1:0";

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_says_come_back_and_ends_with_0() {
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(folder.path()).await;
    let app: contract::App = process.admin().post("/apps", json!({ "name": "test" })).await;
    let place = process.place(&app.id).await;
    let token = place.token(&[]).await;
    let mut clients = vec![
        place.anonymous().await,
        place.client(&token).await,
        Leap::open(&place.listen).await,
    ];
    let mut watch = Watch::begin(&place.admin, "").await;
    let ready_file = process.ready_file.clone();
    process.terminate();
    for leap in &mut clients {
        let (code, reason) = leap.closed().await;
        assert_eq!((code, reason.as_str()), (1012, "the server is restarting"));
    }
    assert!(watch.closed().await.contains("1012"));
    assert_eq!(process.ended().await, Some(0));
    assert!(!ready_file.exists());
}

/// Usually a program begins with 1,024 of them.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn it_takes_all_the_files_it_may_have() {
    let folder = tempfile::tempdir().unwrap();
    let ready_file = folder.path().join("ready.json");
    let server = Process::command(
        &["--listen", FREE, "--admin-listen", FREE, "--data", ":memory:"],
        &[],
    );
    let mut command = tokio::process::Command::new("/bin/sh");
    command
        .args(["-c", "ulimit -Sn 300 && exec \"$0\" \"$@\""])
        .arg(server.as_std().get_program())
        .args(server.as_std().get_args())
        .arg("--ready-file")
        .arg(&ready_file)
        .stderr(std::process::Stdio::piped())
        .kill_on_drop(true);
    let process = Process::spawn(command, ready_file).await;
    let limits = format!("/proc/{}/limits", process.pid().as_raw_nonzero());
    let limits = std::fs::read_to_string(limits).unwrap();
    let files = limits
        .lines()
        .find(|line| line.starts_with("Max open files"))
        .unwrap();
    let [.., soft, hard, _] = files.split_whitespace().collect::<Vec<_>>()[..] else {
        panic!("{files}")
    };
    assert_eq!(soft, hard);
    process.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ready_file_says_all_that_is_needed_to_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let ready_file = folder.path().join("ready.json");
    let data = folder.path().join("data");
    let args = [
        "--dev",
        "--listen",
        FREE,
        "--admin-listen",
        FREE,
        "--data",
        data.to_str().unwrap(),
    ];
    let mut command = Process::command(&args, &[]);
    command.arg("--ready-file").arg(&ready_file);
    let process = Process::spawn(command, ready_file.clone()).await;
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&ready_file), 0o600);
    assert_eq!(mode(&data), 0o700);
    for file in ["switchboard.db", "admin.key"] {
        assert_eq!(mode(&data.join(file)), 0o600, "{file}");
    }
    let ready = process.ready.clone();
    assert_eq!(
        std::fs::read_to_string(data.join("admin.key")).unwrap(),
        ready.admin_key
    );
    assert_eq!(ready.apps.len(), 1);
    assert_eq!(ready.apps[0].name, "My app");
    let names: Vec<_> = ready.personas.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Alice", "Bob"]);
    let app = &ready.apps[0];
    let place = process.place(&app.id).await;
    assert_eq!(place.key, app.project_token);
    let channels: Vec<contract::Channel> = place.admin.list(&place.path("/channels")).await;
    let names: Vec<_> = channels.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["backstage", "lobby", "room"]);
    let mut alice = Leap::connect(&ready.listen, &app.id, Some(&ready.personas[0].token)).await;
    alice.join("room").await;
    let described: contract::App = place.admin.get(&place.path("")).await;
    assert_eq!(described.join_mode, contract::JoinMode::Ask);

    // The content is made once; the key stays.
    process.terminate();
    alice.closed().await;
    process.ended().await;
    let mut command = Process::command(&args, &[]);
    command.arg("--ready-file").arg(&ready_file);
    let again = Process::spawn(command, ready_file).await;
    let known = serde_json::to_value((&ready.apps, &ready.personas, &ready.admin_key)).unwrap();
    let now =
        serde_json::to_value((&again.ready.apps, &again.ready.personas, &again.ready.admin_key)).unwrap();
    assert_eq!(now, known);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_flag_has_a_name_in_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let (config, ready_file) = (
        folder.path().join("server.toml"),
        folder.path().join("ready.json"),
    );
    // Reserves two addresses for a moment, to see that they are used.
    let reserve = async || {
        let listener = TcpListener::bind(FREE).await.unwrap();
        listener.local_addr().unwrap().to_string()
    };
    let (listen, admin, data) = (reserve().await, reserve().await, folder.path().join("data"));
    // All but one of these lose against the environment.
    let text = format!(
        "listen = \"127.0.0.1:1\"\nadmin_listen = \"127.0.0.1:1\"\ndata = \":memory:\"\ndev = false\n\
         admin_key = \"from-the-file\"\nbody_bytes = 100\nadmin_hosts = [\"{}\"]",
        "panel.example:80"
    );
    std::fs::write(&config, text).unwrap();
    let environment = [
        ("SWITCHBOARD_CONFIG", config.to_str().unwrap()),
        ("SWITCHBOARD_LISTEN", &listen),
        ("SWITCHBOARD_ADMIN_LISTEN", &admin),
        ("SWITCHBOARD_DATA", data.to_str().unwrap()),
        ("SWITCHBOARD_READY_FILE", ready_file.to_str().unwrap()),
        ("SWITCHBOARD_DEV", "true"),
        ("SWITCHBOARD_ADMIN_KEY", "from-the-environment"),
    ];
    let process = Process::spawn(Process::command(&[], &environment), ready_file).await;
    let ready = &process.ready;
    assert_eq!((&ready.listen, &ready.admin), (&listen, &admin));
    assert_eq!(ready.admin_key, "from-the-environment");
    assert_eq!(ready.personas.len(), 2);
    assert!(data.join("switchboard.db").exists());
    assert!(
        !data.join("admin.key").exists(),
        "a key that is given is not written down"
    );
    let (status, error) = process
        .admin()
        .refused(
            client::Method::POST,
            "/apps",
            Some(json!({ "name": "x".repeat(100) })),
        )
        .await;
    assert_eq!(
        (status, error.code.as_str()),
        (413, "TOO_LARGE"),
        "the rest of the file counts"
    );
}
