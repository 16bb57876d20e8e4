//! A hierarchical timing wheel as a plain value: six levels of 64 slots, one millisecond at the bottom.
//!
//! Adding is a shift and a push whatever the number of timers. An entry sinks a level each time its slot comes
//! up, at most five times in its life. Deadlines beyond the top level's reach (two years) wait in its last slot
//! and are sorted in again from there.

use std::mem;

use model::Millis;

const LEVELS: usize = 6;
const BITS: usize = 6;
const SLOTS: usize = 1 << BITS;
const REACH: Millis = 1 << (LEVELS * BITS);

struct Entry<T> {
    when: Millis,
    item: T,
}

struct Level<T> {
    /// One bit per slot that holds something.
    occupied: u64,
    slots: [Vec<Entry<T>>; SLOTS],
}

pub(super) struct Slots<T> {
    /// Everything up to here has been handed out.
    elapsed: Millis,
    levels: Vec<Level<T>>,
}

impl<T> Slots<T> {
    pub(super) fn new() -> Self {
        let level = || Level {
            occupied: 0,
            slots: [const { Vec::new() }; SLOTS],
        };
        Self {
            elapsed: 0,
            levels: (0..LEVELS).map(|_| level()).collect(),
        }
    }

    /// Adds an item. One that is already due comes out with the next millisecond.
    pub(super) fn add(&mut self, when: Millis, item: T) {
        let at = when.clamp(self.elapsed + 1, self.elapsed + REACH - 1);
        let level = level_of(self.elapsed, at);
        let slot = slot_of(level, at);
        let level = &mut self.levels[level];
        level.occupied |= 1 << slot;
        level.slots[slot].push(Entry { when, item });
    }

    /// When to look again: the first deadline, or earlier.
    pub(super) fn next(&self) -> Option<Millis> {
        self.next_slot().map(|(at, ..)| at)
    }

    /// Moves on to `now` and appends what is due to `due`, earliest first.
    pub(super) fn advance(&mut self, now: Millis, due: &mut Vec<T>) {
        while let Some((at, level, slot)) = self.next_slot()
            && at <= now
        {
            self.elapsed = at;
            let level = &mut self.levels[level];
            level.occupied &= !(1 << slot);
            for entry in mem::take(&mut level.slots[slot]) {
                if entry.when <= at {
                    due.push(entry.item);
                } else {
                    self.add(entry.when, entry.item);
                }
            }
        }
        self.elapsed = self.elapsed.max(now);
    }

    /// The slot that comes up first: when, level, slot. Lower levels always come up before higher ones.
    fn next_slot(&self) -> Option<(Millis, usize, usize)> {
        self.levels.iter().enumerate().find_map(|(level, l)| {
            if l.occupied == 0 {
                return None;
            }
            let shift = level * BITS;
            let here = slot_of(level, self.elapsed);
            // The slot we stand in was emptied when it came up: what is in it now belongs to the next turn.
            let ahead = l.occupied.rotate_right(here as u32 + 1).trailing_zeros() as usize + 1;
            let slot = (here + ahead) % SLOTS;
            let turn = 1 << (shift + BITS);
            let mut at = (self.elapsed & !(turn - 1)) + ((slot as Millis) << shift);
            if at <= self.elapsed {
                at += turn;
            }
            Some((at, level, slot))
        })
    }
}

/// The level on which `at` first differs from `elapsed`.
fn level_of(elapsed: Millis, at: Millis) -> usize {
    let differs = (elapsed ^ at) | (SLOTS as Millis - 1);
    ((differs.ilog2() as usize) / BITS).min(LEVELS - 1)
}

fn slot_of(level: usize, at: Millis) -> usize {
    (at >> (level * BITS)) as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_comes_early_and_the_next_look_is_told() {
        let mut slots = Slots::new();
        assert_eq!(slots.next(), None);
        slots.add(5, "ack");
        slots.add(30_000, "heartbeat");
        let mut due = Vec::new();
        assert_eq!(slots.next(), Some(5));
        slots.advance(4, &mut due);
        assert!(due.is_empty());
        slots.advance(5, &mut due);
        assert_eq!(due, ["ack"]);
        while due.len() < 2 {
            let at = slots.next().unwrap();
            assert!(at <= 30_000);
            slots.advance(at, &mut due);
        }
        assert_eq!(slots.elapsed, 30_000);
        assert_eq!(slots.next(), None);
    }

    #[test]
    fn what_is_due_already_comes_with_the_next_millisecond() {
        let mut slots = Slots::new();
        let mut due = Vec::new();
        slots.advance(1_000, &mut due);
        slots.add(3, "late");
        assert_eq!(slots.next(), Some(1_001));
        slots.advance(1_001, &mut due);
        assert_eq!(due, ["late"]);
    }

    #[test]
    fn deadlines_beyond_the_top_level_wait() {
        let mut slots = Slots::new();
        let mut due = Vec::new();
        slots.advance(REACH - 10, &mut due);
        let far = 3 * REACH + 7;
        slots.add(far, "far");
        slots.add(REACH + 5, "near");
        while let Some(at) = slots.next() {
            slots.advance(at, &mut due);
            match due.as_slice() {
                ["near"] => assert!((REACH + 5..far).contains(&at)),
                ["near", "far"] => assert_eq!(at, far),
                other => assert!(other.is_empty() && at < REACH + 5),
            }
        }
        assert_eq!(due.len(), 2);
    }

    proptest! {
        /// Against a sorted list: the same items at the same steps, in order of their deadlines.
        #[test]
        fn agrees_with_a_sorted_list(
            steps in prop::collection::vec((0u64..200_000, prop::collection::vec(0u64..500_000, 0..4)), 1..60)
        ) {
            let mut slots = Slots::new();
            let mut model: Vec<(Millis, Millis)> = Vec::new();
            let mut now = 0;
            for (step, delays) in steps {
                for delay in delays {
                    slots.add(now + delay, now + delay);
                    model.push(((now + delay).max(now + 1), now + delay));
                }
                now += step;
                model.sort_unstable();
                let ready = model.partition_point(|(at, _)| *at <= now);
                let want: Vec<_> = model.drain(..ready).map(|(_, when)| when).collect();
                let mut got = Vec::new();
                slots.advance(now, &mut got);
                prop_assert_eq!(got, want);
                if let Some(first) = model.first() {
                    let next = slots.next().unwrap();
                    prop_assert!(next > now && next <= first.0);
                }
            }
        }
    }
}
