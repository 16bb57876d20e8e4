//! What waits to be written, and who waits for it.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError, atomic::AtomicBool},
};

use tokio::sync::Notify;

use super::batch::{Ack, Batch, Entry, Weight};

/// Between those who submit and the one task that writes.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    wake: Notify,
    /// The store failed at the last attempt to write.
    pub failing: AtomicBool,
}

#[derive(Default)]
pub(super) struct State {
    pub waiting: Batch,
    /// What waits or is being written.
    pub held: Weight,
    /// Nothing more is taken.
    pub closed: bool,
    /// Nobody is there to write.
    pub ended: bool,
}

impl Queue {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes an entry of the changes that were put last, and wakes the task if it may be asleep.
    pub(super) fn push(&self, mut state: MutexGuard<'_, State>, weight: Weight, ack: Ack) {
        let end = state.waiting.changes.len();
        state.waiting.entries.push(Entry { end, weight, ack });
        if state.waiting.entries.len() == 1 {
            drop(state);
            self.wake.notify_one();
        }
    }

    /// All that waits, as soon as something does; `None` once closed and empty.
    pub(super) async fn next(&self) -> Option<Batch> {
        loop {
            {
                let mut state = self.lock();
                if !state.waiting.entries.is_empty() {
                    return Some(mem::take(&mut state.waiting));
                }
                if state.closed {
                    state.ended = true;
                    return None;
                }
            }
            self.wake.notified().await;
        }
    }

    /// Gives room back.
    pub(super) fn release(&self, written: Weight) {
        let mut state = self.lock();
        state.held = state.held.without(written);
    }

    /// Takes nothing more.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.wake.notify_one();
    }
}

/// However the task ends, nothing more is taken and nobody waits for it in vain.
pub(super) struct Ended<'a>(pub &'a Queue);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.closed = true;
        state.ended = true;
        let left = mem::take(&mut state.waiting);
        drop(state);
        drop(left);
    }
}
