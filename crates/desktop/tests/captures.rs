//! Recorded traffic: what the embedded server tells is there to be looked at, also after a restart.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, ops::ControlFlow, path::Path, thread, time::Duration, time::Instant};

use contract::{
    App, ErrorBody, FilterRead, TrafficKind,
    desktop::{Capture, CaptureExport, ExportState, Facets, Found, Lines, ViewFrame},
};
use desktop::{Desktop, Options, Request, Response, StreamEvent, StreamId};
use serde_json::{Value, json};
use tokio::{runtime::Handle, sync::mpsc, time::timeout};

const LIMIT: Duration = Duration::from_secs(20);

fn start(folder: &Path) -> Desktop {
    let options = Options {
        data_dir: folder.to_owned(),
        listen: Some("127.0.0.1:0".parse().unwrap()),
        admin_listen: Some("127.0.0.1:0".parse().unwrap()),
        downloads: Some(folder.join("downloads")),
        started: Instant::now(),
    };
    Desktop::start(options, &Handle::current())
}

async fn send(desktop: &Desktop, target: &str, method: &str, path: &str, body: Option<Value>) -> Response {
    let request = Request {
        method: method.into(),
        path: path.into(),
        body: body.map(|body| body.to_string()),
    };
    timeout(LIMIT, desktop.fetch(target, request)).await.unwrap()
}

