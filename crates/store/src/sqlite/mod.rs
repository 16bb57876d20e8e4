//! The store in one SQLite file: write-ahead log, every commit flushed to the disk, one connection that writes and a
//! few that read.

mod append;
mod delete;
mod fault;
mod file;
mod keys;
mod load;
mod put;
mod read;
mod readers;
mod snapshot;
mod sweep;
mod text;
mod write;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use model::{AppId, ChannelName, JournalEntry, Message, Position, TokenId};
use sqlx::{
    ConnectOptions,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::Mutex;

pub use self::snapshot::restore;
use self::{
    file::Claim,
    readers::{Reader, Readers},
    write::WriteSide,
};
use crate::{Change, Contents, HistoryQuery, StateRecord, Store, StoreError, SweepPlan, Swept};

/// Forward only; a database that knows more of them than we do is refused.
static MIGRATIONS: Migrator = sqlx::migrate!("src/sqlite/migrations");

/// How long to wait for another program that has the file, an inspector or a backup, before giving up.
const BUSY: Duration = Duration::from_secs(5);

/// A store in a SQLite file.
pub struct Sqlite {
    path: PathBuf,
    writer: Arc<Mutex<Option<WriteSide>>>,
    readers: Readers,
    /// Keeps other processes out until it is closed. The last field, for it has to be dropped after those above.
    claim: std::sync::Mutex<Option<Claim>>,
}

impl Sqlite {
    /// Opens the file at `path`, made if it is not there, and brings it up to date. The file is readable for its owner
    /// only, as is its folder if that has to be made.
    ///
    /// # Errors
    /// `Locked`, `TooNew`, `Damaged`, `Unreachable`, `Full`; then the file is left as it was.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let path = path.into();
        let claim = file::claim(&path)?;
        let mut connection = write_options(&path)
            .connect()
            .await
            .map_err(|error| fault::read_error(&path, &error))?;
        if let Err(error) = MIGRATIONS.run(&mut connection).await {
            let known = MIGRATIONS.iter().map(|migration| migration.version).max();
            return Err(fault::migration_error(&path, known.unwrap_or_default(), error));
        }
        let readers = Readers::new(read_options(&path));
        Ok(Self {
            path,
            writer: Arc::new(Mutex::new(Some(WriteSide::new(connection)))),
            readers,
            claim: std::sync::Mutex::new(Some(claim)),
        })
    }

    /// Copies all that is stored now to `to`, for its owner only; a file that is there is replaced, whole or not at all.
    /// Commits wait meanwhile, reads do not. Its folder is made if it is not there.
    pub async fn snapshot(&self, to: &Path) -> Result<(), StoreError> {
        let writer = self.writer.clone().lock_owned().await;
        let file = self.claim().as_ref().map(|claim| claim.file.clone());
        let file = file.ok_or_else(closed)?;
        snapshot::take(writer, file, &self.path, to).await
    }

    fn claim(&self) -> MutexGuard<'_, Option<Claim>> {
        self.claim.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn reader(&self) -> Result<Reader<'_>, StoreError> {
        self.readers.next().await.map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &sqlx::Error) -> StoreError {
        fault::read_error(&self.path, error)
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .disable_statement_logging()
}

