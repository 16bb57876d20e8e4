//! The server without a window: from exec to its ready file, beside a program that only writes one.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use super::Figures;
use crate::median::median;
use crate::peer::{PERSISTENT, Switchboard};
use crate::process::Process;
use crate::sign;
use crate::stock;
use crate::table::grouped;

pub const FLOOR: &str = "floor: exec and a ready file";
pub const SERVER: &str = "switchboard-server";
pub const STOCKED: &str = "switchboard-server, stocked";

const LIMIT: Duration = Duration::from_secs(10);

/// Time after which a server that nobody uses is at rest.
const SETTLE: Duration = Duration::from_secs(2);

const CHANNEL: &str = "bench";

/// Starts the server `rounds` times on data in which a channel has this many messages.
pub fn measure_stocked(server: Option<PathBuf>, rounds: usize, messages: u64) -> Result<Figures> {
    let server = Switchboard::find(server)?;
    let folder = tempfile::tempdir()?;
    let served = server.serve_anywhere(folder.path())?;
    served.make_channel(CHANNEL, PERSISTENT)?;
    served.process.stop()?;
    eprintln!("filling a channel with {} messages", grouped(messages as f64));
    stock::fill(&folder.path().join("data/switchboard.db"), CHANNEL, messages)?;
    let ready = sign::File::at(&folder.path().join("ready.json"))?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let mut process = Process::spawn(
            &mut server.command(folder.path(), &ready),
            folder.path().join("log"),
        )?;
        let [time] = process.show([&ready], LIMIT)?;
        times.push(time);
        process.stop()?;
    }
    Ok(Figures {
        ready_ms: milliseconds(&times),
        ..Figures::default()
    })
}

/// Starts both `rounds` times in turn, each time with empty data; the floor's figures, then the server's.
pub fn measure(server: Option<PathBuf>, rounds: usize) -> Result<(Figures, Figures)> {
    let server = Switchboard::find(server)?;
    let (mut floors, mut servers) = (Vec::new(), Vec::new());
    let mut at_rest = None;
    for round in 1..=rounds {
        floors.push(floor()?);
        let folder = tempfile::tempdir()?;
        let ready = sign::File::at(&folder.path().join("ready.json"))?;
        let mut process = Process::spawn(
            &mut server.command(folder.path(), &ready),
            folder.path().join("log"),
        )?;
        let [time] = process.show([&ready], LIMIT)?;
        servers.push(time);
        if round == rounds {
            process.rest(SETTLE)?;
            at_rest = Some(process.memory()?);
        }
        process.stop()?;
    }
    let floor = Figures {
        ready_ms: milliseconds(&floors),
        ..Figures::default()
    };
    let server = Figures {
        ready_ms: milliseconds(&servers),
        pss_bytes: at_rest.map(|memory| memory.pss),
        rss_bytes: at_rest.map(|memory| memory.rss),
        binary_bytes: Some(fs::metadata(server.path())?.len()),
        ..Figures::default()
    };
    Ok((floor, server))
}

fn floor() -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let ready = sign::File::at(&folder.path().join("ready"))?;
    let mut command = Command::new(env::current_exe()?);
    command.arg("announce").arg(ready.path());
    let mut process = Process::spawn(&mut command, folder.path().join("log"))?;
    let [time] = process.show([&ready], LIMIT)?;
    Ok(time)
}

fn milliseconds(times: &[Duration]) -> f64 {
    median(times.iter().map(|time| time.as_secs_f64() * 1e3))
}
