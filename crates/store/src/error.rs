//! Why a store does not do what it was asked. Each sentence says what would help.

use std::path::PathBuf;

use model::{AppId, ChannelName, TokenId};
use thiserror::Error;

/// A store's *no*.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// Somebody else has the data open.
    #[error("{path} is in use by another process; close that one, or choose another data folder")]
    Locked { path: PathBuf },
    /// Written by a version of this program that knows more than this one.
    #[error(
        "{path} was written by a newer version (its schema is {found}, this version knows up to {known}); \
         update this program, or choose another data folder"
    )]
    TooNew { path: PathBuf, found: i64, known: i64 },
    /// The file is not what it should be. Nothing in it was changed.
    #[error("{path} is damaged: {detail}; restore a copy of it, or choose another data folder")]
    Damaged { path: PathBuf, detail: String },
    /// The file or its folder cannot be opened or made.
    #[error("{path} cannot be opened: {detail}; check the path and who may read and write it")]
    Unreachable { path: PathBuf, detail: String },
    /// No room left. The next commit tries again.
    #[error("the disk that holds {path} is full; free some space, a restart is not needed")]
    Full { path: PathBuf },
    /// The change belongs to something that is not there.
    #[error("{what} is not stored; it has to be put first")]
    Missing { what: String },
    /// What the change adds is there already.
    #[error("{what} is stored already and cannot be stored again")]
    Conflict { what: String },
    /// More than the store can hold, or read, in one piece.
    #[error("that is too large to be stored or read in one piece; use less at a time")]
    TooLarge,
    /// The disk, or the store itself, failed.
    #[error("the store failed: {detail}; the next attempt may succeed, if not check the disk")]
    Failed { detail: String },
}

impl StoreError {
    /// Does the fault lie in what was to be written, so that other changes may well succeed?
    pub fn blames_change(&self) -> bool {
        matches!(
            self,
            Self::Missing { .. } | Self::Conflict { .. } | Self::TooLarge
        )
    }

    pub(crate) fn no_app(app: &AppId) -> Self {
        let what = format!("app {app}");
        Self::Missing { what }
    }

    pub(crate) fn no_channel(app: &AppId, channel: &ChannelName) -> Self {
        let what = format!("channel \"{channel}\" of app {app}");
        Self::Missing { what }
    }

    /// One of the two is not there.
    pub(crate) fn no_member(app: &AppId, channel: &ChannelName, token: &TokenId) -> Self {
        let what = format!("channel \"{channel}\" or token {} of app {app}", token.tail());
        Self::Missing { what }
    }

    pub(crate) fn no_token(app: &AppId, token: &TokenId) -> Self {
        let what = format!("token {} of app {app}", token.tail());
        Self::Missing { what }
    }

    pub(crate) fn taken(what: impl Into<String>) -> Self {
        Self::Conflict { what: what.into() }
    }
}
