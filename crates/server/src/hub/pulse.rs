//! How far away clients are: a ping to those that somebody looks at, answered by every WebSocket client by itself.
//! Nothing is kept for the others, as there may be very many.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use engine::ConnKey;
use model::Millis;

use super::{Hub, Link};
use crate::net::ws::{OpCode, encode};

/// Connections whose round trip is known at a time.
const ROOM: usize = 1_024;

/// Between two pings to one connection.
const EVERY: Millis = 10_000;

/// The round trips that were measured.
#[derive(Default)]
pub struct Pulse(Mutex<BTreeMap<ConnKey, Beat>>);

struct Beat {
    /// When it was asked, in microseconds: what the ping says, and the answer has to.
    asked: u64,
    open: bool,
    /// Of the last answer.
    micros: Option<u64>,
}

impl Pulse {
    /// The last round trip of a connection, in ms.
    pub fn latency(&self, key: ConnKey) -> Option<f64> {
        let micros = self.lock().get(&key)?.micros?;
        Some(micros as f64 / 1_000.0)
    }

    /// Is it time to ask? Then what to ask with.
    fn ask(&self, key: ConnKey, now: u64) -> Option<[u8; 8]> {
        let mut beats = self.lock();
        if let Some(beat) = beats.get_mut(&key) {
            if now < beat.asked + EVERY * 1_000 {
                return None;
            }
            (beat.asked, beat.open) = (now, true);
            return Some(now.to_be_bytes());
        }
        if beats.len() == ROOM {
            beats.pop_first();
        }
        let beat = Beat {
            asked: now,
            open: true,
            micros: None,
        };
        beats.insert(key, beat);
        Some(now.to_be_bytes())
    }

    /// An answer came. True: it is the first.
    fn answered(&self, key: ConnKey, said: &[u8], now: u64) -> bool {
        let mut beats = self.lock();
        let Some(beat) = beats.get_mut(&key) else {
            return false;
        };
        if !beat.open || said != beat.asked.to_be_bytes() {
            return false;
        }
        beat.open = false;
        beat.micros.replace(now.saturating_sub(beat.asked)).is_none()
    }

    pub(super) fn forget(&self, key: ConnKey) {
        self.lock().remove(&key);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ConnKey, Beat>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hub {
    /// Asks a client for a sign of life, unless that was done a moment ago.
    pub fn feel_pulse(&self, link: &Link) {
        if !link.outbox.is_framed() {
            return;
        }
        if let Some(said) = self.pulse.ask(link.key, self.clock.micros()) {
            link.outbox.send(&encode(OpCode::Ping, &said));
        }
    }

    /// A client has answered a ping, or sends pongs of its own accord.
    pub(super) fn pulse_felt(&self, link: &Link, said: &[u8]) {
        let first = self.pulse.answered(link.key, said, self.clock.micros());
        if let Some(identity) = link.identity().filter(|_| first) {
            self.changes.mark(|| format!("connections:{}", identity.app));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_the_question_counts() {
        let pulse = Pulse::default();
        let said = pulse.ask(1, 1_000).unwrap();
        assert_eq!(pulse.ask(1, 2_000), None, "asked a moment ago");
        assert!(!pulse.answered(1, b"hello", 3_000));
        assert!(!pulse.answered(2, &said, 3_000));
        assert_eq!(pulse.latency(1), None);
        assert!(pulse.answered(1, &said, 3_500));
        assert!(!pulse.answered(1, &said, 9_000), "once");
        assert_eq!(pulse.latency(1), Some(2.5));
        let again = pulse.ask(1, 11_000_000).unwrap();
        assert!(!pulse.answered(1, &again, 11_000_700), "it is known already");
        assert_eq!(pulse.latency(1), Some(0.7));
        pulse.forget(1);
        assert_eq!(pulse.latency(1), None);
    }

    #[test]
    fn there_is_an_end_to_it() {
        let pulse = Pulse::default();
        for key in 0..2 * ROOM as u64 {
            pulse.ask(key, 5);
        }
        assert_eq!(pulse.lock().len(), ROOM);
    }
}
