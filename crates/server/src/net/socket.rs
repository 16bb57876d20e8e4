//! One upgraded connection: reads frames, hands messages to its [`Peer`], sends what its [`Outbox`] has kept.
//!
//! It is a plain value that its loop gives turns to, as there may be very many and an idle one must be small: no task,
//! no timer, no read buffer (there is one per thread), nothing on the heap between two messages.

mod scratch;

use std::{
    borrow::Cow,
    io,
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use model::Millis;

use self::scratch::with_scratch;
use super::{
    Message, OpCode, Outbox, Terms,
    outbox::Phase,
    ws::{self, Decoder, Event},
};

/// Reads of one connection before others get their turn.
const READS_PER_TURN: usize = 16;

/// What a connection means. All calls come from the connection's own loop, one at a time, and delay its neighbours
/// there: none may block.
pub trait Peer: Send {
    /// A message came. Its bytes are gone after the call.
    fn message(&mut self, message: Message<'_>) -> Flow;

    /// A pong came, perhaps the answer to a ping.
    fn pong(&mut self, _payload: &[u8]) {}

    /// All that came with one read, or with one wake-up, has been handed over: the moment to send what was
    /// gathered meanwhile.
    fn turn_over(&mut self);

    /// [`Outbox::wake`] was called since the last time: look at what others left, and at deadlines.
    fn woken(&mut self) -> Flow;

    /// No message will follow. Bytes that were sent before may still be on their way.
    fn closed(self, why: CloseReason);
}

/// Whether a connection goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flow {
    Go,
    /// Close with this code and reason, after all that has been sent.
    Close(u16, Cow<'static, str>),
}

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The client closed it, with a code if it gave one.
    Client(Option<u16>),
    /// This side closed it with a code.
    Server(u16),
    /// The client broke the protocol.
    Fault(ws::Fault),
    /// The client read too slowly: more than the outbox may hold was waiting for it.
    TooSlow,
    /// The stream ended without a close frame.
    Gone,
    /// The socket failed.
    Lost(io::ErrorKind),
    /// The code behind the connection panicked.
    Panicked,
    /// Its loop ended: the server goes down.
    Abandoned,
}

/// Why a connection gets a turn.
pub(super) enum Cause<'a> {
    /// It is its first; these bytes came along with the handshake.
    Begun(&'a mut [u8]),
    /// The system has news of its socket.
    Event {
        readable: bool,
        /// The client has said its last.
        hung_up: bool,
    },
    /// Its outbox called.
    Called,
    /// It gave way to others in its last turn.
    Resumed,
}

/// What a connection wishes after a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A turn when there is a cause.
    Wait,
    /// Another turn after everybody else had theirs.
    Again,
    /// None: it is over.
    Over,
}

/// A connection as its loop sees it.
pub(super) trait Turns: Send {
    /// Does what there is to do. Does not panic.
    fn turn(&mut self, cause: Cause<'_>) -> Next;
}

struct Run<P: Peer> {
    outbox: Arc<Outbox>,
    decoder: Decoder,
    /// Until the conversation is over.
    peer: Option<P>,
    ending: Ending,
    /// The socket may have something to read.
    readable: bool,
    /// It may have an end to read behind what comes next.
    hung_up: bool,
    /// A turn is coming up anyway.
    resumes: bool,
    /// When a closing connection is cut off.
    deadline: Millis,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The client is expected to answer our close frame, or has not been sent one yet.
    Handshake,
    /// The client closed, or answered: nothing more is expected of it.
    Answered,
    /// Nothing that the client says can be understood any more.
    Deaf,
    /// So, and the client has been shown the end of our stream.
    Hushed,
}

/// Takes over a stream whose HTTP part is done, and runs it on one of the loops until it is over. `begin` makes its
/// peer, and may send already. Fails where the system cannot watch one more socket.
pub fn run<P: Peer + 'static>(
    opened: ws::Opened,
    address: SocketAddr,
    terms: &Arc<Terms>,
    begin: impl FnOnce(&Arc<Outbox>) -> P,
) -> io::Result<()> {
    let outbox = Outbox::open(opened.stream, address, terms)?;
    let run = Run {
        decoder: Decoder::new(terms.max_message),
        peer: Some(begin(&outbox)),
        ending: Ending::Handshake,
        readable: false,
        hung_up: false,
        resumes: false,
        deadline: Millis::MAX,
        outbox: outbox.clone(),
    };
    outbox.move_in(Box::new(run), opened.leftover.into());
    Ok(())
}

