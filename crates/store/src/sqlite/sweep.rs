//! Rows that are no longer to be kept: found beside the one that writes, taken away in pieces.

use sqlx::{FromRow, SqliteConnection, query, query_as, query_scalar};

use super::{fault::Fault, text::int};
use crate::{SweepPlan, Swept};

/// What is to go.
#[derive(Default)]
pub(super) struct Found {
    /// Keys of deleted channels that have left messages.
    graves: Vec<i64>,
    /// Beginnings of channels.
    old: Vec<Old>,
    /// Up to this instant the oldest keys of publishes are looked at.
    keys: Option<i64>,
    /// The last line of the journal that goes.
    journal: Option<i64>,
    /// Grants that had ended then.
    grants: Option<i64>,
    now: i64,
}

/// The messages of a channel up to a position.
struct Old {
    channel: i64,
    position: i64,
    /// When the last one of them came.
    at: i64,
}

impl Found {
    pub(super) fn is_empty(&self) -> bool {
        self.graves.is_empty()
            && self.old.is_empty()
            && self.keys.is_none()
            && self.journal.is_none()
            && self.grants.is_none()
    }
}

/// Looks for `at_most` rows or so that are to go.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    plan: SweepPlan,
    at_most: usize,
) -> Result<Found, sqlx::Error> {
    let now = int(plan.now.0);
    let most = i64::try_from(at_most).unwrap_or(i64::MAX);
    Ok(Found {
        graves: query_scalar("SELECT channel FROM graves LIMIT ?1")
            .bind(most)
            .fetch_all(&mut *connection)
            .await?,
        old: old_messages(connection, now, at_most).await?,
        keys: query_scalar(
            "SELECT ?1 - min(idempotency_ms) AS end FROM apps
             HAVING EXISTS (SELECT 1 FROM publish_keys WHERE at <= end)",
        )
        .bind(now)
        .fetch_optional(&mut *connection)
        .await?,
        journal: query_scalar(
            "SELECT max(line) - ?1 AS last FROM journal HAVING min(line) <= max(line) - ?1",
        )
        .bind(int(plan.journal_lines))
        .fetch_optional(&mut *connection)
        .await?,
        grants: query_scalar("SELECT ?1 WHERE EXISTS (SELECT 1 FROM grants WHERE until <= ?1)")
            .bind(now)
            .fetch_optional(connection)
            .await?,
        now,
    })
}

#[derive(FromRow)]
struct Candidate {
    channel: i64,
    /// Positions up to here are too many.
    cut: i64,
    /// Messages from before this are too old.
    age: i64,
}

/// The beginnings of channels that are longer, or reach further back, than their apps keep.
async fn old_messages(
    connection: &mut SqliteConnection,
    now: i64,
    at_most: usize,
) -> Result<Vec<Old>, sqlx::Error> {
    let most = i64::try_from(at_most).unwrap_or(i64::MAX);
    let candidates: Vec<Candidate> = query_as(
        "SELECT channels.key AS channel,
             coalesce((SELECT max(position) FROM messages WHERE channel = channels.key) - keep_messages, 0) AS cut,
             coalesce(?1 - keep_ms, 0) AS age
         FROM apps JOIN channels ON channels.app = apps.key
         WHERE (keep_messages IS NOT NULL OR keep_ms IS NOT NULL)
             AND (SELECT position <= cut OR at <= age FROM messages WHERE channel = channels.key
                  ORDER BY position LIMIT 1)
         LIMIT ?2",
    )
    .bind(now)
    .bind(most)
    .fetch_all(&mut *connection)
    .await?;
    let (mut left, mut old) = (at_most, Vec::new());
    for Candidate { channel, cut, age } in candidates {
        if left == 0 {
            break;
        }
        let rows: Vec<(i64, i64)> =
            query_as("SELECT position, at FROM messages WHERE channel = ?1 ORDER BY position LIMIT ?2")
                .bind(channel)
                .bind(i64::try_from(left).unwrap_or(i64::MAX))
                .fetch_all(&mut *connection)
                .await?;
        // From the beginning on, so that no hole comes of it.
        let gone = rows
            .iter()
            .take_while(|(position, at)| *position <= cut || *at <= age);
        left -= gone.clone().count();
        old.extend(gone.last().map(|(position, at)| Old {
            channel,
            position: *position,
            at: *at,
        }));
    }
    Ok(old)
}

