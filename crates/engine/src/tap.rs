//! Where the live view looks in: one atomic load when nobody watches, a bounded ring for each watcher otherwise.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use model::{AppId, ChannelName, ConnId, Payload, Position, Subject, Timestamp};

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Connect,
    Identify,
    Subscribe,
    Unsubscribe,
    Message,
    Direct,
    State,
    Presence,
    Refused,
    Approval,
    Heartbeat,
    Disconnect,
}

/// Direction, seen from the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    In,
    Out,
    /// Inside the server.
    #[default]
    None,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Happening {
    /// Grows by one with everything that happens; given by the tap.
    pub id: u64,
    pub at: Timestamp,
    pub kind: Kind,
    pub way: Way,
    pub app: Option<AppId>,
    pub channel: Option<String>,
    /// Name of a message's event, or what was asked.
    pub event: Option<String>,
    pub subject: Option<Subject>,
    /// Name of the persona.
    pub name: Option<String>,
    pub connection: Option<ConnId>,
    pub dialect: Option<&'static str>,
    pub payload: Option<Payload>,
    pub position: Option<Position>,
    /// Connections it was for.
    pub audience: Option<usize>,
    /// Connections whose socket or queue took it.
    pub delivered: Option<usize>,
    pub latency_us: Option<u64>,
    pub code: Option<&'static str>,
    pub reason: Option<String>,
    pub fix: Option<String>,
    /// The server's own traffic.
    pub system: bool,
}

impl Happening {
    /// A happening about which only its kind is known.
    pub fn new(kind: Kind, at: Timestamp) -> Self {
        Self {
            id: 0,
            at,
            kind,
            way: Way::None,
            app: None,
            channel: None,
            event: None,
            subject: None,
            name: None,
            connection: None,
            dialect: None,
            payload: None,
            position: None,
            audience: None,
            delivered: None,
            latency_us: None,
            code: None,
            reason: None,
            fix: None,
            system: false,
        }
    }

    /// The channel it is about.
    #[must_use]
    pub fn channel(mut self, channel: &ChannelName) -> Self {
        self.channel = Some(channel.to_string());
        self
    }
}

/// What one watcher has not taken yet.
#[derive(Debug)]
pub struct Watcher {
    room: usize,
    ring: Mutex<Ring>,
}

#[derive(Debug, Default)]
struct Ring {
    waiting: VecDeque<Arc<Happening>>,
    dropped: u64,
}

impl Watcher {
    /// Takes up to `most` happenings, oldest first, and how many were lost for want of room before them.
    pub fn take(&self, most: usize) -> (Vec<Arc<Happening>>, u64) {
        let mut ring = lock(&self.ring);
        let count = ring.waiting.len().min(most);
        let dropped = std::mem::take(&mut ring.dropped);
        (ring.waiting.drain(..count).collect(), dropped)
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        lock(&self.ring).waiting.len()
    }

    fn offer(&self, happening: &Arc<Happening>) {
        let mut ring = lock(&self.ring);
        if ring.waiting.len() == self.room {
            ring.waiting.pop_front();
            ring.dropped += 1;
        }
        ring.waiting.push_back(happening.clone());
    }
}

/// The place where everything that happens is offered.
#[derive(Debug)]
pub struct Tap {
    /// Watchers, and one more if recent happenings are kept.
    interested: AtomicUsize,
    next_id: AtomicU64,
    inner: Mutex<Inner>,
    keep: usize,
}

#[derive(Debug, Default)]
struct Inner {
    watchers: Vec<Arc<Watcher>>,
    recent: VecDeque<Arc<Happening>>,
}

impl Tap {
    /// `keep`: how many recent happenings to hold for watchers that come later; with 0 an unwatched tap costs nothing.
    pub fn new(keep: usize) -> Self {
        Self {
            interested: AtomicUsize::new(usize::from(keep > 0)),
            next_id: AtomicU64::new(1),
            inner: Mutex::default(),
            keep,
        }
    }

    /// Does anybody want to know?
    pub fn open(&self) -> bool {
        self.interested.load(Ordering::Relaxed) > 0
    }

    /// Tells everybody who watches. `make` runs only if somebody does.
    pub fn offer(&self, make: impl FnOnce() -> Happening) {
        if !self.open() {
            return;
        }
        let mut happening = make();
        let mut inner = lock(&self.inner);
        happening.id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let happening = Arc::new(happening);
        for watcher in &inner.watchers {
            watcher.offer(&happening);
        }
        if self.keep > 0 {
            if inner.recent.len() == self.keep {
                inner.recent.pop_front();
            }
            inner.recent.push_back(happening);
        }
    }

    /// Begins to watch, with at most `backlog` recent happenings and `room` for those not taken yet.
    pub fn watch(&self, room: usize, backlog: usize) -> Arc<Watcher> {
        let mut inner = lock(&self.inner);
        let skip = inner.recent.len().saturating_sub(backlog.min(room));
        let waiting = inner.recent.iter().skip(skip).cloned().collect();
        let watcher = Arc::new(Watcher {
            room: room.max(1),
            ring: Mutex::new(Ring { waiting, dropped: 0 }),
        });
        inner.watchers.push(watcher.clone());
        self.interested.fetch_add(1, Ordering::Relaxed);
        watcher
    }

    /// Ends watching.
    pub fn unwatch(&self, watcher: &Arc<Watcher>) {
        let mut inner = lock(&self.inner);
        let before = inner.watchers.len();
        inner.watchers.retain(|one| !Arc::ptr_eq(one, watcher));
        self.interested
            .fetch_sub(before - inner.watchers.len(), Ordering::Relaxed);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(n: u64) -> Happening {
        Happening::new(Kind::Message, Timestamp(n))
    }

    fn times(taken: &[Arc<Happening>]) -> Vec<u64> {
        taken.iter().map(|happening| happening.at.0).collect()
    }

    #[test]
    fn nobody_watching_means_nothing_is_made() {
        let tap = Tap::new(0);
        tap.offer(|| unreachable!("made although nobody watches"));
        let watcher = tap.watch(8, 8);
        tap.offer(|| at(1));
        assert_eq!(times(&watcher.take(9).0), [1]);
        tap.unwatch(&watcher);
        assert!(!tap.open());
    }

    #[test]
    fn a_full_ring_loses_the_oldest_and_counts_it() {
        let tap = Tap::new(0);
        let watcher = tap.watch(3, 0);
        for n in 1..=5 {
            tap.offer(|| at(n));
        }
        let (taken, dropped) = watcher.take(2);
        assert_eq!((times(&taken), dropped), (vec![3, 4], 2));
        assert_eq!(watcher.take(9).1, 0);
    }

    #[test]
    fn who_comes_later_gets_the_recent_ones() {
        let tap = Tap::new(3);
        for n in 1..=5 {
            tap.offer(|| at(n));
        }
        let watcher = tap.watch(10, 2);
        let (taken, _) = watcher.take(10);
        assert_eq!(times(&taken), [4, 5]);
        assert_eq!(
            taken.iter().map(|happening| happening.id).collect::<Vec<_>>(),
            [4, 5]
        );
    }
}
