//! The benchmark `history`: pages of a channel with very many messages, over the wire, beside a server that has an
//! answer of the same size ready.

mod floor;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::cores::Cores;
use crate::flow::Flow;
use crate::goal::{Goal, Limit};
use crate::median::median;
use crate::peer::{PERSISTENT, Served, Switchboard};
use crate::report::Report;
use crate::stock;
use crate::table::grouped;
use crate::usage;
use crate::volley::Volley;

pub use floor::serve as serve_floor;

const CHANNEL: &str = "bench";

/// Messages a second that are written beside the reading.
const RATE: u32 = 50_000;

/// How much is measured.
pub struct Plan {
    pub rounds: usize,
    /// Of each row in each round.
    pub time: Duration,
    /// Messages in the channel.
    pub messages: u64,
    pub server: Option<PathBuf>,
}

/// A page that is asked for.
struct Page {
    name: &'static str,
    query: String,
    /// Goals for its p99 in milliseconds: alone, and beside the writing.
    goals: [(&'static str, f64); 2],
}

/// One row of one round.
struct Round {
    p50: f64,
    p99: f64,
    server_us: f64,
    bytes: usize,
    written: f64,
}

/// Medians over the rounds.
#[derive(Clone, Copy, Debug, Serialize)]
struct Figures {
    p50_ms: f64,
    p99_ms: f64,
    /// CPU time of the server per answer, with that for what was written meanwhile.
    server_us: f64,
    bytes: usize,
    written_per_second: f64,
}

/// What answers: the floor, the server, the server while messages are written.
const KINDS: [&str; 3] = ["floor", "switchboard", "switchboard, written to"];

/// Fills a channel, then reads from it.
pub fn run(plan: Plan) -> Result<Report> {
    let cores = Cores::claim()?;
    let server = Switchboard::find(plan.server)?;
    let folder = tempfile::tempdir()?;
    let served = server.serve(&cores, folder.path())?;
    served.make_channel(CHANNEL, PERSISTENT)?;
    served.process.stop()?;
    eprintln!(
        "filling a channel with {} messages",
        grouped(plan.messages as f64)
    );
    stock::fill(&folder.path().join("data/switchboard.db"), CHANNEL, plan.messages)?;
    let pages = [
        Page {
            name: "last 300",
            query: "limit=300".to_owned(),
            goals: [("last 300, p99", 0.3), ("last 300 while written to, p99", 1.0)],
        },
        Page {
            name: "500 after a position",
            query: format!("after={}&limit=500", plan.messages / 2),
            goals: [
                ("500 after a position, p99", 0.5),
                ("500 after a position while written to, p99", 1.0),
            ],
        },
    ];
    let floor_folder = tempfile::tempdir()?;
    let mut rounds: Vec<[Vec<Round>; KINDS.len()]> = pages.iter().map(|_| Default::default()).collect();
    for number in 1..=plan.rounds {
        eprintln!("round {number} of {}", plan.rounds);
        for (page, rounds) in pages.iter().zip(&mut rounds) {
            let served = server.serve(&cores, folder.path())?;
            let path = format!("/channels/{CHANNEL}/messages?{}", page.query);
            let request = served.ask_as_dashboard("GET", &path, "");
            let alone = ours(&served, &request, plan.time, None)?;
            let written = ours(&served, &request, plan.time, Some(RATE))?;
            served.process.stop()?;
            let (process, address) = floor::start(&cores, floor_folder.path())?;
            let mut volley = Volley::connect(address, 1)?;
            let ready = floor::request(alone.bytes);
            rounds[0].push(measure(&mut volley, &ready, process.id(), plan.time, || Ok(()))?);
            rounds[1].push(alone);
            rounds[2].push(written);
        }
    }
    Ok(report(&pages, &rounds, plan.messages))
}

fn ours(served: &Served, request: &[u8], time: Duration, rate: Option<u32>) -> Result<Round> {
    let mut volley = Volley::connect(served.admin, 1)?;
    let wire = served.wire(CHANNEL);
    let mut flow = rate.map(|rate| Flow::begin(&wire, rate)).transpose()?;
    let meanwhile = || flow.as_mut().map_or(Ok(()), Flow::turn);
    let mut round = measure(&mut volley, request, served.process.id(), time, meanwhile)
        .with_context(|| format!("while reading{}", served.process.last_words()))?;
    if let Some(flow) = &mut flow {
        round.written = flow.settle()?;
    }
    Ok(round)
}

fn measure(
    volley: &mut Volley,
    request: &[u8],
    server: u32,
    time: Duration,
    mut meanwhile: impl FnMut() -> Result<()>,
) -> Result<Round> {
    volley.fire(request, time / 10, &mut meanwhile)?;
    let before = usage::cpu(&[server])?;
    let answered = volley.fire(request, time, &mut meanwhile)?;
    let used = usage::cpu(&[server])?.used - before.used;
    Ok(Round {
        p50: answered.milliseconds(0.50),
        p99: answered.milliseconds(0.99),
        server_us: used.as_secs_f64() * 1e6 / answered.latencies.len() as f64,
        bytes: answered.body,
        written: 0.0,
    })
}

fn report(pages: &[Page], rounds: &[[Vec<Round>; KINDS.len()]], messages: u64) -> Report {
    let heading = ["page", "kB", "p50 ms", "p99 ms", "cpu µs", "written/s"];
    let mut report = Report::new("history", &heading);
    let mut goals = Vec::new();
    for (page, rounds) in pages.iter().zip(rounds) {
        let figures = [0, 1, 2].map(|kind| Figures::of(&rounds[kind]));
        let [floor, ours @ ..] = &figures;
        for (kind, figures) in KINDS.iter().zip(&figures) {
            report.row(&format!("{}: {kind}", page.name), figures.cells(), figures);
        }
        for ((what, limit), figures) in page.goals.iter().zip(ours) {
            let goal = Goal::new(what, figures.p99_ms, " ms", Limit::AtMost(*limit));
            goals.push(goal.beside_floor(floor.p99_ms));
        }
    }
    report.note(format!(
        "{} messages in the channel, 128 bytes each; one connection, one request at a time. Beside the writing, the \
         server's CPU counts both.",
        grouped(messages as f64)
    ));
    goals.into_iter().for_each(|goal| report.goal(goal));
    report
}

impl Figures {
    fn of(rounds: &[Round]) -> Self {
        let middle = |figure: fn(&Round) -> f64| median(rounds.iter().map(figure));
        Self {
            p50_ms: middle(|round| round.p50),
            p99_ms: middle(|round| round.p99),
            server_us: middle(|round| round.server_us),
            bytes: rounds.last().map_or(0, |round| round.bytes),
            written_per_second: middle(|round| round.written),
        }
    }

    fn cells(&self) -> Vec<String> {
        let written = self.written_per_second;
        vec![
            format!("{:.1}", self.bytes as f64 / 1e3),
            format!("{:.3}", self.p50_ms),
            format!("{:.3}", self.p99_ms),
            grouped(self.server_us),
            if written > 0.0 {
                grouped(written)
            } else {
                "–".to_owned()
            },
        ]
    }
}