/// Takes away what was found, `at_most` rows of it.
pub(super) async fn remove(
    connection: &mut SqliteConnection,
    found: Found,
    at_most: usize,
) -> Result<Swept, Fault> {
    let mut left = Left(at_most);
    let mut swept = Swept::default();
    for channel in &found.graves {
        swept.left_behind += clear_grave(connection, *channel, &mut left).await?;
    }
    for old in &found.old {
        if left.0 > 0 {
            swept.messages += left.take(remove_old(connection, old).await?);
        }
    }
    if let Some(end) = found.keys {
        let gone = query(
            "DELETE FROM publish_keys WHERE (channel, key) IN
                 (SELECT channel, publish_keys.key FROM publish_keys
                      JOIN channels ON channels.key = publish_keys.channel
                      JOIN apps ON apps.key = channels.app
                  WHERE at <= ?1 AND at <= ?2 - idempotency_ms ORDER BY at, publish_keys.key LIMIT ?3)",
        )
        .bind(end)
        .bind(found.now)
        .bind(left.limit());
        swept.keys = left.take(gone.execute(&mut *connection).await?.rows_affected());
    }
    if let Some(last) = found.journal {
        let gone = query(
            "DELETE FROM journal WHERE line <= ?1
                 AND line IN (SELECT line FROM journal ORDER BY line LIMIT ?2)",
        )
        .bind(last)
        .bind(left.limit());
        swept.journal = left.take(gone.execute(&mut *connection).await?.rows_affected());
    }
    if let Some(end) = found.grants {
        let gone = query(
            "DELETE FROM grants WHERE (channel, token) IN
                 (SELECT channel, token FROM grants WHERE until <= ?1 LIMIT ?2)",
        )
        .bind(end)
        .bind(left.limit());
        swept.grants = left.take(gone.execute(&mut *connection).await?.rows_affected());
    }
    swept.more = left.0 == 0;
    Ok(swept)
}

/// Takes away what a deleted channel has left, as far as the piece goes.
async fn clear_grave(
    connection: &mut SqliteConnection,
    channel: i64,
    left: &mut Left,
) -> Result<usize, Fault> {
    let mut rows = 0;
    for statement in [
        "DELETE FROM messages WHERE channel = ?1 AND position IN
             (SELECT position FROM messages WHERE channel = ?1 ORDER BY position LIMIT ?2)",
        "DELETE FROM publish_keys WHERE channel = ?1 AND key IN
             (SELECT key FROM publish_keys WHERE channel = ?1 LIMIT ?2)",
        "DELETE FROM graves WHERE channel = ?1 AND ?2 > 0",
    ] {
        if left.0 == 0 {
            return Ok(rows);
        }
        let gone = query(statement).bind(channel).bind(left.limit());
        rows += left.take(gone.execute(&mut *connection).await?.rows_affected());
    }
    // The grave itself is no row that anybody has put there.
    Ok(rows - 1)
}

async fn remove_old(connection: &mut SqliteConnection, old: &Old) -> Result<u64, Fault> {
    let gone = query("DELETE FROM messages WHERE channel = ?1 AND position <= ?2")
        .bind(old.channel)
        .bind(old.position)
        .execute(&mut *connection)
        .await?;
    query("UPDATE channels SET removed = ?2, removed_at = ?3 WHERE key = ?1 AND removed < ?2")
        .bind(old.channel)
        .bind(old.position)
        .bind(old.at)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}

/// Rows that may still go.
struct Left(usize);

impl Left {
    fn limit(&self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }

    fn take(&mut self, rows: u64) -> usize {
        let rows = usize::try_from(rows).unwrap_or(usize::MAX);
        self.0 = self.0.saturating_sub(rows);
        rows
    }
}
