//! What became of a segment at each connection, written down while it is sent.
//!
//! All messages of a segment share one list, with one entry for each write to a socket. What waits in an outbox is told
//! of when it has met its fate: by a mark that goes with it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use bytes::Bytes;
use engine::ConnKey;

use crate::{
    hub::Handle,
    net::{self, Follow, Mark, Sent},
};

/// How far something came on its way to one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Written,
    Queued,
    Closed,
    Slow,
    EchoOff,
    NoWord,
}

/// One entry. There may be very many.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub key: ConnKey,
    /// When, in microseconds since the segment was begun.
    pub after_us: u32,
    /// Of a piece, or of an event that was treated by itself. What may wait in a lane makes no larger numbers.
    number: u16,
    /// It is about an event.
    by_itself: bool,
    pub fate: Fate,
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The piece of this number; all encodings are numbered through.
    Piece(usize),
    /// The event of this number, treated by itself.
    Event(usize),
}

impl Step {
    /// What it is about.
    pub fn part(&self) -> Part {
        match self.by_itself {
            true => Part::Event(self.number.into()),
            false => Part::Piece(self.number.into()),
        }
    }
}

/// The entries of one segment, in the order in which they were made.
#[derive(Debug)]
pub struct Steps {
    begun: Instant,
    entries: Vec<Step>,
    /// Made when something has to wait.
    later: Option<Arc<Later>>,
}

/// What became of the entries that had to wait.
#[derive(Debug)]
struct Later {
    begun: Instant,
    settled: Mutex<Vec<Settled>>,
}

#[derive(Clone, Copy, Debug)]
struct Settled {
    entry: u32,
    after_us: u32,
    fate: net::Fate,
}

impl Steps {
    /// For a segment that was begun then, and has so many readers.
    pub fn new(begun: Instant, readers: usize) -> Self {
        Self {
            begun,
            entries: Vec::with_capacity(readers),
            later: None,
        }
    }

    /// Sends ready frames to a connection and writes down what became of them.
    pub fn send(&mut self, to: &Handle, part: Part, frames: &Bytes, count: u32) -> Sent {
        let number = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let (begun, later) = (self.begun, &mut self.later);
        let sent = to.outbox.send_marked(frames, count, || {
            let later = later.get_or_insert_with(|| Arc::new(Later::new(begun)));
            Mark::new(later.clone(), number)
        });
        let fate = match sent {
            Sent::Written => Fate::Written,
            Sent::Queued => Fate::Queued,
            Sent::Refused if to.outbox.is_too_slow() => Fate::Slow,
            Sent::Refused => Fate::Closed,
        };
        self.note(to.key, part, fate);
        sent
    }

    /// Writes down what became of something that was not sent.
    pub fn note(&mut self, key: ConnKey, part: Part, fate: Fate) {
        let (number, by_itself) = match part {
            Part::Piece(number) => (number, false),
            Part::Event(number) => (number, true),
        };
        self.entries.push(Step {
            key,
            after_us: micros(self.begun),
            number: u16::try_from(number).unwrap_or(u16::MAX),
            by_itself,
            fate,
        });
    }

    /// The entries as they are now.
    pub fn now(&self) -> Vec<Step> {
        let mut entries = self.entries.clone();
        for settled in self.later.iter().flat_map(|later| later.settled()) {
            if let Some(entry) = entries.get_mut(settled.entry as usize) {
                entry.after_us = settled.after_us;
                entry.fate = match settled.fate {
                    net::Fate::Written => Fate::Written,
                    net::Fate::Slow => Fate::Slow,
                    net::Fate::Closed => Fate::Closed,
                };
            }
        }
        entries
    }

    /// Bytes in memory, with what may still be told of those that wait.
    pub fn weight(&self) -> usize {
        let wait = self.entries.iter().filter(|step| step.fate == Fate::Queued);
        let later = match self.later {
            Some(_) => size_of::<Later>() + wait.count() * size_of::<Settled>(),
            None => 0,
        };
        self.entries.capacity() * size_of::<Step>() + later
    }
}

impl Later {
    fn new(begun: Instant) -> Self {
        let settled = Mutex::default();
        Self { begun, settled }
    }

    fn settled(&self) -> Vec<Settled> {
        self.settled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Follow for Later {
    fn settled(&self, number: u32, fate: net::Fate) {
        let settled = Settled {
            entry: number,
            after_us: micros(self.begun),
            fate,
        };
        self.settled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(settled);
    }
}

/// Microseconds since then; an hour is more than anybody waits.
fn micros(begun: Instant) -> u32 {
    u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_small() {
        assert_eq!(size_of::<Step>(), 16);
    }
}
