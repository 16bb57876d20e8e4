//! Where in a view something is.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::{View, lines::Lines};
use crate::{read::Read, state::State};

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// The line that has the row with this number, or the next newer one.
    Seq(u64),
    /// The first line at or after this time, in milliseconds since 1970.
    Time(u64),
}

impl View {
    /// Number of the line; of the one to come if nothing is that new. Waits for the search if it has not come so far.
    pub async fn find(&self, sought: Sought) -> i64 {
        let (number, first) = sought.block(&self.capture.state());
        let mut scanned = self.scanned.clone();
        loop {
            scanned.mark_unchanged();
            let mut state = self.state.lock().await;
            self.follow(&mut state).await;
            let reached = state.blocks.front().map_or(state.following, |block| block.number);
            if !state.complete && reached > number {
                drop(state);
                if scanned.changed().await.is_err() {
                    break;
                }
                continue;
            }
            let (base, next) = (state.base_of(number), state.base_of(number + 1));
            let open = (number == state.following).then(|| state.lines.clone());
            drop(state);
            let index = match open {
                Some(lines) => self.in_open(sought, number, first, &lines).await,
                None => self.in_block(sought, number, first).await,
            };
            return index.map_or(next, |index| base + index as i64);
        }
        self.state.lock().await.end()
    }

    async fn in_open(&self, sought: Sought, number: u64, first: u64, lines: &Lines) -> Option<usize> {
        {
            let capture = self.capture.state();
            if capture.open.number == number {
                let rows = &capture.open.rows;
                return sought.among(lines, first, |row| rows.get(row).map(|row| row.row.at));
            }
        }
        // It has been finished just now.
        self.in_block(sought, number, first).await
    }

    async fn in_block(&self, sought: Sought, number: u64, first: u64) -> Option<usize> {
        let Read::There(block) = self.capture.block(number).await else {
            return None;
        };
        let shape = Arc::clone(&self.shape);
        let looking = spawn_blocking(move || {
            let at = |row| (row < block.columns.rows()).then(|| block.columns.at(row));
            sought.among(&shape.lines(&block), first, at)
        });
        looking.await.ok().flatten()
    }
}

impl Sought {
    /// Number of the block it must be in, and of the first row of that.
    fn block(self, capture: &State) -> (u64, u64) {
        let before = capture.heads.partition_point(|head| match self {
            Self::Seq(seq) => head.end() <= seq,
            Self::Time(time) => head.newest < time,
        });
        let open = (capture.open.number, capture.open.first);
        let head = capture.heads.get(before);
        head.map_or(open, |head| (head.number, head.first))
    }

    /// Which of the lines of a block it is.
    fn among(self, lines: &Lines, first: u64, at: impl Fn(usize) -> Option<u64>) -> Option<usize> {
        match self {
            Self::Seq(seq) => lines.at_or_after(usize::try_from(seq.saturating_sub(first)).ok()?),
            Self::Time(time) => {
                let late = |(row, _): &(usize, usize)| at(*row).is_some_and(|at| at >= time);
                lines.rows().find(late).map(|(_, line)| line)
            }
        }
    }
}
