//! What a delivery costs above its system call: loopback sockets, one frame to each of them per round.
//!
//! Interleaves a bare `write()` loop with `Outbox::send` over the same sockets, for one frame at a time and for
//! 32, while another thread does nothing but read. Prints medians in µs of the sending thread's CPU per frame, and
//! the memory that an idle connection takes.
//!
//! `cargo run --release -p server --example fanout_raw [sockets]`; 1,000 sockets unless told.

use std::{
    fs,
    io::{self, ErrorKind, Read, Write as _},
    net::{SocketAddr, TcpStream},
    os::fd::{AsFd, OwnedFd},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use bytes::Bytes;
use rustix::{
    buffer::spare_capacity,
    event::epoll,
    time::{ClockId, clock_gettime},
};
use server::net::{
    Clock, CloseReason, Flow, Homes, Loops, Message, OpCode, Outbox, Peer, Terms, Wheel, bind, run, ws,
};
use tokio::net::TcpListener;

const ROUNDS: usize = 101;
const PAYLOAD: usize = 128;
const BATCH: usize = 32;

/// Never says anything.
struct Idle;

impl Peer for Idle {
    fn message(&mut self, _: Message<'_>) -> Flow {
        Flow::Go
    }

    fn turn_over(&mut self) {}

    fn woken(&mut self) -> Flow {
        Flow::Go
    }

    fn closed(self, _: CloseReason) {}
}

struct Subscriber {
    outbox: Arc<Outbox>,
    /// The same socket.
    raw: OwnedFd,
}

fn main() -> anyhow::Result<()> {
    let count = std::env::args().nth(1).map_or(Ok(1_000), |n| n.parse())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(compare(count))
}

async fn compare(count: usize) -> anyhow::Result<()> {
    let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let addr = listener.local_addr()?;
    let before = anonymous_memory()?;
    let loops = Loops::start()?;
    let (clients, subscribers) = open(&listener, addr, count, loops.homes()).await?;
    let idle = (anonymous_memory()? - before) as f64 * 1024.0 / count as f64;

    let received = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&received);
    thread::spawn(move || read_all(clients, &counter));

    let frame = ws::encode(OpCode::Text, &[b'x'; PAYLOAD]);
    let joined: Bytes = frame.repeat(BATCH).into();
    let many = vec![frame.clone(); BATCH];
    let mut expected = 0;
    let mut rows = [
        Row::new("write(), one frame", 1, |s: &Subscriber| {
            rustix::io::write(&s.raw, &frame).is_ok_and(|n| n == frame.len())
        }),
        Row::new("Outbox::send, one frame", 1, |s| {
            s.outbox.send(&frame);
            true
        }),
        Row::new("write(), 32 joined", BATCH, |s| {
            rustix::io::write(&s.raw, &joined).is_ok_and(|n| n == joined.len())
        }),
        Row::new("Outbox::send_joined, 32", BATCH, |s| {
            s.outbox.send_joined(&joined, BATCH as u32);
            true
        }),
        Row::new("Outbox::send_many, 32", BATCH, |s| {
            s.outbox.send_many(&many);
            true
        }),
    ];
    for _ in 0..ROUNDS {
        for row in &mut rows {
            row.round(&subscribers)?;
            expected += count * row.frames * frame.len();
            while received.load(Ordering::Relaxed) < expected {
                tokio::task::yield_now().await;
            }
        }
    }
    let queued: u64 = subscribers.iter().map(|s| s.outbox.stats().dropped).sum();
    anyhow::ensure!(queued == 0, "{queued} frames were dropped");

    let mut out = io::stdout().lock();
    writeln!(out, "{count} sockets, {PAYLOAD} bytes, {ROUNDS} rounds")?;
    for row in &mut rows {
        let (name, cost) = (row.name, row.median());
        writeln!(out, "{name:<26} {cost:>7.3} µs per frame")?;
    }
    writeln!(out, "{idle:.0} B of memory for each idle connection")?;
    Ok(())
}

/// Opens `count` connections, and runs the accepting ends as the server does.
async fn open(
    listener: &TcpListener,
    addr: SocketAddr,
    count: usize,
    homes: Homes,
) -> anyhow::Result<(Vec<TcpStream>, Vec<Subscriber>)> {
    let terms = Terms::new(Wheel::start(Clock::start()), homes, ws::close(4013, ""));
    let terms = Arc::new(terms);
    let mut clients = Vec::with_capacity(count);
    let mut subscribers = Vec::with_capacity(count);
    for _ in 0..count {
        clients.push(TcpStream::connect(addr)?);
        let (stream, peer) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let raw = stream.as_fd().try_clone_to_owned()?;
        let opened = ws::Opened {
            stream: stream.into_std()?,
            leftover: Bytes::new(),
        };
        run(opened, peer, &terms, |outbox| {
            let outbox = outbox.clone();
            subscribers.push(Subscriber { outbox, raw });
            Idle
        })?;
    }
    Ok((clients, subscribers))
}

struct Row<'a> {
    name: &'static str,
    frames: usize,
    deliver: Box<dyn Fn(&Subscriber) -> bool + 'a>,
    cost: Vec<f64>,
}

impl<'a> Row<'a> {
    fn new(name: &'static str, frames: usize, deliver: impl Fn(&Subscriber) -> bool + 'a) -> Self {
        Self {
            name,
            frames,
            deliver: Box::new(deliver),
            cost: Vec::new(),
        }
    }

    fn round(&mut self, subscribers: &[Subscriber]) -> anyhow::Result<()> {
        let start = thread_cpu();
        let all = subscribers.iter().fold(true, |ok, s| (self.deliver)(s) & ok);
        let spent = thread_cpu() - start;
        anyhow::ensure!(all, "{}: a socket was full", self.name);
        self.cost.push(spent / (subscribers.len() * self.frames) as f64);
        Ok(())
    }

    fn median(&mut self) -> f64 {
        self.cost.sort_by(f64::total_cmp);
        self.cost[self.cost.len() / 2]
    }
}

/// The calling thread's CPU time in µs.
fn thread_cpu() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

/// This process's memory that is not a file's, in KiB.
fn anonymous_memory() -> anyhow::Result<usize> {
    let all = fs::read_to_string("/proc/self/smaps_rollup")?;
    let line = all.lines().find_map(|l| l.strip_prefix("Anonymous:"));
    let kib = line.and_then(|l| l.split_whitespace().next());
    Ok(kib.unwrap_or_default().parse()?)
}

/// Reads from all clients for ever and counts the bytes.
fn read_all(mut clients: Vec<TcpStream>, received: &AtomicUsize) -> io::Result<()> {
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    for (at, client) in clients.iter().enumerate() {
        client.set_nonblocking(true)?;
        let data = epoll::EventData::new_u64(at as u64);
        epoll::add(&epoll, client, data, epoll::EventFlags::IN)?;
    }
    let mut events = Vec::with_capacity(1_024);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        events.clear();
        epoll::wait(&epoll, spare_capacity(&mut events), None)?;
        for event in &events {
            let at = event.data.u64() as usize;
            match clients[at].read(&mut buffer) {
                Ok(n) => received.fetch_add(n, Ordering::Relaxed),
                Err(e) if e.kind() == ErrorKind::WouldBlock => 0,
                Err(e) => return Err(e),
            };
        }
    }
}
