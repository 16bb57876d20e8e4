//! What is read from a file.

use std::path::Path;

use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::Head;
use crate::{CaptureError, block::Stored};

/// Says to other programs what kind of SQLite file this is: `Swbc`.
const APPLICATION: i64 = 0x5377_6263;
/// Of the tables below.
const LAYOUT: i64 = 2;

const TABLES: &str = "
    CREATE TABLE head (
        number INTEGER PRIMARY KEY, first INTEGER NOT NULL, rows INTEGER NOT NULL,
        oldest INTEGER NOT NULL, newest INTEGER NOT NULL, bytes INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE body (
        number INTEGER PRIMARY KEY, bloom BLOB NOT NULL, columns BLOB NOT NULL, payloads BLOB NOT NULL
    ) STRICT;
    CREATE TABLE part (number INTEGER PRIMARY KEY, columns BLOB NOT NULL, payloads BLOB NOT NULL) STRICT;
    CREATE TABLE about (
        one INTEGER PRIMARY KEY CHECK (one = 1), block INTEGER NOT NULL, seq INTEGER NOT NULL,
        last_id INTEGER, removed INTEGER NOT NULL, lost INTEGER NOT NULL, seen_at INTEGER NOT NULL,
        clean INTEGER NOT NULL
    ) STRICT;
    INSERT INTO about VALUES (1, 1, 1, NULL, 0, 0, 0, 1);
";

/// What files of the first layout do not have.
const BLOOMS: &str = "ALTER TABLE body ADD COLUMN bloom BLOB NOT NULL DEFAULT x''";

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

/// Makes the tables of a new file; checks those of another, and brings them to how they are now.
pub(super) async fn prepare(path: &Path, connection: &mut SqliteConnection) -> Result<(), CaptureError> {
    let failed = |error: sqlx::Error| CaptureError::of(path, &error);
    let tables = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM sqlite_schema")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    let make = if tables == 0 {
        TABLES
    } else if check(path, connection).await? < LAYOUT {
        BLOOMS
    } else {
        return Ok(());
    };
    let make = format!(
        "BEGIN; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {LAYOUT}; {make}; COMMIT;"
    );
    let made = sqlx::raw_sql(sqlx::AssertSqlSafe(make)).execute(connection).await;
    made.map(drop).map_err(failed)
}

/// Is it a file that we can read? Answers its layout.
pub(super) async fn check(path: &Path, connection: &mut SqliteConnection) -> Result<i64, CaptureError> {
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
    Ok(layout)
}

/// Do its blocks have Bloom filters?
pub(super) fn has_blooms(layout: i64) -> bool {
    layout >= LAYOUT
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
    let parts = sqlx::query("SELECT columns, payloads, x'' FROM part ORDER BY number")
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
    blooms: bool,
) -> Result<Option<Stored>, sqlx::Error> {
    let select = match (payloads, blooms) {
        (true, true) => "SELECT columns, payloads, bloom FROM body WHERE number = ?",
        (true, false) => "SELECT columns, payloads, x'' FROM body WHERE number = ?",
        (false, true) => "SELECT columns, x'', bloom FROM body WHERE number = ?",
        (false, false) => "SELECT columns, x'', x'' FROM body WHERE number = ?",
    };
    sqlx::query(select)
        .bind(number.cast_signed())
        .try_map(stored)
        .fetch_optional(connection)
        .await
}

pub(super) async fn payloads(
    connection: &mut SqliteConnection,
    number: u64,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("SELECT payloads FROM body WHERE number = ?")
        .bind(number.cast_signed())
        .fetch_optional(connection)
        .await
}

fn stored(row: SqliteRow) -> Result<Stored, sqlx::Error> {
    Ok(Stored {
        columns: row.try_get(0)?,
        payloads: row.try_get(1)?,
        bloom: row.try_get(2)?,
    })
}

fn whole(row: &SqliteRow, column: usize) -> Result<u64, sqlx::Error> {
    row.try_get::<i64, _>(column).map(i64::cast_unsigned)
}
