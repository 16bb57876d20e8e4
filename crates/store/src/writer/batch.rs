//! Submissions that go into one transaction.

use std::ops::Range;

use crate::{Change, Store, StoreError};

/// What to do when a submission is on disk, or refused. It runs on the writer's task: it must be brief and not block.
pub struct Ack(Option<Call>);

type Call = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

impl Ack {
    /// Nobody wants to know.
    pub fn none() -> Self {
        Self(None)
    }

    /// Calls `then` with how it went.
    pub fn call(then: impl FnOnce(Result<(), StoreError>) + Send + 'static) -> Self {
        Self(Some(Box::new(then)))
    }

    fn answer(&mut self, result: &Result<(), StoreError>) {
        if let Some(then) = self.0.take() {
            then(result.clone());
        }
    }
}

/// How much there is of something.
#[derive(Clone, Copy, Default)]
pub(super) struct Weight {
    pub changes: usize,
    pub bytes: usize,
}

impl Weight {
    pub(super) fn of(changes: &[Change]) -> Self {
        Self {
            changes: changes.len(),
            bytes: changes.iter().map(Change::weight).sum(),
        }
    }

    pub(super) fn and(self, more: Self) -> Self {
        Self {
            changes: self.changes + more.changes,
            bytes: self.bytes + more.bytes,
        }
    }

    pub(super) fn without(self, less: Self) -> Self {
        Self {
            changes: self.changes - less.changes,
            bytes: self.bytes - less.bytes,
        }
    }
}

/// Submissions in the order in which they came; their changes lie one after the other.
#[derive(Default)]
pub(super) struct Batch {
    pub changes: Vec<Change>,
    pub entries: Vec<Entry>,
}

/// One submission.
pub(super) struct Entry {
    /// Where its changes end among those of the batch; they begin where those of the entry before end.
    pub end: usize,
    pub weight: Weight,
    pub ack: Ack,
}

impl Batch {
    /// Writes all in one transaction. If a change is to blame for a failure, halves the batch until its entry stands
    /// alone, so that all others are written, and in few transactions. `release` is told what is done with before that
    /// is acknowledged, so that whoever is acknowledged finds room. `tell` hears of every commit how it went.
    pub(super) async fn write(
        &mut self,
        store: &dyn Store,
        tell: impl Fn(&Result<(), StoreError>),
        release: impl Fn(Weight),
    ) {
        let mut rest = Vec::from([Range {
            start: 0,
            end: self.entries.len(),
        }]);
        while let Some(part) = rest.pop() {
            let changes = self.changes_of(&part);
            let result = match changes {
                [] => Ok(()),
                changes => {
                    let result = store.commit(changes).await;
                    tell(&result);
                    result
                }
            };
            if part.len() > 1 && result.as_ref().is_err_and(StoreError::blames_change) {
                let middle = part.start + part.len() / 2;
                rest.push(middle..part.end);
                rest.push(part.start..middle);
                continue;
            }
            let entries = &mut self.entries[part];
            release(
                entries
                    .iter()
                    .map(|entry| entry.weight)
                    .fold(Weight::default(), Weight::and),
            );
            for entry in entries {
                entry.ack.answer(&result);
            }
        }
    }

    fn changes_of(&self, part: &Range<usize>) -> &[Change] {
        let end_of = |count: usize| count.checked_sub(1).map_or(0, |entry| self.entries[entry].end);
        &self.changes[end_of(part.start)..end_of(part.end)]
    }
}
