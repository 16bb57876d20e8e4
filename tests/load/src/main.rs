//! The load generator and the benchmarks that use it. Each builds and starts what it measures.

mod answer;
mod binary;
mod capture;
mod cores;
mod durable;
mod fanout;
mod files;
mod flow;
mod goal;
mod history;
mod idle;
mod link;
mod live;
mod median;
mod neighbours;
mod payload;
mod peer;
mod process;
mod reconnect;
mod report;
mod sign;
mod start;
mod stock;
mod swarm;
mod table;
mod tally;
mod usage;
mod volley;
mod websocket;
mod wire;
mod workload;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::{Args, Parser, Subcommand};

use peer::{Batch, serve_floor};
use report::Report;

/// Benchmarks of Switchboard, side by side with the floor and its peers.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Subcommand)]
enum Bench {
    /// Fan-out of one channel: deliveries per second, CPU per delivery, latency, loss.
    Fanout {
        #[command(flatten)]
        common: Common,
        /// Rounds, all rows in each; the figures are medians.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
        rounds: u16,
        /// Seconds per load.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=15))]
        seconds: u64,
        /// Subscribers of the channel.
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u16).range(1..))]
        subscribers: u16,
    },
    /// From exec to ready, from exec to a painted window, and the memory of both programs at rest.
    Start {
        #[command(flatten)]
        common: Common,
        /// Starts of the headless server; the figure is their median.
        #[arg(long, default_value_t = 11, value_parser = clap::value_parser!(u16).range(1..))]
        rounds: u16,
        /// Starts of the window; the figure is their median.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
        windows: u16,
        /// Messages that are there when the stocked server starts.
        #[arg(long, default_value_t = 2_000_000, value_parser = clap::value_parser!(u64).range(1..))]
        messages: u64,
        /// Measure this app instead of building one.
        #[arg(long, value_name = "PATH")]
        app: Option<PathBuf>,
    },
    /// Memory per subscriber to whom nothing happens.
    Idle {
        #[command(flatten)]
        common: Common,
        /// Subscribers.
        #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u16).range(1..))]
        connections: u16,
    },
    /// Messages that are acknowledged when they are on disk: how many a second, and how long one takes.
    Durable {
        #[command(flatten)]
        common: Common,
        /// Rounds, all rows in each; the figures are medians.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
        rounds: u16,
        /// Seconds per row.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=60))]
        seconds: u64,
        /// Publishers of one message at a time.
        #[arg(long, default_value_t = 512, value_parser = clap::value_parser!(u16).range(1..))]
        publishers: u16,
        /// Publishers of batches.
        #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..))]
        batchers: u16,
    },
    /// Pages of a long history over the wire: how long one takes, alone and while messages are written.
    History {
        #[command(flatten)]
        common: Common,
        /// Rounds, all rows in each; the figures are medians.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
        rounds: u16,
        /// Seconds per row.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=60))]
        seconds: u64,
        /// Messages in the channel.
        #[arg(long, default_value_t = 2_000_000, value_parser = clap::value_parser!(u64).range(1_000..))]
        messages: u64,
    },
    /// The window under a flood: frames a second, the longest freeze, memory, and whether every event is accounted for.
    Live {
        /// Print a line of JSON per row instead of the table.
        #[arg(long)]
        json: bool,
        /// Of the flood; a half of it without a filter, the other one with one.
        #[arg(long, default_value_t = 600, value_parser = clap::value_parser!(u64).range(4..=3_600))]
        seconds: u64,
        /// Events a second.
        #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(10..=50_000))]
        rate: u32,
        /// Measure this app instead of building one.
        #[arg(long, value_name = "PATH")]
        app: Option<PathBuf>,
    },
    /// What good subscribers notice of others who never read, or do everything wrong.
    Neighbours {
        #[command(flatten)]
        common: Common,
        /// Rounds, all rows in each; the figures are medians.
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
        rounds: u16,
        /// Seconds per row.
        #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u64).range(4..=15))]
        seconds: u64,
        /// Good subscribers.
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u16).range(10..))]
        subscribers: u16,
    },
    /// Everybody comes back at once and wants what was missed: when has the last one caught up?
    Reconnect {
        #[command(flatten)]
        common: Common,
        /// Rounds; the figures are medians.
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
        rounds: u16,
        /// Clients.
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u16).range(1..))]
        clients: u16,
        /// Messages that each of them has missed.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=500))]
        behind: u64,
    },
    /// Recorded traffic: how fast it is written, opened, filtered and jumped through.
    Capture {
        /// Print a line of JSON per row instead of the table.
        #[arg(long)]
        json: bool,
        /// Rounds; the figures are medians.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
        rounds: u16,
        /// Rows in the capture.
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(10_000..))]
        rows: u64,
    },
    /// The floor of `fanout`, as a process of its own.
    #[command(hide = true)]
    Floor { batch: Batch, ready_file: PathBuf },
    /// The floor of `history`, as a process of its own.
    #[command(hide = true)]
    Bytes { ready_file: PathBuf },
    /// The floor of `start`, as a process of its own.
    #[command(hide = true)]
    Announce { ready_file: PathBuf },
    /// Times the app where there is a screen.
    #[command(hide = true)]
    Window { app: PathBuf, rounds: usize },
}

