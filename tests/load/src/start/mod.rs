//! The benchmark `start`: how long the two programs take until they are of use, and what they take then.

mod headless;
mod window;

use std::path::PathBuf;

use serde::Serialize;

use crate::goal::{Goal, Limit};
use crate::report::Report;
use crate::table::megabytes;

pub use window::probe;

/// How much is measured, and of what. Without a path the program is built.
pub struct Plan {
    /// Starts of the headless server.
    pub rounds: usize,
    /// Starts of the window.
    pub windows: usize,
    /// Messages that are there when the stocked server starts.
    pub messages: u64,
    pub server: Option<PathBuf>,
    pub app: Option<PathBuf>,
    /// Only the rows whose name contains this.
    pub only: String,
}

/// The figures of one row; times are medians from just before the start.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Figures {
    /// Until the ready file is there.
    ready_ms: f64,
    /// Until the first frame is on screen.
    painted_ms: Option<f64>,
    /// The same as the page counts it, from its own beginning.
    page_ms: Option<f64>,
    /// Memory of all its processes at rest.
    pss_bytes: Option<u64>,
    rss_bytes: Option<u64>,
    binary_bytes: Option<u64>,
}

const HEADING: [&str; 7] = [
    "program",
    "ready ms",
    "painted ms",
    "page ms",
    "PSS MB",
    "RSS MB",
    "binary MB",
];

/// Starts everything, one after the other.
pub fn run(plan: Plan) -> Report {
    let mut report = Report::new("start", &HEADING);
    let wanted = |name: &str| name.contains(&plan.only);
    if wanted(headless::FLOOR) || wanted(headless::SERVER) {
        match headless::measure(plan.server.clone(), plan.rounds) {
            Ok((floor, server)) => {
                add(&mut report, headless::FLOOR, floor);
                add(&mut report, headless::SERVER, server);
                report.goal(Goal::new(
                    "headless start, empty",
                    server.ready_ms,
                    " ms",
                    Limit::AtMost(10.0),
                ));
                report.goal(at_most_mb("headless at rest (PSS)", server.pss_bytes, 12.0));
                report.goal(at_most_mb("headless binary", server.binary_bytes, 12.0));
            }
            Err(error) => report.absent(headless::SERVER, &error.into()),
        }
    }
    if wanted(headless::STOCKED) {
        match headless::measure_stocked(plan.server, plan.rounds, plan.messages) {
            Ok(stocked) => {
                add(&mut report, headless::STOCKED, stocked);
                report.goal(Goal::new(
                    "headless start, stocked",
                    stocked.ready_ms,
                    " ms",
                    Limit::AtMost(30.0),
                ));
            }
            Err(error) => report.absent(headless::STOCKED, &error.into()),
        }
    }
    if wanted(window::NAME) {
        match window::measure(plan.app, plan.windows) {
            Ok(app) => {
                add(&mut report, window::NAME, app);
                let painted = app.painted_ms.unwrap_or(f64::NAN);
                report.goal(Goal::new("window painted", painted, " ms", Limit::AtMost(600.0)));
                report.goal(at_most_mb("whole app at rest (PSS)", app.pss_bytes, 250.0));
            }
            Err(absent) => report.absent(window::NAME, &absent),
        }
    }
    report
}

fn at_most_mb(what: &'static str, bytes: Option<u64>, limit: f64) -> Goal {
    let megabytes = bytes.map_or(f64::NAN, |bytes| bytes as f64 / 1e6);
    Goal::new(what, megabytes, " MB", Limit::AtMost(limit))
}

fn add(report: &mut Report, name: &str, figures: Figures) {
    let time = |ms: Option<f64>| ms.map_or("–".to_owned(), |ms| format!("{ms:.1}"));
    let size = |bytes: Option<u64>| bytes.map_or("–".to_owned(), megabytes);
    let cells = vec![
        time(Some(figures.ready_ms)),
        time(figures.painted_ms),
        time(figures.page_ms),
        size(figures.pss_bytes),
        size(figures.rss_bytes),
        size(figures.binary_bytes),
    ];
    report.row(name, cells, figures);
}
