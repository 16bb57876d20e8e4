//! The benchmark `live`: the built window under a flood, watched while it follows, and while it follows through a filter.

mod flood;
mod frames;
mod memory;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde_json::{Value, json};
use window::{RunningApp, within};

use crate::binary;
use crate::goal::{Goal, Limit};
use crate::report::Report;
use crate::table::{grouped, megabytes};

use flood::Flood;
use frames::Frames;
use memory::{Memories, TAKES};

/// How much is measured, and of what. Without a path the app is built.
pub struct Plan {
    /// Of the flood; one half of it without a filter, the other one with one.
    pub time: Duration,
    /// Events a second.
    pub rate: u32,
    pub app: Option<PathBuf>,
}

/// What is typed as a filter: one event in a hundred has it.
const FILTER: &str = "payload.user.id=42";

/// Filters for the flood alone, whatever else has been recorded.
const ALL_OF_IT: &str = "kind:message channel:bench-*";

/// Rows that a capture has to hold for a flood of an hour and more.
const CAPTURE_BYTES: u64 = 20_000_000_000;

/// How long the window may take to show a number that no longer changes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The figures of one half.
#[derive(Debug, Serialize)]
struct Half {
    frames_per_second: f64,
    p99_ms: f64,
    longest_ms: f64,
}

const HEADING: [&str; 4] = ["the window", "frames/s", "p99 ms", "longest ms"];

/// Runs the flood.
pub fn run(plan: Plan) -> Result<Report> {
    let app = plan
        .app
        .map_or_else(|| binary::dist("switchboard", "switchboard"), Ok)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let app = RunningApp::start_program("bench-live", &app).await?;
        let measured = measure(&app, plan.time, plan.rate).await;
        if measured.is_err() {
            app.page.picture("failed").await?;
        }
        let report = measured?;
        app.end().await?;
        Ok(report)
    })
}

async fn measure(app: &RunningApp, time: Duration, rate: u32) -> Result<Report> {
    let page = &app.page;
    make_room(app).await?;
    page.click("link", "Live").await?;
    page.find("textbox", "Filter").await?;
    let pid = app.pid()?;
    let mut memories = Memories::at_start(pid)?;

    let flood = Flood::begin(&app.ready, rate)?;
    let half = time / 2;
    let plain = watch(app, half, memories.middle(pid)).await?;
    page.picture("following").await?;
    filter(app, FILTER).await?;
    let filtered = watch(app, half, memories.end(pid)).await?;
    page.picture("filtered").await?;
    let sent = flood.end()?;

    filter(app, ALL_OF_IT).await?;
    let lost_before = lost(app).await?;
    let shown = within(PATIENCE, "all rows to be counted", settled(app, sent)).await?;
    page.picture("counted").await?;

    let mut report = Report::new("live", &HEADING);
    for (name, half) in [("following", &plain), ("following, filtered", &filtered)] {
        let cells = vec![
            format!("{:.1}", half.frames_per_second),
            format!("{:.1}", half.p99_ms),
            format!("{:.1}", half.longest_ms),
        ];
        report.row(name, cells, half);
    }
    report.note(format!(
        "{} events in {} s ({}/s): {} rows recorded, {} counted as lost, {} unaccounted for",
        grouped(sent as f64),
        time.as_secs(),
        grouped(sent as f64 / time.as_secs_f64()),
        grouped(shown as f64),
        grouped(lost_before as f64),
        sent as i64 - shown as i64 - lost_before as i64,
    ));
    report.note(memories.table());
    goals(&mut report, &plain, &filtered, &memories);
    report.goal(Goal::new(
        "events neither recorded nor counted as lost",
        (sent as f64 - shown as f64 - lost_before as f64).abs(),
        "",
        Limit::AtMost(0.0),
    ));
    report.goal(Goal::new(
        "rate",
        sent as f64 / time.as_secs_f64(),
        "/s",
        Limit::AtLeast(f64::from(rate) * 0.99),
    ));
    Ok(report)
}

fn goals(report: &mut Report, plain: &Half, filtered: &Half, memories: &Memories) {
    let fast = Limit::AtLeast(50.0);
    let smooth = Limit::AtMost(100.0);
    report.goal(Goal::new("following", plain.frames_per_second, " frames/s", fast));
    report.goal(Goal::new(
        "following, filtered",
        filtered.frames_per_second,
        " frames/s",
        fast,
    ));
    report.goal(Goal::new(
        "longest freeze",
        plain.longest_ms.max(filtered.longest_ms),
        " ms",
        smooth,
    ));
    report.goal(Goal::new(
        "memory, end against middle",
        memories.growth(),
        "×",
        Limit::AtMost(1.05),
    ));
}

/// Watches the window's frames for so long, and reads its memory at the end of it.
async fn watch(app: &RunningApp, time: Duration, memory: impl Future<Output = Result<()>>) -> Result<Half> {
    let frames = Frames::begin(&app.page).await?;
    tokio::time::sleep(time.saturating_sub(TAKES)).await;
    memory.await?;
    let frames = frames.end(&app.page).await?;
    Ok(Half {
        frames_per_second: frames.rate(),
        p99_ms: frames.p99(),
        longest_ms: frames.longest(),
    })
}

async fn filter(app: &RunningApp, text: &str) -> Result<()> {
    let field = app.page.find("textbox", "Filter").await?;
    app.page.replace_text(&field, text).await
}

/// Lets the capture keep everything, so that what is counted in the end is what has come.
async fn make_room(app: &RunningApp) -> Result<()> {
    let mut chosen = call(app, "GET", "/app/v1/preferences", None).await?;
    chosen["capture_bytes"] = json!(CAPTURE_BYTES);
    call(app, "PUT", "/app/v1/preferences", Some(&chosen)).await?;
    Ok(())
}

/// Events that the capture of the app's own server has counted as lost.
async fn lost(app: &RunningApp) -> Result<u64> {
    let captures = call(app, "GET", "/app/v1/captures", None).await?;
    captures[0]["lost"]
        .as_u64()
        .context("the capture counts nothing lost")
}

/// Waits until the number of shown rows is what was sent, or no longer changes.
async fn settled(app: &RunningApp, sent: u64) -> Result<u64> {
    let mut last = None;
    loop {
        let shown = app
            .page
            .run("return document.querySelector('[data-testid=live-status]')?.dataset.matched ?? ''")
            .await?;
        let shown: u64 = shown.as_str().unwrap_or_default().parse().unwrap_or(0);
        if shown == sent || (shown > 0 && last == Some(shown)) {
            return Ok(shown);
        }
        last = Some(shown);
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

/// Calls an operation of the app as its page would.
async fn call(app: &RunningApp, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
    let ask = json!({ "target": "app", "method": method, "path": path, "body": body.map(Value::to_string) });
    let script = format!(
        "window.__TAURI_INTERNALS__.invoke('fetch', {ask}).then(done, (why) => done({{ status: 0, body: `${{why}}` }}))"
    );
    let answer = app.page.run_until_done(&script).await?;
    let body = answer["body"].as_str().unwrap_or_default();
    if !matches!(answer["status"].as_u64(), Some(200..=299)) {
        bail!("{method} {path} was answered with {}: {body}", answer["status"]);
    }
    Ok(serde_json::from_str(body).unwrap_or_default())
}

/// Bytes of memory, for people.
fn size(bytes: u64) -> String {
    format!("{} MB", megabytes(bytes))
}
