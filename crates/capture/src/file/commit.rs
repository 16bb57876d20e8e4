//! What is written to a file.

use sqlx::{Connection, SqliteConnection};

use super::{About, Head};
use crate::block::Stored;

/// What is to be true of the file from now on.
pub(crate) struct Change<'a> {
    /// Rows that came.
    pub(crate) part: Option<&'a Stored>,
    /// The parts have made a block, or have gone.
    pub(crate) no_parts: bool,
    pub(crate) block: Option<(Head, &'a Stored)>,
    /// Blocks up to this one go.
    pub(crate) remove: Option<u64>,
    pub(crate) about: About,
}

/// What a file takes of the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Space {
    /// Bytes of the file.
    pub(crate) file: u64,
    /// Of these, what will be used again before the file grows.
    pub(crate) free: u64,
}

impl Space {
    pub(crate) fn used(self) -> u64 {
        self.file.saturating_sub(self.free)
    }
}

pub(super) async fn commit(
    connection: &mut SqliteConnection,
    change: Change<'_>,
) -> Result<Space, sqlx::Error> {
    let mut all = connection.begin().await?;
    if change.no_parts {
        sqlx::query("DELETE FROM part").execute(&mut *all).await?;
    }
    if let Some(part) = change.part {
        sqlx::query("INSERT INTO part (columns, payloads) VALUES (?, ?)")
            .bind(&part.columns)
            .bind(&part.payloads)
            .execute(&mut *all)
            .await?;
    }
    if let Some((head, body)) = change.block {
        sqlx::query("INSERT INTO head VALUES (?, ?, ?, ?, ?, ?)")
            .bind(head.number.cast_signed())
            .bind(head.first.cast_signed())
            .bind(head.rows.cast_signed())
            .bind(head.oldest.cast_signed())
            .bind(head.newest.cast_signed())
            .bind(head.bytes.cast_signed())
            .execute(&mut *all)
            .await?;
        sqlx::query("INSERT INTO body (number, bloom, columns, payloads) VALUES (?, ?, ?, ?)")
            .bind(head.number.cast_signed())
            .bind(&body.bloom)
            .bind(&body.columns)
            .bind(&body.payloads)
            .execute(&mut *all)
            .await?;
    }
    if let Some(last) = change.remove {
        for statement in [
            "DELETE FROM head WHERE number <= ?",
            "DELETE FROM body WHERE number <= ?",
        ] {
            sqlx::query(statement)
                .bind(last.cast_signed())
                .execute(&mut *all)
                .await?;
        }
    }
    let about = change.about;
    sqlx::query(
        "UPDATE about SET block = ?, seq = ?, last_id = ?, removed = ?, lost = ?, seen_at = ?, clean = ?",
    )
    .bind(about.block.cast_signed())
    .bind(about.seq.cast_signed())
    .bind(about.last_id.map(u64::cast_signed))
    .bind(about.removed.cast_signed())
    .bind(about.lost.cast_signed())
    .bind(about.seen_at.cast_signed())
    .bind(about.clean)
    .execute(&mut *all)
    .await?;
    all.commit().await?;
    space(connection).await
}

pub(super) async fn space(connection: &mut SqliteConnection) -> Result<Space, sqlx::Error> {
    let (size, pages, free): (i64, i64, i64) = sqlx::query_as(
        "SELECT page_size, page_count, freelist_count
         FROM pragma_page_size, pragma_page_count, pragma_freelist_count",
    )
    .fetch_one(connection)
    .await?;
    Ok(Space {
        file: (size * pages).cast_unsigned(),
        free: (size * free).cast_unsigned(),
    })
}

pub(super) async fn shrink(connection: &mut SqliteConnection) -> Result<Space, sqlx::Error> {
    sqlx::raw_sql("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);")
        .execute(&mut *connection)
        .await?;
    space(connection).await
}

/// Puts the log into the file and does without one from now on.
pub(super) async fn without_log(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;")
        .execute(connection)
        .await
        .map(drop)
}
