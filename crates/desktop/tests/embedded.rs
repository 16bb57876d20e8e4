//! The app without its window, with the real server in it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, net::TcpListener, ops::ControlFlow, path::Path, time::Duration, time::Instant};

use contract::{
    App, ErrorBody,
    desktop::{About, ServerStatus, Servers},
};
use desktop::{Desktop, Options, Request, Response, StreamEvent};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::{runtime::Handle, sync::mpsc, time::timeout};

fn options(folder: &Path) -> Options {
    Options {
        data_dir: folder.to_owned(),
        listen: Some("127.0.0.1:0".parse().unwrap()),
        admin_listen: Some("127.0.0.1:0".parse().unwrap()),
        downloads: Some(folder.join("downloads")),
        started: Instant::now(),
    }
}

fn start(folder: &Path) -> Desktop {
    Desktop::start(options(folder), &Handle::current())
}

async fn send(desktop: &Desktop, target: &str, method: &str, path: &str, body: Option<&str>) -> Response {
    let request = Request {
        method: method.into(),
        path: path.into(),
        body: body.map(str::to_owned),
    };
    timeout(Duration::from_secs(20), desktop.fetch(target, request))
        .await
        .expect("an answer within 20 s")
}

async fn get<T: DeserializeOwned>(desktop: &Desktop, target: &str, path: &str) -> T {
    let answer = send(desktop, target, "GET", path, None).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn code(answer: &Response) -> String {
    serde_json::from_str::<ErrorBody>(&answer.body)
        .unwrap()
        .error
        .code
}

async fn embedded(desktop: &Desktop) -> contract::desktop::Server {
    let Servers { mut servers } = get(desktop, "app", "/app/v1/servers").await;
    assert_eq!(servers.len(), 1);
    servers.remove(0)
}

#[tokio::test]
async fn a_call_waits_for_the_server_and_finds_its_first_app() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    let apps: Vec<App> = get(&desktop, "embedded", "/admin/v1/apps").await;
    assert_eq!(
        apps.iter().map(|app| app.name.as_str()).collect::<Vec<_>>(),
        ["My app"]
    );

    let server = embedded(&desktop).await;
    assert_eq!(server.id, "embedded");
    assert_eq!(server.status, ServerStatus::Running);
    assert_eq!(server.notices, Vec::<String>::new());
    let about: About = get(&desktop, "app", "/app/v1/about").await;
    assert_eq!(Path::new(&about.data_dir), folder.path());
    desktop.stop().await;
}

#[tokio::test]
async fn the_ready_file_is_private_and_goes_with_the_server() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("data");
    let desktop = start(&folder);
    let _: Value = get(&desktop, "embedded", "/admin/v1/info").await;

    let file = folder.join("ready.json");
    let ready: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(ready["personas"][0]["name"], "Alice");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(&folder), 0o700);
    }

    desktop.stop().await;
    assert!(!file.exists());
    let answer = send(&desktop, "embedded", "GET", "/admin/v1/info", None).await;
    assert_eq!(
        (answer.status, code(&answer).as_str()),
        (503, "SERVER_NOT_RUNNING")
    );
}

#[tokio::test]
async fn taken_ports_are_replaced_and_said() {
    let taken = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let [listen, admin_listen] = taken.each_ref().map(|one| one.local_addr().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        listen: Some(listen),
        admin_listen: Some(admin_listen),
        ..options(folder.path())
    };
    let desktop = Desktop::start(options, &Handle::current());
    let _: Value = get(&desktop, "embedded", "/admin/v1/info").await;
    let notices = embedded(&desktop).await.notices;
    let clients = format!("Port {} is taken; clients connect to 127.0.0.1:", listen.port());
    let admin = format!(
        "Port {} is taken; the admin API is at 127.0.0.1:",
        admin_listen.port()
    );
    assert!(
        matches!(&notices[..], [a, b] if a.starts_with(&clients) && b.starts_with(&admin)),
        "{notices:?}"
    );
    desktop.stop().await;
}

#[tokio::test]
async fn a_second_app_on_the_same_data_says_so_and_leaves_the_first_alone() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(folder.path());
    let _: Value = get(&first, "embedded", "/admin/v1/info").await;

    let second = start(folder.path());
    let answer = send(&second, "embedded", "GET", "/admin/v1/info", None).await;
    assert_eq!(
        (answer.status, code(&answer).as_str()),
        (503, "SERVER_NOT_RUNNING")
    );
    let ServerStatus::Failed { message } = embedded(&second).await.status else {
        panic!("it runs");
    };
    assert!(
        message.contains(folder.path().to_str().unwrap()),
        "names what is locked: {message}"
    );

    assert!(folder.path().join("ready.json").exists());
    let _: Value = get(&first, "embedded", "/admin/v1/info").await;

    // Once the data is free, the second one can be started after all.
    let start = "/app/v1/servers/embedded/start";
    let running = send(&first, "app", "POST", start, None).await;
    assert_eq!((running.status, code(&running).as_str()), (409, "SERVER_RUNNING"));
    first.stop().await;
    assert_eq!(send(&second, "app", "POST", start, None).await.status, 204);
    let _: Value = get(&second, "embedded", "/admin/v1/info").await;
    second.stop().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_said() {
    let outer = tempfile::tempdir().unwrap();
    let file = outer.path().join("file");
    fs::write(&file, "").unwrap();
    let desktop = start(&file.join("data"));
    let answer = send(&desktop, "embedded", "GET", "/admin/v1/info", None).await;
    assert!(answer.body.contains("SWITCHBOARD_DATA_DIR"), "{}", answer.body);
}

