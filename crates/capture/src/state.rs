//! What of a capture is in memory: the heads of its blocks, and the block that is being made.

use std::{collections::VecDeque, sync::Arc};

use contract::Traffic;

use crate::{
    block::{Bloom, ROWS, Recorded, Stored, encode},
    file::{Head, Space},
    rate::Rate,
};

/// A row of the open block.
#[derive(Clone, Debug)]
pub(crate) struct OpenRow {
    pub(crate) row: Arc<Traffic>,
    /// The flood it is part of, in its block; 0 if it is part of none.
    pub(crate) flood: u16,
}

/// The block that is being made.
#[derive(Debug, Default)]
pub(crate) struct Open {
    pub(crate) number: u64,
    /// Number of its first row in the capture.
    pub(crate) first: u64,
    pub(crate) rows: Vec<OpenRow>,
}

impl Open {
    pub(crate) fn new(number: u64, first: u64) -> Self {
        Self {
            number,
            first,
            rows: Vec::new(),
        }
    }

    pub(crate) fn full(&self) -> bool {
        self.rows.len() >= ROWS
    }

    pub(crate) fn newest(&self) -> Option<u64> {
        self.rows.iter().map(|row| row.row.at).max()
    }

    pub(crate) fn oldest(&self) -> Option<u64> {
        self.rows.iter().map(|row| row.row.at).min()
    }
}

/// Packs a whole block.
pub(crate) fn pack_block(rows: &[OpenRow]) -> Stored {
    let payloads = rows.iter().filter_map(|row| row.row.payload.as_deref());
    Stored {
        bloom: Bloom::of(payloads).to_bytes(),
        ..pack(rows)
    }
}

/// Packs rows of the open block.
pub(crate) fn pack(rows: &[OpenRow]) -> Stored {
    let rows: Vec<Recorded<'_>> = rows
        .iter()
        .map(|OpenRow { row, flood }| Recorded { row, flood: *flood })
        .collect();
    encode(&rows)
}

#[derive(Debug, Default)]
pub(crate) struct State {
    /// Oldest first; their numbers follow one another.
    pub(crate) heads: VecDeque<Head>,
    pub(crate) open: Open,
    pub(crate) removed: u64,
    pub(crate) lost: u64,
    pub(crate) last_id: Option<u64>,
    pub(crate) space: Space,
    pub(crate) rate: Rate,
    pub(crate) trouble: Option<String>,
}

/// A capture as a whole, at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub rows: u64,
    /// On disk.
    pub bytes: u64,
    /// Milliseconds since 1970.
    pub oldest_at: Option<u64>,
    pub newest_at: Option<u64>,
    /// Rows that went because the capture was full or they were old.
    pub removed: u64,
    /// Events that are missing, as far as they were counted.
    pub lost: u64,
    /// Rows that came in the last whole second.
    pub rate: f64,
    /// Why nothing is recorded at the moment.
    pub trouble: Option<String>,
}

impl State {
    pub(crate) fn facts(&self, now: u64) -> Facts {
        // Numbers of rows have no gaps, so no counting is needed.
        let first = self.heads.front().map_or(self.open.first, |head| head.first);
        let heads = self.heads.iter();
        Facts {
            rows: self.open.first + self.open.rows.len() as u64 - first,
            bytes: self.space.file,
            oldest_at: heads
                .clone()
                .map(|head| head.oldest)
                .chain(self.open.oldest())
                .min(),
            newest_at: heads.map(|head| head.newest).chain(self.open.newest()).max(),
            removed: self.removed,
            lost: self.lost,
            rate: self.rate.a_second(now),
            trouble: self.trouble.clone(),
        }
    }

    /// The blocks up to this one have gone, and with them, or with what was open, so many rows.
    pub(crate) fn without(&mut self, last: Option<u64>, rows: u64) {
        while self.heads.front().is_some_and(|head| Some(head.number) <= last) {
            self.heads.pop_front();
        }
        self.removed += rows;
    }

    /// The head of a block.
    pub(crate) fn head(&self, number: u64) -> Option<&Head> {
        let before = number.checked_sub(self.heads.front()?.number)?;
        self.heads.get(usize::try_from(before).ok()?)
    }

    /// Number of the oldest block that is there.
    pub(crate) fn oldest_block(&self) -> u64 {
        self.heads.front().map_or(self.open.number, |head| head.number)
    }
}
