//! Where the live view looks in: one atomic load when nobody watches, a bounded ring for each watcher otherwise.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use model::{AppId, ChannelName, ConnId, Payload, Position, Subject, TicketId, Timestamp};

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
    /// The question, of an approval and of what waited for it.
    pub approval: Option<TicketId>,
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
            approval: None,
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
    pub fn weight(&self) -> usize {
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

/// Where a watcher begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// With so many of the recent happenings.
    Recent(usize),
    /// After the one with this id. Those that are no longer kept count as lost.
    Id(u64),
}

/// The place where everything that happens is offered.
#[derive(Debug)]
pub struct Tap {
    /// Watchers, and one more if recent happenings are kept.
    interested: AtomicUsize,
    first_id: u64,
    inner: Mutex<Inner>,
    keep: usize,
}

#[derive(Debug)]
struct Inner {
    next_id: u64,
    watchers: Vec<Arc<Watcher>>,
    recent: Ring,
}

impl Tap {
    /// `keep`: how many recent happenings to hold for watchers that come later; with 0 an unwatched tap costs nothing.
    /// `first_id`: that of the first happening.
    pub fn new(keep: usize, first_id: u64) -> Self {
        Self {
            interested: AtomicUsize::new(usize::from(keep > 0)),
            first_id,
            inner: Mutex::new(Inner {
                next_id: first_id,
                watchers: Vec::new(),
                recent: Ring::new(keep),
            }),
            keep,
        }
    }

    /// Id of the first happening.
    pub fn first_id(&self) -> u64 {
        self.first_id
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
        let id = inner.next_id;
        inner.next_id += 1;
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

    /// Begins to watch, with the happenings that are kept since then, and `room` for those not taken yet.
    pub fn watch(&self, room: usize, since: Since) -> Arc<Watcher> {
        let mut inner = lock(&self.inner);
        if self.interested.fetch_add(1, Ordering::Relaxed) == 0 && inner.next_id > self.first_id {
            // While nobody watched nothing was counted: one id stands for whatever happened.
            inner.next_id += 1;
        }
        let mut ring = Ring::new(room);
        let recent = &inner.recent.kept;
        let skip = match since {
            Since::Recent(backlog) => recent.len().saturating_sub(backlog.min(room)),
            Since::Id(id) => {
                let skip = recent.partition_point(|one| one.id <= id);
                let oldest = recent.get(skip).map_or(inner.next_id, |one| one.id);
                ring.dropped = oldest.saturating_sub(self.first_id.max(id.saturating_add(1)));
                skip
            }
        };
        recent.range(skip..).for_each(|one| ring.push(one.clone()));
        let watcher = Arc::new(Watcher(Mutex::new(ring)));
        inner.watchers.push(watcher.clone());
        watcher
    }

    /// The recent happenings that are kept, oldest first.
    pub fn recent(&self) -> Vec<Arc<Happening>> {
        lock(&self.inner).recent.kept.iter().cloned().collect()
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
        let tap = Tap::new(0, 1);
        tap.offer(|| unreachable!("made although nobody watches"));
        let watcher = tap.watch(8, Since::Recent(8));
        tap.offer(|| at(1));
        assert_eq!(times(&watcher.take(9, FRAME).0), [1]);
        tap.unwatch(&watcher);
        assert!(!tap.open());
    }

    #[test]
    fn one_that_keeps_is_open_and_watched_only_with_a_watcher() {
        let tap = Tap::new(3, 1);
        assert!(tap.open() && !tap.watched());
        let watcher = tap.watch(8, Since::Recent(0));
        assert!(tap.watched());
        let id = tap.offer(|| at(1));
        assert_eq!(id, Some(watcher.take(1, FRAME).0[0].id));
        tap.unwatch(&watcher);
        assert!(!tap.watched());
    }

    #[test]
    fn a_full_ring_loses_the_oldest_and_counts_it() {
        let tap = Tap::new(0, 1);
        let watcher = tap.watch(3, Since::Recent(0));
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
        let tap = Tap::new(1_000, 1);
        let watcher = tap.watch(1_000, Since::Recent(0));
        let text: String = format!("\"{}\"", "x".repeat(SIZE - 2));
        for n in 1..=100 {
            let payload = Payload::parse(text.clone()).ok();
            tap.offer(|| Happening { payload, ..at(n) });
        }
        let fit = (MOST_BYTES / SIZE - 1) as u64;
        for watcher in [watcher, tap.watch(1_000, Since::Recent(1_000))] {
            assert_eq!(watcher.waiting() as u64, fit);
            let (taken, _) = watcher.take(9, FRAME);
            assert_eq!(times(&taken), [101 - fit], "one is enough for a frame");
            let (taken, _) = watcher.take(9, 3 * FRAME);
            assert_eq!(taken.len(), 3);
        }
    }

    #[test]
    fn a_loss_for_want_of_bytes_is_counted() {
        let tap = Tap::new(0, 1);
        let watcher = tap.watch(1_000, Since::Recent(0));
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
        let tap = Tap::new(3, 1);
        for n in 1..=5 {
            tap.offer(|| at(n));
        }
        let watcher = tap.watch(10, Since::Recent(2));
        let (taken, _) = watcher.take(10, FRAME);
        assert_eq!(times(&taken), [4, 5]);
        assert_eq!(
            taken.iter().map(|happening| happening.id).collect::<Vec<_>>(),
            [4, 5]
        );
    }

    fn ids(taken: &[Arc<Happening>]) -> Vec<u64> {
        taken.iter().map(|happening| happening.id).collect()
    }

    #[test]
    fn who_comes_back_gets_what_came_meanwhile_and_hears_what_is_kept_no_longer() {
        const FIRST: u64 = 1 << 40;
        for (after, got, lost) in [
            (FIRST + 5, vec![], 0),
            (FIRST + 3, vec![4, 5], 0),
            (FIRST + 2, vec![3, 4, 5], 0),
            (FIRST, vec![3, 4, 5], 2),
            // Of an earlier run: how many are missing there nobody knows.
            (7, vec![3, 4, 5], 3),
            (u64::MAX, vec![], 0),
        ] {
            let tap = Tap::new(3, FIRST);
            for n in 1..=6 {
                tap.offer(|| at(n));
            }
            let watcher = tap.watch(10, Since::Id(after));
            let (taken, dropped) = watcher.take(10, FRAME);
            let got: Vec<u64> = got.iter().map(|id| FIRST + id).collect();
            assert_eq!((ids(&taken), dropped), (got, lost), "after {after}");
        }
    }

    #[test]
    fn what_happens_while_nobody_watches_counts_as_one() {
        let tap = Tap::new(0, 1);
        let first = tap.watch(8, Since::Id(0));
        tap.offer(|| at(1));
        assert_eq!(ids(&first.take(9, FRAME).0), [1]);
        let second = tap.watch(8, Since::Id(1));
        assert_eq!(second.take(9, FRAME).1, 0, "somebody watched all the time");
        tap.unwatch(&first);
        tap.unwatch(&second);
        tap.offer(|| unreachable!("made although nobody watches"));
        let third = tap.watch(8, Since::Id(1));
        tap.offer(|| at(2));
        let (taken, dropped) = third.take(9, FRAME);
        assert_eq!((ids(&taken), dropped), (vec![3], 1));
    }
}
