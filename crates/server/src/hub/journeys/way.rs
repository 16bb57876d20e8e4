//! What is kept of a segment that was sent: its messages, what said what, and what became of it at each connection.

use std::{cmp::Reverse, ops::Range, time::Instant};

use engine::Event;
use model::{AppId, ChannelName, NO_POSITION, Position, Timestamp};

use super::{Arrival, Fate, Journey, Part, Steps, steps::Step};
use crate::hub::{Lane, Segment, record::Kept};

/// Which pieces belong to one encoding, and which of them has each event.
pub struct Words {
    /// One that says nothing has a number, too.
    pub pieces: Range<usize>,
    /// For each event; `None`: there is no word for it.
    pub said: Vec<Option<usize>>,
}

/// The way of one segment.
pub struct Way {
    app: AppId,
    channel: ChannelName,
    begun: Instant,
    /// In the order of their ids.
    messages: Vec<Sent>,
    steps: Steps,
    words: Vec<Words>,
}

/// One message of it.
struct Sent {
    id: u64,
    /// Its number among the events of the segment.
    event: usize,
    at: Timestamp,
    accepted: Instant,
    position: Option<Position>,
    kept: Option<Kept>,
}

impl Way {
    /// Messages that were accepted when nobody watched are not in it.
    pub fn new(
        lane: &Lane,
        segment: &Segment,
        steps: Steps,
        words: Vec<Words>,
        ids: &[(usize, u64)],
    ) -> Self {
        let messages = ids.iter().filter_map(|(event, id)| {
            let pending = segment.events.get(*event)?;
            match &pending.event {
                Event::Message(message) => Some(Sent {
                    id: *id,
                    event: *event,
                    at: message.at,
                    accepted: pending.accepted?,
                    position: Some(message.position).filter(|position| *position != NO_POSITION),
                    kept: pending.kept.clone(),
                }),
                _ => None,
            }
        });
        Self {
            app: lane.app.clone(),
            channel: lane.name.clone(),
            begun: segment.begun,
            messages: messages.collect(),
            steps,
            words,
        }
    }

    /// Ids of its first and its last message, if there is one.
    pub fn ids(&self) -> Option<(u64, u64)> {
        Some((self.messages.first()?.id, self.messages.last()?.id))
    }

    /// Bytes in memory.
    pub fn weight(&self) -> usize {
        let words = self
            .words
            .iter()
            .map(|words| size_of::<Words>() + words.said.capacity() * size_of::<Option<usize>>());
        size_of::<Self>()
            + self.messages.capacity() * size_of::<Sent>()
            + words.sum::<usize>()
            + self.steps.weight()
    }

    /// The way of one of its messages, with at most `named` connections.
    pub fn journey(&self, id: u64, named: usize) -> Option<Journey> {
        let at = self
            .messages
            .binary_search_by_key(&id, |message| message.id)
            .ok()?;
        let message = &self.messages[at];
        let late = message.accepted.saturating_duration_since(self.begun).as_micros();
        let late = u64::try_from(late).unwrap_or(u64::MAX);
        let steps = self.steps.now();
        let mut arrivals: Vec<_> = steps
            .iter()
            .filter_map(|step| {
                Some(Arrival {
                    key: step.key,
                    fate: self.fate(step, message.event)?,
                    after_us: u64::from(step.after_us).saturating_sub(late),
                })
            })
            .collect();
        let count = |wanted: fn(Fate) -> bool| arrivals.iter().filter(|one| wanted(one.fate)).count();
        let (matched, written) = (arrivals.len(), count(|fate| fate == Fate::Written));
        let queued = count(|fate| fate == Fate::Queued);
        arrivals.sort_unstable_by_key(|one| (rank(one.fate), Reverse(one.after_us), one.key));
        arrivals.truncate(named);
        let stored = message.kept.as_ref().and_then(|kept| kept.get());
        Some(Journey {
            app: self.app.clone(),
            channel: self.channel.clone(),
            at: message.at,
            position: message.position,
            kept: message.kept.is_some(),
            stored_us: stored.map(|stored| {
                let after = stored.saturating_duration_since(message.accepted);
                u64::try_from(after.as_micros()).unwrap_or(u64::MAX)
            }),
            matched,
            written,
            queued,
            skipped: matched - written - queued,
            arrivals,
        })
    }

