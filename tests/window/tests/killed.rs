//! Killed in the middle of a flood and started again, the app shows what it had recorded, and where something is missing.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use anyhow::Result;
use reqwest::Client;
use serde_json::json;
use tokio::time::{MissedTickBehavior, interval};
use window::{RunningApp, within};

/// Between two messages of the flood: a second has 250 at most.
const PACE: Duration = Duration::from_millis(4);

/// Rows that must be there afterwards, and rows that must have been seen before the kill: between them lie two seconds,
/// and only the last one may be lost.
const KEPT: u32 = 250;
const SEEN: u32 = 750;

#[tokio::test]
async fn what_was_recorded_is_there_after_a_kill_and_the_gap_is_marked() -> Result<()> {
    within(Duration::from_secs(120), "the whole story", story()).await
}

async fn story() -> Result<()> {
    let app = RunningApp::start("killed").await?;
    app.page.click("link", "Live").await?;
    let flood = tokio::spawn(flood(
        format!("http://{}/v1/channels/room/messages", app.ready.listen),
        app.app()?.project_token.clone(),
    ));
    app.page.until("the flood", &shown(SEEN)).await?;
    let home = app.kill().await?;
    flood.abort();

    let app = RunningApp::start_on("killed-again", home).await?;
    app.page.click("link", "Live").await?;
    app.page.until("the recorded rows", &shown(KEPT)).await?;
    app.page.find("row", "Events are missing here").await?;
    app.page.picture("gap").await?;
    app.end().await
}

/// True when so many rows are shown.
fn shown(rows: u32) -> String {
    format!("Number(document.querySelector('[data-testid=live-status]')?.dataset.matched) >= {rows}")
}

/// Publishes until it is ended, or the server is gone.
async fn flood(url: String, token: String) {
    let http = Client::builder().no_proxy().build().unwrap();
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for number in 0_u64.. {
        pace.tick().await;
        let message = json!({ "e": format!("tick-{}", number % 500), "d": { "n": number } });
        let sent = http
            .post(&url)
            .header("Authorization", &token)
            .json(&message)
            .send();
        if sent.await.is_err() {
            return;
        }
    }
}
