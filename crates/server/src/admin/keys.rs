use axum::{Json, extract::State};
use contract::{AccessKey, CreateAccessKey, CreatedAccessKey};
use http::StatusCode;
use model::Timestamp;

use super::{
    Desk,
    failure::{Body, Failure, Path},
};
use crate::hub::Pass;

pub async fn list(State(desk): State<Desk>) -> Json<Vec<AccessKey>> {
    let all = desk.hub.access_keys.all();
    Json(all.iter().map(|pass| view(pass)).collect())
}

pub async fn create(
    State(desk): State<Desk>,
    Body(new): Body<CreateAccessKey>,
) -> Result<(StatusCode, Json<CreatedAccessKey>), Failure> {
    let expires_at = new.expires_at.as_deref().map(instant).transpose()?;
    let (pass, secret) = desk
        .hub
        .create_access_key(&new.name, new.scope.into(), expires_at)
        .await?;
    let key = view(&pass);
    Ok((StatusCode::CREATED, Json(CreatedAccessKey { key, secret })))
}

pub async fn delete(State(desk): State<Desk>, Path(key): Path<String>) -> Result<StatusCode, Failure> {
    desk.hub.delete_access_key(&key).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn instant(text: &str) -> Result<Timestamp, Failure> {
    Timestamp::parse(text).ok_or_else(|| {
        Failure::invalid(format!(
            "expires_at is {text:?}; give a time like 2030-01-31T09:00:00Z"
        ))
    })
}

fn view(pass: &Pass) -> AccessKey {
    let key = &pass.key;
    AccessKey {
        id: key.id.clone(),
        name: key.name.clone(),
        scope: key.scope.into(),
        hint: key.hint.clone(),
        created_at: key.created_at.to_string(),
        expires_at: key.expires_at.map(|at| at.to_string()),
        last_used: pass.last_used().map(|at| at.to_string()),
    }
}
