//! The file of a capture: SQLite with a write-ahead log, one connection that writes and a few that read.
//!
//! Each block is one row in `head`, which is small and read at once when the file is opened, and one in `body`. Rows
//! that do not make a block yet lie in `part`, as they came, once a second. After a crash of the program all that was
//! committed is there; after a crash of the machine perhaps not the last moments: nobody waits for the disk here.

mod claim;
mod commit;
mod load;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, Sqlite, SqliteConnection, SqlitePool,
    pool::PoolConnection,
    sqlite::{
        SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
    },
};
use tokio::sync::{Mutex, MutexGuard};

pub(crate) use self::{
    claim::beside,
    commit::{Change, Space},
    load::{About, Contents},
};
use crate::{CaptureError, block::Stored};

/// A block is read in a few large pieces.
const PAGE: u32 = 32 << 10;
/// The log goes into the file when it has so many pages, so that it stays small.
const LOG_PAGES: u32 = 128;
/// Most bytes of the log that are there beside the file.
pub(crate) const LOG: u64 = LOG_PAGES as u64 * PAGE as u64;
/// How many may read at a time; others wait for their turn.
const READERS: u32 = 4;
/// How long to wait for another program that looks into the file.
const BUSY: Duration = Duration::from_secs(5);

/// What a block says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) number: u64,
    /// Number of its first row in the capture.
    pub(crate) first: u64,
    pub(crate) rows: u64,
    /// Times of its rows.
    pub(crate) oldest: u64,
    pub(crate) newest: u64,
    /// Packed.
    pub(crate) bytes: u64,
}

impl Head {
    /// Number of the row after its last one.
    pub(crate) fn end(&self) -> u64 {
        self.first + self.rows
    }
}

#[derive(Debug)]
pub(crate) struct CaptureFile {
    path: PathBuf,
    writer: Mutex<Option<SqliteConnection>>,
    readers: SqlitePool,
    /// Its blocks have Bloom filters.
    blooms: bool,
    /// Keeps other programs from recording here. The last field, to be dropped after the connections.
    claim: std::sync::Mutex<Option<std::fs::File>>,
}

impl CaptureFile {
    /// Opens a file to record into it; makes it, readable for its owner only, if it is not there.
    pub(crate) async fn open(path: &Path) -> Result<Self, CaptureError> {
        let claim = claim::claim(path)?;
        let failed = |error: sqlx::Error| CaptureError::of(path, &error);
        let options = options(path)
            .page_size(PAGE)
            .auto_vacuum(SqliteAutoVacuum::Incremental)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .pragma("wal_autocheckpoint", LOG_PAGES.to_string())
            .pragma("journal_size_limit", LOG.to_string());
        let mut writer = options.connect().await.map_err(failed)?;
        load::prepare(path, &mut writer).await?;
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(Some(writer)),
            readers: readers(self::options(path).read_only(true)),
            blooms: true,
            claim: std::sync::Mutex::new(Some(claim)),
        })
    }

    /// Opens a file that is there, to read it.
    pub(crate) async fn open_read_only(path: &Path) -> Result<Self, CaptureError> {
        if !path.is_file() {
            return Err(CaptureError::Missing {
                path: path.to_owned(),
            });
        }
        // Without a log nobody writes, and then no lock is needed, nor a place to put one.
        let log = claim::beside(path, "-wal").exists();
        let options = options(path).read_only(true).immutable(!log);
        let mut file = Self {
            path: path.to_owned(),
            writer: Mutex::new(None),
            readers: readers(options),
            blooms: false,
            claim: std::sync::Mutex::default(),
        };
        let mut reader = file.reader().await?;
        file.blooms = load::has_blooms(load::check(path, &mut reader).await?);
        drop(reader);
        Ok(file)
    }

    /// All but the blocks themselves.
    pub(crate) async fn load(&self) -> Result<Contents, CaptureError> {
        let mut reader = self.reader().await?;
        let contents = load::contents(&mut reader).await;
        contents.map_err(|error| CaptureError::of(&self.path, &error))
    }

    /// A block, its payloads only if they are needed; `None` if it has been removed.
    pub(crate) async fn body(&self, number: u64, payloads: bool) -> Result<Option<Stored>, CaptureError> {
        let mut reader = self.reader().await?;
        let body = load::body(&mut reader, number, payloads, self.blooms).await;
        body.map_err(|error| CaptureError::of(&self.path, &error))
    }

    /// The payloads of a block; `None` if it has been removed.
    pub(crate) async fn payloads(&self, number: u64) -> Result<Option<Vec<u8>>, CaptureError> {
        let mut reader = self.reader().await?;
        let payloads = load::payloads(&mut reader, number).await;
        payloads.map_err(|error| CaptureError::of(&self.path, &error))
    }

    /// Writes all of it, or nothing.
    pub(crate) async fn commit(&self, change: Change<'_>) -> Result<Space, CaptureError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or_else(|| self.read_only())?;
        let written = commit::commit(writer, change).await;
        written.map_err(|error| CaptureError::of(&self.path, &error))
    }

    /// Stands for a disk that has no more room than this.
    #[cfg(test)]
    pub(crate) async fn most_pages(&self, pages: u32) {
        let pragma = format!("PRAGMA max_page_count = {pages}");
        let mut writer = self.writer().await;
        let writer = writer.as_mut().unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(pragma))
            .execute(writer)
            .await
            .unwrap();
    }

    /// Gives space that is not used back to the disk.
    pub(crate) async fn shrink(&self) -> Result<Space, CaptureError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or_else(|| self.read_only())?;
        let shrunk = commit::shrink(writer).await;
        shrunk.map_err(|error| CaptureError::of(&self.path, &error))
    }

    /// Lets go of the file. With `alone`, nothing is left beside it, so that it can be given away.
    pub(crate) async fn close(&self, alone: bool) -> Result<(), CaptureError> {
        self.readers.close().await;
        let writer = self.writer().await.take();
        let closed = match writer {
            Some(mut writer) => {
                let single = if alone {
                    commit::without_log(&mut writer).await
                } else {
                    Ok(())
                };
                single.and(writer.close().await)
            }
            None => Ok(()),
        };
        self.claim
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .take();
        closed.map_err(|error| CaptureError::of(&self.path, &error))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    async fn writer(&self) -> MutexGuard<'_, Option<SqliteConnection>> {
        self.writer.lock().await
    }

    async fn reader(&self) -> Result<PoolConnection<Sqlite>, CaptureError> {
        let reader = self.readers.acquire().await;
        reader.map_err(|error| CaptureError::of(&self.path, &error))
    }

    fn read_only(&self) -> CaptureError {
        CaptureError::ReadOnly {
            path: self.path.clone(),
        }
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .disable_statement_logging()
}

/// Connections that read, each opened when it is needed.
fn readers(options: SqliteConnectOptions) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(READERS)
        .max_lifetime(None)
        .idle_timeout(None)
        .test_before_acquire(false)
        .connect_lazy_with(options)
}
