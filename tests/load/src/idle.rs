//! The benchmark `idle`: the memory of a server with very many subscribers to whom nothing happens.

use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use crate::cores::Cores;
use crate::files;
use crate::goal::{Goal, Limit};
use crate::peer::{Peer, Row, Switchboard};
use crate::report::{Absent, Report};
use crate::swarm::Swarm;
use crate::table::{grouped, megabytes};
use crate::usage;

/// Time for the server to put away what connecting needed.
const SETTLE: Duration = Duration::from_secs(2);

/// Bytes are those of user space: heap and stacks, without the kernel's socket buffers.
#[derive(Clone, Copy, Debug, Serialize)]
struct Figures {
    connections: usize,
    bytes_before: u64,
    bytes_after: u64,
    bytes_per_connection: f64,
}

/// Connects `connections` subscribers to every server in turn.
pub fn run(rows: Vec<Row>, connections: usize) -> Result<Report> {
    files::allow(connections)?;
    let cores = Cores::claim()?;
    let mut report = Report::new(
        "idle",
        &["server", "connections", "before MB", "after MB", "B/conn"],
    );
    for Row { name, peer } in rows {
        eprintln!("{name}");
        let measured =
            peer.and_then(|peer| measure(peer.as_ref(), &cores, connections).map_err(Absent::from));
        match measured {
            Ok(figures) => {
                report.row(name, figures.cells(), figures);
                if name == Switchboard::NAME {
                    let bytes = figures.bytes_per_connection;
                    report.goal(Goal::new(
                        "user-space memory per idle connection",
                        bytes,
                        " B",
                        Limit::AtMost(1_000.0),
                    ));
                }
            }
            Err(absent) => report.absent(name, &absent),
        }
    }
    Ok(report)
}

fn measure(peer: &dyn Peer, cores: &Cores, connections: usize) -> Result<Figures> {
    let mut server = peer.start(cores)?;
    let processes = usage::tree(server.process.id())?;
    let before = usage::memory(&processes)?.anonymous;
    let swarm = Swarm::connect(server.wire.as_ref(), connections)?;
    swarm.keep_alive()?;
    server.process.rest(SETTLE)?;
    let after = usage::memory(&processes)?.anonymous;
    let bytes_per_connection = (after as f64 - before as f64) / connections as f64;
    Ok(Figures {
        connections,
        bytes_before: before,
        bytes_after: after,
        bytes_per_connection,
    })
}

impl Figures {
    fn cells(&self) -> Vec<String> {
        vec![
            grouped(self.connections as f64),
            megabytes(self.bytes_before),
            megabytes(self.bytes_after),
            grouped(self.bytes_per_connection),
        ]
    }
}
