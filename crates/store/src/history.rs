//! Which part of a channel's history is wanted.

use model::{Position, Timestamp};

/// A range of a channel's messages, cut to `limit`. The answer ascends by position, whatever the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryQuery {
    pub range: HistoryRange,
    /// The most messages in the answer.
    pub limit: usize,
}

/// Where the answer lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryRange {
    /// The newest.
    Last,
    /// The first ones after this position.
    After(Position),
    /// The last ones before this position.
    Before(Position),
    /// The first ones from the message on that was the earliest at or after this instant. Order is by position also
    /// where the clock was set back.
    Since(Timestamp),
}

impl HistoryQuery {
    /// The newest `limit` messages.
    pub fn last(limit: usize) -> Self {
        Self {
            range: HistoryRange::Last,
            limit,
        }
    }

    /// The first `limit` messages after `position`.
    pub fn after(position: Position, limit: usize) -> Self {
        Self {
            range: HistoryRange::After(position),
            limit,
        }
    }

    /// The last `limit` messages before `position`.
    pub fn before(position: Position, limit: usize) -> Self {
        Self {
            range: HistoryRange::Before(position),
            limit,
        }
    }

    /// The first `limit` messages since `at`.
    pub fn since(at: Timestamp, limit: usize) -> Self {
        Self {
            range: HistoryRange::Since(at),
            limit,
        }
    }
}
