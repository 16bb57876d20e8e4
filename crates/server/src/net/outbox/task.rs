//! The outbox as the connection's own task sees it: what is left to send, and the end.

use std::{
    io::{self, Read},
    mem,
    net::Shutdown,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use socket2::SockRef;
use tokio::net::TcpStream;

use super::{Outbox, Phase, Terms};
use crate::net::CloseReason;

/// What the connection's task finds when it looks.
pub(in crate::net) struct Found {
    pub(in crate::net) phase: Phase,
    /// Somebody called [`Outbox::wake`].
    pub(in crate::net) woken: bool,
    /// Something waits for the socket.
    pub(in crate::net) ready: bool,
}

impl Outbox {
    pub(in crate::net) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    pub(in crate::net) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// What there is to do. The task is woken when that changes.
    pub(in crate::net) fn look(&self, cx: &Context<'_>) -> Found {
        let mut line = self.line();
        if !line.task.as_ref().is_some_and(|task| task.will_wake(cx.waker())) {
            line.task = Some(cx.waker().clone());
        }
        Found {
            phase: line.phase,
            woken: mem::take(&mut line.woken),
            ready: line.queue.is_ready(),
        }
    }

    /// Sends what is queued, as far as the socket takes it; pending while it takes nothing.
    pub(in crate::net) fn poll_flush(&self, cx: &mut Context<'_>) -> Poll<()> {
        let writable = ready!(self.stream.poll_write_ready(cx));
        let mut line = self.line();
        if let Err(e) = writable.and_then(|()| self.flush(&mut line)) {
            line.lose(&e, 0);
        }
        Poll::Ready(())
    }

    pub(in crate::net) fn close_because(&self, frame: Bytes, reason: CloseReason) {
        let mut line = self.line();
        if line.phase == Phase::Open {
            line.dropped += line.queue.forget_held();
            line.queue.push(frame, 1);
            line.phase = Phase::Closing(reason);
            line.wake_task();
        }
    }

    /// Reads what has arrived, whatever the runtime knows of it.
    pub(in crate::net) fn read_now(&self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*SockRef::from(&self.stream)).read(buffer)
    }

    /// No byte follows: the other side sees the end of the stream.
    pub(in crate::net) fn end_writing(&self) {
        // Fails only where the connection is gone already.
        let _ = SockRef::from(&self.stream).shutdown(Shutdown::Write);
    }

    /// The connection is over. With `reset` the system forgets unsent bytes, too, which a reader that has
    /// stopped would otherwise have it keep.
    pub(in crate::net) fn finish(&self, reset: bool) {
        let mut line = self.line();
        line.dropped += line.queue.clear();
        line.phase = Phase::Over;
        line.task = None;
        drop(line);
        let socket = SockRef::from(&self.stream);
        if reset {
            let _ = socket.set_linger(Some(Duration::ZERO));
        }
        let _ = socket.shutdown(Shutdown::Both);
    }
}
