//! A steady flood of messages from a few real connections, each an event of the live view.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use window::Ready;

use crate::link::{Conversation, Link};
use crate::peer::{BARE, Leap};
use crate::websocket;
use crate::wire::Wire;

/// Channels, each with one connection that publishes in it and hears itself.
const CHANNELS: usize = 4;

/// Names of events, so many that no channel has twenty of one name in a second and nothing is collapsed.
const EVENTS: u64 = 1_000;

/// What a frame has that is a message, and not the answer to a heartbeat.
const MESSAGE: &[u8] = b"\"MESSAGE\"";

/// How often what is due is sent.
const TURN: Duration = Duration::from_millis(2);

/// How often each connection says that it is there.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How long the server may take for the last messages.
const PATIENCE: Duration = Duration::from_secs(10);

/// The flood, in a thread of its own.
pub struct Flood {
    over: Arc<AtomicBool>,
    sent: Arc<AtomicU64>,
    thread: JoinHandle<Result<()>>,
}

impl Flood {
    /// Connects, and sends from now on `rate` messages a second.
    pub fn begin(ready: &Ready, rate: u32) -> Result<Self> {
        let mut sources = (0..CHANNELS)
            .map(|number| Source::connect(ready, &format!("bench-{number}")))
            .collect::<Result<Vec<_>>>()?;
        let over = Arc::<AtomicBool>::default();
        let sent = Arc::<AtomicU64>::default();
        let (stop, count) = (over.clone(), sent.clone());
        let thread = thread::spawn(move || flow(&mut sources, rate, &stop, &count));
        Ok(Self { over, sent, thread })
    }

    /// Ends it when every message has been heard, and answers how many there were.
    pub fn end(self) -> Result<u64> {
        self.over.store(true, Ordering::Relaxed);
        match self.thread.join() {
            Ok(done) => done?,
            Err(_) => bail!("the flood broke off"),
        }
        Ok(self.sent.load(Ordering::Relaxed))
    }
}

fn flow(sources: &mut [Source], rate: u32, over: &AtomicBool, sent: &AtomicU64) -> Result<()> {
    let begun = Instant::now();
    let mut number = 0_u64;
    let mut beat = begun;
    while !over.load(Ordering::Relaxed) {
        let due = (begun.elapsed().as_secs_f64() * f64::from(rate)) as u64;
        let each = due.saturating_sub(number) / CHANNELS as u64;
        for source in &mut *sources {
            source.publish(number, each)?;
            number += each;
            source.listen()?;
        }
        sent.store(number, Ordering::Relaxed);
        if beat.elapsed() > HEARTBEAT {
            beat = Instant::now();
            sources.iter().try_for_each(Source::say_it_is_there)?;
        }
        pause();
    }
    let limit = Instant::now() + PATIENCE;
    while sources.iter().any(|source| source.heard < source.sent) {
        if Instant::now() > limit {
            bail!("the server did not deliver all that was published");
        }
        sources.iter_mut().try_for_each(Source::listen)?;
        pause();
    }
    Ok(())
}

/// Until the next turn.
#[expect(clippy::disallowed_methods, reason = "a rate is a matter of time")]
fn pause() {
    thread::sleep(TURN);
}

/// A connection that publishes.
struct Source {
    wire: Leap,
    link: Link,
    channel: String,
    sent: u64,
    heard: u64,
    outgoing: Vec<u8>,
    scratch: Vec<u8>,
}

impl Source {
    fn connect(ready: &Ready, channel: &str) -> Result<Self> {
        let listen: SocketAddr = ready.listen.parse()?;
        let admin: SocketAddr = ready.admin.parse()?;
        let app = ready.apps.first().context("there is no app")?;
        let limits = r#"{"limits":{"publishes_per_second":1000000}}"#;
        let key = format!("Bearer {}", ready.admin_key);
        ask(
            admin,
            &key,
            "PATCH",
            &format!("/admin/v1/apps/{}", app.id),
            limits,
        )?;
        let setup = format!(r#"{{"type":"unprotected","capabilities":{BARE}}}"#);
        let path = format!("/v1/channels/{channel}");
        ask(listen, &app.project_token, "PUT", &path, &setup)?;
        let wire = Leap::new(listen, &app.id, channel);
        Ok(Self {
            link: wire.publisher()?,
            wire,
            channel: channel.to_owned(),
            sent: 0,
            heard: 0,
            outgoing: Vec::new(),
            scratch: vec![0; 64 * 1024],
        })
    }

    fn publish(&mut self, first: u64, count: u64) -> Result<()> {
        self.outgoing.clear();
        for number in first..first + count {
            let (event, user) = (number % EVENTS, number % 100);
            let frame = format!(
                r#"{{"op":0,"d":{{"c":"{}","e":"MESSAGE","d":{{"e":"event-{event}","d":{{"n":{number},"user":{{"id":{user},"name":"user {user}"}},"text":"what happened"}}}}}}}}"#,
                self.channel
            );
            websocket::client_text(frame.as_bytes(), &mut self.outgoing);
        }
        self.link.send(&self.outgoing)?;
        self.sent += count;
        Ok(())
    }

    fn say_it_is_there(&self) -> Result<()> {
        self.wire
            .heartbeat()
            .map_or(Ok(()), |heartbeat| self.link.send(&heartbeat))
    }

    fn listen(&mut self) -> Result<()> {
        self.link.read(&mut self.scratch, |frame| {
            let message = frame.body.windows(MESSAGE.len()).any(|part| part == MESSAGE);
            self.heard += u64::from(message);
            Ok(())
        })
    }
}

fn ask(address: SocketAddr, key: &str, method: &str, path: &str, body: &str) -> Result<()> {
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let mut conversation = Conversation::with(address)?;
    conversation.say(request.as_bytes())?;
    let head = conversation.head()?;
    let status = head.lines().next().unwrap_or_default();
    if !status.starts_with("HTTP/1.1 200") {
        bail!("{method} {path} was answered with {status}");
    }
    Ok(())
}
