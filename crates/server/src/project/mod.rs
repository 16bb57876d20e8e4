//! The project file: what an app is made of, out of a server and into one.
//!
//! An import is planned as a whole before anything is done; what is not right is said with its place in the file.

mod apply;
mod export;
mod offline;
mod place;
mod plan;

use std::sync::Arc;

use contract::{ExportQuery, Imported, Project};
use model::{AppId, Refusal};
use thiserror::Error;

pub use self::{
    offline::{ProjectError, export_project, import_project},
    place::Problem,
};
use crate::hub::{Hub, unknown_app};

/// The version of the file that is written and read.
const VERSION: u32 = 1;

/// Most problems that are told at once.
const MOST_TOLD: usize = 20;

/// Why nothing, or not everything, was imported.
#[derive(Debug, Error)]
pub enum NotImported {
    /// Nothing was done.
    #[error("{}", told(.0))]
    Invalid(Vec<Problem>),
    #[error(
        "the import stopped at {at}: {refusal}; what came before it is done, and importing again goes on"
    )]
    Stopped { at: String, refusal: Refusal },
}

/// All apps as a project file, or one.
pub fn export(hub: &Hub, query: &ExportQuery) -> Result<Project, Refusal> {
    let realms = match &query.app {
        None => hub.realms(),
        Some(app) => {
            let id = AppId::from(app.as_str());
            vec![hub.realm(&id).ok_or_else(|| unknown_app(&id))?]
        }
    };
    Ok(export::project(&realms, query.secrets.unwrap_or_default()))
}

/// Brings the server to what the file says. `secret` looks up the value of an environment variable.
pub async fn import(
    hub: &Arc<Hub>,
    project: Project,
    dry_run: bool,
    secret: impl Fn(&str) -> Option<String>,
) -> Result<Imported, NotImported> {
    let plan = plan::plan(hub, project, &secret).map_err(NotImported::Invalid)?;
    if !dry_run {
        apply::apply(hub, &plan).await?;
    }
    Ok(plan.told)
}

fn told(problems: &[Problem]) -> String {
    let mut lines: Vec<_> = problems.iter().take(MOST_TOLD).map(ToString::to_string).collect();
    if problems.len() > MOST_TOLD {
        lines.push(format!("and {} more", problems.len() - MOST_TOLD));
    }
    lines.join("; ")
}