    /// What an entry tells of this event; `None`: it is about others.
    fn fate(&self, step: &Step, event: usize) -> Option<Fate> {
        let piece = match step.part() {
            Part::Event(number) => return (number == event).then_some(step.fate),
            Part::Piece(number) => number,
        };
        let words = self.words.iter().find(|words| words.pieces.contains(&piece))?;
        match words.said.get(event).copied().flatten() {
            Some(said) => (said == piece).then_some(step.fate),
            // Whoever speaks like this has an entry about the first piece, if only that there is none.
            None => (words.pieces.start == piece).then_some(Fate::NoWord),
        }
    }
}

fn rank(fate: Fate) -> u8 {
    match fate {
        Fate::Closed | Fate::Slow | Fate::EchoOff | Fate::NoWord => 0,
        Fate::Queued => 1,
        Fate::Written => 2,
    }
}

#[cfg(test)]
impl Way {
    /// With one message.
    pub fn of_one(id: u64, steps: Steps) -> Self {
        Self::of_many([id], steps, Vec::new())
    }

    /// With these messages, one after the other.
    pub fn of_many(ids: impl IntoIterator<Item = u64>, steps: Steps, words: Vec<Words>) -> Self {
        let begun = Instant::now();
        let messages = ids.into_iter().enumerate().map(|(event, id)| Sent {
            id,
            event,
            at: Timestamp(0),
            accepted: begun,
            position: None,
            kept: None,
        });
        Self {
            app: AppId::from("project_1"),
            channel: ChannelName::parse("room").unwrap(),
            begun,
            messages: messages.collect(),
            steps,
            words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who got the message of this id, and how.
    fn fates(way: &Way, id: u64) -> Vec<(u64, Fate)> {
        let journey = way.journey(id, 10).unwrap();
        let counted = [journey.written, journey.queued, journey.skipped];
        assert_eq!(counted.iter().sum::<usize>(), journey.matched);
        journey.arrivals.iter().map(|one| (one.key, one.fate)).collect()
    }

    #[test]
    fn each_message_has_the_fate_of_the_piece_that_it_is_in() {
        let mut steps = Steps::new(Instant::now(), 4);
        // Two pieces in the first encoding, none in the second, and one who has sent the second message itself.
        steps.note(1, Part::Piece(0), Fate::Written);
        steps.note(1, Part::Piece(1), Fate::Slow);
        steps.note(2, Part::Piece(2), Fate::NoWord);
        steps.note(3, Part::Event(0), Fate::Written);
        steps.note(3, Part::Event(1), Fate::EchoOff);
        steps.note(3, Part::Event(2), Fate::Written);
        let words = vec![
            Words {
                pieces: 0..2,
                said: vec![Some(0), Some(1), None],
            },
            Words {
                pieces: 2..3,
                said: vec![None, None, None],
            },
        ];
        let way = Way::of_many([7, 8, 10], steps, words);
        assert_eq!(way.ids(), Some((7, 10)));
        let sorted = |id| {
            let mut fates = fates(&way, id);
            fates.sort_unstable_by_key(|(key, _)| *key);
            fates
        };
        let (written, no_word) = (Fate::Written, Fate::NoWord);
        assert_eq!(sorted(7), [(1, written), (2, no_word), (3, written)]);
        assert_eq!(sorted(8), [(1, Fate::Slow), (2, no_word), (3, Fate::EchoOff)]);
        assert_eq!(sorted(10), [(1, no_word), (2, no_word), (3, written)]);
        assert!(way.journey(9, 10).is_none());
    }

    #[test]
    fn those_that_did_not_get_it_come_first_and_only_some_are_named() {
        let mut steps = Steps::new(Instant::now(), 4);
        for (key, fate) in [
            (1, Fate::Written),
            (2, Fate::Queued),
            (3, Fate::Slow),
            (4, Fate::Written),
        ] {
            steps.note(key, Part::Event(0), fate);
        }
        let way = Way::of_one(1, steps);
        let journey = way.journey(1, 3).unwrap();
        assert_eq!(
            (journey.matched, journey.written, journey.queued, journey.skipped),
            (4, 2, 1, 1)
        );
        let keys: Vec<_> = journey.arrivals.iter().map(|one| one.key).collect();
        assert_eq!(keys[..2], [3, 2]);
        assert_eq!(keys.len(), 3);
    }
}
