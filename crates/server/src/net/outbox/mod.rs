//! The way out of one connection.
//!
//! Anybody who has something for a connection writes to its socket at once, on their own thread: one lock, one
//! system call, no task, no channel, no wake-up. Only what the socket does not take is queued; when the system tells the
//! connection's loop that there is room again, the rest goes out, many buffers with one call.

mod mark;
mod queue;
mod run;

use std::{
    fmt,
    io::{self, IoSlice, Write as _},
    mem,
    net::{SocketAddr, SocketAddrV4, SocketAddrV6},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use mio::net::TcpStream;
use model::Millis;

pub use self::mark::{Fate, Follow, Mark};
use self::queue::Queue;
use super::{
    CloseReason, Homes, Wheel,
    loops::{Home, Place},
    ws,
};

/// Buffers handed to the system in one call.
const SLICES: usize = 64;

/// What all connections of one kind have in common.
#[derive(Debug)]
pub struct Terms {
    /// Bytes that may wait for a slow reader. Over it the connection is closed.
    pub max_queued: usize,
    /// The close frame for a reader that was too slow; its code should say "come back".
    pub overflow: Bytes,
    /// Milliseconds that a closing connection has for its last bytes and for the other side's answer.
    pub linger: Millis,
    /// Bytes that a message of the client may have. A larger one ends the connection with 1009.
    pub max_message: usize,
    /// Where the time limit of a closing connection is set.
    pub wheel: Wheel,
    /// Where connections run.
    pub homes: Homes,
    /// What is sent is a stream without frames and nothing is read; how it ends is written by this.
    pub unframed: Option<fn(u16, &str) -> Bytes>,
}

impl Terms {
    /// 1 MiB may wait, five seconds to close, messages of 64 KiB, and `overflow` for who is too slow.
    pub fn new(wheel: Wheel, homes: Homes, overflow: Bytes) -> Self {
        Self {
            max_queued: 1 << 20,
            overflow,
            linger: 5_000,
            max_message: 64 << 10,
            wheel,
            homes,
            unframed: None,
        }
    }
}

/// What became of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The system has all of it.
    Written,
    /// It goes out, in order, when the socket takes it or the hold ends.
    Queued,
    /// The connection is closing or gone. The frame is counted as dropped.
    Refused,
}

/// Counters of one connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Bytes that wait now.
    pub queued: usize,
    /// Frames that the system has taken completely.
    pub frames: u64,
    /// Bytes that the system has taken.
    pub bytes: u64,
    /// Frames that never went out, because the reader was too slow or gone.
    pub dropped: u64,
}

/// One connection's way out, shared by all who write to it.
pub struct Outbox {
    stream: TcpStream,
    place: Place,
    home: Arc<Home>,
    terms: Arc<Terms>,
    peer: Address,
    line: Mutex<Line>,
}

/// An IP address and a port; half as large as the standard library's.
enum Address {
    V4(SocketAddrV4),
    V6(Box<SocketAddrV6>),
}

struct Line {
    queue: Queue,
    frames: u64,
    bytes: u64,
    dropped: u64,
    phase: Phase,
    /// [`Outbox::wake`] was called.
    woken: bool,
    /// The loop has been called and has not looked yet.
    called: bool,
}

/// How far a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Open,
    /// Ends with the close frame that is last in the queue, or has left it.
    Closing(CloseReason),
    /// The socket failed.
    Lost(io::ErrorKind),
    Over,
}

impl Outbox {
    /// Sends one ready frame.
    pub fn send(&self, frame: &Bytes) -> Sent {
        self.send_joined(frame, 1)
    }

    /// Sends `count` ready frames that lie in one buffer: the cheapest way to give many readers the same batch.
    pub fn send_joined(&self, frames: &Bytes, count: u32) -> Sent {
        self.send_with(frames, count, || None)
    }

    /// The same for somebody who wants to know what becomes of them if they have to wait.
    pub fn send_marked(&self, frames: &Bytes, count: u32, mark: impl FnOnce() -> Mark) -> Sent {
        self.send_with(frames, count, || Some(mark()))
    }

    fn send_with(&self, frames: &Bytes, count: u32, mark: impl FnOnce() -> Option<Mark>) -> Sent {
        let mut line = self.line();
        if !line.admits(u64::from(count)) {
            return Sent::Refused;
        }
        if !line.queue.is_clear() {
            return self.push(&mut line, frames, count, mark);
        }
        let written = match self.write(frames) {
            Ok(n) => n,
            Err(e) => return self.lose(&mut line, &e, u64::from(count)),
        };
        line.bytes += written as u64;
        if written == frames.len() {
            line.frames += u64::from(count);
            return Sent::Written;
        }
        if written == 0 {
            return self.push(&mut line, frames, count, mark);
        }
        line.queue.push_rest(frames.slice(written..), count, mark());
        Sent::Queued
    }

    /// Sends ready frames with as few system calls as possible. `Refused` says that the last was.
    pub fn send_many(&self, frames: &[Bytes]) -> Sent {
        let mut line = self.line();
        if !line.admits(frames.len() as u64) {
            return Sent::Refused;
        }
        let mut rest = frames;
        while !rest.is_empty() && line.queue.is_clear() {
            let mut slices = [IoSlice::new(&[]); SLICES];
            let filled = fill(&mut slices, rest);
            let mut written = match self.write_many(&slices[..filled]) {
                Ok(0) => break,
                Ok(n) => n,
                Err(e) => return self.lose(&mut line, &e, rest.len() as u64),
            };
            line.bytes += written as u64;
            while let Some((first, others)) = rest.split_first()
                && written > 0
            {
                rest = others;
                if written < first.len() {
                    line.queue.push_rest(first.slice(written..), 1, None);
                    break;
                }
                written -= first.len();
                line.frames += 1;
            }
            if let Err(e) = self.flush(&mut line) {
                return self.lose(&mut line, &e, rest.len() as u64);
            }
        }
        if rest.is_empty() && line.queue.is_clear() {
            return Sent::Written;
        }
        let mut sent = Sent::Queued;
        for frame in rest {
            sent = if line.admits(1) {
                self.push(&mut line, frame, 1, || None)
            } else {
                Sent::Refused
            };
        }
        sent
    }

