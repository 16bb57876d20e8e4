//! Group commit: what many callers submit while a transaction is being written goes into the next one, so that they
//! share the price of a disk flush.

mod batch;
mod queue;

use std::sync::{Arc, atomic::Ordering};

use thiserror::Error;
use tokio::sync::oneshot;

pub use self::batch::Ack;
use self::{
    batch::Weight,
    queue::{Ended, Queue},
};
use crate::{Change, Store, StoreError};

/// The most that may be waiting or being written at a time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Number of changes.
    pub changes: usize,
    /// Their size in memory, in bytes.
    pub bytes: usize,
}

impl Default for Limits {
    /// 16,384 changes, 16 MiB.
    fn default() -> Self {
        Self {
            changes: 16_384,
            bytes: 16 << 20,
        }
    }
}

/// Nothing of what was submitted is taken, and its [`Ack`] is dropped without being called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotQueued {
    #[error("too much is waiting to be written to the disk; try again in a moment")]
    Full,
    #[error("nothing more is written, because the server is going down; try again when it is back")]
    Closed,
}

/// The one that writes to a store. Submissions are written, and acknowledged, in the order in which they came.
///
/// A dropped writer still writes what was submitted; [`close`](Self::close) waits for it.
pub struct Writer {
    queue: Arc<Queue>,
    limits: Limits,
}

impl Writer {
    /// Starts the task that writes to `store`, on the current tokio runtime.
    pub fn spawn(store: Arc<dyn Store>, limits: Limits) -> Self {
        let queue = Arc::new(Queue::default());
        tokio::spawn(run(store, Arc::clone(&queue)));
        Self { queue, limits }
    }

    /// Queues `changes` to be written together, all or none; never waits. A submission that is larger than the limits
    /// is taken when nothing else is held.
    pub fn submit(&self, changes: impl IntoIterator<Item = Change>, ack: Ack) -> Result<(), NotQueued> {
        let mut state = self.queue.lock();
        if state.closed {
            return Err(NotQueued::Closed);
        }
        let before = state.waiting.changes.len();
        state.waiting.changes.extend(changes);
        let more = Weight::of(&state.waiting.changes[before..]);
        let held = state.held.and(more);
        if (held.changes > self.limits.changes || held.bytes > self.limits.bytes) && state.held.changes > 0 {
            state.waiting.changes.truncate(before);
            return Err(NotQueued::Full);
        }
        state.held = held;
        self.queue.push(state, more, ack);
        Ok(())
    }

    /// Did the store fail at the last attempt to write?
    pub fn failing(&self) -> bool {
        self.queue.failing.load(Ordering::Relaxed)
    }

    /// Waits until all that was submitted before is written or refused.
    pub async fn flush(&self) {
        self.settle(false).await;
    }

    /// Takes nothing more, and waits until all that was submitted is written or refused.
    pub async fn close(&self) {
        self.settle(true).await;
    }

    async fn settle(&self, close: bool) {
        let (settle, settled) = oneshot::channel::<()>();
        {
            let mut state = self.queue.lock();
            state.closed |= close;
            if state.ended {
                return;
            }
            // Without changes of its own it is answered when those before it have been.
            let ack = Ack::call(move |_| drop(settle));
            self.queue.push(state, Weight::default(), ack);
        }
        // Nothing is ever sent: the sender goes with the answer, or with the task.
        let Err(_gone) = settled.await else { return };
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
    }
}

async fn run(store: Arc<dyn Store>, queue: Arc<Queue>) {
    let _ended = Ended(&queue);
    while let Some(mut batch) = queue.next().await {
        let tell = |result: &Result<(), StoreError>| match result {
            Ok(()) => queue.failing.store(false, Ordering::Relaxed),
            // The store is not to blame for what it was given.
            Err(error) if error.blames_change() => {}
            Err(_) => queue.failing.store(true, Ordering::Relaxed),
        };
        batch.write(&*store, tell, |written| queue.release(written)).await;
    }
}
