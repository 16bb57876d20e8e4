//! Signs of life of one connection: it is asked for one by a WebSocket ping, now and then.

use engine::CloseReason;
use model::Millis;

/// How often a client is asked.
const INTERVAL: Millis = 30_000;

/// Questions without an answer after which it is taken for dead.
const MISSES: u8 = 2;

#[derive(Debug, Default)]
pub(super) struct Pulse {
    due: Millis,
    unanswered: u8,
}

impl Pulse {
    /// Of a connection that was opened `now`.
    pub fn begin(now: Millis) -> Self {
        Self {
            due: now + INTERVAL,
            unanswered: 0,
        }
    }

    /// The client has answered, or said something.
    pub fn felt(&mut self) {
        self.unanswered = 0;
    }

    /// Is it to be asked now? Otherwise it is too early, or too late.
    pub fn ask(&mut self, now: Millis) -> Result<bool, CloseReason> {
        if now < self.due {
            return Ok(false);
        }
        if self.unanswered == MISSES {
            let sentence = format!("no answer to {MISSES} pings");
            return Err(CloseReason::Heartbeat(sentence));
        }
        self.unanswered += 1;
        self.due = now + INTERVAL;
        Ok(true)
    }

    /// When [`ask`](Self::ask) has something.
    pub fn due(&self) -> Millis {
        self.due
    }
}
