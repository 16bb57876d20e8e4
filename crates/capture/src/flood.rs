//! Floods: messages of the same channel and event of which too many come in a second.
//!
//! Who belongs to one is decided when a row is recorded, from what came before it, and never again: so the lines of a
//! view keep their numbers, and it does not matter which filter looks. The first twenty of a flood are no part of it,
//! but in the second after a second of flood all are.

use std::collections::HashMap;

use contract::{Traffic, TrafficKind};

/// So many in a second are no flood yet.
const CALM: u32 = 20;

#[derive(Debug, Default)]
pub(crate) struct Floods {
    /// The newest second that was seen.
    second: u64,
    /// By channel and event.
    seen: HashMap<(String, String), Seen>,
    /// How many there are in the block.
    numbered: u16,
}

#[derive(Debug, Default)]
struct Seen {
    second: u64,
    count: u32,
    /// The second before was a flood.
    goes_on: bool,
    /// Its number in the block; 0 if it has none yet.
    number: u16,
}

impl Floods {
    /// Number of the flood that a row is part of, in its block; 0 if it is part of none.
    pub(crate) fn place(&mut self, row: &Traffic) -> u16 {
        let (TrafficKind::Message, Some(channel), Some(event)) = (row.kind, &row.channel, &row.event) else {
            return 0;
        };
        let second = row.at / 1_000;
        if second > self.second {
            self.second = second;
            // Who is not heard of for a second is no flood any more.
            self.seen.retain(|_, seen| seen.second + 1 >= second);
        }
        let seen = self.seen.entry((channel.clone(), event.clone())).or_default();
        if seen.second != second {
            *seen = Seen {
                goes_on: seen.second + 1 == second && seen.count > CALM,
                second,
                ..Seen::default()
            };
        }
        seen.count += 1;
        if !seen.goes_on && seen.count <= CALM {
            return 0;
        }
        if seen.number == 0 {
            self.numbered += 1;
            seen.number = self.numbered;
        }
        seen.number
    }

    /// Numbers begin anew.
    pub(crate) fn next_block(&mut self) {
        self.numbered = 0;
        self.seen.values_mut().for_each(|seen| seen.number = 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn message(at: u64, channel: &str) -> Traffic {
        Traffic {
            kind: TrafficKind::Message,
            at,
            channel: Some(channel.to_owned()),
            event: Some("tick".to_owned()),
            ..samples::row(0)
        }
    }

    #[test]
    fn what_comes_after_twenty_in_a_second_is_one_flood() {
        let mut floods = Floods::default();
        let numbers: Vec<u16> = (0..25)
            .map(|number| floods.place(&message(5_000 + number, "a")))
            .collect();
        assert_eq!(numbers, [vec![0; 20], vec![1; 5]].concat());
        assert_eq!(floods.place(&message(5_999, "b")), 0);
    }

    #[test]
    fn a_flood_that_goes_on_is_one_from_the_first_row_of_the_next_second() {
        let mut floods = Floods::default();
        for number in 0..21 {
            floods.place(&message(5_000 + number, "a"));
        }
        assert_eq!(floods.place(&message(6_000, "a")), 2);
        // Only one came in that second: the flood is over.
        assert_eq!(floods.place(&message(7_000, "a")), 0);
        for number in 0..21 {
            floods.place(&message(7_000 + number, "a"));
        }
        floods.next_block();
        assert_eq!(floods.place(&message(7_500, "a")), 1);
        // Silence in between ends it too.
        assert_eq!(floods.place(&message(9_000, "a")), 0);
    }

    #[test]
    fn it_remembers_no_more_than_two_seconds() {
        let mut floods = Floods::default();
        for number in 0..1_000 {
            floods.place(&message(number * 1_000, &format!("room-{number}")));
        }
        assert_eq!(floods.seen.len(), 2);
    }
}
