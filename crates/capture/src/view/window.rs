//! Lines of a view, made from the blocks that have them.

use std::{collections::BTreeMap, sync::Arc};

use contract::desktop::Line;
use futures_util::{StreamExt, stream};
use tokio::task::spawn_blocking;

use super::{Shape, View, lines::OneLine, state::ViewState};
use crate::{
    cache::Block,
    read::{Read, at_once},
};

/// A line that is to be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// Its number in the view.
    at: i64,
    /// Which of the lines of its block it is.
    index: usize,
    /// What it shows, if the view has it at hand.
    known: Option<OneLine>,
}

/// By block.
pub(super) type Places = BTreeMap<u64, Vec<Wanted>>;

impl View {
    /// Those there are of `count` lines from `from` on.
    pub async fn lines(&self, from: i64, count: u32) -> Vec<Line> {
        let mut state = self.state.lock().await;
        self.follow(&mut state).await;
        let end = from.saturating_add(count.into()).min(state.end());
        let places = places(&state, from.max(state.first)..end);
        drop(state);
        self.resolve(places).await
    }

    /// Makes lines, in order; without those whose block has been removed.
    pub(super) async fn resolve(&self, places: Places) -> Vec<Line> {
        let making =
            stream::iter(places).map(async |(number, wanted)| match self.open_lines(number, &wanted) {
                Some(open) => open,
                None => self.block_lines(number, wanted).await,
            });
        making.buffered(at_once()).concat().await
    }

    /// Lines of the open block; `None` if it is not that one, or not any more.
    fn open_lines(&self, number: u64, wanted: &[Wanted]) -> Option<Vec<Line>> {
        let capture = self.capture.state();
        let open = Some(&capture.open).filter(|open| open.number == number)?;
        let line = |wanted: &Wanted| {
            let OneLine { row, count } = wanted.known?;
            Some(Line {
                at: wanted.at,
                seq: open.first + row as u64,
                count,
                row: (*open.rows.get(row)?.row).clone(),
            })
        };
        Some(wanted.iter().filter_map(line).collect())
    }

    async fn block_lines(&self, number: u64, wanted: Vec<Wanted>) -> Vec<Line> {
        let first = self.capture.state().head(number).map(|head| head.first);
        let (Some(first), Read::There(block)) = (first, self.capture.block(number).await) else {
            return Vec::new();
        };
        let shape = Arc::clone(&self.shape);
        let making = spawn_blocking(move || make(&shape, &block, first, &wanted));
        making.await.unwrap_or_default()
    }
}

/// Where these lines are.
pub(super) fn places(state: &ViewState, lines: impl IntoIterator<Item = i64>) -> Places {
    let mut places = Places::new();
    for at in lines {
        let Some((block, index)) = state.place(at) else {
            continue;
        };
        let known = state.lines.get(index).filter(|_| block == state.following);
        places.entry(block).or_default().push(Wanted { at, index, known });
    }
    places
}

fn make(shape: &Shape, block: &Block, first: u64, wanted: &[Wanted]) -> Vec<Line> {
    let all = wanted.iter().any(|wanted| wanted.known.is_none());
    let lines = all.then(|| shape.lines(block));
    let line = |wanted: &Wanted| {
        let found = lines.as_ref().and_then(|lines| lines.get(wanted.index));
        let OneLine { row, count } = wanted.known.or(found)?;
        Some(Line {
            at: wanted.at,
            seq: first + row as u64,
            count,
            row: block.columns.traffic(row, block.payloads()),
        })
    };
    wanted.iter().filter_map(line).collect()
}