async fn get<T: serde::de::DeserializeOwned>(desktop: &Desktop, target: &str, path: &str) -> T {
    let answer = send(desktop, target, "GET", path, None).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

async fn publish(desktop: &Desktop, event: &str, count: u64) {
    let apps: Vec<App> = get(desktop, "embedded", "/admin/v1/apps").await;
    let path = format!("/admin/v1/apps/{}/channels/lobby/messages", apps[0].id);
    for n in 0..count {
        let message = json!({ "event": event, "payload": { "n": n } });
        let answer = send(desktop, "embedded", "POST", &path, Some(message)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}

/// The frames of a view, and the id of its stream. Asked for from outside the runtime, as the window does.
fn view(desktop: &Desktop, path: &str) -> (mpsc::Receiver<StreamEvent>, StreamId) {
    let (tell, told) = mpsc::channel(1_000);
    let sink = move |event| match tell.try_send(event) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let open = || desktop.stream_open("app".to_owned(), path.to_owned(), sink);
    let id = thread::scope(|scope| scope.spawn(open).join().unwrap());
    (told, id)
}

async fn frame_with(
    frames: &mut mpsc::Receiver<StreamEvent>,
    wanted: impl Fn(&ViewFrame) -> bool,
) -> ViewFrame {
    loop {
        match timeout(LIMIT, frames.recv()).await.unwrap().unwrap() {
            StreamEvent::Open => {}
            StreamEvent::Frame(text) => {
                let frame = serde_json::from_str(&text).unwrap();
                if wanted(&frame) {
                    return frame;
                }
            }
            StreamEvent::Closed { reason } => panic!("{reason}"),
        }
    }
}

/// The capture is opened beside everything else.
async fn ready(desktop: &Desktop) {
    let _: Value = get(desktop, "embedded", "/admin/v1/info").await;
    let until = Instant::now() + LIMIT;
    while get::<Vec<Capture>>(desktop, "app", "/app/v1/captures").await[0]
        .trouble
        .is_some()
    {
        assert!(Instant::now() < until, "the capture is not opened");
        tokio::task::yield_now().await;
    }
}

const VIEW: &str = "/app/v1/captures/embedded/view?filter=kind:message%20channel:lobby&noise=true";

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_recorded_and_there_after_restarts_of_server_and_app() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    ready(&desktop).await;
    let (mut frames, stream) = view(&desktop, VIEW);
    frame_with(&mut frames, |frame| frame.complete).await;
    publish(&desktop, "one", 30).await;
    let frame = frame_with(&mut frames, |frame| frame.matched >= 30).await;
    assert_eq!((frame.matched, frame.end - frame.first), (30, 30));
    assert!(frame.bytes > 0 && frame.captured >= 30);

    let page = format!(
        "/app/v1/views/{}/lines?from={}&count=100",
        frame.view, frame.first
    );
    let Lines { lines } = get(&desktop, "app", &page).await;
    assert_eq!(lines.len(), 30);
    assert_eq!(lines[29].row.payload.as_deref(), Some(r#"{"n":29}"#));
    let Found { at } = get(
        &desktop,
        "app",
        &format!("/app/v1/views/{}/find?seq={}", frame.view, lines[7].seq),
    )
    .await;
    assert_eq!(at, lines[7].at);
    let facets: Facets = get(&desktop, "app", &format!("/app/v1/views/{}/facets", frame.view)).await;
    assert_eq!((facets.rows, facets.events[0].value.as_str()), (30, "one"));

    // The server again.
    let answer = send(&desktop, "app", "POST", "/app/v1/servers/embedded/restart", None).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    // A stream that was cut is opened again after a moment: from here on it is the second run that is recorded.
    let reopened = async {
        loop {
            publish(&desktop, "probe", 1).await;
            if let Ok(Some(StreamEvent::Frame(text))) =
                timeout(Duration::from_millis(300), frames.recv()).await
                && text.contains("probe")
            {
                return;
            }
        }
    };
    timeout(LIMIT, reopened).await.unwrap();
    publish(&desktop, "two", 10).await;
    let twos = |lines: &[contract::desktop::Line]| {
        lines
            .iter()
            .filter(|line| line.row.event.as_deref() == Some("two"))
            .count()
    };
    let mut found = 0;
    // Each line is told once.
    while found < 10 {
        found += twos(&frame_with(&mut frames, |_| true).await.newest);
    }
    assert_eq!(found, 10);
    desktop.stream_close(stream);
    let answer = send(&desktop, "app", "GET", &page, None).await;
    assert_eq!(
        answer.status, 404,
        "the view goes with its stream: {}",
        answer.body
    );
    desktop.stop().await;

    // The app again.
    let desktop = start(folder.path());
    ready(&desktop).await;
    let (mut frames, _) = view(&desktop, VIEW);
    let frame = frame_with(&mut frames, |frame| frame.complete).await;
    let page = format!(
        "/app/v1/views/{}/lines?from={}&count=1000",
        frame.view, frame.first
    );
    let Lines { lines } = get(&desktop, "app", &page).await;
    let ids: Vec<_> = lines
        .iter()
        .filter(|line| line.row.kind == TrafficKind::Message)
        .map(|line| line.row.id)
        .collect();
    assert!(ids.windows(2).all(|two| two[0] < two[1]), "nothing twice");
    assert_eq!(twos(&lines), 10);
    let gap = lines.iter().find(|line| {
        line.row.kind == TrafficKind::Gap
            && line
                .row
                .reason
                .as_ref()
                .is_some_and(|reason| reason.contains("the app was not running"))
    });
    assert!(gap.is_some(), "the time in between is marked");
    desktop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_capture_is_exported_opened_again_and_closed() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    ready(&desktop).await;
    let (mut frames, _) = view(&desktop, VIEW);
    frame_with(&mut frames, |frame| frame.complete).await;
    publish(&desktop, "one", 5).await;
    frame_with(&mut frames, |frame| frame.matched == 5).await;

    let body = json!({ "format": "capture", "filter": "event:one" });
    let answer = send(
        &desktop,
        "app",
        "POST",
        "/app/v1/captures/embedded/exports",
        Some(body),
    )
    .await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    let CaptureExport { id, .. } = serde_json::from_str(&answer.body).unwrap();
    let until = Instant::now() + LIMIT;
    let done = loop {
        let export: CaptureExport = get(&desktop, "app", &format!("/app/v1/exports/{id}")).await;
        if export.state != ExportState::Running {
            break export;
        }
        assert!(Instant::now() < until);
        tokio::task::yield_now().await;
    };
    assert_eq!(done.state, ExportState::Done, "{done:?}");
    let path = done.path.unwrap();
    assert_eq!(fs::read_dir(folder.path().join("downloads")).unwrap().count(), 1);

    let answer = send(
        &desktop,
        "app",
        "POST",
        "/app/v1/captures",
        Some(json!({ "path": path })),
    )
    .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let opened: Capture = serde_json::from_str(&answer.body).unwrap();
    assert!(opened.read_only && opened.rows == 5, "{opened:?}");
    let (mut frames, _) = view(&desktop, &format!("/app/v1/captures/{}/view", opened.id));
    assert_eq!(
        frame_with(&mut frames, |frame| frame.complete).await.newest.len(),
        5
    );
    let answer = send(
        &desktop,
        "app",
        "DELETE",
        &format!("/app/v1/captures/{}", opened.id),
        None,
    )
    .await;
    assert_eq!(answer.status, 204);
    assert!(Path::new(&path).exists());
    assert_eq!(
        get::<Vec<Capture>>(&desktop, "app", "/app/v1/captures")
            .await
            .len(),
        1
    );

    let text = json!({ "text": "event:o", "cursor": 7 });
    let answer = send(
        &desktop,
        "app",
        "POST",
        "/app/v1/captures/embedded/filter",
        Some(text),
    )
    .await;
    let read: FilterRead = serde_json::from_str(&answer.body).unwrap();
    assert!(read.completions.iter().any(|one| one.text == "one"), "{read:?}");
    let answer = send(&desktop, "app", "DELETE", "/app/v1/captures/embedded", None).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    desktop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_wrongly_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let desktop = start(folder.path());
    ready(&desktop).await;
    fs::write(
        folder.path().join("other"),
        "something else, long enough to be looked at by a database",
    )
    .unwrap();
    let other = folder.path().join("other").display().to_string();
    let (mut frames, _) = view(&desktop, VIEW);
    let id = frame_with(&mut frames, |_| true).await.view;
    let export = "/app/v1/captures/embedded/exports";
    for (method, path, body, status, code) in [
        (
            "DELETE",
            "/app/v1/captures/none".to_owned(),
            None,
            404,
            "UNKNOWN_CAPTURE",
        ),
        (
            "POST",
            "/app/v1/captures/none/filter".to_owned(),
            Some(json!({ "text": "" })),
            404,
            "UNKNOWN_CAPTURE",
        ),
        (
            "POST",
            "/app/v1/captures".to_owned(),
            Some(json!({ "path": "x.capture" })),
            400,
            "INVALID_REQUEST",
        ),
        (
            "POST",
            "/app/v1/captures".to_owned(),
            Some(json!({ "path": "/no/such.capture" })),
            404,
            "NO_SUCH_FILE",
        ),
        (
            "POST",
            "/app/v1/captures".to_owned(),
            Some(json!({ "path": other })),
            400,
            "NO_CAPTURE",
        ),
        (
            "GET",
            "/app/v1/captures/embedded/view".to_owned(),
            None,
            426,
            "STREAM",
        ),
        (
            "GET",
            "/app/v1/views/999/lines?from=0&count=1".to_owned(),
            None,
            404,
            "UNKNOWN_VIEW",
        ),
        (
            "GET",
            format!("/app/v1/views/{id}/lines?from=0&count=1001"),
            None,
            400,
            "INVALID_REQUEST",
        ),
        (
            "GET",
            format!("/app/v1/views/{id}/lines?from=x&count=1"),
            None,
            400,
            "INVALID_REQUEST",
        ),
        (
            "GET",
            format!("/app/v1/views/{id}/find"),
            None,
            400,
            "INVALID_REQUEST",
        ),
        (
            "GET",
            format!("/app/v1/views/{id}/find?seq=1&time=1"),
            None,
            400,
            "INVALID_REQUEST",
        ),
        (
            "GET",
            "/app/v1/views/999/facets".to_owned(),
            None,
            404,
            "UNKNOWN_VIEW",
        ),
        (
            "POST",
            export.to_owned(),
            Some(json!({ "format": "csv", "filter": "((" })),
            400,
            "INVALID_FILTER",
        ),
        (
            "POST",
            export.to_owned(),
            Some(json!({ "format": "pdf" })),
            400,
            "INVALID_REQUEST",
        ),
        (
            "GET",
            "/app/v1/exports/999".to_owned(),
            None,
            404,
            "UNKNOWN_EXPORT",
        ),
        (
            "DELETE",
            "/app/v1/exports/999".to_owned(),
            None,
            404,
            "UNKNOWN_EXPORT",
        ),
    ] {
        let answer = send(&desktop, "app", method, &path, body).await;
        let ErrorBody { error } = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(
            (answer.status, error.code.as_str()),
            (status, code),
            "{method} {path}"
        );
    }
    for (path, words) in [
        ("/app/v1/captures/none/view", "no capture \"none\""),
        (
            "/app/v1/captures/embedded/view?filter=((",
            "the filter cannot be read",
        ),
        ("/app/v1/captures/embedded/view?unrolled=x", "unrolled is no list"),
        ("/app/v1/captures/embedded/view?nois=true", "nois"),
        ("/app/v1/nothing", "the app has no stream"),
    ] {
        let (mut frames, _) = view(&desktop, path);
        let Some(StreamEvent::Closed { reason }) = timeout(LIMIT, frames.recv()).await.unwrap() else {
            panic!("{path} is open");
        };
        assert!(reason.contains(words), "{path}: {reason}");
    }
    desktop.stop().await;
}
