//! One upgraded connection: reads frames, hands messages to its [`Peer`], sends what its [`Outbox`] has kept.
//!
//! The task is a hand-written future, as there is one for each connection and an idle one must be small: no
//! timer, no read buffer (there is one per thread), nothing on the heap between two messages.

mod scratch;

use std::{
    borrow::Cow,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use model::Millis;
use tokio::io::Interest;

use self::scratch::with_scratch;
use super::{
    Message, OpCode, Outbox,
    outbox::Phase,
    ws::{self, Decoder, Event},
};

/// Reads of one connection before others get their turn.
const READS_PER_TURN: usize = 16;

/// What a connection means. All calls come from the connection's own task, one at a time.
pub trait Peer {
    /// A message came. Its bytes are gone after the call.
    fn message(&mut self, message: Message<'_>) -> Flow;

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
    /// The task was dropped: the runtime goes down.
    Abandoned,
}

/// One connection's task. See [`run`].
pub struct Run<P: Peer> {
    outbox: Arc<Outbox>,
    decoder: Decoder,
    /// What the client sent along with its handshake.
    leftover: Option<Box<[u8]>>,
    /// Until the conversation is over.
    peer: Option<P>,
    ending: Ending,
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

/// Runs one connection until it is over. Messages of more than `max_message` bytes end it with 1009.
///
/// Spawn the returned future as it is: it is all that an idle connection costs beside its outbox.
pub fn run<P: Peer>(outbox: Arc<Outbox>, leftover: Bytes, max_message: usize, peer: P) -> Run<P> {
    Run {
        outbox,
        decoder: Decoder::new(max_message),
        leftover: (!leftover.is_empty()).then(|| leftover.as_ref().into()),
        peer: Some(peer),
        ending: Ending::Handshake,
        deadline: Millis::MAX,
    }
}

// Nothing in it is pinned: it is polled through `&mut` only.
impl<P: Peer> Unpin for Run<P> {}

impl<P: Peer> Future for Run<P> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let run = &mut *self;
        match catch_unwind(AssertUnwindSafe(|| run.turn(cx))) {
            Ok(poll) => poll,
            Err(_) => {
                // The panic hook has told about it. What the peer did not say is lost; the client learns that.
                run.ending = Ending::Deaf;
                let farewell = ws::close(1011, "internal error");
                run.outbox.close_because(farewell, CloseReason::Panicked);
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}

impl<P: Peer> Run<P> {
    fn turn(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut reads = 0;
        loop {
            let found = self.outbox.look(cx);
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
            if let Some(mut leftover) = self.leftover.take() {
                self.take_in(&mut leftover);
                continue;
            }
            if found.ready && self.outbox.poll_flush(cx).is_ready() {
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
            if reads == READS_PER_TURN {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            reads += 1;
            match ready!(self.read(cx)) {
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
    fn read(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        ready!(self.outbox.stream().poll_read_ready(cx))?;
        Poll::Ready(with_scratch(|buffer| match self.read_some(buffer) {
            Ok(0) => Ok(false),
            Ok(n) => {
                self.take_in(&mut buffer[..n]);
                Ok(true)
            }
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => Ok(true),
            Err(e) => Err(e),
        }))
    }

    /// Writing failed, but what the client sent before it went away has arrived and counts.
    fn hear_last_words(&mut self) {
        with_scratch(|buffer| {
            while let Ok(n @ 1..) = self.outbox.read_now(buffer) {
                self.take_in(&mut buffer[..n]);
            }
        });
    }

    /// One system call. A buffer that is not filled says that the socket is empty: readiness is cleared then,
    /// which saves the call that would only find that out.
    fn read_some(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let stream = self.outbox.stream();
        let mut short = None;
        let full = stream.try_io(Interest::READABLE, || match stream.try_read(buffer) {
            Ok(n) if (1..buffer.len()).contains(&n) => {
                short = Some(n);
                Err(io::ErrorKind::WouldBlock.into())
            }
            other => other,
        });
        match short {
            Some(n) => Ok(n),
            None => full,
        }
    }

    fn take_in(&mut self, bytes: &mut [u8]) {
        if matches!(self.ending, Ending::Deaf | Ending::Hushed) {
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
            Event::Pong(_) => {}
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
            let farewell = ws::close(code, &reason);
            self.outbox.close_because(farewell, CloseReason::Server(code));
        }
    }

    /// The first time: tells the peer, and sets the time limit.
    fn begin_closing(&mut self, reason: CloseReason) {
        if self.deadline == Millis::MAX {
            let terms = self.outbox.terms();
            self.deadline = terms.wheel.clock().tick().saturating_add(terms.linger);
            terms.wheel.wake_at(self.deadline, &self.outbox);
        }
        self.tell(reason);
    }

    fn overdue(&self) -> bool {
        self.deadline <= self.outbox.terms().wheel.clock().tick()
    }

    fn end(&mut self, reason: CloseReason, reset: bool) -> Poll<()> {
        self.outbox.finish(reset);
        self.tell(reason);
        Poll::Ready(())
    }

    fn tell(&mut self, reason: CloseReason) {
        if let Some(peer) = self.peer.take() {
            // A peer that panicked once may do it again here, where it would take the process with it if the
            // task is being dropped because of a panic.
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

    /// What this crate adds to an idle connection. tokio adds 256 bytes for the socket, and 112 for the task
    /// before it rounds up to a multiple of 128.
    #[test]
    fn an_idle_connection_is_small() {
        assert!(size_of::<Outbox>() <= 160, "{}", size_of::<Outbox>());
        assert!(size_of::<Run<Nobody>>() <= 56, "{}", size_of::<Run<Nobody>>());
    }
}
