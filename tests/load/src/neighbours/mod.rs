//! The benchmark `neighbours`: what good subscribers notice of others who do not read, or do everything wrong.

mod beside;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::cores::Cores;
use crate::files;
use crate::goal::{Goal, Limit};
use crate::median::median;
use crate::peer::{BARE, Served, Switchboard};
use crate::report::Report;
use crate::swarm::Swarm;
use crate::table::{grouped, megabytes};
use crate::usage;
use crate::workload::{self, Beside};

use beside::{Flood, Hostile, Sleepers};

/// The channel of the good ones, and its messages a second.
const CHANNEL: &str = "bench";
const RATE: u32 = 20;

/// Open files that the others need beside the good ones.
const OTHERS: usize = 500;

/// How much is measured.
pub struct Plan {
    pub rounds: usize,
    /// Of each row in each round.
    pub time: Duration,
    /// Good subscribers.
    pub subscribers: usize,
    pub server: Option<PathBuf>,
}

/// The rows: who is beside the good ones.
const ROWS: [&str; 4] = [
    "nobody",
    "one that never reads",
    "10 % that never read",
    "a hostile client",
];

struct Round {
    p50: f64,
    p99: f64,
    /// Part of a core that the server used, and part that it waited for one.
    used: f64,
    waited: f64,
    /// By how much the memory of the server grew, heap and stacks.
    grown: u64,
    /// Deliveries to the others that were dropped when they were cut off.
    dropped: u64,
    lost: u64,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Figures {
    p50_ms: f64,
    p99_ms: f64,
    server_used: f64,
    server_waited: f64,
    grown_bytes: f64,
    dropped: f64,
    lost: u64,
}

/// Runs every row once per round, each with a server of its own.
pub fn run(plan: Plan) -> Result<Report> {
    files::allow(plan.subscribers + OTHERS)?;
    let cores = Cores::claim()?;
    let server = Switchboard::find(plan.server.clone())?;
    let mut rounds: [Vec<Round>; ROWS.len()] = Default::default();
    for number in 1..=plan.rounds {
        for (row, rounds) in rounds.iter_mut().enumerate() {
            eprintln!("round {number} of {}: {}", plan.rounds, ROWS[row]);
            let folder = tempfile::tempdir()?;
            let served = server.serve(&cores, folder.path())?;
            let round = measure(&served, row, &plan);
            rounds.push(round.with_context(|| format!("{}{}", ROWS[row], served.process.last_words()))?);
        }
    }
    Ok(report(&rounds))
}

fn measure(served: &Served, row: usize, plan: &Plan) -> Result<Round> {
    for channel in [CHANNEL, beside::CHANNEL] {
        served.make_channel(channel, BARE)?;
    }
    let wire = served.wire(CHANNEL);
    let mut swarm = Swarm::connect(&wire, plan.subscribers)?;
    let mut others: Vec<Box<dyn Beside>> = vec![Box::new(Flood::begin(served)?)];
    match row {
        0 => {}
        1 => others.push(Box::new(Sleepers::begin(served, 1))),
        2 => others.push(Box::new(Sleepers::begin(served, plan.subscribers / 10))),
        _ => others.push(Box::new(Hostile::begin(served))),
    }
    let server = [served.process.id()];
    // Until those beside it are all there and the first of them have been cut off.
    workload::paced_beside(&mut swarm, RATE, plan.time / 2, &mut others)?;
    let (cpu, memory) = (usage::cpu(&server)?, usage::memory(&server)?.anonymous);
    let latency = workload::paced_beside(&mut swarm, RATE, plan.time, &mut others)?;
    let (cpu_after, memory_after) = (usage::cpu(&server)?, usage::memory(&server)?.anonymous);
    let part = |time: Duration| time.as_secs_f64() / plan.time.as_secs_f64();
    Ok(Round {
        p50: latency.p50,
        p99: latency.p99,
        used: part(cpu_after.used - cpu.used),
        waited: part(cpu_after.waited - cpu.waited),
        dropped: served.dropped()?,
        grown: memory_after.saturating_sub(memory),
        lost: swarm.tally().lost(),
    })
}

fn report(rounds: &[Vec<Round>; ROWS.len()]) -> Report {
    let heading = [
        "beside", "p50 ms", "p99 ms", "p99 ×", "cpu", "wait", "grown MB", "dropped", "lost",
    ];
    let mut report = Report::new("neighbours", &heading);
    let figures: Vec<Figures> = rounds.iter().map(|rounds| Figures::of(rounds)).collect();
    let ratio = |row: usize| {
        // Within each round, whose rows were measured close to each other.
        let pairs = rounds[row].iter().zip(&rounds[0]);
        median(pairs.map(|(beside, alone)| beside.p99 / alone.p99))
    };
    for (row, figures) in figures.iter().enumerate() {
        report.row(ROWS[row], figures.cells(ratio(row)), figures);
    }
    report.note(format!(
        "What the good subscribers of one channel notice at {RATE} messages a second. In every row somebody publishes large \
         messages\nto another channel; those who never read are in that one, and come back when they were cut off. The \
         hostile client opens\n300 connections a second: gone at once, half-open handshakes, giant headers, other \
         protocols, garbage, floods of tiny frames."
    ));
    for (row, what) in [
        (1, "p99 beside one that never reads"),
        (2, "p99 beside 10 % that never read"),
        (3, "p99 beside a hostile client"),
    ] {
        report.goal(Goal::new(what, ratio(row), "×", Limit::AtMost(1.10)));
    }
    let lost: u64 = figures.iter().map(|figures| figures.lost).sum();
    report.goal(Goal::new("messages lost", lost as f64, "", Limit::AtMost(0.0)));
    report
}

impl Figures {
    fn of(rounds: &[Round]) -> Self {
        let middle = |figure: fn(&Round) -> f64| median(rounds.iter().map(figure));
        Self {
            p50_ms: middle(|round| round.p50),
            p99_ms: middle(|round| round.p99),
            server_used: middle(|round| round.used),
            server_waited: middle(|round| round.waited),
            grown_bytes: middle(|round| round.grown as f64),
            dropped: middle(|round| round.dropped as f64),
            lost: rounds.iter().map(|round| round.lost).sum(),
        }
    }

    fn cells(&self, ratio: f64) -> Vec<String> {
        vec![
            format!("{:.2}", self.p50_ms),
            format!("{:.2}", self.p99_ms),
            format!("{ratio:.2}"),
            format!("{:.0} %", self.server_used * 100.0),
            format!("{:.0} %", self.server_waited * 100.0),
            megabytes(self.grown_bytes as u64),
            grouped(self.dropped),
            grouped(self.lost as f64),
        ]
    }
}
