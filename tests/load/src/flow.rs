//! One that publishes at a rate while others are measured.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::link::Link;
use crate::payload::{self, Stamp};
use crate::wire::Wire;

/// Most messages that are sent in one go: what is overdue is made up for in pieces.
const PIECE: u64 = 100;

/// How long its own messages may take to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// A publisher, which hears what it says, as its protocol wants it.
pub struct Flow<'a> {
    wire: &'a dyn Wire,
    link: Link,
    rate: u32,
    begun: Instant,
    sent: u64,
    heard: u64,
    scratch: Vec<u8>,
    outgoing: Vec<u8>,
}

impl<'a> Flow<'a> {
    /// Connects; from now on `rate` messages a second are due.
    pub fn begin(wire: &'a dyn Wire, rate: u32) -> Result<Self> {
        Ok(Self {
            link: wire.publisher()?,
            wire,
            rate,
            begun: Instant::now(),
            sent: 0,
            heard: 0,
            scratch: vec![0; 64 * 1024],
            outgoing: Vec::new(),
        })
    }

    /// Sends what is due, if it is not too little to be worth it, and reads what has come.
    pub fn turn(&mut self) -> Result<()> {
        let due = (self.begun.elapsed().as_secs_f64() * f64::from(self.rate)) as u64;
        let count = due.saturating_sub(self.sent).min(PIECE);
        if count >= self.least() {
            self.publish(count)?;
        }
        self.link.read(&mut self.scratch, |_| {
            self.heard += 1;
            Ok(())
        })
    }

    /// Sends so many messages at once.
    pub fn publish(&mut self, count: u64) -> Result<()> {
        self.outgoing.clear();
        for sequence in self.sent..self.sent + count {
            let payload = payload::render(Stamp { sequence, sent: 0 });
            self.wire.publish(&payload, &mut self.outgoing);
        }
        self.link.send(&self.outgoing)?;
        self.sent += count;
        Ok(())
    }

    /// Waits until it has heard all it has said; messages a second until then.
    pub fn settle(&mut self) -> Result<f64> {
        let limit = Instant::now() + PATIENCE;
        let rate = std::mem::take(&mut self.rate);
        while self.heard < self.sent {
            if Instant::now() > limit {
                bail!(
                    "{} of {} messages were not heard",
                    self.sent - self.heard,
                    self.sent
                );
            }
            self.turn()?;
        }
        self.rate = rate;
        Ok(self.heard as f64 / self.begun.elapsed().as_secs_f64())
    }

    /// From now on messages are due again, and none before.
    pub fn resume(&mut self) {
        let late = Duration::from_secs_f64(self.sent as f64 / f64::from(self.rate));
        self.begun = Instant::now().checked_sub(late).unwrap_or(self.begun);
    }

    /// Messages that are worth a system call: what is due within a millisecond.
    fn least(&self) -> u64 {
        u64::from(self.rate / 1_000).clamp(1, PIECE / 2)
    }
}
