//! Signs of life of one connection: acks that wait a moment, and a question to a client that has gone silent.

use std::collections::VecDeque;

use engine::CloseReason;
use model::Millis;

use super::frame;

/// How often clients are told to send a heartbeat.
pub(super) const INTERVAL: Millis = 30_000;

/// How long an ack is held back. The JavaScript client takes "ack in the same millisecond as the heartbeat" for "no
/// ack" and reconnects: with an immediate ack on loopback, 19 of 40 clients did so after their first heartbeat; with
/// 2 ms or more none.
const ACK_DELAY: Millis = 5;

/// How much later than [`INTERVAL`] a heartbeat may come before the client is asked for one. Browsers slow down the
/// timers of hidden tabs.
const PATIENCE: Millis = 10_000;

/// How long a client has to answer when it is asked.
const ANSWER: Millis = 10_000;

/// Heartbeats in one [`INTERVAL`] above which a client is cut off.
const MOST: u32 = 20;

#[derive(Debug, Default)]
pub(super) struct Heartbeat {
    /// When the last one came; at first, when the connection was opened.
    heard: Millis,
    /// When the question was put that is open.
    asked: Option<Millis>,
    /// Number of the last question, which is its tag.
    questions: u32,
    /// Acks that wait. Boxed: they do so for a moment, and there may be very many clients.
    acks: Option<Box<Acks>>,
    /// Beginning of the interval in which heartbeats are counted, and how many there were.
    counted_since: Millis,
    count: u32,
}

/// The earliest first; never empty.
#[derive(Debug, Default)]
struct Acks(VecDeque<Ack>);

#[derive(Debug)]
struct Ack {
    due: Millis,
    frame: String,
}

impl Heartbeat {
    /// Of a connection that was opened `now`.
    pub fn begin(now: Millis) -> Self {
        Self {
            heard: now,
            counted_since: now,
            ..Self::default()
        }
    }

    /// A heartbeat has come.
    pub fn beat(&mut self, tag: Option<&str>, now: Millis) -> Result<(), CloseReason> {
        if now >= self.counted_since + INTERVAL {
            self.counted_since = now;
            self.count = 0;
        }
        self.count += 1;
        if self.count > MOST {
            let sentence = format!("more than {MOST} heartbeats in {INTERVAL} ms; send one");
            return Err(CloseReason::Heartbeat(sentence));
        }
        self.heard = now;
        let frame = match self.asked.take() {
            Some(asked) if tag.and_then(|tag| tag.parse().ok()) == Some(self.questions) => {
                frame::tagged_ack(self.questions, now.saturating_sub(asked))
            }
            _ => frame::ack(),
        };
        self.acks.get_or_insert_default().0.push_back(Ack {
            due: now + ACK_DELAY,
            frame,
        });
        Ok(())
    }

    /// The next frame that is to be sent, or the end.
    pub fn next(&mut self, now: Millis) -> Result<Option<String>, CloseReason> {
        if let Some(acks) = &mut self.acks
            && let Some(ack) = acks.0.pop_front_if(|ack| ack.due <= now)
        {
            self.acks.take_if(|acks| acks.0.is_empty());
            return Ok(Some(ack.frame));
        }
        if now < self.deadline() {
            return Ok(None);
        }
        if self.asked.is_some() {
            let sentence = format!("no heartbeat for {} ms, not even when asked", now - self.heard);
            return Err(CloseReason::Heartbeat(sentence));
        }
        self.questions += 1;
        self.asked = Some(now);
        Ok(Some(frame::heartbeat(self.questions)))
    }

    /// When [`next`](Self::next) has something.
    pub fn due(&self) -> Millis {
        let first = self.acks.as_ref().and_then(|acks| acks.0.front());
        let ack = first.map_or(Millis::MAX, |ack| ack.due);
        ack.min(self.deadline())
    }

    fn deadline(&self) -> Millis {
        match self.asked {
            Some(asked) => asked + ANSWER,
            None => self.heard + INTERVAL + PATIENCE,
        }
    }
}
