//! Tells somebody what became of frames that had to wait. Frames that a socket takes at once need none.

use std::{fmt, sync::Arc};

/// Somebody who wants to know.
pub trait Follow: Send + Sync {
    /// What waited under this number has met its fate. Called under the outbox's lock: it must not wait, nor send.
    fn settled(&self, number: u32, fate: Fate);
}

/// What becomes of frames that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The system has all of them.
    Written,
    /// They were dropped because too much waited.
    Slow,
    /// The connection was closed, or failed, before they went out.
    Closed,
}

/// Goes with what waits. Dropped unsettled it tells that the connection has closed.
pub struct Mark {
    to: Option<Arc<dyn Follow>>,
    number: u32,
}

impl Mark {
    pub fn new(to: Arc<dyn Follow>, number: u32) -> Self {
        Self { to: Some(to), number }
    }

    pub(super) fn settle(mut self, fate: Fate) {
        self.tell(fate);
    }

    fn tell(&mut self, fate: Fate) {
        if let Some(to) = self.to.take() {
            to.settled(self.number, fate);
        }
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        self.tell(Fate::Closed);
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Mark").field(&self.number).finish()
    }
}
