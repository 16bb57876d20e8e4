//! The outbox as the connection itself sees it: its beginning, what is left to send, and the end.

use std::{
    io::{self, Read as _},
    mem,
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use socket2::SockRef;

use super::{Address, Line, Outbox, Phase, Queue, Terms};
use crate::net::{CloseReason, socket::Turns};

/// What a connection finds when it looks.
pub(in crate::net) struct Found {
    pub(in crate::net) phase: Phase,
    /// Somebody called [`Outbox::wake`].
    pub(in crate::net) woken: bool,
    /// Something waits for the socket.
    pub(in crate::net) ready: bool,
}

impl Outbox {
    /// Takes a place in one of the loops. The stream must be non-blocking.
    pub(in crate::net) fn open(
        stream: TcpStream,
        peer: SocketAddr,
        terms: &Arc<Terms>,
    ) -> io::Result<Arc<Self>> {
        let mut stream = mio::net::TcpStream::from_std(stream);
        let home = terms.homes.pick().clone();
        let place = home.reserve(&mut stream)?;
        let line = Line {
            queue: Queue::default(),
            frames: 0,
            bytes: 0,
            dropped: 0,
            phase: Phase::Open,
            woken: false,
            called: false,
        };
        Ok(Arc::new(Self {
            stream,
            place,
            home,
            terms: terms.clone(),
            peer: match peer {
                SocketAddr::V4(peer) => Address::V4(peer),
                SocketAddr::V6(peer) => Address::V6(Box::new(peer)),
            },
            line: Mutex::new(line),
        }))
    }

    /// Leaves the connection to its loop.
    pub(in crate::net) fn move_in(&self, connection: Box<dyn Turns>, leftover: Vec<u8>) {
        self.home.move_in(self.place, connection, leftover);
    }

    pub(in crate::net) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// What there is to do. The loop is called when that changes.
    pub(in crate::net) fn look(&self) -> Found {
        let mut line = self.line();
        line.called = false;
        Found {
            phase: line.phase,
            woken: mem::take(&mut line.woken),
            ready: line.queue.is_ready(),
        }
    }

    /// Sends what is queued, as far as the socket takes it. False: it is full, and the loop will be told when it is
    /// not.
    pub(in crate::net) fn flush_ready(&self) -> bool {
        let mut line = self.line();
        match self.flush(&mut line) {
            Ok(()) => !line.queue.is_ready(),
            Err(e) => {
                self.lose(&mut line, &e, 0);
                true
            }
        }
    }

    pub(in crate::net) fn close_because(&self, frame: Bytes, reason: CloseReason) {
        let mut line = self.line();
        if line.phase == Phase::Open {
            line.dropped += line.queue.forget_held();
            line.queue.push(frame, 1, None);
            line.phase = Phase::Closing(reason);
            self.call(&mut line);
        }
    }

    /// One system call.
    pub(in crate::net) fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        (&self.stream).read(buffer)
    }

    /// No byte follows: the other side sees the end of the stream.
    pub(in crate::net) fn end_writing(&self) {
        // Fails only where the connection is gone already.
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// The connection is over. With `reset` the system forgets unsent bytes, too, which a reader that has
    /// stopped would otherwise have it keep.
    pub(in crate::net) fn finish(&self, reset: bool) {
        let mut line = self.line();
        line.dropped += line.queue.clear();
        line.phase = Phase::Over;
        drop(line);
        if reset {
            let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
        }
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}
