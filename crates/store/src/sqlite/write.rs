//! One commit: its changes, in order, in one transaction.

use std::mem;

use sqlx::{Connection, Executor, SqliteConnection};

use super::{
    append::{self, Appended},
    delete,
    fault::Fault,
    keys::ChannelKeys,
    put,
};
use crate::Change;

/// The connection that writes.
pub(super) struct WriteSide {
    connection: SqliteConnection,
    keys: ChannelKeys,
    /// A transaction was begun, and nobody has seen its end: the future that ran it was dropped.
    unfinished: bool,
}

impl WriteSide {
    pub(super) fn new(connection: SqliteConnection) -> Self {
        Self {
            connection,
            keys: ChannelKeys::default(),
            unfinished: false,
        }
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Ends what a commit that was given up half-way has left.
    pub(super) async fn settle(&mut self) {
        if self.unfinished {
            self.roll_back().await;
            self.unfinished = false;
        }
    }

    /// All changes or none.
    pub(super) async fn commit(&mut self, changes: &[Change]) -> Result<(), Fault> {
        self.begin().await?;
        let mut keys = mem::take(&mut self.keys);
        let written = write(&mut self.connection, &mut keys, changes).await;
        let done = self.end(written).await;
        if done.is_ok() {
            self.keys = keys;
        }
        done
    }

    /// Begins a transaction. It is in our own words, because after some faults (a full disk is one) SQLite has ended it
    /// already, which sqlx's own transactions do not notice.
    pub(super) async fn begin(&mut self) -> Result<(), Fault> {
        self.settle().await;
        self.unfinished = true;
        self.connection.execute("BEGIN IMMEDIATE").await?;
        Ok(())
    }

    /// Keeps what was done since [`begin`](Self::begin), or takes it back if it failed.
    pub(super) async fn end<T>(&mut self, done: Result<T, Fault>) -> Result<T, Fault> {
        let kept = match done {
            Ok(value) => match self.connection.execute("COMMIT").await {
                Ok(_) => Ok(value),
                Err(error) => Err(error.into()),
            },
            Err(fault) => Err(fault),
        };
        if kept.is_err() {
            self.roll_back().await;
        }
        self.unfinished = false;
        kept
    }

    /// Takes the log into the file and lets go of both.
    pub(super) async fn close(self) {
        // Nothing is lost if this fails: the log is read at the next start.
        let _ = self.connection.close().await;
    }

    async fn roll_back(&mut self) {
        // An error means that there is no transaction any more, which is what we want.
        let _ = self.connection.execute("ROLLBACK").await;
    }
}

async fn write(
    connection: &mut SqliteConnection,
    keys: &mut ChannelKeys,
    changes: &[Change],
) -> Result<(), Fault> {
    for run in changes.chunk_by(|one, next| appended(one).is_some() && appended(next).is_some()) {
        let messages: Vec<_> = run.iter().filter_map(appended).collect();
        match messages[..] {
            [] => apply(connection, keys, &run[0]).await?,
            _ => append::append(connection, keys, &messages).await?,
        }
    }
    Ok(())
}

fn appended(change: &Change) -> Option<Appended<'_>> {
    match change {
        Change::Append { app, message, key } => Some(Appended {
            app,
            message,
            key: key.as_deref(),
        }),
        _ => None,
    }
}

async fn apply(
    connection: &mut SqliteConnection,
    keys: &mut ChannelKeys,
    change: &Change,
) -> Result<(), Fault> {
    match change {
        Change::PutApp(app) => put::app(connection, app).await,
        Change::DeleteApp(id) => {
            keys.forget_app(id);
            delete::app(connection, id).await
        }
        Change::PutToken {
            app,
            token,
            at,
            versions,
        } => put::token(connection, app, token, *at, *versions).await,
        Change::Seen { app, token, at } => put::seen(connection, app, token, *at).await,
        Change::DeleteToken { app, id } => delete::token(connection, app, id).await,
        Change::PutChannel { app, channel } => put::channel(connection, app, channel).await,
        Change::DeleteChannel { app, name } => {
            keys.forget(app, name);
            delete::channel(connection, app, name).await
        }
        Change::PutState {
            app,
            channel,
            state,
            by,
            at,
            versions,
        } => {
            put::state(connection, app, channel, state, by, *at).await?;
            delete::old_states(connection, app, channel, state.version, *versions).await
        }
        Change::PutSubscription { app, subscription } => {
            put::subscription(connection, app, subscription).await
        }
        Change::DeleteSubscription { app, token, channel } => {
            delete::subscription(connection, app, channel, token).await
        }
        Change::PutGrant { app, grant } => put::grant(connection, app, grant).await,
        Change::DeleteGrant { app, token, channel } => delete::grant(connection, app, channel, token).await,
        Change::Append { app, message, key } => {
            let key = key.as_deref();
            append::append(connection, keys, &[Appended { app, message, key }]).await
        }
        Change::Journal(entry) => put::journal(connection, entry).await,
        Change::PutAccessKey(key) => put::access_key(connection, key).await,
        Change::DeleteAccessKey(id) => delete::access_key(connection, id).await,
        Change::PutWebhook { app, webhook } => put::webhook(connection, app, webhook).await,
        Change::DeleteWebhook { app, id } => delete::webhook(connection, app, id).await,
        Change::PutDevice { app, device } => put::device(connection, app, device).await,
        Change::DeleteDevice { app, id } => delete::device(connection, app, id).await,
    }
}
