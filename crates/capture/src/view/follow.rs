use std::{mem, sync::Arc};

use tokio::task::spawn_blocking;

use super::{View, state::ViewState};
use crate::{read::Read, state::OpenRow};

/// What there is to do next.
enum Next {
    /// Rows of the open block, perhaps none.
    Rows(Vec<OpenRow>),
    /// The block has been finished meanwhile.
    Finished,
}

impl View {
    /// Looks at what has come since, and forgets what has gone.
    pub(super) async fn follow(&self, state: &mut ViewState) {
        loop {
            let next = {
                let capture = self.capture.state();
                state.forget_before(capture.oldest_block());
                if capture.open.number == state.following {
                    Next::Rows(capture.open.rows[state.seen..].to_vec())
                } else {
                    Next::Finished
                }
            };
            let (known, base) = (state.lines.len(), state.base);
            match next {
                Next::Rows(rows) => {
                    let ViewState {
                        lines, rates, seen, ..
                    } = &mut *state;
                    self.shape.go_on_open(&rows, *seen, lines, rates);
                    let from = mem::replace(seen, *seen + rows.len());
                    touch(state, known, base, from);
                    return;
                }
                Next::Finished => {
                    self.finish(state).await;
                    touch(state, known, base, state.seen);
                    state.finish();
                }
            }
        }
    }

    /// The rest of the block that was followed.
    async fn finish(&self, state: &mut ViewState) {
        // One that has gone already, or cannot be read, shows what was seen of it.
        let Read::There(block) = self.capture.block(state.following).await else {
            return;
        };
        let shape = Arc::clone(&self.shape);
        let (mut lines, mut rates) = (mem::take(&mut state.lines), mem::take(&mut state.rates));
        let (from, known) = (state.seen, (lines.clone(), rates.clone()));
        let looking = spawn_blocking(move || {
            shape.go_on(&block, from, &mut lines, &mut rates);
            (lines, rates)
        });
        (state.lines, state.rates) = looking.await.unwrap_or(known);
    }
}

/// Notes lines that were there before and have got rows since the one with index `from`.
fn touch(state: &mut ViewState, known: usize, base: i64, from: usize) {
    let changed = state
        .lines
        .rows()
        .filter(|(row, line)| *row >= from && *line < known);
    let changed: Vec<i64> = changed.map(|(_, line)| base + line as i64).collect();
    state.touched.extend(changed);
}
