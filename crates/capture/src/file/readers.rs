//! The connections that read: opened when they are needed, kept for the next who asks.

use std::{
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many may read at a time; others wait for their turn.
const MOST: usize = 4;

#[derive(Debug)]
pub(super) struct Readers {
    options: SqliteConnectOptions,
    turns: Semaphore,
    idle: Mutex<Vec<SqliteConnection>>,
}

/// A connection that is given back when it has been read to the end. Dropped before that, it is closed.
pub(super) struct Reader<'a> {
    pub(super) connection: SqliteConnection,
    home: &'a Readers,
    _turn: SemaphorePermit<'a>,
}

impl Readers {
    pub(super) fn new(options: SqliteConnectOptions) -> Self {
        Self {
            options,
            turns: Semaphore::new(MOST),
            idle: Mutex::default(),
        }
    }

    pub(super) async fn next(&self) -> Result<Reader<'_>, sqlx::Error> {
        let turn = self.turns.acquire().await.map_err(|_| sqlx::Error::PoolClosed)?;
        let idle = self.idle().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        Ok(Reader {
            connection,
            home: self,
            _turn: turn,
        })
    }

    /// Waits for those who read, then lets go of the file.
    pub(super) async fn close(&self) {
        let Ok(_all) = self
            .turns
            .acquire_many(u32::try_from(MOST).unwrap_or(u32::MAX))
            .await
        else {
            return;
        };
        self.turns.close();
        let idle = mem::take(&mut *self.idle());
        for connection in idle {
            // It has written nothing, there is nothing to lose.
            let _ = connection.close().await;
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader<'_> {
    pub(super) fn give_back(self) {
        self.home.idle().push(self.connection);
    }
}
