//! The benchmark `fanout`: one publisher, many subscribers of one channel, every server beside the floor.

mod figures;
mod goals;

use std::time::Duration;

use anyhow::{Context, Result};

use figures::Figures;

use crate::cores::Cores;
use crate::files;
use crate::peer::{Batch, Nchan, Peer, Row, Switchboard, TapOpen, Watched};
use crate::report::{Absent, Report};
use crate::swarm::Swarm;
use crate::usage;
use crate::workload::{self, Latency, Throughput};

/// Messages per second of the paced load.
const RATE: u32 = 20;

/// A server that waits for its core a greater part of the time than this is not measured alone. The kernel itself
/// keeps 5 % from programs of real-time priority.
const MUCH: f64 = 0.08;

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

fn report(seats: &[Seat]) -> Report {
    let mut report = Report::new("fanout", &figures::HEADING);
    for seat in seats {
        match &seat.peer {
            Ok(_) => {
                let figures = Figures::of(&seat.rounds);
                report.row(seat.name, figures.cells(), figures);
            }
            Err(absent) => report.absent(seat.name, absent),
        }
    }
    let waited = seats
        .iter()
        .map(|seat| Figures::of(&seat.rounds).waited())
        .fold(0.0, f64::max);
    if waited > MUCH {
        report.note(format!(
            "Other programs kept a server waiting for its core {:.0} % of the time: believe CPU per delivery, not rates \
             or latencies.\nFor those, make the machine quiet, or run this at real-time priority (as root, chrt -f 20 …).",
            waited * 100.0
        ));
    }
    let of = |name: &str| {
        let seat = seats.iter().find(|seat| seat.name == name && seat.peer.is_ok())?;
        Some(Figures::of(&seat.rounds))
    };
    if let Some(ours) = of(Switchboard::NAME) {
        goals::hold(
            &mut report,
            &ours,
            of(TapOpen::NAME).as_ref(),
            of(Watched::NAME).as_ref(),
            of(Nchan::NAME).as_ref(),
            of(Batch::Single.row()).as_ref(),
            of(Batch::Whole.row()).as_ref(),
        );
    }
    report
}
