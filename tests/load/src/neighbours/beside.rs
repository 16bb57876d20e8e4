//! Those beside whom the good ones have to live. None of them waits for the server, so that who measures is not held up:
//! each connects, says all it has to say in one go, and reads nothing.

use std::collections::VecDeque;
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::Result;
use rustix::net::sockopt::set_socket_recv_buffer_size;

use crate::link::Link;
use crate::peer::Served;
use crate::websocket;
use crate::wire::Wire;
use crate::workload::Beside;

/// Bytes of a message in the flooded channel, and how many there are a second.
const FLOOD: (usize, u32) = (60_000, 20);

/// How long one that never reads lives, before another takes its place. The server has cut it off by then.
const SLEEP: Duration = Duration::from_secs(2);

/// Connections that a hostile client opens a second, and how many it keeps.
const ATTACKS: u32 = 300;
const KEPT: usize = 200;

/// Frames a second of the connection that floods, and how many it sends in one go.
const FRAMES: (u32, u32) = (5_000, 50);

/// The channel that good subscribers are not in.
pub const CHANNEL: &str = "flooded";

/// Who publishes large messages to those who never read. In every row, so that rows differ in the readers only.
pub struct Flood {
    link: Link,
    message: Vec<u8>,
    due: Due,
    scratch: Vec<u8>,
}

impl Flood {
    pub fn begin(served: &Served) -> Result<Self> {
        let wire = served.wire(CHANNEL);
        let (size, rate) = FLOOD;
        let mut message = Vec::new();
        wire.publish(format!("\"{}\"", "x".repeat(size)).as_bytes(), &mut message);
        Ok(Self {
            link: wire.publisher()?,
            message,
            due: Due::every(rate),
            scratch: vec![0; 256 * 1024],
        })
    }
}

impl Beside for Flood {
    fn turn(&mut self) -> Result<()> {
        if self.due.now() {
            self.link.send(&self.message)?;
        }
        self.link.read(&mut self.scratch, |_| Ok(()))
    }
}

/// Subscribers of the flooded channel that never read.
pub struct Sleepers {
    address: SocketAddr,
    hello: Vec<u8>,
    most: usize,
    asleep: VecDeque<(Instant, TcpStream)>,
}

impl Sleepers {
    /// So many of them.
    pub fn begin(served: &Served, most: usize) -> Self {
        Self {
            address: served.listen,
            hello: served.hello(CHANNEL),
            most,
            asleep: VecDeque::new(),
        }
    }
}

impl Beside for Sleepers {
    /// One at most, so that nobody is held up.
    fn turn(&mut self) -> Result<()> {
        if self
            .asleep
            .front()
            .is_some_and(|(since, _)| since.elapsed() > SLEEP)
        {
            self.asleep.pop_front();
        } else if self.asleep.len() < self.most {
            let stream = TcpStream::connect(self.address)?;
            set_socket_recv_buffer_size(&stream, 4096)?;
            say(&stream, &self.hello)?;
            self.asleep.push_back((Instant::now(), stream));
        }
        Ok(())
    }
}

/// A client that does everything wrong, as often as it can.
pub struct Hostile {
    address: SocketAddr,
    /// What a connection says, in turn.
    attacks: Vec<Vec<u8>>,
    next: usize,
    due: Due,
    open: VecDeque<TcpStream>,
    frames: Vec<u8>,
    frames_due: Due,
    flooding: Option<TcpStream>,
    hello: Vec<u8>,
}

impl Hostile {
    pub fn begin(served: &Served) -> Self {
        let upgrade = websocket::upgrade(&served.listen.to_string(), "/ws");
        let after = |bytes: &[u8]| [&upgrade, bytes].concat();
        let mut garbage = Vec::new();
        websocket::client_text(b"garbage", &mut garbage);
        let mut tiny = served.hello("nowhere");
        for _ in 0..300 {
            websocket::client_text(br#"{"op":0,"d":{"c":"x","e":"x"}}"#, &mut tiny);
        }
        let giant = format!(
            "GET /ws HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n",
            "x".repeat(100_000)
        );
        let mut frames = Vec::new();
        for _ in 0..FRAMES.1 {
            websocket::client_ping(b"", &mut frames);
        }
        Self {
            address: served.listen,
            attacks: vec![
                // Nothing at all, and gone.
                Vec::new(),
                // A handshake that is never finished.
                b"GET /ws HTTP/1.1\r\nHost: x\r\n".to_vec(),
                giant.into_bytes(),
                // Another protocol.
                b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
                after(&garbage),
                tiny,
                // A frame without mask, and one that claims to be very long.
                after(b"\x81\x02{}"),
                after(b"\x81\xff\x3f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"),
            ],
            next: 0,
            due: Due::every(ATTACKS),
            open: VecDeque::new(),
            frames,
            frames_due: Due::every(FRAMES.0 / FRAMES.1),
            flooding: None,
            hello: served.hello("nowhere"),
        }
    }
}

impl Beside for Hostile {
    fn turn(&mut self) -> Result<()> {
        if self.due.now() {
            let attack = &self.attacks[self.next % self.attacks.len()];
            self.next += 1;
            let stream = TcpStream::connect(self.address)?;
            say(&stream, attack)?;
            if !attack.is_empty() {
                self.open.push_back(stream);
            }
            if self.open.len() > KEPT {
                self.open.pop_front();
            }
        }
        if self.frames_due.now() {
            let flooding = match self.flooding.take() {
                Some(stream) => stream,
                None => {
                    let stream = TcpStream::connect(self.address)?;
                    say(&stream, &self.hello)?;
                    stream
                }
            };
            // Closed, or too full of answers that nobody reads: the next one goes on.
            if (&flooding).write_all(&self.frames).is_ok() {
                self.flooding = Some(flooding);
            }
        }
        Ok(())
    }
}

/// As much as the socket takes; the server may have closed it meanwhile.
fn say(stream: &TcpStream, bytes: &[u8]) -> Result<()> {
    stream.set_nonblocking(true)?;
    let mut stream = stream;
    let _ = stream.write(bytes);
    Ok(())
}

/// Says when something is to be done that is done so often a second. What was missed is not made up for.
struct Due {
    pause: Duration,
    next: Instant,
}

impl Due {
    fn every(rate: u32) -> Self {
        Self {
            pause: Duration::from_secs(1) / rate,
            next: Instant::now(),
        }
    }

    fn now(&mut self) -> bool {
        let now = Instant::now();
        let due = now >= self.next;
        if due {
            self.next = now + self.pause;
        }
        due
    }
}
