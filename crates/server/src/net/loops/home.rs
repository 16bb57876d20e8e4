//! A loop as everybody else sees it: where its new connections are left, and whom it is to look after.

use std::{
    io, mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

use mio::{Interest, Poll, Registry, Token, Waker, net::TcpStream};

use crate::net::socket::Turns;

/// Which slot of its loop a connection has.
pub(in crate::net) type Place = u32;

/// Wakes the loop itself; no connection's.
pub(super) const BELL: Token = Token(usize::MAX);

/// One loop's letter box.
pub(in crate::net) struct Home {
    registry: Registry,
    bell: Waker,
    inbox: Mutex<Inbox>,
}

#[derive(Default)]
struct Inbox {
    newcomers: Vec<Newcomer>,
    /// Connections that something is to be done for. Each is in here once at most: its outbox sees to that.
    called: Vec<Place>,
    free: Vec<Place>,
    /// Places that exist, taken or free.
    places: Place,
    /// The loop is at work and will look in here before it sleeps.
    awake: bool,
    /// The loop has ended, or is to.
    over: bool,
}

/// A connection that has not had its first turn.
pub(super) struct Newcomer {
    pub(super) place: Place,
    pub(super) connection: Box<dyn Turns>,
    /// What its client sent along with the handshake.
    pub(super) leftover: Vec<u8>,
}

/// What a loop finds when it looks into its letter box.
#[derive(Default)]
pub(super) struct Letters {
    pub(super) newcomers: Vec<Newcomer>,
    pub(super) called: Vec<Place>,
    pub(super) over: bool,
}

impl Home {
    pub(super) fn new(poll: &Poll) -> io::Result<Self> {
        Ok(Self {
            registry: poll.registry().try_clone()?,
            bell: Waker::new(poll.registry(), BELL)?,
            inbox: Mutex::default(),
        })
    }

    /// Takes a place for this socket. What happens to it before the connection [moves in](Self::move_in) is seen in
    /// its first turn.
    pub(in crate::net) fn reserve(&self, stream: &mut TcpStream) -> io::Result<Place> {
        let place = {
            let mut inbox = self.inbox();
            inbox.free.pop().unwrap_or_else(|| {
                inbox.places += 1;
                inbox.places - 1
            })
        };
        // For both at once and for good: the events come when something changes, so a socket that takes everything
        // tells nothing, and one that was full tells once.
        let both = Interest::READABLE | Interest::WRITABLE;
        let registered = self.registry.register(stream, Token(place as usize), both);
        if registered.is_err() {
            self.vacate(place);
        }
        registered.map(|()| place)
    }

    /// Leaves a connection to the loop. One whose loop has ended is dropped.
    pub(in crate::net) fn move_in(&self, place: Place, connection: Box<dyn Turns>, leftover: Vec<u8>) {
        let newcomer = Newcomer {
            place,
            connection,
            leftover,
        };
        self.leave(|inbox| inbox.newcomers.push(newcomer));
    }

    /// Has the connection in this place get a turn soon.
    pub(in crate::net) fn call(&self, place: Place) {
        self.leave(|inbox| inbox.called.push(place));
    }

    /// The place is free again.
    pub(super) fn vacate(&self, place: Place) {
        self.inbox().free.push(place);
    }

    /// Has the loop end.
    pub(super) fn end(&self) {
        self.leave(|inbox| inbox.over = true);
    }

    /// Takes what has been left; reuses the room of `letters`, which are empty. True: there was nothing, and whoever
    /// leaves something from now on wakes the loop.
    pub(super) fn collect(&self, letters: &mut Letters, stay_awake: bool) -> bool {
        let mut inbox = self.inbox();
        mem::swap(&mut inbox.newcomers, &mut letters.newcomers);
        mem::swap(&mut inbox.called, &mut letters.called);
        letters.over = inbox.over;
        let nothing = letters.newcomers.is_empty() && letters.called.is_empty() && !letters.over;
        inbox.awake = !nothing || stay_awake;
        !inbox.awake
    }

    fn leave(&self, what: impl FnOnce(&mut Inbox)) {
        let mut inbox = self.inbox();
        if inbox.over {
            drop(inbox);
            return;
        }
        what(&mut inbox);
        let asleep = !mem::replace(&mut inbox.awake, true);
        drop(inbox);
        // An error means that the counter behind it is full: the loop has been told often enough.
        if asleep && let Err(error) = self.bell.wake() {
            tracing::debug!(%error, "a loop could not be woken");
        }
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
