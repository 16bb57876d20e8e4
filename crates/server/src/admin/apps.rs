use std::sync::Arc;

use axum::{Json, extract::State};
use contract::{App, AppCredentials, CreateApp, UpdateApp};
use http::StatusCode;
use model::AppId;

use super::{
    Desk,
    failure::{Body, Failure, Path},
    view,
};
use crate::hub::Realm;

impl Desk {
    /// The app of a path.
    pub fn realm(&self, id: &str) -> Result<Arc<Realm>, Failure> {
        let id = AppId::from(id);
        self.hub.realm(&id).ok_or_else(|| Failure::no_app(&id))
    }
}

pub async fn list(State(desk): State<Desk>) -> Json<Vec<App>> {
    Json(
        desk.hub
            .realms()
            .iter()
            .map(|realm| view::app(&desk.hub, realm))
            .collect(),
    )
}

pub async fn create(
    State(desk): State<Desk>,
    Body(new): Body<CreateApp>,
) -> Result<(StatusCode, Json<App>), Failure> {
    let mode = new.join_mode.map_or_else(model::JoinMode::default, Into::into);
    let realm = desk.hub.create_app(new.name, mode).await?;
    Ok((StatusCode::CREATED, Json(view::app(&desk.hub, &realm))))
}

pub async fn get(State(desk): State<Desk>, Path(app): Path<String>) -> Result<Json<App>, Failure> {
    Ok(Json(view::app(&desk.hub, &*desk.realm(&app)?)))
}

pub async fn update(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Body(wish): Body<UpdateApp>,
) -> Result<Json<App>, Failure> {
    let realm = desk.realm(&app)?;
    desk.hub
        .update_app(&realm, |app| {
            app.name = wish.name.unwrap_or_else(|| app.name.clone());
            app.join_mode = wish.join_mode.map_or(app.join_mode, Into::into);
            app.ask_timeout = wish.ask_timeout_ms.unwrap_or(app.ask_timeout);
        })
        .await?;
    Ok(Json(view::app(&desk.hub, &realm)))
}

pub async fn credentials(
    State(desk): State<Desk>,
    Path(app): Path<String>,
) -> Result<Json<AppCredentials>, Failure> {
    let now = desk.hub.clock.now().wall;
    let realm = desk.realm(&app)?;
    let newest = realm.read_app(|app| app.key(now).cloned());
    let newest = newest.ok_or_else(|| {
        model::Refusal::new(model::RefusalCode::NotFound, "this app has no key that holds now")
            .fix("make a new key for it")
    })?;
    let mut keys = realm.read_app(|app| app.keys.clone());
    keys.retain(|key| key.valid(now));
    keys.sort_by_key(|key| std::cmp::Reverse(key.created_at));
    Ok(Json(AppCredentials {
        project_token: newest.token,
        keys: keys.into_iter().map(view::project_key).collect(),
    }))
}
