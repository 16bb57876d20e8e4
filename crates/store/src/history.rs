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
    /// The first ones after one position and before another.
    Between { after: Position, before: Position },
    /// The first ones from the message on that was the earliest at or after this instant. Order is by position also
    /// where the clock was set back.
    Since(Timestamp),
    /// The last ones up to the message that was the latest at or before this instant.
    Until(Timestamp),
    /// The first ones from where [`Since`](Self::Since) begins to where [`Until`](Self::Until) ends.
    During { from: Timestamp, to: Timestamp },
}

impl HistoryRange {
    /// Are the last ones wanted if there are more than the limit?
    pub(crate) fn backwards(self) -> bool {
        matches!(self, Self::Last | Self::Before(_) | Self::Until(_))
    }
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

    /// The first `limit` messages after one position and before another.
    pub fn between(after: Position, before: Position, limit: usize) -> Self {
        Self {
            range: HistoryRange::Between { after, before },
            limit,
        }
    }

    /// The last `limit` messages up to `at`.
    pub fn until(at: Timestamp, limit: usize) -> Self {
        Self {
            range: HistoryRange::Until(at),
            limit,
        }
    }

    /// The first `limit` messages from `from` to `to`, both included.
    pub fn during(from: Timestamp, to: Timestamp, limit: usize) -> Self {
        Self {
            range: HistoryRange::During { from, to },
            limit,
        }
    }
}
