//! Rows of a capture in a file of their own: for programs, for a spreadsheet, or to be opened here again.

mod csv;
mod draft;
mod to_capture;
mod to_text;

use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use contract::{Traffic, desktop::CaptureFormat};
use thiserror::Error;

use self::draft::Draft;
use crate::{
    Capture, CaptureError, Shape, cache::Block, file::Head, search::evaluate, state::OpenRow, view::noise,
};

/// What to write.
#[derive(Clone, Debug)]
pub struct Export {
    pub format: CaptureFormat,
    /// Collapsing does not matter here.
    pub shape: Shape,
    /// Only these rows, by their numbers in the capture, whatever the shape says.
    pub rows: Option<HashSet<u64>>,
}

/// How far it is.
#[derive(Debug, Default)]
pub struct Progress {
    /// Rows looked at, and rows to look at.
    pub done: AtomicU64,
    pub total: AtomicU64,
    /// Rows written.
    pub rows: AtomicU64,
}

/// Why there is no file.
#[derive(Debug, Error)]
pub enum ExportError {
    #[error(transparent)]
    Capture(#[from] CaptureError),
    #[error("{path} cannot be written: {cause}; check that there is room and that you may write there")]
    Io { path: PathBuf, cause: io::Error },
    #[error("a part of the capture cannot be read, so nothing was written; the log says which")]
    Unreadable,
}

impl ExportError {
    fn io(path: &Path, cause: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            cause,
        }
    }
}

impl Export {
    /// Writes the file; it gets its name when it is whole. Dropping the future ends it and leaves nothing behind.
    pub async fn write(
        self,
        capture: &Arc<Capture>,
        to: &Path,
        progress: &Progress,
        now: u64,
    ) -> Result<(), ExportError> {
        let (heads, open) = {
            let state = capture.state();
            let heads: Vec<Head> = state.heads.iter().copied().collect();
            (heads, (state.open.first, state.open.rows.clone()))
        };
        let heads: Vec<Head> = heads.into_iter().filter(|head| self.concerns(head)).collect();
        let total = heads.iter().map(|head| head.rows).sum::<u64>() + open.1.len() as u64;
        progress.total.store(total, Ordering::Relaxed);
        let draft = Draft::beside(to);
        let this = Arc::new(self);
        match this.format {
            CaptureFormat::Ndjson | CaptureFormat::Csv => {
                to_text::write(this, capture, heads, open, draft.path(), progress).await?;
            }
            CaptureFormat::Capture => {
                to_capture::write(this, capture, heads, open, draft.path(), progress, now).await?;
            }
        }
        draft.keep(to).map_err(|cause| ExportError::io(to, cause))
    }

    /// Can a block have rows that are wanted?
    fn concerns(&self, head: &Head) -> bool {
        match &self.rows {
            Some(rows) => (head.first..head.end()).any(|seq| rows.contains(&seq)),
            None => true,
        }
    }

    /// The rows of a block that are wanted.
    fn of_block(&self, head: &Head, block: &Block) -> Vec<Traffic> {
        let columns = &block.columns;
        let traffic = |row| columns.traffic(row, block.payloads());
        match &self.rows {
            Some(wanted) => (0..columns.rows())
                .filter(|row| wanted.contains(&(head.first + *row as u64)))
                .map(traffic)
                .collect(),
            None => evaluate(&self.shape.filter, block)
                .rows()
                .filter(|row| self.shape.noise || !noise(columns.kind(*row), columns.system(*row)))
                .map(traffic)
                .collect(),
        }
    }

    /// Those of the open block, of which the first row has the number `first`.
    fn of_open(&self, (first, open): &(u64, Vec<OpenRow>)) -> Vec<Traffic> {
        let wanted = |(seq, row): &(u64, &OpenRow)| match &self.rows {
            Some(wanted) => wanted.contains(seq),
            None => self.shape.shows(&row.row),
        };
        let rows = (*first..).zip(open).filter(wanted);
        rows.map(|(_, row)| (*row.row).clone()).collect()
    }
}

impl Progress {
    fn went_on(&self, looked_at: u64, written: u64) {
        self.done.fetch_add(looked_at, Ordering::Relaxed);
        self.rows.fetch_add(written, Ordering::Relaxed);
    }
}
