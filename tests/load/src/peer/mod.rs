//! The servers that are compared.

mod floor;
mod nchan;
mod spoken;
mod switchboard;

use std::path::{Path, PathBuf};

use anyhow::Result;
use tempfile::TempDir;

#[cfg(test)]
pub use floor::Ready;
pub use floor::{Batch, Floor, serve as serve_floor};
pub use nchan::Nchan;
use spoken::{Dialect, Spoken};
pub use switchboard::{BARE, Leap, PERSISTENT, Served, Switchboard, TapOpen, Watched};

use crate::cores::Cores;
use crate::process::Process;
use crate::report::Absent;
use crate::wire::Wire;

/// A server that can be started, again for every round.
pub trait Peer {
    /// Starts it on the server's core, empty, and waits until it takes connections.
    fn start(&self, cores: &Cores) -> Result<Running>;
}

/// A server that takes connections. It ends when this is dropped.
pub struct Running {
    pub process: Process,
    pub wire: Box<dyn Wire>,
    /// Where it keeps its files; deleted after the process has ended.
    _folder: TempDir,
}

/// A row of the table: a server, or why it is not there.
pub struct Row {
    pub name: &'static str,
    pub peer: Result<Box<dyn Peer>, Absent>,
}

/// The rows of a server that a dashboard watches, if their names contain `only`.
pub fn watched(server: Option<&Path>, only: &str) -> Vec<Row> {
    let find = || Switchboard::find(server.map(Path::to_owned));
    let open = || Ok(Box::new(TapOpen(find()?)) as Box<dyn Peer>);
    let whole = || Ok(Box::new(Watched(find()?)) as Box<dyn Peer>);
    type Find<'a> = &'a dyn Fn() -> Result<Box<dyn Peer>, Absent>;
    let rows: [(&'static str, Find<'_>); 2] = [(TapOpen::NAME, &open), (Watched::NAME, &whole)];
    let chosen = rows.into_iter().filter(|(name, _)| name.contains(only));
    chosen.map(|(name, find)| Row { name, peer: find() }).collect()
}

/// The rows of a server whose subscribers speak other dialects, if their names contain `only`.
pub fn spoken(server: Option<&Path>, only: &str) -> Vec<Row> {
    let find = |dialect| {
        let server = Switchboard::find(server.map(Path::to_owned))?;
        Ok(Box::new(Spoken { server, dialect }) as Box<dyn Peer>)
    };
    let chosen = Dialect::ALL
        .into_iter()
        .filter(|dialect| dialect.row().contains(only));
    chosen
        .map(|dialect| Row {
            name: dialect.row(),
            peer: find(dialect),
        })
        .collect()
}

/// The rows whose name contains `only`, in the order of the table. `server` is a built `switchboard-server`;
/// without it one is built.
pub fn rows(server: Option<PathBuf>, only: &str) -> Vec<Row> {
    type Find<'a> = Box<dyn FnOnce() -> Result<Box<dyn Peer>, Absent> + 'a>;
    let all: [(&'static str, Find<'_>); 4] = [
        (
            Batch::Single.row(),
            Box::new(|| Ok(Box::new(Floor(Batch::Single)))),
        ),
        (Batch::Whole.row(), Box::new(|| Ok(Box::new(Floor(Batch::Whole))))),
        (
            Switchboard::NAME,
            Box::new(|| Ok(Box::new(Switchboard::find(server)?))),
        ),
        (Nchan::NAME, Box::new(|| Ok(Box::new(Nchan::find()?)))),
    ];
    let chosen = all.into_iter().filter(|(name, _)| name.contains(only));
    chosen.map(|(name, find)| Row { name, peer: find() }).collect()
}
