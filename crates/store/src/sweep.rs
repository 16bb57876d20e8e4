//! What is taken away as time goes by, and what has been.

use model::Timestamp;

/// What is old enough to go. How long messages and keys of publishes are kept, each app's retention says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweepPlan {
    pub now: Timestamp,
    /// Lines of the journal that stay, of all apps together: the newest.
    pub journal_lines: u64,
}

/// Rows that one sweep took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Of channels that had been deleted.
    pub left_behind: usize,
    /// Too old, or too many in their channel.
    pub messages: usize,
    /// Keys of publishes that are known no longer.
    pub keys: usize,
    /// Lines of the journal.
    pub journal: usize,
    /// Grants that had ended.
    pub grants: usize,
    /// There is more to take away.
    pub more: bool,
}

impl Swept {
    /// All rows that went.
    pub fn rows(&self) -> usize {
        self.left_behind + self.messages + self.keys + self.journal + self.grants
    }

    /// Both together; whether there is more, the later one knows.
    #[must_use]
    pub fn and(self, later: Self) -> Self {
        Self {
            left_behind: self.left_behind + later.left_behind,
            messages: self.messages + later.messages,
            keys: self.keys + later.keys,
            journal: self.journal + later.journal,
            grants: self.grants + later.grants,
            more: later.more,
        }
    }
}
