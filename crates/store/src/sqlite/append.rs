//! Messages, many to a statement: a round trip to the thread that runs SQLite costs more than writing a row.

use std::sync::{Arc, LazyLock};

use model::{AppId, Message};
use sqlx::{AssertSqlSafe, SqliteConnection, query};

use super::{
    fault::{self, Fault},
    keys::ChannelKeys,
    text,
};
use crate::StoreError;

/// Rows to a statement, falling. Few different statements, so that each stays prepared.
const ROWS: [usize; 4] = [256, 32, 4, 1];

type Statements = LazyLock<[Arc<str>; ROWS.len()]>;

static MESSAGES: Statements = LazyLock::new(|| {
    statements(
        "INSERT INTO messages (channel, position, at, event, sender, payload) VALUES ",
        "(?,?,?,?,?,?)",
        "",
    )
});

static KEYS: Statements = LazyLock::new(|| {
    statements(
        "INSERT INTO publish_keys (channel, key, position, at) VALUES ",
        "(?,?,?,?)",
        " ON CONFLICT (channel, key) DO UPDATE SET position = excluded.position, at = excluded.at",
    )
});

/// A message to be written, and what a repeat of it is known by.
#[derive(Clone, Copy)]
pub(super) struct Appended<'a> {
    pub app: &'a AppId,
    pub message: &'a Message,
    pub key: Option<&'a str>,
}

/// Writes messages in the order given.
pub(super) async fn append(
    connection: &mut SqliteConnection,
    keys: &mut ChannelKeys,
    messages: &[Appended<'_>],
) -> Result<(), Fault> {
    let mut rest = messages;
    for (rows, statement) in ROWS.iter().zip(MESSAGES.iter()) {
        while let Some((now, later)) = rest.split_at_checked(*rows) {
            insert(connection, keys, statement, now).await?;
            rest = later;
        }
    }
    let keyed: Vec<_> = messages
        .iter()
        .filter_map(|one| Some((one.app, one.message, one.key?)))
        .collect();
    let mut rest = &keyed[..];
    for (rows, statement) in ROWS.iter().zip(KEYS.iter()) {
        while let Some((now, later)) = rest.split_at_checked(*rows) {
            remember(connection, keys, statement, now).await?;
            rest = later;
        }
    }
    Ok(())
}

async fn insert(
    connection: &mut SqliteConnection,
    keys: &mut ChannelKeys,
    statement: &Arc<str>,
    messages: &[Appended<'_>],
) -> Result<(), Fault> {
    let mut query = query(AssertSqlSafe(Arc::clone(statement)));
    for Appended { app, message, .. } in messages {
        query = query
            .bind(keys.need(connection, app, &message.channel).await?)
            .bind(text::int(message.position))
            .bind(text::int(message.at.0))
            .bind(message.event.as_str())
            .bind(text::subject(&message.sender))
            .bind(message.payload.as_str());
    }
    match query.execute(connection).await {
        Ok(_) => Ok(()),
        Err(error) if fault::is_taken(&error) => Err(taken(messages).into()),
        Err(error) => Err(error.into()),
    }
}

async fn remember(
    connection: &mut SqliteConnection,
    keys: &mut ChannelKeys,
    statement: &Arc<str>,
    messages: &[(&AppId, &Message, &str)],
) -> Result<(), Fault> {
    let mut query = query(AssertSqlSafe(Arc::clone(statement)));
    for (app, message, key) in messages {
        query = query
            .bind(keys.need(connection, app, &message.channel).await?)
            .bind(*key)
            .bind(text::int(message.position))
            .bind(text::int(message.at.0));
    }
    query.execute(connection).await?;
    Ok(())
}

fn statements(insert: &str, row: &str, rest: &str) -> [Arc<str>; ROWS.len()] {
    ROWS.map(|rows| [insert, &vec![row; rows].join(","), rest].concat().into())
}

fn taken(messages: &[Appended<'_>]) -> StoreError {
    StoreError::taken(match messages {
        [one] => format!("message {} of \"{}\"", one.message.position, one.message.channel),
        many => format!("one of {} messages", many.len()),
    })
}
