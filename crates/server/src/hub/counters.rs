//! What has been counted since the server started.

use std::sync::atomic::{AtomicU64, Ordering};

/// A count that only grows.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    pub fn add(&self, more: usize) {
        self.0.fetch_add(more as u64, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Counts of one server.
#[derive(Debug, Default)]
pub struct Counters {
    /// Live ones, without the server's own.
    pub connections: AtomicU64,
    pub connects: Count,
    pub messages: Count,
    pub deliveries: Count,
    /// Deliveries that did not go out because their reader was too slow or gone.
    pub dropped: Count,
    pub refusals: Count,
    /// Stored rows that were taken away because they were too old or nobody's any more.
    pub swept: Count,
}
