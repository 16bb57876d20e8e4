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

    /// About what it takes in memory, in bytes: clients write the texts in it, and the payload.
    fn weight(&self) -> usize {
        let texts = [&self.channel, &self.event, &self.name, &self.reason, &self.fix];
        let texts = texts.into_iter().flatten().map(String::len);
        size_of::<Self>() + texts.sum::<usize>() + self.payload.as_ref().map_or(0, Payload::len)
    }

    /// The channel it is about.
    #[must_use]
    pub fn channel(mut self, channel: &ChannelName) -> Self {
        self.channel = Some(channel.to_string());
        self
    }
}

/// Bytes of happenings that wait for one watcher, or are kept for those that come later.
const MOST_BYTES: usize = 32 << 20;

/// What one watcher has not taken yet.
#[derive(Debug)]
pub struct Watcher(Mutex<Ring>);

/// The last happenings, bounded in number and in bytes.
#[derive(Debug)]
struct Ring {
    room: usize,
    kept: VecDeque<Arc<Happening>>,
    bytes: usize,
    dropped: u64,
}

impl Ring {
    fn new(room: usize) -> Self {
        Self {
            room: room.max(1),
            kept: VecDeque::new(),
            bytes: 0,
            dropped: 0,
        }
    }

    fn push(&mut self, happening: Arc<Happening>) {
        self.bytes += happening.weight();
        self.kept.push_back(happening);
        while self.kept.len() > self.room || self.bytes > MOST_BYTES && self.kept.len() > 1 {
            self.pop();
            self.dropped += 1;
        }
    }

    fn pop(&mut self) -> Option<Arc<Happening>> {
        let oldest = self.kept.pop_front()?;
        self.bytes -= oldest.weight();
        Some(oldest)
    }
}

impl Watcher {
    /// Takes up to `most` happenings, oldest first, and how many were lost for want of room before them. Of large ones
    /// as few as make up `bytes`.
    pub fn take(&self, most: usize, bytes: usize) -> (Vec<Arc<Happening>>, u64) {
        let mut ring = lock(&self.0);
        let (mut taken, mut left) = (Vec::new(), bytes);
        while taken.len() < most && left > 0 {
            let Some(happening) = ring.pop() else { break };
            left = left.saturating_sub(happening.weight());
            taken.push(happening);
        }
        (taken, std::mem::take(&mut ring.dropped))
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        lock(&self.0).kept.len()
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

#[derive(Debug)]
struct Inner {
    watchers: Vec<Arc<Watcher>>,
    recent: Ring,
}

impl Tap {
    /// `keep`: how many recent happenings to hold for watchers that come later; with 0 an unwatched tap costs nothing.
    pub fn new(keep: usize) -> Self {
        Self {
            interested: AtomicUsize::new(usize::from(keep > 0)),
            next_id: AtomicU64::new(1),
            inner: Mutex::new(Inner {
                watchers: Vec::new(),
                recent: Ring::new(keep),
            }),
            keep,
        }
    }

    /// Does anybody want to know?
    pub fn open(&self) -> bool {
        self.interested.load(Ordering::Relaxed) > 0
    }

    /// Is there a watcher now?
    pub fn watched(&self) -> bool {
        self.interested.load(Ordering::Relaxed) > usize::from(self.keep > 0)
    }

    /// Tells everybody who watches. `make` runs only if somebody does. Answers the id that it was given.
    pub fn offer(&self, make: impl FnOnce() -> Happening) -> Option<u64> {
        if !self.open() {
            return None;
        }
        let mut happening = make();
        let mut inner = lock(&self.inner);
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        happening.id = id;
        let happening = Arc::new(happening);
        for watcher in &inner.watchers {
            lock(&watcher.0).push(happening.clone());
        }
        if self.keep > 0 {
            inner.recent.push(happening);
        }
        Some(id)
    }

    /// Begins to watch, with at most `backlog` recent happenings and `room` for those not taken yet.
    pub fn watch(&self, room: usize, backlog: usize) -> Arc<Watcher> {
        let mut inner = lock(&self.inner);
        let recent = &inner.recent.kept;
        let skip = recent.len().saturating_sub(backlog.min(room));
        let mut ring = Ring::new(room);
        recent.range(skip..).for_each(|one| ring.push(one.clone()));
        let watcher = Arc::new(Watcher(Mutex::new(ring)));
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

    const FRAME: usize = 1 << 20;

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
        assert_eq!(times(&watcher.take(9, FRAME).0), [1]);
        tap.unwatch(&watcher);
        assert!(!tap.open());
    }

    #[test]
    fn one_that_keeps_is_open_and_watched_only_with_a_watcher() {
        let tap = Tap::new(3);
        assert!(tap.open() && !tap.watched());
        let watcher = tap.watch(8, 0);
        assert!(tap.watched());
        let id = tap.offer(|| at(1));
        assert_eq!(id, Some(watcher.take(1, FRAME).0[0].id));
        tap.unwatch(&watcher);
        assert!(!tap.watched());
    }

    #[test]
    fn a_full_ring_loses_the_oldest_and_counts_it() {
        let tap = Tap::new(0);
        let watcher = tap.watch(3, 0);
        for n in 1..=5 {
            tap.offer(|| at(n));
        }
        let (taken, dropped) = watcher.take(2, FRAME);
        assert_eq!((times(&taken), dropped), (vec![3, 4], 2));
        assert_eq!(watcher.take(9, FRAME).1, 0);
    }

    #[test]
    fn large_ones_are_fewer() {
        const SIZE: usize = 1 << 20;
        let tap = Tap::new(1_000);
        let watcher = tap.watch(1_000, 0);
        let text: String = format!("\"{}\"", "x".repeat(SIZE - 2));
        for n in 1..=100 {
            let payload = Payload::parse(text.clone()).ok();
            tap.offer(|| Happening { payload, ..at(n) });
        }
        let fit = (MOST_BYTES / SIZE - 1) as u64;
        for watcher in [watcher, tap.watch(1_000, 1_000)] {
            assert_eq!(watcher.waiting() as u64, fit);
            let (taken, _) = watcher.take(9, FRAME);
            assert_eq!(times(&taken), [101 - fit], "one is enough for a frame");
            let (taken, _) = watcher.take(9, 3 * FRAME);
            assert_eq!(taken.len(), 3);
        }
    }

    #[test]
    fn a_loss_for_want_of_bytes_is_counted() {
        let tap = Tap::new(0);
        let watcher = tap.watch(1_000, 0);
        let reason = Some("x".repeat(MOST_BYTES));
        for n in 1..=3 {
            let reason = reason.clone();
            tap.offer(|| Happening { reason, ..at(n) });
        }
        let (taken, dropped) = watcher.take(9, FRAME);
        assert_eq!(
            (times(&taken), dropped),
            (vec![3], 2),
            "the newest stays however large"
        );
    }

    #[test]
    fn who_comes_later_gets_the_recent_ones() {
        let tap = Tap::new(3);
        for n in 1..=5 {
            tap.offer(|| at(n));
        }
        let watcher = tap.watch(10, 2);
        let (taken, _) = watcher.take(10, FRAME);
        assert_eq!(times(&taken), [4, 5]);
        assert_eq!(
            taken.iter().map(|happening| happening.id).collect::<Vec<_>>(),
            [4, 5]
        );
    }
}
