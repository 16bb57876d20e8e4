//! The benchmark `reconnect`: everybody comes back at once and wants what was missed, while more is published.

mod client;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::time::Timespec;
use serde::Serialize;

use crate::cores::Cores;
use crate::files;
use crate::flow::Flow;
use crate::goal::{Goal, Limit};
use crate::median::median;
use crate::peer::{PERSISTENT, Served, Switchboard};
use crate::report::Report;
use crate::table::grouped;
use crate::usage;

use client::Client;

const CHANNEL: &str = "bench";

/// Messages a second that are published while they come back.
const RATE: u32 = 200;

/// What the slowest may take before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(20);

const SCRATCH: usize = 256 * 1024;
const EVENTS: usize = 256;

/// How much is measured.
pub struct Plan {
    pub rounds: usize,
    pub clients: usize,
    /// Messages that each of them has missed.
    pub behind: u64,
    pub server: Option<PathBuf>,
}

/// One round; times in milliseconds from the first connection.
#[derive(Clone, Copy, Debug, Serialize)]
struct Figures {
    p50_ms: f64,
    p99_ms: f64,
    all_ms: f64,
    /// CPU time of the server per client.
    server_us: f64,
    /// Pages that ended before what was heard live began.
    asked_again: f64,
}

/// Brings everybody back, round after round, each with a server of its own.
pub fn run(plan: Plan) -> Result<Report> {
    files::allow(2 * plan.clients)?;
    let cores = Cores::claim()?;
    let server = Switchboard::find(plan.server.clone())?;
    let mut rounds = Vec::new();
    for number in 1..=plan.rounds {
        eprintln!("round {number} of {}", plan.rounds);
        let folder = tempfile::tempdir()?;
        let served = server.serve(&cores, folder.path())?;
        let round = measure(&served, &plan);
        rounds.push(round.with_context(|| format!("while they come back{}", served.process.last_words()))?);
    }
    Ok(report(&rounds, &plan))
}

fn measure(served: &Served, plan: &Plan) -> Result<Figures> {
    served.make_channel(CHANNEL, PERSISTENT)?;
    let wire = served.wire(CHANNEL);
    let mut flow = Flow::begin(&wire, RATE)?;
    flow.publish(plan.behind)?;
    flow.settle()?;
    flow.resume();
    let hello = served.hello(CHANNEL);
    // All that is kept, to its end: it has missed all of it.
    let path = format!("/channels/{CHANNEL}/messages?after=0&limit=1000");
    let ask = served.ask_as_dashboard("GET", &path, "");
    let before = usage::cpu(&[served.process.id()])?;
    let (times, again) = come_back(served, plan, &mut flow, &hello, &ask)?;
    let used = usage::cpu(&[served.process.id()])?.used - before.used;
    let at = |part: f64| times[((times.len() as f64 * part) as usize).min(times.len() - 1)];
    Ok(Figures {
        p50_ms: at(0.50),
        p99_ms: at(0.99),
        all_ms: at(1.0),
        server_us: used.as_secs_f64() * 1e6 / plan.clients as f64,
        asked_again: f64::from(again),
    })
}

/// When each had caught up, in milliseconds, sorted, and how often one had to ask again.
fn come_back(
    served: &Served,
    plan: &Plan,
    flow: &mut Flow<'_>,
    hello: &[u8],
    ask: &[u8],
) -> Result<(Vec<f64>, u32)> {
    let epoll = epoll::create(CreateFlags::CLOEXEC)?;
    let mut scratch = vec![0; SCRATCH];
    let mut events: Vec<Event> = Vec::with_capacity(EVENTS);
    let (mut clients, mut times) = (Vec::with_capacity(plan.clients), Vec::with_capacity(plan.clients));
    let begin = Instant::now();
    while times.len() < plan.clients {
        if clients.len() < plan.clients {
            let client = Client::back(served.listen, served.admin, hello, 0)?;
            // Two numbers for each: its even one for the socket, its odd one for the page.
            let number = 2 * clients.len() as u64;
            epoll::add(&epoll, &client.socket, EventData::new_u64(number), EventFlags::IN)?;
            epoll::add(
                &epoll,
                &client.pages,
                EventData::new_u64(number + 1),
                EventFlags::IN,
            )?;
            clients.push(client);
        }
        flow.turn()?;
        events.clear();
        epoll::wait(&epoll, spare_capacity(&mut events), Some(&Timespec::default()))?;
        for event in &events {
            let number = usize::try_from(event.data.u64())?;
            let client = &mut clients[number / 2];
            let heard = if number % 2 == 0 {
                client.hear(&mut scratch, ask).map(|()| false)
            } else {
                client.read_page(&mut scratch, ask)
            };
            if heard.with_context(|| format!("client {}", number / 2))? {
                times.push(begin.elapsed().as_secs_f64() * 1e3);
            }
        }
        if begin.elapsed() > PATIENCE {
            bail!(
                "{} of {} have not caught up",
                plan.clients - times.len(),
                plan.clients
            );
        }
    }
    if clients.iter().any(|client| client.next() < plan.behind) {
        bail!("somebody has not got all that was missed");
    }
    Ok((times, clients.iter().map(Client::again).sum()))
}

fn report(rounds: &[Figures], plan: &Plan) -> Report {
    let mut report = Report::new(
        "reconnect",
        &[
            "clients",
            "behind",
            "p50 ms",
            "p99 ms",
            "all ms",
            "cpu µs",
            "asked again",
        ],
    );
    let middle = |figure: fn(&Figures) -> f64| median(rounds.iter().map(figure));
    let figures = Figures {
        p50_ms: middle(|round| round.p50_ms),
        p99_ms: middle(|round| round.p99_ms),
        all_ms: middle(|round| round.all_ms),
        server_us: middle(|round| round.server_us),
        asked_again: middle(|round| round.asked_again),
    };
    let cells = vec![
        grouped(plan.behind as f64),
        format!("{:.0}", figures.p50_ms),
        format!("{:.0}", figures.p99_ms),
        format!("{:.0}", figures.all_ms),
        grouped(figures.server_us),
        grouped(figures.asked_again),
    ];
    report.row(&grouped(plan.clients as f64), cells, figures);
    report.note(format!(
        "All come back at once: WebSocket, identify, subscribe; and, once in the channel, on a second connection each, \
         what was\nmissed, as a page of the admin API. Meanwhile {RATE} messages a second are published. A client has \
         caught up when page and\nlive messages fit together. What was still on its way to the disk when it came in is in no page yet: then it asks\n\
         again. A hole in either ends the benchmark."
    ));
    report.goal(Goal::new(
        "all have caught up",
        figures.all_ms,
        " ms",
        Limit::AtMost(1_000.0),
    ));
    report
}
