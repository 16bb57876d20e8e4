//! How the app starts and ends as a process.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, process::Command};

use anyhow::Result;
use window::{RunningApp, binary};

#[test]
fn without_a_display_it_says_so_and_fails() -> Result<()> {
    let data = tempfile::tempdir()?;
    let output = Command::new(binary()?)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("SWITCHBOARD_DATA_DIR", data.path())
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("switchboard: there is no display"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(fs::read_dir(data.path())?.count(), 0, "it touched the data");
    Ok(())
}

#[tokio::test]
async fn a_second_start_hands_over_to_the_first() -> Result<()> {
    let app = RunningApp::start("second").await?;
    let output = app.start_again().await?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(!said.contains("ready"), "it started a server: {said}");
    assert_eq!(app.page.run("return document.title").await?, "Switchboard");
    app.end().await
}
