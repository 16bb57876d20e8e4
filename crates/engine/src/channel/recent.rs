//! Publishes that had a key, for as long as a repeat of them is to be recognised.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use model::{Millis, Position, Timestamp};

/// Most keys that a channel remembers. Beyond it the oldest is forgotten before its time, and a repeat of it is a new
/// message: more than 33 keyed publishes per second in one channel, over the whole of a window of five minutes.
pub(super) const MOST: usize = 10_000;

/// Keys with the positions of their messages.
#[derive(Default)]
pub(super) struct Recent {
    known: HashMap<Arc<str>, Position>,
    /// Oldest first. May hold positions that a key has no longer.
    order: VecDeque<(Arc<str>, Position, Timestamp)>,
}

impl Recent {
    /// The message that came with this key less than `window` ago.
    pub fn find(&mut self, key: &str, window: Millis, now: Timestamp) -> Option<Position> {
        while self.order.front().is_some_and(|(.., at)| at.after(window) <= now) {
            self.forget_oldest();
        }
        self.known.get(key).copied()
    }

    /// A message with this key has come.
    pub fn remember(&mut self, key: &str, position: Position, at: Timestamp) {
        if self.order.len() == MOST {
            self.forget_oldest();
        }
        let key: Arc<str> = key.into();
        self.known.insert(key.clone(), position);
        self.order.push_back((key, position, at));
    }

    /// The message went nowhere, so a repeat of it is the first.
    pub fn forget(&mut self, key: &str, position: Position) {
        if self.known.get(key) == Some(&position) {
            self.known.remove(key);
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((key, position, _)) = self.order.pop_front() {
            self.forget(&key, position);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_for_its_window() {
        let mut recent = Recent::default();
        recent.remember("a", 1, Timestamp(10));
        recent.remember("b", 2, Timestamp(20));
        assert_eq!(recent.find("a", 100, Timestamp(109)), Some(1));
        assert_eq!(recent.find("a", 100, Timestamp(110)), None);
        assert_eq!(recent.find("b", 100, Timestamp(110)), Some(2));
        recent.remember("a", 3, Timestamp(110));
        assert_eq!(recent.find("a", 100, Timestamp(120)), Some(3));
    }

    #[test]
    fn a_key_that_is_used_again_outlives_what_it_was() {
        let mut recent = Recent::default();
        recent.remember("a", 1, Timestamp(10));
        recent.forget("a", 1);
        assert_eq!(recent.find("a", 100, Timestamp(20)), None);
        recent.remember("a", 2, Timestamp(90));
        assert_eq!(
            recent.find("a", 100, Timestamp(115)),
            Some(2),
            "the first is over"
        );
        recent.forget("a", 1);
        assert_eq!(
            recent.find("a", 100, Timestamp(115)),
            Some(2),
            "it is another message"
        );
    }

    #[test]
    fn the_oldest_is_forgotten_when_there_are_too_many() {
        let mut recent = Recent::default();
        for number in 0..=MOST {
            recent.remember(&number.to_string(), number as Position, Timestamp(0));
        }
        assert_eq!(recent.find("0", 1, Timestamp(0)), None);
        assert_eq!(recent.find("1", 1, Timestamp(0)), Some(1));
        assert_eq!((recent.known.len(), recent.order.len()), (MOST, MOST));
    }
}
