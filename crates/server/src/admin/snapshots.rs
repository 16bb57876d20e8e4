use axum::{Json, extract::State};
use contract::{RestoredSnapshot, Snapshot, TakeSnapshot};
use http::StatusCode;
use model::{Refusal, RefusalCode};
use store::{SnapshotError, SnapshotInfo};

use super::{
    Desk,
    failure::{Body, Failure, Path},
};
use crate::archive::{Archive, NotRestored, NotTaken};

impl Desk {
    fn archive(&self) -> Result<&Archive, Failure> {
        self.archive.as_ref().ok_or_else(|| {
            let message =
                "this server keeps its data in memory only, so there is nothing to take snapshots of";
            Failure::conflict(
                "NO_SNAPSHOTS",
                message,
                "start it with a folder for its data: --data DIR",
            )
        })
    }
}

pub async fn list(State(desk): State<Desk>) -> Result<Json<Vec<Snapshot>>, Failure> {
    let all = desk.archive()?.snapshots().list()?;
    Ok(Json(all.into_iter().map(view).collect()))
}

pub async fn take(
    State(desk): State<Desk>,
    Body(wish): Body<TakeSnapshot>,
) -> Result<(StatusCode, Json<Snapshot>), Failure> {
    let archive = desk.archive()?;
    desk.hub.flush().await;
    let taken = archive.take(&wish.name).await?;
    desk.hub.changes.mark(|| "snapshots".into());
    Ok((StatusCode::CREATED, Json(view(taken))))
}

pub async fn restore(
    State(desk): State<Desk>,
    Path(name): Path<String>,
) -> Result<Json<RestoredSnapshot>, Failure> {
    let took = desk.archive()?.restore(&name).await?;
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    Ok(Json(RestoredSnapshot { name, took_ms }))
}

pub async fn delete(State(desk): State<Desk>, Path(name): Path<String>) -> Result<StatusCode, Failure> {
    desk.archive()?.snapshots().delete(&name)?;
    desk.hub.changes.mark(|| "snapshots".into());
    Ok(StatusCode::NO_CONTENT)
}

fn view(taken: SnapshotInfo) -> Snapshot {
    Snapshot {
        name: taken.name,
        taken_at: taken.taken_at.to_string(),
        bytes: taken.bytes,
    }
}

impl From<SnapshotError> for Failure {
    fn from(error: SnapshotError) -> Self {
        let code = match &error {
            SnapshotError::Name(_) => RefusalCode::InvalidRequest,
            SnapshotError::Unknown(_) => RefusalCode::NotFound,
            SnapshotError::Folder { .. } => RefusalCode::StoreUnavailable,
        };
        Refusal::new(code, error.to_string()).into()
    }
}

impl From<NotTaken> for Failure {
    fn from(error: NotTaken) -> Self {
        match error {
            NotTaken::Snapshot(error) => error.into(),
            NotTaken::Exists(_) => Self::conflict(
                "SNAPSHOT_EXISTS",
                error.to_string(),
                "choose another name, or delete the snapshot first",
            ),
            NotTaken::Store(error) => Refusal::new(RefusalCode::StoreUnavailable, error.to_string()).into(),
        }
    }
}

impl From<NotRestored> for Failure {
    fn from(error: NotRestored) -> Self {
        match error {
            NotRestored::Snapshot(error) => error.into(),
            NotRestored::GoingDown => Refusal::new(RefusalCode::ShuttingDown, error.to_string()).into(),
            NotRestored::Kept(_) | NotRestored::Lost(_) => {
                Refusal::new(RefusalCode::StoreUnavailable, error.to_string()).into()
            }
        }
    }
}
