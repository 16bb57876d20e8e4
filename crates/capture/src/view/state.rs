use std::collections::{BTreeSet, VecDeque};

use super::{Shape, flood::FloodRates, lines::Lines};
use crate::{file::Head, state::State};

/// What a view knows. Its lines before `base` are in blocks that do not change any more.
#[derive(Debug)]
pub(super) struct ViewState {
    /// Blocks that have been looked through, oldest first; their numbers follow one another and end before `following`.
    pub(super) blocks: VecDeque<Tally>,
    /// Number of the oldest line that is known.
    pub(super) first: i64,
    /// Number of the first line of the block that is being followed.
    pub(super) base: i64,
    /// Number of that block.
    pub(super) following: u64,
    /// Rows of it that have been looked at.
    pub(super) seen: usize,
    pub(super) lines: Lines,
    /// Lines whose count has changed since somebody asked.
    pub(super) touched: BTreeSet<i64>,
    pub(super) rates: FloodRates,
    pub(super) complete: bool,
}

/// What is kept of a block that was looked through.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    pub(super) number: u64,
    pub(super) lines: i64,
    pub(super) matched: u64,
    pub(super) hidden: u64,
}

impl Tally {
    pub(super) fn of(number: u64, lines: &Lines) -> Self {
        Self {
            number,
            lines: lines.len() as i64,
            matched: lines.matched(),
            hidden: lines.hidden(),
        }
    }
}

impl ViewState {
    /// What can be seen at once, and the blocks that are to be looked through, newest first.
    pub(super) fn begin(capture: &State, shape: &Shape) -> (Self, Vec<Head>) {
        let mut lines = Lines::default();
        let mut rates = FloodRates::default();
        shape.go_on_open(&capture.open.rows, 0, &mut lines, &mut rates);
        let before = -(lines.len() as i64);
        let state = Self {
            blocks: VecDeque::new(),
            first: before,
            base: before,
            following: capture.open.number,
            seen: capture.open.rows.len(),
            lines,
            touched: BTreeSet::new(),
            rates,
            complete: false,
        };
        (state, capture.heads.iter().rev().copied().collect())
    }

    /// Number of the next line to come.
    pub(super) fn end(&self) -> i64 {
        self.base + self.lines.len() as i64
    }

    pub(super) fn matched(&self) -> u64 {
        self.blocks.iter().map(|block| block.matched).sum::<u64>() + self.lines.matched()
    }

    pub(super) fn hidden(&self) -> u64 {
        self.blocks.iter().map(|block| block.hidden).sum::<u64>() + self.lines.hidden()
    }

    /// The blocks before this one have been removed.
    pub(super) fn forget_before(&mut self, oldest: u64) {
        while let Some(gone) = self.blocks.front().filter(|block| block.number < oldest) {
            self.first += gone.lines;
            self.blocks.pop_front();
        }
        if self.following < oldest {
            let end = self.end();
            (self.first, self.base) = (end, end);
            (self.following, self.seen) = (oldest, 0);
            self.lines = Lines::default();
        }
        self.touched = self.touched.split_off(&self.first);
    }

    /// The block that was followed is whole.
    pub(super) fn finish(&mut self) {
        self.blocks.push_back(Tally::of(self.following, &self.lines));
        self.base = self.end();
        self.following += 1;
        self.seen = 0;
        self.lines = Lines::default();
    }

    /// Which block has a line, and which of its lines is it?
    pub(super) fn place(&self, line: i64) -> Option<(u64, usize)> {
        let index = |line: i64, base: i64| usize::try_from(line - base).ok();
        if line >= self.end() || line < self.first {
            return None;
        }
        if line >= self.base {
            return Some((self.following, index(line, self.base)?));
        }
        let mut base = self.first;
        for block in &self.blocks {
            if line < base + block.lines {
                return Some((block.number, index(line, base)?));
            }
            base += block.lines;
        }
        None
    }

    /// Number of the first line of a block.
    pub(super) fn base_of(&self, number: u64) -> i64 {
        let before = self.blocks.iter().take_while(|block| block.number < number);
        self.first + before.map(|block| block.lines).sum::<i64>()
    }
}
