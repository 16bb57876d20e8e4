//! A capture: rows are put at its end, the oldest go when it is full, and whoever wants looks on meanwhile.
//!
//! It has no task and no clock of its own: whoever records calls [`Capture::tick`] once a second.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use contract::Traffic;
use tokio::sync::watch;

use crate::{
    CaptureError, Facts,
    block::Columns,
    cache::Cache,
    file::{About, CaptureFile, Contents, beside},
    flood::Floods,
    gap,
    read::Read,
    state::{Open, OpenRow, State},
    write::Writing,
};

/// How much is kept. The oldest rows go first, a block at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes on disk.
    pub bytes: u64,
    /// Milliseconds.
    pub age: u64,
}

impl Limits {
    /// All is kept.
    pub const NONE: Self = Self {
        bytes: u64::MAX,
        age: u64::MAX,
    };
}

/// Recorded traffic in a file.
#[derive(Debug)]
pub struct Capture {
    pub(crate) file: CaptureFile,
    pub(crate) read_only: bool,
    state: Mutex<State>,
    /// Goes up with whatever happens to the capture.
    pub(crate) changed: watch::Sender<u64>,
    pub(crate) writing: tokio::sync::Mutex<Writing>,
    pub(crate) cache: Cache,
}

impl Capture {
    /// Opens a capture to record into it; makes it if it is not there. A file that is damaged, or from a newer version,
    /// is put aside and a new one begun. If nothing was recorded for a while, a row says so.
    ///
    /// # Errors
    /// `Locked`, `Unreachable`, `Full`, `Failed`.
    pub async fn open(path: impl Into<PathBuf>, limits: Limits, now: u64) -> Result<Self, CaptureError> {
        let path = path.into();
        let (capture, first) = match Self::read(&path, limits).await {
            Err(error @ (CaptureError::Damaged { .. } | CaptureError::TooNew { .. })) => {
                let aside = put_aside(&path)?;
                tracing::warn!(%error, aside = %aside.display(), "a capture was put aside");
                let (capture, _) = Self::read(&path, limits).await?;
                (capture, Some(gap::put_aside(now, &error.to_string(), &aside)))
            }
            Err(error) => return Err(error),
            Ok((capture, about)) => {
                let id = about.last_id.unwrap_or_default();
                let recorded = capture.facts(now).rows > 0;
                let gap = recorded.then(|| gap::pause(id, now, about.seen_at, about.clean));
                (capture, gap)
            }
        };
        capture.begin(first, now).await;
        Ok(capture)
    }

    /// Opens a capture that was exported, to read it.
    ///
    /// # Errors
    /// `Missing`, `Damaged`, `TooNew`, `Unreachable`, `Failed`.
    pub async fn open_read_only(path: impl Into<PathBuf>) -> Result<Self, CaptureError> {
        let file = CaptureFile::open_read_only(&path.into()).await?;
        Self::new(file, Limits::NONE, true)
            .await
            .map(|(capture, _)| capture)
    }

    async fn read(path: &Path, limits: Limits) -> Result<(Self, About), CaptureError> {
        Self::new(CaptureFile::open(path).await?, limits, false).await
    }

    async fn new(file: CaptureFile, limits: Limits, read_only: bool) -> Result<(Self, About), CaptureError> {
        let Contents {
            about,
            heads,
            parts,
            space,
        } = file.load().await?;
        let mut open = Open::new(about.block, about.seq);
        let mut floods = Floods::default();
        for part in parts {
            let unreadable = |_| CaptureError::damaged(file.path(), "its newest rows cannot be read");
            let columns = Columns::unpack(&part.columns).map_err(unreadable)?;
            let payloads = crate::block::Payloads::unpack(&part.payloads, &columns).map_err(unreadable)?;
            for row in 0..columns.rows() {
                let row = Arc::new(columns.traffic(row, &payloads));
                let flood = floods.place(&row);
                open.rows.push(OpenRow { row, flood });
            }
        }
        let written = open.rows.len();
        let state = State {
            heads: heads.into(),
            open,
            removed: about.removed,
            lost: about.lost,
            last_id: about.last_id,
            space,
            ..State::default()
        };
        let capture = Self {
            file,
            read_only,
            state: Mutex::new(state),
            changed: watch::Sender::new(0),
            writing: tokio::sync::Mutex::new(Writing::new(limits, floods, written)),
            cache: Cache::default(),
        };
        Ok((capture, about))
    }

    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Nothing is added to it, nothing taken away.
    pub fn read_only(&self) -> bool {
        self.read_only
    }

    pub fn facts(&self, now: u64) -> Facts {
        self.state().facts(now)
    }

    /// Id of the newest event that was recorded, also before the program was started.
    pub fn last_id(&self) -> Option<u64> {
        self.state().last_id
    }

    /// The newest rows, about so many, newest first: for those who want to know what there is to look for.
    pub async fn newest(&self, most: usize) -> Vec<Arc<Traffic>> {
        let (mut rows, last) = {
            let state = self.state();
            let open = state.open.rows.iter().rev().take(most);
            let rows: Vec<_> = open.map(|row| Arc::clone(&row.row)).collect();
            (rows, state.heads.back().map(|head| head.number))
        };
        if rows.len() < most
            && let Some(last) = last
            && let Read::There(block) = self.block(last).await
        {
            let columns = &block.columns;
            let more = (0..columns.rows()).rev().take(most - rows.len());
            rows.extend(more.map(|row| Arc::new(columns.traffic(row, block.payloads()))));
        }
        rows
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tell(&self) {
        self.changed.send_modify(|version| *version += 1);
    }
}

/// Moves a file, and what SQLite left beside it, out of the way.
fn put_aside(path: &Path) -> Result<PathBuf, CaptureError> {
    let free = (1..).map(|number| beside(path, &format!(".damaged-{number}")));
    let aside = free.into_iter().find(|aside| !aside.exists()).unwrap_or_default();
    for end in ["", "-wal", "-shm"] {
        match std::fs::rename(beside(path, end), beside(&aside, end)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(CaptureError::Unreachable {
                    path: path.to_owned(),
                    detail: format!("it is damaged and cannot be put aside: {error}"),
                });
            }
            _ => {}
        }
    }
    Ok(aside)
}
