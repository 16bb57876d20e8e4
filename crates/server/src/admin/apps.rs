use std::sync::Arc;

use axum::{Json, extract::State};
use contract::{App, AppCredentials, Capability, CreateApp, RotateKey, RotateSigningKey, UpdateApp};
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
        let realm = self.hub.realm(&id);
        // The server's own one is in no list, and is not to be changed.
        let realm = realm.filter(|realm| realm.id != self.hub.probe_realm().id);
        realm.ok_or_else(|| Failure::no_app(&id))
    }
}

pub async fn list(State(desk): State<Desk>) -> Json<Vec<App>> {
    Json(desk.hub.realms().iter().map(|realm| view::app(realm)).collect())
}

pub async fn create(
    State(desk): State<Desk>,
    Body(new): Body<CreateApp>,
) -> Result<(StatusCode, Json<App>), Failure> {
    let describe = |app: &mut model::App| {
        app.join_mode = new.join_mode.map_or(app.join_mode, Into::into);
        app.default_capabilities = Capability::set(&new.default_capabilities);
    };
    let realm = desk.hub.create_app(new.name, describe).await?;
    Ok((StatusCode::CREATED, Json(view::app(&realm))))
}

pub async fn get(State(desk): State<Desk>, Path(app): Path<String>) -> Result<Json<App>, Failure> {
    Ok(Json(view::app(&*desk.realm(&app)?)))
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
            app.limits = wish
                .limits
                .map_or(app.limits, |limits| limits.applied_to(app.limits));
            app.retention = wish.retention.map_or(app.retention, Into::into);
            let capabilities = wish.default_capabilities.as_deref();
            app.default_capabilities = capabilities.map_or(app.default_capabilities, Capability::set);
        })
        .await?;
    Ok(Json(view::app(&realm)))
}

pub async fn delete(State(desk): State<Desk>, Path(app): Path<String>) -> Result<StatusCode, Failure> {
    desk.hub.delete_app(&desk.realm(&app)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub async fn rotate(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Body(wish): Body<RotateKey>,
) -> Result<Json<AppCredentials>, Failure> {
    let realm = desk.realm(&app)?;
    desk.hub.rotate_key(&realm, wish.overlap_ms).await?;
    shown(&desk, &realm)
}

pub async fn rotate_signing_key(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Body(wish): Body<RotateSigningKey>,
) -> Result<Json<AppCredentials>, Failure> {
    let realm = desk.realm(&app)?;
    desk.hub
        .rotate_signing_key(&realm, wish.secret, wish.overlap_ms)
        .await?;
    shown(&desk, &realm)
}

pub async fn credentials(
    State(desk): State<Desk>,
    Path(app): Path<String>,
) -> Result<Json<AppCredentials>, Failure> {
    shown(&desk, &*desk.realm(&app)?)
}

fn shown(desk: &Desk, realm: &Realm) -> Result<Json<AppCredentials>, Failure> {
    let now = desk.hub.clock.now().wall;
    let newest = realm.read_app(|app| app.key(now).cloned());
    let newest = newest.ok_or_else(|| {
        model::Refusal::new(model::RefusalCode::NotFound, "this app has no key that holds now")
            .fix("make a new key for it")
    })?;
    let (mut keys, mut signing_keys) = realm.read_app(|app| (app.keys.clone(), app.signing_keys.clone()));
    keys.retain(|key| key.valid(now));
    keys.sort_by_key(|key| std::cmp::Reverse(key.created_at));
    signing_keys.retain(|key| key.valid(now));
    // Of those of the same instant the last one is the newest.
    signing_keys.reverse();
    signing_keys.sort_by_key(|key| std::cmp::Reverse(key.created_at));
    Ok(Json(AppCredentials {
        project_token: newest.token,
        keys: keys.into_iter().map(view::project_key).collect(),
        signing_keys: signing_keys.into_iter().map(view::signing_key).collect(),
    }))
}