impl<P: Peer> Turns for Run<P> {
    fn turn(&mut self, cause: Cause<'_>) -> Next {
        let mut leftover = None;
        match cause {
            Cause::Begun(bytes) => {
                leftover = Some(bytes).filter(|bytes| !bytes.is_empty());
                // What happened to the socket before may have been told when nobody listened.
                (self.readable, self.hung_up) = (true, true);
            }
            Cause::Event { readable, hung_up } => {
                self.readable |= readable || hung_up;
                self.hung_up |= hung_up;
            }
            Cause::Called => {}
            Cause::Resumed => self.resumes = false,
        }
        let next = catch_unwind(AssertUnwindSafe(|| self.go_on(leftover))).unwrap_or_else(|_| {
            // The panic hook has told about it. What the peer did not say is lost; the client learns that.
            self.ending = Ending::Deaf;
            let farewell = self.outbox.farewell(1011, "internal error");
            self.outbox.close_because(farewell, CloseReason::Panicked);
            Next::Again
        });
        if next == Next::Again && std::mem::replace(&mut self.resumes, true) {
            return Next::Wait;
        }
        next
    }
}

impl<P: Peer> Run<P> {
    fn go_on(&mut self, mut leftover: Option<&mut [u8]>) -> Next {
        let mut reads = 0;
        loop {
            let found = self.outbox.look();
            match found.phase {
                Phase::Open => {}
                Phase::Closing(reason) => self.begin_closing(reason),
                Phase::Lost(kind) => {
                    self.hear_last_words();
                    return self.end(CloseReason::Lost(kind), true);
                }
                Phase::Over => return self.end(CloseReason::Gone, false),
            }
            if found.woken {
                if self.overdue() {
                    return self.end(CloseReason::Gone, true);
                }
                self.woken();
                continue;
            }
            if let Some(leftover) = leftover.take() {
                self.take_in(leftover);
                continue;
            }
            if found.ready && self.outbox.flush_ready() {
                continue;
            }
            if self.peer.is_none() && !found.ready {
                match self.ending {
                    Ending::Answered => return self.end(CloseReason::Gone, false),
                    Ending::Deaf => {
                        self.outbox.end_writing();
                        self.ending = Ending::Hushed;
                    }
                    Ending::Handshake | Ending::Hushed => {}
                }
            }
            if !self.readable {
                return Next::Wait;
            }
            if reads == READS_PER_TURN {
                return Next::Again;
            }
            reads += 1;
            match self.read() {
                Ok(true) => {}
                Ok(false) => return self.end(CloseReason::Gone, false),
                Err(e) => return self.end(CloseReason::Lost(e.kind()), true),
            }
        }
    }

    fn woken(&mut self) {
        if let Some(peer) = &mut self.peer {
            let flow = peer.woken();
            peer.turn_over();
            self.obey(flow);
        }
    }

    /// Reads once and hands over what came. `false` at the end of the stream.
    fn read(&mut self) -> io::Result<bool> {
        with_scratch(|buffer| match self.outbox.read(buffer) {
            Ok(0) => Ok(false),
            Ok(n) => {
                // A buffer that is not filled says that the socket is empty: the system tells when it is not. An end
                // that has come already is not told again.
                self.readable = n == buffer.len() || self.hung_up;
                self.take_in(&mut buffer[..n]);
                Ok(true)
            }
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                (self.readable, self.hung_up) = (false, false);
                Ok(true)
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => Ok(true),
            Err(e) => Err(e),
        })
    }