#[derive(Args)]
struct Common {
    /// Print a line of JSON per row instead of the table.
    #[arg(long)]
    json: bool,
    /// Measure this switchboard-server instead of building one.
    #[arg(long, value_name = "PATH")]
    server: Option<PathBuf>,
    /// Only the rows whose name contains this.
    #[arg(long, value_name = "NAME", default_value = "")]
    only: String,
}

fn main() -> ExitCode {
    match run(Arguments::parse().bench).and_then(print) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// A benchmark fails when a row is missing that should be there, not when a goal is: goals depend on the machine.
fn print(done: Option<(Report, bool)>) -> Result<ExitCode> {
    let Some((report, json)) = done else {
        return Ok(ExitCode::SUCCESS);
    };
    if report.is_empty() {
        bail!("no row has a name that contains what --only says");
    }
    report.print(json)?;
    Ok(if report.failed() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// The report of a benchmark and whether it is to be JSON; nothing for the programs that benchmarks start.
fn run(bench: Bench) -> Result<Option<(Report, bool)>> {
    match bench {
        Bench::Fanout {
            common,
            rounds,
            seconds,
            subscribers,
        } => {
            let plan = fanout::Plan {
                rounds: rounds.into(),
                time: Duration::from_secs(seconds),
                subscribers: subscribers.into(),
            };
            let mut rows = peer::rows(common.server.clone(), &common.only);
            rows.extend(peer::spoken(common.server.as_deref(), &common.only));
            rows.extend(peer::watched(common.server.as_deref(), &common.only));
            let report = fanout::run(rows, plan)?;
            Ok(Some((report, common.json)))
        }
        Bench::Start {
            common,
            rounds,
            windows,
            messages,
            app,
        } => {
            let report = start::run(start::Plan {
                rounds: rounds.into(),
                windows: windows.into(),
                messages,
                server: common.server,
                app,
                only: common.only,
            });
            Ok(Some((report, common.json)))
        }
        Bench::Idle { common, connections } => {
            let report = idle::run(peer::rows(common.server, &common.only), connections.into())?;
            Ok(Some((report, common.json)))
        }
        Bench::Durable {
            common,
            rounds,
            seconds,
            publishers,
            batchers,
        } => {
            let report = durable::run(durable::Plan {
                rounds: rounds.into(),
                time: Duration::from_secs(seconds),
                publishers: publishers.into(),
                batchers: batchers.into(),
                server: common.server,
            })?;
            Ok(Some((report, common.json)))
        }
        Bench::History {
            common,
            rounds,
            seconds,
            messages,
        } => {
            let report = history::run(history::Plan {
                rounds: rounds.into(),
                time: Duration::from_secs(seconds),
                messages,
                server: common.server,
            })?;
            Ok(Some((report, common.json)))
        }
        Bench::Live {
            json,
            seconds,
            rate,
            app,
        } => {
            let report = live::run(live::Plan {
                time: Duration::from_secs(seconds),
                rate,
                app,
            })?;
            Ok(Some((report, json)))
        }
        Bench::Neighbours {
            common,
            rounds,
            seconds,
            subscribers,
        } => {
            let report = neighbours::run(neighbours::Plan {
                rounds: rounds.into(),
                time: Duration::from_secs(seconds),
                subscribers: subscribers.into(),
                server: common.server,
            })?;
            Ok(Some((report, common.json)))
        }
        Bench::Reconnect {
            common,
            rounds,
            clients,
            behind,
        } => {
            let report = reconnect::run(reconnect::Plan {
                rounds: rounds.into(),
                clients: clients.into(),
                behind,
                server: common.server,
            })?;
            Ok(Some((report, common.json)))
        }
        Bench::Capture { json, rounds, rows } => {
            let report = capture::run(&capture::Plan {
                rounds: rounds.into(),
                rows,
            })?;
            Ok(Some((report, json)))
        }
        Bench::Bytes { ready_file } => {
            history::serve_floor(|address| sign::announce(&ready_file, &address.to_string()))?;
            Ok(None)
        }
        Bench::Floor { batch, ready_file } => {
            serve_floor(batch, |address| sign::announce(&ready_file, &address.to_string()))?;
            Ok(None)
        }
        Bench::Announce { ready_file } => {
            sign::announce(&ready_file, "")?;
            Ok(None)
        }
        Bench::Window { app, rounds } => {
            writeln!(io::stdout().lock(), "{}", start::probe(&app, rounds)?)?;
            Ok(None)
        }
    }
}
