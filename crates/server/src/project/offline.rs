//! Project files out of and into data that no server has open.

use std::path::PathBuf;

use contract::{ExportQuery, Imported, Project};
use engine::CloseReason;
use model::Refusal;
use store::StoreError;
use thiserror::Error;

use super::{NotImported, export, import};
use crate::{
    Config, Data, data,
    life::Life,
    net::{Clock, Wheel},
};

/// Why nothing came of it.
#[derive(Debug, Error)]
pub enum ProjectError {
    #[error("there is no data in {0}; check the folder, or start a server there first")]
    Nothing(PathBuf),
    #[error(
        "there is nothing to work on in memory; give a folder with data, or the address of a running server"
    )]
    Memory,
    #[error("{0}")]
    Store(StoreError),
    #[error(transparent)]
    Refused(Refusal),
    #[error(transparent)]
    NotImported(#[from] NotImported),
}

impl From<StoreError> for ProjectError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What is in the data, as a project file.
pub async fn export_project(data: &Data, query: &ExportQuery) -> Result<Project, ProjectError> {
    match data {
        Data::Folder(folder) if !data::exists(data) => return Err(ProjectError::Nothing(folder.clone())),
        _ => {}
    }
    let life = open(data).await?;
    let project = export(&life.hub, query).map_err(ProjectError::Refused);
    close(life).await;
    project
}

/// Brings the data, made if it is not there, to what a project file says. `secret` looks up environment variables.
pub async fn import_project(
    data: &Data,
    project: Project,
    dry_run: bool,
    secret: impl Fn(&str) -> Option<String>,
) -> Result<Imported, ProjectError> {
    let life = open(data).await?;
    let imported = import(&life.hub, project, dry_run, secret).await;
    close(life).await;
    Ok(imported?)
}

async fn open(data: &Data) -> Result<Life, ProjectError> {
    if *data == Data::Memory {
        return Err(ProjectError::Memory);
    }
    let wheel = Wheel::start(Clock::start());
    Ok(Life::begin(data::open(data).await?, wheel, &Config::default()))
}

async fn close(life: Life) {
    life.hub.stop(CloseReason::Shutdown);
    life.end().await;
}
