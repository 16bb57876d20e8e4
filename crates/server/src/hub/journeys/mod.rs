//! The ways of the newest messages to everybody they reached, and did not reach, written down while somebody watches.
//!
//! Bounded in bytes: the oldest go first. Who the connections are is looked up when somebody asks, so those that have gone
//! meanwhile are remembered for a while.

mod gone;
mod steps;
mod way;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use engine::ConnKey;
use model::{AppId, ChannelName, ConnId, Position, Subject, Timestamp};

pub use self::{
    gone::Gone,
    steps::{Fate, Part, Steps},
    way::{Way, Words},
};
use super::{Hub, Lane, Link, Segment};

/// Bytes that all ways together take in memory.
const ROOM: usize = 16 << 20;

/// Most connections that a journey names.
const NAMED: usize = 1_000;

/// The way of one message.
pub struct Journey {
    pub app: AppId,
    pub channel: ChannelName,
    pub at: Timestamp,
    pub position: Option<Position>,
    pub kept: bool,
    /// When it was on disk, in microseconds since it was accepted, as all times here.
    pub stored_us: Option<u64>,
    pub matched: usize,
    pub written: usize,
    pub queued: usize,
    pub skipped: usize,
    /// First those that did not get it, or not yet, then those that waited longest.
    pub arrivals: Vec<Arrival>,
}

/// What became of a message on its way to one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub key: ConnKey,
    pub fate: Fate,
    pub after_us: u64,
}

/// Who a connection is, or was.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: ConnId,
    pub dialect: &'static str,
    pub subject: Option<Subject>,
}

/// The newest ways.
#[derive(Default)]
pub struct Journeys {
    ways: Mutex<Ways>,
    gone: Mutex<Gone>,
}

#[derive(Default)]
struct Ways {
    /// In the order in which they ended, with the ids of their messages from the first to the last.
    all: VecDeque<(u64, u64, Arc<Way>)>,
    bytes: usize,
}

impl Journeys {
    fn keep(&self, way: Way) {
        let Some((first, last)) = way.ids() else { return };
        let mut ways = self.ways();
        ways.bytes += way.weight();
        ways.all.push_back((first, last, Arc::new(way)));
        while ways.bytes > ROOM
            && ways.all.len() > 1
            && let Some((.., oldest)) = ways.all.pop_front()
        {
            ways.bytes -= oldest.weight();
        }
    }

    /// The way of the message with this id in the live view, if it is still known.
    pub fn find(&self, id: u64) -> Option<Journey> {
        let found: Vec<_> = {
            let ways = self.ways();
            // Lanes go their ways side by side, so ids of several may lie between each other.
            let may_have = ways
                .all
                .iter()
                .filter(|(first, last, _)| (*first..=*last).contains(&id));
            may_have.map(|(.., way)| way.clone()).collect()
        };
        found.iter().find_map(|way| way.journey(id, NAMED))
    }

    fn ways(&self) -> MutexGuard<'_, Ways> {
        self.ways.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn gone(&self) -> MutexGuard<'_, Gone> {
        self.gone.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hub {
    /// A segment has gone its way; `ids` are those in the live view, with the numbers of the events.
    pub(super) fn keep_way(
        &self,
        lane: &Lane,
        segment: &Segment,
        (steps, words): (Steps, Vec<Words>),
        ids: &[(usize, u64)],
    ) {
        self.journeys.keep(Way::new(lane, segment, steps, words, ids));
    }

    /// A connection has gone: who it was may still be asked.
    pub(super) fn note_gone(&self, link: &Link) {
        if self.tap.watched() {
            self.journeys.gone().add(link.key, known(link));
        }
    }

    /// Who the connection of this key is, or was.
    pub fn who_was(&self, key: ConnKey) -> Option<Known> {
        let live = self.link(key).map(|link| known(&link));
        live.or_else(|| self.journeys.gone().find(key))
    }
}

fn known(link: &Link) -> Known {
    Known {
        id: link.id.clone(),
        dialect: link.dialect(),
        subject: link.subject(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    /// A way of one message with so many readers.
    fn way(id: u64, readers: usize) -> Way {
        Way::of_one(id, Steps::new(Instant::now(), readers))
    }

    #[test]
    fn the_newest_are_known_and_their_bytes_are_bounded() {
        let journeys = Journeys::default();
        for id in 1..=100 {
            journeys.keep(way(id, 100_000));
        }
        assert!(journeys.find(100).is_some() && journeys.find(1).is_none() && journeys.find(101).is_none());
        assert!((1..=ROOM).contains(&journeys.ways().bytes));
        let kept: usize = journeys.ways().all.iter().map(|(.., way)| way.weight()).sum();
        assert_eq!(kept, journeys.ways().bytes);
    }

    #[test]
    fn one_that_is_too_large_is_kept_until_the_next() {
        let journeys = Journeys::default();
        for id in 1..=2 {
            journeys.keep(way(id, ROOM / 8));
            assert!(journeys.find(id).is_some());
        }
        assert_eq!(journeys.ways().all.len(), 1);
    }
}