    /// Writing failed, but what the client sent before it went away has arrived and counts.
    fn hear_last_words(&mut self) {
        with_scratch(|buffer| {
            while let Ok(n @ 1..) = self.outbox.read(buffer) {
                self.take_in(&mut buffer[..n]);
            }
        });
    }

    fn take_in(&mut self, bytes: &mut [u8]) {
        if matches!(self.ending, Ending::Deaf | Ending::Hushed) || !self.outbox.is_framed() {
            return;
        }
        let mut flow = Flow::Go;
        let Self {
            outbox,
            decoder,
            peer,
            ending,
            ..
        } = self;
        let result = decoder.read(bytes, |event| match event {
            Event::Message(message) => {
                if let Some(peer) = peer
                    && flow == Flow::Go
                {
                    flow = peer.message(message);
                }
            }
            Event::Ping(payload) => {
                outbox.send(&ws::encode(OpCode::Pong, payload));
            }
            Event::Pong(payload) => {
                if let Some(peer) = peer {
                    peer.pong(payload);
                }
            }
            Event::Close(reason) => {
                *ending = Ending::Answered;
                let code = reason.map(|(code, _)| code);
                let answer = match code {
                    Some(code) => ws::close(code, ""),
                    None => ws::encode(OpCode::Close, b""),
                };
                outbox.close_because(answer, CloseReason::Client(code));
            }
        });
        if let Some(peer) = peer {
            peer.turn_over();
        }
        self.obey(flow);
        if let Err(fault) = result {
            self.ending = Ending::Deaf;
            let farewell = ws::close(fault.code(), &fault.to_string());
            self.outbox.close_because(farewell, CloseReason::Fault(fault));
        }
    }

    fn obey(&mut self, flow: Flow) {
        if let Flow::Close(code, reason) = flow {
            self.outbox.close(code, &reason);
        }
    }

    /// The first time: tells the peer, and sets the time limit.
    fn begin_closing(&mut self, reason: CloseReason) {
        if self.deadline == Millis::MAX {
            let terms = self.outbox.terms();
            self.deadline = terms.wheel.clock().tick().saturating_add(terms.linger);
            terms.wheel.wake_at(self.deadline, &self.outbox);
            // Nobody answers a farewell there.
            if !self.outbox.is_framed() && self.ending == Ending::Handshake {
                self.ending = Ending::Deaf;
            }
        }
        self.tell(reason);
    }

    fn overdue(&self) -> bool {
        self.deadline <= self.outbox.terms().wheel.clock().tick()
    }

    fn end(&mut self, reason: CloseReason, reset: bool) -> Next {
        self.outbox.finish(reset);
        self.tell(reason);
        Next::Over
    }

    fn tell(&mut self, reason: CloseReason) {
        if let Some(peer) = self.peer.take() {
            // A peer that panicked once may do it again here, where it would take its neighbours
            // along.
            let _ = catch_unwind(AssertUnwindSafe(|| peer.closed(reason)));
        }
    }
}

impl<P: Peer> Drop for Run<P> {
    fn drop(&mut self) {
        if self.peer.is_some() {
            self.outbox.finish(true);
            self.tell(CloseReason::Abandoned);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nobody;

    impl Peer for Nobody {
        fn message(&mut self, _: Message<'_>) -> Flow {
            Flow::Go
        }

        fn turn_over(&mut self) {}

        fn woken(&mut self) -> Flow {
            Flow::Go
        }

        fn closed(self, _: CloseReason) {}
    }

    /// What an idle connection costs here, beside a slot in its loop.
    #[test]
    fn an_idle_connection_is_small() {
        // In a debug build mio keeps the number of its selector, too.
        let outbox = if cfg!(debug_assertions) { 104 } else { 88 };
        assert!(size_of::<Outbox>() <= outbox, "{}", size_of::<Outbox>());
        assert!(size_of::<Run<Nobody>>() <= 40, "{}", size_of::<Run<Nobody>>());
    }
}