#[tokio::test]
async fn what_is_not_an_operation_is_refused_with_a_code() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    let invalid = (400, "INVALID_REQUEST");
    let painted = "/app/v1/painted";
    for (target, method, path, body, wanted) in [
        (
            "elsewhere",
            "GET",
            "/admin/v1/info",
            None,
            (404, "UNKNOWN_TARGET"),
        ),
        ("embedded", "GET", "/metrics", None, invalid),
        ("embedded", "GET", "/admin/v1/../../v1/channels", None, invalid),
        (
            "embedded",
            "GET",
            "http://example.org/admin/v1/info",
            None,
            invalid,
        ),
        ("embedded", "GE T", "/admin/v1/info", None, invalid),
        ("app", "GET", "/admin/v1/info", None, (404, "NOT_FOUND")),
        ("app", "GET", painted, None, (404, "NOT_FOUND")),
        ("app", "GET", "no path", None, invalid),
        ("app", "POST", painted, Some("{}"), invalid),
        ("app", "POST", painted, Some("{\"ms\":-1}"), invalid),
    ] {
        let answer = send(&desktop, target, method, path, body).await;
        assert_eq!(
            (answer.status, code(&answer).as_str()),
            wanted,
            "{method} {target} {path}: {}",
            answer.body
        );
    }
    let answer = send(&desktop, "app", "POST", painted, Some("{\"ms\":12.5}")).await;
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    desktop.stop().await;
}

/// Opens a stream and passes on what it says; the queue is closed when the stream lets go of it.
fn follow(desktop: &Desktop, target: &str, path: &str) -> (desktop::StreamId, mpsc::Receiver<StreamEvent>) {
    let (tell, events) = mpsc::channel(64);
    let id = desktop.stream_open(target.into(), path.into(), move |event| {
        match tell.try_send(event) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    });
    (id, events)
}

async fn next(events: &mut mpsc::Receiver<StreamEvent>) -> Option<StreamEvent> {
    timeout(Duration::from_secs(10), events.recv())
        .await
        .expect("an event within 10 s")
}

#[tokio::test]
async fn a_stream_tells_what_happens_until_it_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    let (id, mut events) = follow(&desktop, "embedded", "/admin/v1/stream?traffic=true");
    assert_eq!(next(&mut events).await, Some(StreamEvent::Open));

    let [app]: [App; 1] = get(&desktop, "embedded", "/admin/v1/apps").await;
    let path = format!("/admin/v1/apps/{}/channels/room/messages", app.id);
    let body = "{\"event\":\"hello-there\",\"payload\":{\"n\":1}}";
    let answer = send(&desktop, "embedded", "POST", &path, Some(body)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    loop {
        match next(&mut events).await {
            Some(StreamEvent::Frame(text)) if text.contains("hello-there") => break,
            Some(StreamEvent::Frame(_)) => {}
            other => panic!("{other:?}"),
        }
    }

    desktop.stream_close(id);
    while let Some(event) = next(&mut events).await {
        assert!(matches!(event, StreamEvent::Frame(_)), "{event:?}");
    }
    desktop.stop().await;
}

#[tokio::test]
async fn a_stream_that_cannot_open_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    for (target, path, wanted) in [
        (
            "elsewhere",
            "/admin/v1/stream",
            "there is no server \"elsewhere\"",
        ),
        ("embedded", "/metrics", "not part of the server's API"),
    ] {
        let (_, mut events) = follow(&desktop, target, path);
        let Some(StreamEvent::Closed { reason }) = next(&mut events).await else {
            panic!("it opened");
        };
        assert!(reason.contains(wanted), "{reason}");
        assert_eq!(next(&mut events).await, None);
    }
    desktop.stop().await;
}

#[tokio::test]
async fn a_file_beside_the_data_tells_dialects_what_they_are_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("switchboard.toml");
    fs::write(&file, "[dialects.leap]\nunicorns = true\n").unwrap();
    let desktop = start(folder.path());
    let answer = send(&desktop, "embedded", "GET", "/admin/v1/info", None).await;
    assert_eq!(answer.status, 503);
    let ServerStatus::Failed { message } = embedded(&desktop).await.status else {
        panic!("it runs");
    };
    assert!(
        message.contains("line 2: dialects.leap.unicorns: there is no such setting"),
        "{message}"
    );

    // Mended, it starts.
    fs::write(&file, "[dialects.leap]\napp = \"My app\"\n").unwrap();
    let start = "/app/v1/servers/embedded/start";
    assert_eq!(send(&desktop, "app", "POST", start, None).await.status, 204);
    let _: Value = get(&desktop, "embedded", "/admin/v1/info").await;
    desktop.stop().await;
}
