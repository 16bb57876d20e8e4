//! One commit: its changes, in order, in one transaction.

use std::mem;

use model::{AppId, Message};
use sqlx::{Connection, Executor, SqliteConnection};

use super::{append, delete, fault::Fault, keys::ChannelKeys, put};
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

    /// All changes or none. The transaction is in our own words, because after some faults (a full disk is one) SQLite
    /// has ended it already, which sqlx's own transactions do not notice.
    pub(super) async fn commit(&mut self, changes: &[Change]) -> Result<(), Fault> {
        if mem::replace(&mut self.unfinished, true) {
            self.roll_back().await;
        }
        let mut keys = mem::take(&mut self.keys);
        let written = self.write(changes, &mut keys).await;
        match written {
            Ok(()) => self.keys = keys,
            Err(_) => self.roll_back().await,
        }
        self.unfinished = false;
        written
    }

    /// Takes the log into the file and lets go of both.
    pub(super) async fn close(self) {
        // Nothing is lost if this fails: the log is read at the next start.
        let _ = self.connection.close().await;
    }

    async fn write(&mut self, changes: &[Change], keys: &mut ChannelKeys) -> Result<(), Fault> {
        let connection = &mut self.connection;
        connection.execute("BEGIN IMMEDIATE").await?;
        for run in changes.chunk_by(|one, next| message_of(one).is_some() && message_of(next).is_some()) {
            let messages: Vec<_> = run.iter().filter_map(message_of).collect();
            match messages[..] {
                [] => apply(connection, keys, &run[0]).await?,
                _ => append::append(connection, keys, &messages).await?,
            }
        }
        connection.execute("COMMIT").await?;
        Ok(())
    }

    async fn roll_back(&mut self) {
        // An error means that there is no transaction any more, which is what we want.
        let _ = self.connection.execute("ROLLBACK").await;
    }
}

fn message_of(change: &Change) -> Option<(&AppId, &Message)> {
    match change {
        Change::Append { app, message } => Some((app, message)),
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
        Change::PutToken { app, token } => put::token(connection, app, token).await,
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
        } => put::state(connection, app, channel, state, by, *at).await,
        Change::PutSubscription { app, subscription } => {
            put::subscription(connection, app, subscription).await
        }
        Change::DeleteSubscription { app, token, channel } => {
            delete::subscription(connection, app, channel, token).await
        }
        Change::PutGrant { app, grant } => put::grant(connection, app, grant).await,
        Change::DeleteGrant { app, token, channel } => delete::grant(connection, app, channel, token).await,
        Change::Append { app, message } => append::append(connection, keys, &[(app, message)]).await,
        Change::Journal(entry) => put::journal(connection, entry).await,
    }
}
