//! The benchmark `durable`: messages that are acknowledged when they are on disk, beside a file that is appended to and
//! flushed.

mod floor;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::cores::Cores;
use crate::goal::{Goal, Limit};
use crate::median::median;
use crate::payload::{self, Stamp};
use crate::peer::{PERSISTENT, Switchboard};
use crate::report::Report;
use crate::table::grouped;
use crate::usage;
use crate::volley::{Answered, Volley};

const CHANNEL: &str = "bench";

/// Messages in a batch.
const BATCH: usize = 1_024;

/// What of a message goes to the disk: the payload, and as raw numbers and words its channel, position, time, event and
/// sender.
const ROW: usize = payload::LENGTH + 8 + 8 + 8 + 1 + 7;

/// How much is measured.
pub struct Plan {
    pub rounds: usize,
    /// Of each row in each round.
    pub time: Duration,
    /// Publishers of one message at a time.
    pub publishers: usize,
    /// Publishers of batches.
    pub batchers: usize,
    pub server: Option<PathBuf>,
}

/// One row of one round.
struct Round {
    /// Messages a second.
    rate: f64,
    /// Of one acknowledgement, in milliseconds.
    p50: f64,
    p99: f64,
    /// CPU time of the server per message.
    server_us: f64,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Figures {
    messages_per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
    server_us: f64,
}

/// A row of the table.
struct Row {
    name: String,
    rounds: Vec<Round>,
}

/// The rows, in the order of the table.
const FLUSH: usize = 0;
const ONE: usize = 1;
const BATCHES_FLOOR: usize = 2;
const SINGLES: usize = 3;
const BATCHES: usize = 4;

/// Publishes in every way, round after round.
pub fn run(plan: Plan) -> Result<Report> {
    let cores = Cores::claim()?;
    let server = Switchboard::find(plan.server.clone())?;
    let mut rows = [
        "floor: one flush".to_owned(),
        "one publisher".to_owned(),
        format!("floor: flushes of {} rows", grouped(BATCH as f64)),
        format!("{} publishers, a message each", plan.publishers),
        format!(
            "{} publishers, batches of {}",
            plan.batchers,
            grouped(BATCH as f64)
        ),
    ]
    .map(|name| Row {
        name,
        rounds: Vec::new(),
    });
    for number in 1..=plan.rounds {
        eprintln!("round {number} of {}", plan.rounds);
        let measured = round(&server, &cores, &plan)?;
        for (row, round) in rows.iter_mut().zip(measured) {
            row.rounds.push(round);
        }
    }
    Ok(report(&rows))
}

/// All rows once, on the same disk. The two with one flush at a time take turns: a disk changes its pace.
fn round(server: &Switchboard, cores: &Cores, plan: &Plan) -> Result<[Round; 5]> {
    let folder = tempfile::tempdir()?;
    let served = server.serve(cores, folder.path())?;
    served.make_channel(CHANNEL, PERSISTENT)?;
    let payload = String::from_utf8(payload::render(Stamp { sequence: 0, sent: 0 }))?;
    let one = format!(r#"{{"e":"t","d":{payload}}}"#);
    let one = served.ask_as_backend("POST", &format!("/channels/{CHANNEL}/messages"), &one);
    let batch = vec![format!(r#"{{"event":"t","payload":{payload}}}"#); BATCH].join(",");
    let path = format!("/channels/{CHANNEL}/messages/batch");
    let batch = served.ask_as_dashboard("POST", &path, &format!(r#"{{"messages":[{batch}]}}"#));
    let publish = |address, publishers, request: &[u8], rows: usize| -> Result<Round> {
        let mut volley = Volley::connect(address, publishers)?;
        volley.fire(request, plan.time / 10, || Ok(()))?;
        let before = usage::cpu(&[served.process.id()])?;
        let answered = volley.fire(request, plan.time, || Ok(()))?;
        let used = usage::cpu(&[served.process.id()])?.used - before.used;
        Ok(Round::of(&answered, rows, used))
    };
    let publish = |address, publishers, request: &[u8], rows| {
        publish(address, publishers, request, rows)
            .with_context(|| format!("while publishing{}", served.process.last_words()))
    };
    Ok([
        flushes(folder.path(), 1, plan.time)?,
        publish(served.listen, 1, &one, 1)?,
        flushes(folder.path(), BATCH, plan.time)?,
        publish(served.listen, plan.publishers, &one, 1)?,
        publish(served.admin, plan.batchers, &batch, BATCH)?,
    ])
}

fn flushes(folder: &Path, rows: usize, time: Duration) -> Result<Round> {
    let times = floor::flushes(folder, ROW, rows, time)?;
    Ok(Round::of(&times, rows, Duration::ZERO))
}

fn report(rows: &[Row; 5]) -> Report {
    let heading = [
        "acknowledged on disk",
        "messages/s",
        "p50 ms",
        "p99 ms",
        "flushes p50 / p99",
        "cpu µs",
    ];
    let mut report = Report::new("durable", &heading);
    let figures = [FLUSH, ONE, BATCHES_FLOOR, SINGLES, BATCHES].map(|row| Figures::of(&rows[row].rounds));
    for (row, one) in rows.iter().zip(&figures) {
        report.row(&row.name, one.cells(&figures[FLUSH]), one);
    }
    report.note(
        "One flush is the floor's: its p50 is what a p50 is held against, its p99 what a p99 is. Redis and other stores \
         are not measured beside it."
            .to_owned(),
    );
    let best = figures[BATCHES]
        .messages_per_second
        .max(figures[SINGLES].messages_per_second);
    let goal = Goal::new(
        "messages with many publishers",
        best,
        "/s",
        Limit::AtLeast(150_000.0),
    );
    report.goal(goal.beside_floor(figures[BATCHES_FLOOR].messages_per_second));
    report.goal(Goal::new(
        "one publisher, p99",
        figures[ONE].p99_ms / figures[FLUSH].p99_ms,
        " flushes",
        Limit::AtMost(1.3),
    ));
    report
}

impl Round {
    fn of(answered: &Answered, rows: usize, used: Duration) -> Self {
        Self {
            rate: answered.rate() * rows as f64,
            p50: answered.milliseconds(0.50),
            p99: answered.milliseconds(0.99),
            server_us: used.as_secs_f64() * 1e6 / (answered.latencies.len() * rows) as f64,
        }
    }
}

impl Figures {
    fn of(rounds: &[Round]) -> Self {
        let middle = |figure: fn(&Round) -> f64| median(rounds.iter().map(figure));
        Self {
            messages_per_second: middle(|round| round.rate),
            p50_ms: middle(|round| round.p50),
            p99_ms: middle(|round| round.p99),
            server_us: middle(|round| round.server_us),
        }
    }

    fn cells(&self, flush: &Self) -> Vec<String> {
        let cpu = self.server_us;
        vec![
            grouped(self.messages_per_second),
            format!("{:.2}", self.p50_ms),
            format!("{:.2}", self.p99_ms),
            format!(
                "{:.2} / {:.2}",
                self.p50_ms / flush.p50_ms,
                self.p99_ms / flush.p99_ms
            ),
            if cpu > 0.0 {
                format!("{cpu:.2}")
            } else {
                "–".to_owned()
            },
        ]
    }
}
