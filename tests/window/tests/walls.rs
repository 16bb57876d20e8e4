//! What the page in the window cannot do, whatever gets to run in it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use anyhow::Result;
use serde_json::{Value, json};
use window::RunningApp;

/// Commands of the shell that exist in every Tauri app, or in its plugins, and that nobody allowed.
const COMMANDS: &[&str] = &[
    "plugin:app|version",
    "plugin:event|emit",
    "plugin:event|listen",
    "plugin:fs|read_text_file",
    "plugin:image|from_path",
    "plugin:menu|new",
    "plugin:path|resolve_directory",
    "plugin:resources|close",
    "plugin:shell|execute",
    "plugin:tray|new",
    "plugin:webview|create_webview_window",
    "plugin:webview|internal_toggle_devtools",
    "plugin:window|close",
    "plugin:window|set_title",
    "stop",
];

/// Defines `WAYS_OUT` and `tryOut(name)`.
const WAYS_OUT: &str = include_str!("ways_out.js");

/// Addresses that the window must not show.
const ELSEWHERE: &[&str] = &[
    "http://LISTEN/",
    "data:text/html,elsewhere",
    "file:///etc/hostname",
    "about:blank",
];

#[tokio::test]
async fn the_page_can_do_nothing_but_call_its_three_commands() -> Result<()> {
    let app = RunningApp::start("walls").await?;
    let mut tried = 0;

    for command in COMMANDS {
        let script = format!(
            "window.__TAURI_INTERNALS__.invoke({}, {{}}).then((got) => done(['did it', got]), (no) => done(['refused', no]))",
            json!(command)
        );
        let answer = app.page.run_until_done(&script).await?;
        assert_eq!(answer[0], "refused", "{command}: {answer}");
        let reason = answer[1].as_str().unwrap_or_default();
        assert!(
            reason.contains("not allowed") || reason.contains("not found"),
            "{command}: {answer}"
        );
        tried += 1;
    }

    let place = |script: &str| {
        let script = script.replace("LISTEN", &app.ready.listen);
        script.replace("ADMIN", &app.ready.admin)
    };
    let ways_out = place(WAYS_OUT);
    let names = format!("{ways_out}\ndone(Object.keys(WAYS_OUT));");
    let names = app.page.run_until_done(&names).await?;
    for name in names.as_array().expect("a list of names") {
        let answer = app
            .page
            .run_until_done(&format!("{ways_out}\ntryOut({name});"))
            .await;
        assert_eq!(
            answer.map_err(|error| error.to_string()),
            Ok(json!("refused")),
            "{name}"
        );
        tried += 1;
    }

    let home = app.page.run("return location.href").await?;
    for address in ELSEWHERE {
        // A refused navigation tells nobody: the page that is still there some time later is all there is to see.
        let script = format!(
            "location.href = {}; setTimeout(() => done(location.href), 300)",
            json!(place(address))
        );
        let now = app.page.run_until_done(&script).await;
        assert_eq!(
            now.map_err(|error| error.to_string()),
            Ok(home.clone()),
            "{address}"
        );
        tried += 1;
    }
    assert_eq!(
        app.page.run("return window.ranInline ?? null").await?,
        Value::Null
    );

    let page = app
        .page
        .run("return document.documentElement.outerHTML + JSON.stringify(window.__TAURI_INTERNALS__)");
    assert!(
        !page.await?.to_string().contains(&app.ready.admin_key),
        "the page knows the admin key"
    );
    println!("{tried} ways out of the page tried, none open");
    app.end().await
}
