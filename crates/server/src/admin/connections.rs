use axum::{Json, extract::State};
use contract::Connections;
use engine::CloseReason;
use http::StatusCode;
use model::{Refusal, RefusalCode};

use super::{
    Desk,
    failure::{Failure, Path},
    view,
};
use crate::hub::{Handle, Realm};

impl Desk {
    fn links_of(&self, realm: &Realm) -> Vec<Handle> {
        let mut all = self.hub.links();
        all.retain(|link| link.identity().is_some_and(|who| who.app == realm.id));
        all
    }
}

pub async fn list(State(desk): State<Desk>, Path(app): Path<String>) -> Result<Json<Connections>, Failure> {
    let realm = desk.realm(&app)?;
    let links = desk.links_of(&realm);
    let items: Vec<_> = links
        .iter()
        .filter_map(|link| view::connection(&realm, link))
        .collect();
    Ok(Json(Connections {
        total: items.len() as u64,
        items,
        next: None,
    }))
}

pub async fn disconnect(
    State(desk): State<Desk>,
    Path((app, connection)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    let realm = desk.realm(&app)?;
    let links = desk.links_of(&realm);
    let link = links.iter().find(|link| link.id.as_str() == connection);
    let link = link.ok_or_else(|| {
        Refusal::new(
            RefusalCode::NotFound,
            format!("there is no live connection {connection}"),
        )
        .fix("list the connections for those that are live")
    })?;
    link.end(CloseReason::Disconnected);
    Ok(StatusCode::NO_CONTENT)
}