fn write_options(path: &Path) -> SqliteConnectOptions {
    options(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
}

fn read_options(path: &Path) -> SqliteConnectOptions {
    options(path).read_only(true)
}

fn closed() -> StoreError {
    let detail = "it has been closed".to_owned();
    StoreError::Failed { detail }
}

#[async_trait]
impl Store for Sqlite {
    async fn load(&self) -> Result<Contents, StoreError> {
        // On the connection that writes: nothing changes between one query and the next.
        let mut writer = self.writer.lock().await;
        let side = writer.as_mut().ok_or_else(closed)?;
        load::contents(side.connection())
            .await
            .map_err(|error| self.failed(&error))
    }

    async fn commit(&self, changes: &[Change]) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let side = writer.as_mut().ok_or_else(closed)?;
        side.commit(changes).await.map_err(|fault| fault.at(&self.path))
    }

    async fn history(
        &self,
        app: &AppId,
        channel: &ChannelName,
        query: HistoryQuery,
    ) -> Result<Vec<Message>, StoreError> {
        let mut reader = self.reader().await?;
        let answer = read::history(&mut reader.connection, app, channel, query).await;
        reader.done(answer).map_err(|error| self.failed(&error))
    }

    async fn first_position(
        &self,
        app: &AppId,
        channel: &ChannelName,
    ) -> Result<Option<Position>, StoreError> {
        let mut reader = self.reader().await?;
        let answer = read::first_position(&mut reader.connection, app, channel).await;
        reader.done(answer).map_err(|error| self.failed(&error))
    }

    async fn state_versions(
        &self,
        app: &AppId,
        channel: &ChannelName,
        limit: usize,
    ) -> Result<Vec<StateRecord>, StoreError> {
        let mut reader = self.reader().await?;
        let answer = read::states(&mut reader.connection, app, channel, limit).await;
        reader.done(answer).map_err(|error| self.failed(&error))
    }

    async fn token_versions(
        &self,
        app: &AppId,
        token: &TokenId,
        limit: usize,
    ) -> Result<Vec<StateRecord>, StoreError> {
        let mut reader = self.reader().await?;
        let answer = read::token_states(&mut reader.connection, app, token, limit).await;
        reader.done(answer).map_err(|error| self.failed(&error))
    }

    async fn journal(&self, app: Option<&AppId>, limit: usize) -> Result<Vec<JournalEntry>, StoreError> {
        let mut reader = self.reader().await?;
        let answer = read::journal(&mut reader.connection, app, limit).await;
        reader.done(answer).map_err(|error| self.failed(&error))
    }

    async fn sweep(&self, plan: SweepPlan, at_most: usize) -> Result<Swept, StoreError> {
        // What is to go is looked for beside the one that writes.
        let mut reader = self.reader().await?;
        let found = sweep::find(&mut reader.connection, plan, at_most).await;
        let found = reader.done(found).map_err(|error| self.failed(&error))?;
        if found.is_empty() {
            return Ok(Swept::default());
        }
        let mut writer = self.writer.lock().await;
        let side = writer.as_mut().ok_or_else(closed)?;
        let swept = match side.begin().await {
            Ok(()) => sweep::remove(side.connection(), found, at_most).await,
            Err(fault) => Err(fault),
        };
        side.end(swept).await.map_err(|fault| fault.at(&self.path))
    }

    async fn check(&self) -> Result<(), StoreError> {
        let mut reader = self.reader().await?;
        let verdict = read::verdict(&mut reader.connection).await;
        match reader.done(verdict).map_err(|error| self.failed(&error))? {
            None => Ok(()),
            Some(detail) => Err(StoreError::Damaged {
                path: self.path.clone(),
                detail,
            }),
        }
    }

    async fn close(&self) {
        self.readers.close().await;
        if let Some(side) = self.writer.lock().await.take() {
            side.close().await;
        }
        self.claim().take();
    }
}

#[cfg(test)]
mod tests {
    use model::{App, Timestamp};

    use super::*;

    /// SQLite's own limit of pages stands for a full disk: the same result code, on the same way.
    #[tokio::test]
    async fn a_full_disk_is_said_and_recovered_from() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(folder.path().join("store.db")).await.unwrap();
        let app = |number: u8, name: String| {
            App::new(
                AppId::fresh(Timestamp::default(), &[number; 16]),
                name,
                Timestamp::default(),
            )
        };
        store
            .commit(&[Change::PutApp(app(1, "small".to_owned()))])
            .await
            .unwrap();
        let before = store.load().await.unwrap();

        pages(&store, "PRAGMA max_page_count = 1").await;
        let large = [
            Change::PutApp(app(2, "n".to_owned())),
            Change::PutApp(app(3, "x".repeat(1 << 20))),
        ];
        for _ in 0..3 {
            let error = store.commit(&large).await.unwrap_err();
            assert!(matches!(error, StoreError::Full { .. }), "{error}");
            assert_eq!(store.load().await.unwrap(), before);
        }
        store
            .commit(&[Change::DeleteApp(app(9, String::new()).id)])
            .await
            .unwrap();

        pages(&store, "PRAGMA max_page_count = 1000000").await;
        store.commit(&large).await.unwrap();
        assert_eq!(store.load().await.unwrap().apps.len(), 3);
    }

    /// Nothing else shows that a commit outlives a power cut.
    #[tokio::test]
    async fn every_commit_is_flushed() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(folder.path().join("store.db")).await.unwrap();
        let mut writer = store.writer.lock().await;
        let connection = writer.as_mut().unwrap().connection();
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        let flush: i64 = sqlx::query_scalar("PRAGMA synchronous")
            .fetch_one(connection)
            .await
            .unwrap();
        assert_eq!((mode.as_str(), flush), ("wal", 2));
    }

    async fn pages(store: &Sqlite, pragma: &'static str) {
        let mut writer = store.writer.lock().await;
        let connection = writer.as_mut().unwrap().connection();
        sqlx::query(pragma).execute(connection).await.unwrap();
    }
}
