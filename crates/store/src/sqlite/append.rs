//! Messages, many to a statement: a round trip to the thread that runs SQLite costs more than writing a row.

use std::sync::{Arc, LazyLock};

use model::{AppId, Message};
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::{
    fault::{self, Fault},
    keys::ChannelKeys,
    text,
};
use crate::StoreError;

/// Rows to a statement, falling. Few different statements, so that each stays prepared.
const ROWS: [usize; 4] = [256, 32, 4, 1];

static STATEMENTS: LazyLock<[Arc<str>; ROWS.len()]> = LazyLock::new(|| {
    ROWS.map(|rows| {
        let values = vec!["(?,?,?,?,?,?)"; rows].join(",");
        format!("INSERT INTO messages (channel, position, at, event, sender, payload) VALUES {values}").into()
    })
});

/// Writes messages in the order given.
pub(super) async fn append(
    connection: &mut SqliteConnection,
    keys: &mut ChannelKeys,
    mut messages: &[(&AppId, &Message)],
) -> Result<(), Fault> {
    for (rows, statement) in ROWS.iter().zip(STATEMENTS.iter()) {
        while let Some((now, later)) = messages.split_at_checked(*rows) {
            insert(connection, keys, statement, now).await?;
            messages = later;
        }
    }
    Ok(())
}

async fn insert(
    connection: &mut SqliteConnection,
    keys: &mut ChannelKeys,
    statement: &Arc<str>,
    messages: &[(&AppId, &Message)],
) -> Result<(), Fault> {
    let mut query = sqlx::query(AssertSqlSafe(Arc::clone(statement)));
    for (app, message) in messages {
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

fn taken(messages: &[(&AppId, &Message)]) -> StoreError {
    StoreError::taken(match messages {
        [(_, message)] => format!("message {} of \"{}\"", message.position, message.channel),
        many => format!("one of {} messages", many.len()),
    })
}
