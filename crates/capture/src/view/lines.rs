use std::collections::HashMap;

/// The lines that the rows of a block make. A row is put once and its line never moves; of a flood, the line is where
/// its first row is, and shows the newest.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    lines: Vec<OneLine>,
    /// Index of a row that is shown, and of its line.
    rows: Vec<(u16, u16)>,
    /// By the number of a flood.
    floods: HashMap<u16, u16>,
    hidden: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OneLine {
    /// Index of its newest row in the block.
    pub(super) row: usize,
    pub(super) count: u64,
}

impl Lines {
    /// Shows a row; those of the same flood are one line.
    pub(super) fn put(&mut self, row: usize, flood: u16) {
        // A block has far fewer rows than the numbers allow.
        let short = |index: usize| u16::try_from(index).unwrap_or(u16::MAX);
        let new = short(self.lines.len());
        let line = match flood {
            0 => new,
            _ => *self.floods.entry(flood).or_insert(new),
        };
        match self.lines.get_mut(usize::from(line)) {
            Some(line) => {
                *line = OneLine {
                    row,
                    count: line.count + 1,
                }
            }
            None => self.lines.push(OneLine { row, count: 1 }),
        }
        self.rows.push((short(row), line));
    }

    /// The row is noise.
    pub(super) fn hide(&mut self) {
        self.hidden += 1;
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn get(&self, line: usize) -> Option<OneLine> {
        self.lines.get(line).copied()
    }

    /// The line of the first row that is shown and is not before `row`.
    pub(super) fn at_or_after(&self, row: usize) -> Option<usize> {
        let next = self.rows.partition_point(|(known, _)| usize::from(*known) < row);
        self.rows.get(next).map(|(_, line)| usize::from(*line))
    }

    /// Rows that are shown, with their lines.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, usize)> {
        self.rows
            .iter()
            .map(|(row, line)| (usize::from(*row), usize::from(*line)))
    }

    /// Rows that are shown.
    pub(super) fn matched(&self) -> u64 {
        self.rows.len() as u64
    }

    pub(super) fn hidden(&self) -> u64 {
        self.hidden
    }
}
