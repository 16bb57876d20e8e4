//! The benchmark `fanout`: one publisher, many subscribers of one channel, every server beside the floor.

mod goals;

use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::cores::Cores;
use crate::files;
use crate::median::median;
use crate::peer::{Batch, Nchan, Peer, Row, Switchboard};
use crate::report::{Absent, Report};
use crate::swarm::Swarm;
use crate::table::grouped;
use crate::usage;
use crate::workload::{self, Latency, Throughput};

/// Messages per second of the paced load.
const RATE: u32 = 20;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub rounds: usize,
    /// Of each of the three loads.
    pub time: Duration,
    pub subscribers: usize,
}

/// Runs every row once per round, so that a noisy minute spoils a round and not a row.
pub fn run(rows: Vec<Row>, plan: Plan) -> Result<Report> {
    files::allow(plan.subscribers)?;
    let cores = Cores::claim()?;
    let mut seats: Vec<Seat> = rows
        .into_iter()
        .map(|Row { name, peer }| Seat {
            name,
            peer,
            rounds: Vec::new(),
        })
        .collect();
    for number in 1..=plan.rounds {
        for seat in &mut seats {
            let Ok(peer) = &seat.peer else { continue };
            eprintln!("round {number} of {}: {}", plan.rounds, seat.name);
            match measure(peer.as_ref(), &cores, plan) {
                Ok(round) => seat.rounds.push(round),
                Err(error) => seat.peer = Err(error.into()),
            }
        }
    }
    Ok(report(&seats))
}

/// A row while it is measured.
struct Seat {
    name: &'static str,
    peer: Result<Box<dyn Peer>, Absent>,
    rounds: Vec<Round>,
}

/// One server, once.
struct Round {
    w1: Throughput,
    w32: Throughput,
    r20: Latency,
    bytes_per_connection: f64,
    lost: u64,
    worst: u64,
}

fn measure(peer: &dyn Peer, cores: &Cores, plan: Plan) -> Result<Round> {
    let server = peer.start(cores)?;
    let loads = || -> Result<Round> {
        let processes = usage::tree(server.process.id())?;
        let before = usage::memory(&processes)?;
        let mut swarm = Swarm::connect(server.wire.as_ref(), plan.subscribers)?;
        let after = usage::memory(&processes)?;
        let w1 = workload::closed(&mut swarm, &processes, 1, plan.time)?;
        swarm.keep_alive()?;
        let w32 = workload::closed(&mut swarm, &processes, 32, plan.time)?;
        swarm.keep_alive()?;
        let r20 = workload::paced(&mut swarm, RATE, plan.time)?;
        let bytes_per_connection =
            (after.anonymous as f64 - before.anonymous as f64) / plan.subscribers as f64;
        let (lost, worst) = (swarm.tally().lost(), swarm.tally().worst());
        Ok(Round {
            w1,
            w32,
            r20,
            bytes_per_connection,
            lost,
            worst,
        })
    };
    loads().with_context(|| format!("under load{}", server.process.last_words()))
}

/// The figures of one row: medians, and sums of what was lost.
#[derive(Clone, Copy, Debug, Serialize)]
struct Figures {
    w1_deliveries_per_second: f64,
    w1_server_us: f64,
    w1_generator_busy: f64,
    w32_deliveries_per_second: f64,
    w32_server_us: f64,
    w32_generator_busy: f64,
    r20_p50_ms: f64,
    r20_p99_ms: f64,
    bytes_per_connection: f64,
    lost: u64,
    /// By the connection that lost most.
    worst: u64,
}

impl Figures {
    fn of(rounds: &[Round]) -> Self {
        let middle = |figure: fn(&Round) -> f64| median(rounds.iter().map(figure));
        Self {
            w1_deliveries_per_second: middle(|round| round.w1.deliveries_per_second),
            w1_server_us: middle(|round| round.w1.server_us),
            w1_generator_busy: middle(|round| round.w1.generator_busy),
            w32_deliveries_per_second: middle(|round| round.w32.deliveries_per_second),
            w32_server_us: middle(|round| round.w32.server_us),
            w32_generator_busy: middle(|round| round.w32.generator_busy),
            r20_p50_ms: middle(|round| round.r20.p50),
            r20_p99_ms: middle(|round| round.r20.p99),
            bytes_per_connection: middle(|round| round.bytes_per_connection),
            lost: rounds.iter().map(|round| round.lost).sum(),
            worst: rounds.iter().map(|round| round.worst).max().unwrap_or(0),
        }
    }

    fn cells(&self) -> Vec<String> {
        vec![
            grouped(self.w1_deliveries_per_second),
            format!("{:.2}", self.w1_server_us),
            format!("{:.0} %", self.w1_generator_busy * 100.0),
            grouped(self.w32_deliveries_per_second),
            format!("{:.2}", self.w32_server_us),
            format!("{:.0} %", self.w32_generator_busy * 100.0),
            format!("{:.2} / {:.2}", self.r20_p50_ms, self.r20_p99_ms),
            grouped(self.bytes_per_connection),
            grouped(self.lost as f64),
        ]
    }
}

const HEADING: [&str; 10] = [
    "server (1 core)",
    "W1/s",
    "cpu µs",
    "gen",
    "W32/s",
    "cpu µs",
    "gen",
    "R20 p50 / p99 ms",
    "B/conn",
    "lost",
];

fn report(seats: &[Seat]) -> Report {
    let mut report = Report::new("fanout", &HEADING);
    for seat in seats {
        match &seat.peer {
            Ok(_) => {
                let figures = Figures::of(&seat.rounds);
                report.row(seat.name, figures.cells(), figures);
            }
            Err(absent) => report.absent(seat.name, absent),
        }
    }
    let of = |name: &str| {
        let seat = seats.iter().find(|seat| seat.name == name && seat.peer.is_ok())?;
        Some(Figures::of(&seat.rounds))
    };
    if let Some(ours) = of(Switchboard::NAME) {
        goals::hold(
            &mut report,
            &ours,
            of(Nchan::NAME).as_ref(),
            of(Batch::Single.row()).as_ref(),
            of(Batch::Whole.row()).as_ref(),
        );
    }
    report
}
