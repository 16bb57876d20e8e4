//! The benchmark `capture`: recorded traffic without a server and without a window.

mod rows;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow};
use capture::{Capture, Frames, Limits, Shape, Sought, View};
use filter::Filter;
use serde_json::json;

use crate::{
    goal::{Goal, Limit},
    median::median,
    report::Report,
    table::grouped,
};

/// Rows that are put at once, as a frame of the stream has them.
const BATCH: u64 = 256;
/// Lines of a page.
const PAGE: u32 = 200;

/// How much is measured.
pub struct Plan {
    pub rounds: usize,
    /// Rows in the capture.
    pub rows: u64,
}

/// What is looked for. The row in the middle is the one that only one filter finds.
fn filters(rows: u64) -> [(&'static str, String); 10] {
    [
        ("everything", String::new()),
        ("one kind", "kind:refused".to_owned()),
        ("a channel", "channel:room-77".to_owned()),
        (
            "a glob, and not an event",
            "channel:room-1* -event:tick".to_owned(),
        ),
        ("negation", "-kind:message -kind:heartbeat".to_owned()),
        ("latency", "latency>3500us".to_owned()),
        (
            "or",
            "(event:order.* or code:NOT_GRANTED) subject:user-7".to_owned(),
        ),
        (
            "a payload path, one row",
            format!("payload.n={}", message_near(rows / 2)),
        ),
        (
            "a payload path, many rows",
            "payload.user.role=admin payload.user.id>99000".to_owned(),
        ),
        ("free text that is nowhere", "xylophone".to_owned()),
    ]
}

fn message_near(number: u64) -> u64 {
    (number..)
        .find(|number| rows::row(*number).payload.is_some())
        .unwrap_or(number)
}

/// Fills a capture, then opens it and looks around in it.
pub fn run(plan: &Plan) -> Result<Report> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(measure(plan))
}

async fn measure(plan: &Plan) -> Result<Report> {
    let folder = tempfile::tempdir()?;
    let mut report = Report::new("capture", &["what", "median", "rows"]);
    let mut appended = Vec::new();
    let path = folder.path().join("bench.capture");
    let mut bytes = 0;
    for round in 1..=plan.rounds {
        eprintln!(
            "appending {} rows, round {round} of {}",
            grouped(plan.rows as f64),
            plan.rounds
        );
        for end in ["", "-wal", "-shm"] {
            // Not there the first time.
            let _ = std::fs::remove_file(folder.path().join(format!("bench.capture{end}")));
        }
        appended.push(append(&path, plan.rows).await?);
        bytes = std::fs::metadata(&path)?.len();
    }
    let rate = median(appended.iter().map(|took| plan.rows as f64 / took.as_secs_f64()));
    report.row(
        "append, rows/s",
        vec![grouped(rate), grouped(plan.rows as f64)],
        json!({ "rows_per_second": rate }),
    );
    let size = bytes as f64 / plan.rows as f64;
    report.row(
        "bytes a row",
        vec![format!("{size:.1}"), grouped(plan.rows as f64)],
        json!({ "bytes_per_row": size }),
    );
    report.goal(Goal::new("rows appended", rate, "/s", Limit::AtLeast(50_000.0)));

    let mut opened = Vec::new();
    for _ in 0..plan.rounds {
        let begin = Instant::now();
        let capture = Capture::open(&path, Limits::NONE, rows::at(plan.rows)).await?;
        opened.push(begin.elapsed());
        capture.close(rows::at(plan.rows)).await?;
    }
    let open = row(&mut report, "open", &opened, plan.rows);
    report.goal(Goal::new("open", open, " ms", Limit::AtMost(1_000.0)));

    let capture = Arc::new(Capture::open(&path, Limits::NONE, rows::at(plan.rows)).await?);
    let mut slowest = 0.0_f64;
    for (name, text) in filters(plan.rows) {
        let (mut pages, mut matched) = (Vec::new(), 0);
        for _ in 0..plan.rounds {
            let (took, found) = first_page(&capture, &text, plan.rows).await?;
            pages.push(took);
            matched = found;
        }
        slowest = slowest.max(row(&mut report, &format!("first page: {name}"), &pages, matched));
    }
    report.goal(Goal::new(
        "first page, slowest of ten filters",
        slowest,
        " ms",
        Limit::AtMost(100.0),
    ));

    let mut jumps = Vec::new();
    let view = complete(&capture).await?;
    for round in 0..plan.rounds as u64 {
        let begin = Instant::now();
        // Near the middle, and never where it has been before.
        let at = view.find(Sought::Seq(plan.rows / 2 + round * 20_000)).await;
        let lines = view.lines(at, PAGE).await;
        jumps.push(begin.elapsed());
        anyhow::ensure!(lines.len() == PAGE as usize, "the page has {} lines", lines.len());
    }
    let jump = row(&mut report, "jump to the middle", &jumps, plan.rows);
    report.goal(Goal::new("jump to the middle", jump, " ms", Limit::AtMost(50.0)));
    report.note(format!(
        "{} rows, {size:.0} bytes each on disk; pages of {PAGE} lines; the file is in the system's cache",
        grouped(plan.rows as f64)
    ));
    Ok(report)
}

/// In batches as they come from a server, until all is written.
async fn append(path: &Path, count: u64) -> Result<Duration> {
    let capture = Capture::open(path, Limits::NONE, rows::BEGIN).await?;
    let mut took = Duration::ZERO;
    for begin in (0..count).step_by(BATCH as usize) {
        let batch: Vec<_> = (begin..count.min(begin + BATCH)).map(rows::row).collect();
        let begin_at = Instant::now();
        capture.append(batch, rows::at(begin)).await;
        took += begin_at.elapsed();
    }
    let begin = Instant::now();
    capture.close(rows::at(count)).await?;
    Ok(took + begin.elapsed())
}

fn shape(filter: &str) -> Result<Shape> {
    let filter = Filter::parse(filter).map_err(|error| anyhow!("{filter}: {}", error.message))?;
    Ok(Shape {
        filter,
        noise: true,
        ..Shape::default()
    })
}

/// From opening the view until a page of lines is there, or it is known that there are no more; then how many match.
async fn first_page(capture: &Arc<Capture>, filter: &str, count: u64) -> Result<(Duration, u64)> {
    let begin = Instant::now();
    let view = View::open(capture, shape(filter)?);
    let end = view.found(PAGE.into()).await;
    let lines = view.lines(end - i64::from(PAGE), PAGE).await;
    let took = begin.elapsed();
    let view = Arc::new(view);
    view.found(i64::MAX).await;
    let frame = Frames::new(view, 1).next(|| rows::at(count)).await;
    let wanted = frame.matched.min(PAGE.into());
    anyhow::ensure!(
        lines.len() as u64 == wanted,
        "{filter}: {} of {wanted} lines",
        lines.len()
    );
    Ok((took, frame.matched))
}

/// A view of all rows that has been looked through.
async fn complete(capture: &Arc<Capture>) -> Result<View> {
    let view = View::open(capture, shape("")?);
    view.find(Sought::Seq(0)).await;
    Ok(view)
}

fn row(report: &mut Report, name: &str, took: &[Duration], rows: u64) -> f64 {
    let ms = median(took.iter().map(|took| took.as_secs_f64() * 1e3));
    report.row(
        name,
        vec![format!("{ms:.1} ms"), grouped(rows as f64)],
        json!({ "ms": ms, "rows": rows }),
    );
    ms
}
