//! Why a capture cannot be opened, read or written. Each sentence says what would help.

use std::path::{Path, PathBuf};

use thiserror::Error;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CaptureError {
    #[error("{path} is in use by another program that records; close that one")]
    Locked { path: PathBuf },
    #[error("there is no file {path}; give the whole path of a capture that was exported")]
    Missing { path: PathBuf },
    /// Some other file, or one that is damaged.
    #[error("{path} is no capture, or it is damaged: {detail}; export it once more where it was recorded")]
    Damaged { path: PathBuf, detail: String },
    #[error(
        "{path} was written by a newer version (its layout is {found}, this one knows {known}); update this app"
    )]
    TooNew { path: PathBuf, found: i64, known: i64 },
    #[error("{path} cannot be opened: {detail}; check the path and who may read and write it")]
    Unreachable { path: PathBuf, detail: String },
    #[error("the disk that holds {path} is full; free some space, recording goes on by itself")]
    Full { path: PathBuf },
    #[error("{path} cannot be read or written: {detail}; if it goes on, check the disk")]
    Failed { path: PathBuf, detail: String },
    #[error("{path} was opened to read it, nothing can be recorded there")]
    ReadOnly { path: PathBuf },
}

impl CaptureError {
    /// From what SQLite reports.
    pub(crate) fn of(path: &Path, error: &sqlx::Error) -> Self {
        let path = path.to_owned();
        let detail = error.to_string();
        if matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) {
            return Self::Damaged { path, detail };
        }
        let code = error
            .as_database_error()
            .and_then(|error| error.code()?.parse::<i32>().ok());
        // The lowest byte is the result code, the others say more about it.
        match code.map(|code| code & 0xff) {
            // Our own statements are right, so what they name is missing from the file.
            Some(1 | 11 | 26) => Self::Damaged { path, detail },
            Some(13) => Self::Full { path },
            Some(5 | 6) => Self::Locked { path },
            Some(8 | 14 | 23) => Self::Unreachable { path, detail },
            _ => Self::Failed { path, detail },
        }
    }

    pub(crate) fn damaged(path: &Path, detail: &str) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            detail: detail.to_owned(),
        }
    }
}
