//! A client that was away: it joins again, then asks for what it missed, and has caught up when the two fit together.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Context, Result, bail};

use crate::answer::Answer;
use crate::link::close_reason;
use crate::payload::Finder;
use crate::websocket::{self, CLOSE, TEXT};

const HEAD_END: &[u8] = b"\r\n\r\n";

/// What stands before the last number of a page.
const NEWEST: &str = "\"newest\":";

/// What stands before every sequence number in a page.
const MARK: &[u8] = b"seq=";

/// One client, on two connections that wait for nothing.
pub struct Client {
    pub socket: TcpStream,
    pub pages: TcpStream,
    stage: Stage,
    received: Vec<u8>,
    page: Vec<u8>,
    answer: Answer,
    finder: Finder,
    /// The message that comes next.
    next: u64,
    /// What was heard live, from the first to behind the last, without a hole.
    live: Option<(u64, u64)>,
    again: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Waits for the answer to the upgrade.
    Upgrading,
    /// Waits to be let into the channel.
    Joining,
    /// Is in the channel, and asks for what it missed.
    In,
}

impl Client {
    /// Connects to both listeners and says `hello` to the first. It has had all messages before `next`.
    pub fn back(listen: SocketAddr, admin: SocketAddr, hello: &[u8], next: u64) -> Result<Self> {
        let connect = |address| -> Result<TcpStream> {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_nonblocking(true)?;
            Ok(stream)
        };
        let (mut socket, pages) = (connect(listen)?, connect(admin)?);
        socket.write_all(hello)?;
        Ok(Self {
            socket,
            pages,
            stage: Stage::Upgrading,
            received: Vec::new(),
            page: Vec::new(),
            answer: Answer::default(),
            finder: Finder::default(),
            next,
            live: None,
            again: 0,
        })
    }

    /// Reads what has come on the first connection; `ask` is what asks for the page, once it is in the channel.
    pub fn hear(&mut self, scratch: &mut [u8], ask: &[u8]) -> Result<()> {
        let Some(bytes) = read(&mut self.socket, scratch)? else {
            return Ok(());
        };
        self.received.extend_from_slice(bytes);
        if self.stage == Stage::Upgrading {
            let Some(end) = position(&self.received, HEAD_END) else {
                return Ok(());
            };
            if !self.received.starts_with(b"HTTP/1.1 101") {
                bail!(
                    "it was not let in: {}",
                    String::from_utf8_lossy(&self.received[..end])
                );
            }
            self.received.drain(..end + HEAD_END.len());
            self.stage = Stage::Joining;
        }
        let received = std::mem::take(&mut self.received);
        let mut taken = 0;
        while let Some((frame, length)) = websocket::split(&received[taken..])? {
            taken += length;
            if frame.opcode == CLOSE {
                bail!("it was closed: {}", close_reason(frame.body));
            }
            if frame.opcode != TEXT {
                continue;
            }
            if self.stage == Stage::Joining {
                if position(frame.body, b"\"AVAILABLE\"").is_some() {
                    self.stage = Stage::In;
                    self.pages.write_all(ask)?;
                }
            } else if let Some(stamp) = self.finder.find(frame.body) {
                let (first, next) = self.live.unwrap_or((stamp.sequence, stamp.sequence));
                if stamp.sequence != next {
                    bail!("message {} came where {next} was to come", stamp.sequence);
                }
                self.live = Some((first, next + 1));
            }
        }
        self.received = received[taken..].to_vec();
        Ok(())
    }

    /// Reads what has come of the page. Whether it has caught up by that. What was on its way to the disk when it came
    /// into the channel is in no page yet: then it asks again.
    pub fn read_page(&mut self, scratch: &mut [u8], ask: &[u8]) -> Result<bool> {
        let Some(bytes) = read(&mut self.pages, scratch)? else {
            return Ok(false);
        };
        self.page.extend_from_slice(bytes);
        if self.answer.take(bytes)?.is_none() {
            return Ok(false);
        }
        let page = std::mem::take(&mut self.page);
        let mut rest = &page[..];
        while let Some(at) = position(rest, MARK) {
            rest = &rest[at..];
            let stamp = Finder::default().find(rest).context("a page ends in a message")?;
            if stamp.sequence > self.next {
                bail!("the page has {} where {} was to come", stamp.sequence, self.next);
            }
            self.next = self.next.max(stamp.sequence + 1);
            rest = &rest[MARK.len()..];
        }
        self.answer = Answer::default();
        // Positions begin at 1, so the newest one is the number of messages that there are.
        let newest = newest(&page).context("a page says what the newest message is")?;
        if self.next < self.live.map_or(newest, |(first, _)| first.min(newest)) {
            self.again += 1;
            self.pages.write_all(ask)?;
            return Ok(false);
        }
        self.next = self.next.max(self.live.map_or(0, |(_, next)| next));
        Ok(true)
    }

    /// How often it had to ask again.
    pub fn again(&self) -> u32 {
        self.again
    }

    /// The message that would come next.
    pub fn next(&self) -> u64 {
        self.next
    }
}

/// The position of the newest message of the channel, as a page says it.
fn newest(page: &[u8]) -> Option<u64> {
    let text = str::from_utf8(page).ok()?;
    let (_, number) = text.rsplit_once(NEWEST)?;
    number.trim_end_matches('}').parse().ok()
}

fn read<'a>(stream: &mut TcpStream, scratch: &'a mut [u8]) -> Result<Option<&'a [u8]>> {
    match stream.read(scratch) {
        Ok(0) => bail!("the server hung up ({:?})", stream.peer_addr()),
        Ok(length) => Ok(Some(&scratch[..length])),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
