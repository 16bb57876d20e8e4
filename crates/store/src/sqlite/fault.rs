//! From what SQLite reports to what the store says.

use std::path::Path;

use sqlx::migrate::MigrateError;

use crate::StoreError;

/// Why a piece of work on the database ended early.
pub(super) enum Fault {
    Refused(StoreError),
    Sql(sqlx::Error),
}

impl From<StoreError> for Fault {
    fn from(refused: StoreError) -> Self {
        Self::Refused(refused)
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

impl Fault {
    pub(super) fn at(self, path: &Path) -> StoreError {
        match self {
            Self::Refused(refused) => refused,
            Self::Sql(error) => store_error(path, &error),
        }
    }
}

pub(super) fn store_error(path: &Path, error: &sqlx::Error) -> StoreError {
    let path = path.to_owned();
    let detail = error.to_string();
    // A row that does not fit the schema, or text in it that is not what we wrote.
    if matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) {
        return StoreError::Damaged { path, detail };
    }
    // https://www.sqlite.org/rescode.html: the low byte is the primary result code.
    match result_code(error).map(|code| code & 0xFF) {
        Some(5 | 6) => StoreError::Locked { path },
        Some(11 | 26) => StoreError::Damaged { path, detail },
        Some(13) => StoreError::Full { path },
        Some(8 | 14 | 23) => StoreError::Unreachable { path, detail },
        Some(18) => StoreError::TooLarge,
        _ => StoreError::Failed { detail },
    }
}

/// A fault while a file is being opened or read: what is then wrong with our own statements is wrong with the file.
pub(super) fn read_error(path: &Path, error: &sqlx::Error) -> StoreError {
    match store_error(path, error) {
        StoreError::Failed { detail } if result_code(error) == Some(1) => StoreError::Damaged {
            path: path.to_owned(),
            detail,
        },
        other => other,
    }
}

/// Was a row to be written whose key is taken?
pub(super) fn is_taken(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

pub(super) fn migration_error(path: &Path, known: i64, error: MigrateError) -> StoreError {
    let path = path.to_owned();
    match error {
        MigrateError::VersionMissing(found) if found > known => StoreError::TooNew { path, found, known },
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => read_error(&path, &error),
        other => {
            let detail = other.to_string();
            StoreError::Damaged { path, detail }
        }
    }
}

fn result_code(error: &sqlx::Error) -> Option<i32> {
    error.as_database_error()?.code()?.parse().ok()
}
