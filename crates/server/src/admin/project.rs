use axum::{Json, extract::State};
use contract::{ExportQuery, ImportQuery, Imported, Project};
use model::{Refusal, RefusalCode};

use super::{
    Desk,
    failure::{Body, Failure, Query},
};
use crate::project::{self, NotImported};

pub async fn export(
    State(desk): State<Desk>,
    Query(query): Query<ExportQuery>,
) -> Result<Json<Project>, Failure> {
    Ok(Json(project::export(&desk.hub, &query)?))
}

pub async fn import(
    State(desk): State<Desk>,
    Query(query): Query<ImportQuery>,
    Body(file): Body<Project>,
) -> Result<Json<Imported>, Failure> {
    let secret = |name: &str| std::env::var(name).ok();
    Ok(Json(
        project::import(&desk.hub, file, query.dry_run, secret).await?,
    ))
}

impl From<NotImported> for Failure {
    fn from(error: NotImported) -> Self {
        let message = error.to_string();
        match error {
            NotImported::Invalid(_) => Refusal::new(RefusalCode::InvalidRequest, message)
                .fix("mend the file and import it again; nothing was done")
                .into(),
            NotImported::Stopped { refusal, .. } => Refusal { message, ..refusal }.into(),
        }
    }
}