    /// From now on frames are queued only, until [`release`](Self::release). What was sent before goes on.
    pub fn hold(&self) {
        self.line().queue.hold();
    }

    /// Ends the hold: `front` goes out first, then what was sent meanwhile, then everything else as it comes.
    pub fn release(&self, front: &[Bytes]) -> Sent {
        let mut line = self.line();
        if !line.admits(front.len() as u64) {
            return Sent::Refused;
        }
        line.queue.release(front);
        if let Err(e) = self.flush(&mut line) {
            return self.lose(&mut line, &e, 0);
        }
        // A welcome may be larger than what is allowed to wait: refused, it would be refused at every return.
        let welcome: usize = front.iter().map(Bytes::len).sum();
        if line.queue.bytes() > self.terms.max_queued.max(welcome) {
            return self.overflow(&mut line);
        }
        if line.queue.is_clear() {
            return Sent::Written;
        }
        Sent::Queued
    }

    /// Sends a ready close frame after all that is queued, and closes when the other side has answered or
    /// [`Terms::linger`] has passed. What is being held back is dropped. Later calls do nothing.
    pub fn close(&self, code: u16, reason: &str) {
        self.close_because(self.farewell(code, reason), CloseReason::Server(code));
    }

    /// The last that the client hears: a close frame, or what stands for it where there are no frames.
    pub(super) fn farewell(&self, code: u16, reason: &str) -> Bytes {
        match self.terms.unframed {
            Some(farewell) => farewell(code, reason),
            None => ws::close(code, reason),
        }
    }

    /// Are there frames in what is sent?
    pub fn is_framed(&self) -> bool {
        self.terms.unframed.is_none()
    }

    /// Has the connection's loop call [`Peer::woken`](super::Peer::woken) soon, once for any number of calls.
    pub fn wake(&self) {
        let mut line = self.line();
        line.woken = true;
        self.call(&mut line);
    }

    /// The other side's address.
    pub fn peer(&self) -> SocketAddr {
        match &self.peer {
            Address::V4(peer) => (*peer).into(),
            Address::V6(peer) => (**peer).into(),
        }
    }

    /// Counters, all of one moment.
    pub fn stats(&self) -> Stats {
        let line = self.line();
        Stats {
            queued: line.queue.bytes(),
            frames: line.frames,
            bytes: line.bytes,
            dropped: line.dropped,
        }
    }

    /// Is it being closed because too much waited for it?
    pub fn is_too_slow(&self) -> bool {
        self.line().phase == Phase::Closing(CloseReason::TooSlow)
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, line: &mut Line, frames: &Bytes, count: u32, mark: impl FnOnce() -> Option<Mark>) -> Sent {
        if line.queue.bytes() + frames.len() > self.terms.max_queued {
            line.dropped += u64::from(count);
            return self.overflow(line);
        }
        line.queue.push(frames.clone(), count, mark());
        Sent::Queued
    }

    fn overflow(&self, line: &mut Line) -> Sent {
        line.dropped += line.queue.cut_unstarted();
        line.queue.push(self.terms.overflow.clone(), 1, None);
        line.phase = Phase::Closing(CloseReason::TooSlow);
        self.call(line);
        Sent::Refused
    }

    fn lose(&self, line: &mut Line, error: &io::Error, unsent: u64) -> Sent {
        line.dropped += unsent + line.queue.clear();
        line.phase = Phase::Lost(error.kind());
        self.call(line);
        Sent::Refused
    }

    /// Has the loop look here.
    fn call(&self, line: &mut Line) {
        if !mem::replace(&mut line.called, true) {
            self.home.call(self.place);
        }
    }

    /// Writes until nothing may go out or the socket is full.
    fn flush(&self, line: &mut Line) -> io::Result<()> {
        while line.queue.is_ready() {
            let mut slices = [IoSlice::new(&[]); SLICES];
            let filled = line.queue.fill(&mut slices);
            match self.write_many(&slices[..filled])? {
                0 => break,
                n => {
                    line.bytes += n as u64;
                    line.frames += line.queue.advance(n);
                }
            }
        }
        Ok(())
    }

    /// Writes all of it, or until the socket is full: only a socket that has refused something tells when there is
    /// room again.
    fn write(&self, frames: &[u8]) -> io::Result<usize> {
        let mut written = 0;
        while written < frames.len() {
            match taken(|| (&self.stream).write(&frames[written..]))? {
                0 => break,
                n => written += n,
            }
        }
        Ok(written)
    }

    /// Writes once. 0: the socket is full.
    fn write_many(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        taken(|| (&self.stream).write_vectored(slices))
    }
}

impl Line {
    /// Whether `count` frames may be sent; if not, they are counted as dropped.
    fn admits(&mut self, count: u64) -> bool {
        let open = self.phase == Phase::Open;
        if !open {
            self.dropped += count;
        }
        open
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox")
            .field("peer", &self.peer())
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

/// What the socket took; 0 if it is full.
fn taken(mut write: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match write() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(0),
            other => return other,
        }
    }
}

fn fill<'a>(slices: &mut [IoSlice<'a>], frames: &'a [Bytes]) -> usize {
    slices
        .iter_mut()
        .zip(frames)
        .map(|(slice, frame)| *slice = IoSlice::new(frame))
        .count()
}
