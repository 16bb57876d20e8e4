//! What is read from a file.

use std::path::Path;

use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::Head;
use crate::{CaptureError, block::Stored};

/// Says to other programs what kind of SQLite file this is: `Swbc`.
const APPLICATION: i64 = 0x5377_6263;
/// Of the tables below.
const LAYOUT: i64 = 1;

const TABLES: &str = "
    CREATE TABLE head (
        number INTEGER PRIMARY KEY, first INTEGER NOT NULL, rows INTEGER NOT NULL,
        oldest INTEGER NOT NULL, newest INTEGER NOT NULL, bytes INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE body (number INTEGER PRIMARY KEY, columns BLOB NOT NULL, payloads BLOB NOT NULL) STRICT;
    CREATE TABLE part (number INTEGER PRIMARY KEY, columns BLOB NOT NULL, payloads BLOB NOT NULL) STRICT;
    CREATE TABLE about (
        one INTEGER PRIMARY KEY CHECK (one = 1), block INTEGER NOT NULL, seq INTEGER NOT NULL,
        last_id INTEGER, removed INTEGER NOT NULL, lost INTEGER NOT NULL, seen_at INTEGER NOT NULL,
        clean INTEGER NOT NULL
    ) STRICT;
    INSERT INTO about VALUES (1, 1, 1, NULL, 0, 0, 0, 1);
";

/// What is known of a capture beside its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct About {
    /// Number of the block that the parts will make.
    pub(crate) block: u64,
    /// Number of its first row in the capture.
    pub(crate) seq: u64,
    /// Id of the newest event that is recorded, also if it has been removed since.
    pub(crate) last_id: Option<u64>,
    pub(crate) removed: u64,
    pub(crate) lost: u64,
    /// When somebody last recorded here.
    pub(crate) seen_at: u64,
    /// Recording ended in good order.
    pub(crate) clean: bool,
}

#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) about: About,
    /// Oldest first.
    pub(crate) heads: Vec<Head>,
    pub(crate) parts: Vec<Stored>,
    /// Of the file.
    pub(crate) space: super::Space,
}

/// Makes the tables of a new file; checks those of another.
pub(super) async fn prepare(path: &Path, connection: &mut SqliteConnection) -> Result<(), CaptureError> {
    let failed = |error: sqlx::Error| CaptureError::of(path, &error);
    let tables = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM sqlite_schema")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    if tables > 0 {
        return check(path, connection).await;
    }
    let make = format!(
        "BEGIN; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {LAYOUT}; {TABLES} COMMIT;"
    );
    let made = sqlx::raw_sql(sqlx::AssertSqlSafe(make)).execute(connection).await;
    made.map(drop).map_err(failed)
}

/// Is it a file that we can read?
pub(super) async fn check(path: &Path, connection: &mut SqliteConnection) -> Result<(), CaptureError> {
    let failed = |error: sqlx::Error| CaptureError::of(path, &error);
    let application: i64 = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    if application != APPLICATION {
        return Err(CaptureError::damaged(path, "it is a database of another program"));
    }
    let layout: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(connection)
        .await
        .map_err(failed)?;
    if layout > LAYOUT {
        return Err(CaptureError::TooNew {
            path: path.to_owned(),
            found: layout,
            known: LAYOUT,
        });
    }
    Ok(())
}

pub(super) async fn contents(connection: &mut SqliteConnection) -> Result<Contents, sqlx::Error> {
    let about = sqlx::query("SELECT block, seq, last_id, removed, lost, seen_at, clean FROM about")
        .try_map(|row: SqliteRow| {
            Ok(About {
                block: whole(&row, 0)?,
                seq: whole(&row, 1)?,
                last_id: row.try_get::<Option<i64>, _>(2)?.map(i64::cast_unsigned),
                removed: whole(&row, 3)?,
                lost: whole(&row, 4)?,
                seen_at: whole(&row, 5)?,
                clean: whole(&row, 6)? != 0,
            })
        })
        .fetch_one(&mut *connection)
        .await?;
    let heads = sqlx::query("SELECT number, first, rows, oldest, newest, bytes FROM head ORDER BY number")
        .try_map(|row: SqliteRow| {
            Ok(Head {
                number: whole(&row, 0)?,
                first: whole(&row, 1)?,
                rows: whole(&row, 2)?,
                oldest: whole(&row, 3)?,
                newest: whole(&row, 4)?,
                bytes: whole(&row, 5)?,
            })
        })
        .fetch_all(&mut *connection)
        .await?;
    let parts = sqlx::query("SELECT columns, payloads FROM part ORDER BY number")
        .try_map(stored)
        .fetch_all(&mut *connection)
        .await?;
    let space = super::commit::space(connection).await?;
    Ok(Contents {
        about,
        heads,
        parts,
        space,
    })
}

pub(super) async fn body(
    connection: &mut SqliteConnection,
    number: u64,
    payloads: bool,
) -> Result<Option<Stored>, sqlx::Error> {
    let select = if payloads {
        "SELECT columns, payloads FROM body WHERE number = ?"
    } else {
        "SELECT columns, x'' FROM body WHERE number = ?"
    };
    sqlx::query(select)
        .bind(number.cast_signed())
        .try_map(stored)
        .fetch_optional(connection)
        .await
}

fn stored(row: SqliteRow) -> Result<Stored, sqlx::Error> {
    Ok(Stored {
        columns: row.try_get(0)?,
        payloads: row.try_get(1)?,
    })
}

fn whole(row: &SqliteRow, column: usize) -> Result<u64, sqlx::Error> {
    row.try_get::<i64, _>(column).map(i64::cast_unsigned)
}
