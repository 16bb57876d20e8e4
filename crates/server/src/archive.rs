//! Snapshots of a server that runs, and the way back to one.

use std::time::Duration;

use store::{SnapshotError, SnapshotInfo, Snapshots, StoreError};
use thiserror::Error;
use tokio::sync::{mpsc, oneshot};

use crate::data::Disk;

/// What the admin API can do with snapshots.
#[derive(Clone)]
pub struct Archive {
    pub disk: Disk,
    wishes: mpsc::Sender<Wish>,
}

/// Somebody wants the data to be what a snapshot says.
pub struct Wish {
    pub name: String,
    /// Told how long clients found the server closed.
    pub done: oneshot::Sender<Result<Duration, NotRestored>>,
}

/// Why a snapshot was not restored.
#[derive(Debug, Error)]
pub enum NotRestored {
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error("the snapshot was not restored: {0}; the data is as it was")]
    Kept(StoreError),
    #[error("the data can no longer be opened: {0}; the server ends")]
    Lost(StoreError),
    #[error("the server is going down")]
    GoingDown,
}

/// Why a snapshot was not taken.
#[derive(Debug, Error)]
pub enum NotTaken {
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error("there is a snapshot \"{0}\" already")]
    Exists(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Archive {
    pub fn new(disk: Disk, wishes: mpsc::Sender<Wish>) -> Self {
        Self { disk, wishes }
    }

    pub fn snapshots(&self) -> Snapshots {
        self.disk.snapshots()
    }

    /// Takes a snapshot of what is stored now.
    pub async fn take(&self, name: &str) -> Result<SnapshotInfo, NotTaken> {
        let snapshots = self.snapshots();
        let path = snapshots.path(name)?;
        if path.exists() {
            return Err(NotTaken::Exists(name.to_owned()));
        }
        self.disk.sqlite.snapshot(&path).await?;
        Ok(snapshots.get(name)?)
    }

    /// Has the server go back to a snapshot; answers how long clients found it closed.
    pub async fn restore(&self, name: &str) -> Result<Duration, NotRestored> {
        self.snapshots().get(name)?;
        let (done, told) = oneshot::channel();
        let wish = Wish {
            name: name.to_owned(),
            done,
        };
        let asked = self.wishes.send(wish).await;
        asked.map_err(|_| NotRestored::GoingDown)?;
        told.await.unwrap_or(Err(NotRestored::GoingDown))
    }
}
