use std::sync::Arc;

use axum::{Json, extract::State};
use contract::{Capability, Channel, Channels, CreateChannel, ListQuery, UpdateChannel};
use engine::Traits;
use http::StatusCode;
use model::ChannelName;

use super::{
    Desk,
    failure::{Body, Failure, Path, Query, channel_name, extra_text},
    page::{self, Search},
    view,
};
use crate::hub::{ChannelWish, Lane, NewChannel, Realm};

pub(super) type At = Path<(String, String)>;

impl Desk {
    /// The channel of a path.
    pub fn lane(&self, app: &str, channel: &str) -> Result<(Arc<Realm>, Arc<Lane>), Failure> {
        let realm = self.realm(app)?;
        let lane = realm.lane(channel).ok_or_else(|| Failure::no_channel(channel))?;
        Ok((realm, lane))
    }
}

pub async fn list(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Channels>, Failure> {
    let realm = desk.realm(&app)?;
    let limit = page::limit(query.limit, page::USUAL)?;
    let search = Search::of(query.search.as_deref());
    let finds = search.map(|search| move |name: &ChannelName| search.finds(name.as_str()));
    let wanted = finds.as_ref().map(|finds| finds as &dyn Fn(&ChannelName) -> bool);
    let part = realm.lanes_after(query.after.as_deref(), limit, wanted);
    let last = part.items.last().filter(|_| part.more);
    Ok(Json(Channels {
        next: last.map(|lane| lane.name.to_string()),
        total: part.total as u64,
        items: part
            .items
            .iter()
            .map(|lane| view::channel(&desk.hub, lane))
            .collect(),
    }))
}

pub async fn create(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Body(new): Body<CreateChannel>,
) -> Result<(StatusCode, Json<Channel>), Failure> {
    let realm = desk.realm(&app)?;
    extra_text(new.extra.as_deref())?;
    let new = NewChannel {
        name: Some(channel_name(&new.name)?),
        visibility: new.visibility.into(),
        capabilities: new.capabilities.as_deref().map(Capability::set),
        state: new.state.unwrap_or_default(),
        traits: Traits {
            extra: new.extra,
            ..Traits::default()
        },
    };
    let lane = desk.hub.create_channel(&realm, new).await?;
    Ok((StatusCode::CREATED, Json(view::channel(&desk.hub, &lane))))
}

pub async fn get(State(desk): State<Desk>, Path((app, channel)): At) -> Result<Json<Channel>, Failure> {
    Ok(Json(view::channel(&desk.hub, &desk.lane(&app, &channel)?.1)))
}

pub async fn update(
    State(desk): State<Desk>,
    Path((app, channel)): At,
    Body(wish): Body<UpdateChannel>,
) -> Result<Json<Channel>, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    extra_text(wish.extra.as_deref())?;
    let wish = ChannelWish {
        closed: wish.closed,
        visibility: wish.visibility.map(Into::into),
        capabilities: wish.capabilities.as_deref().map(Capability::set),
        extra: wish.extra.map(|text| Some(text).filter(|text| !text.is_empty())),
    };
    desk.hub.update_channel(&realm, &lane, wish)?.wait().await?;
    Ok(Json(view::channel(&desk.hub, &lane)))
}

pub async fn delete(State(desk): State<Desk>, Path((app, channel)): At) -> Result<StatusCode, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    desk.hub.delete_channel(&realm, &lane.name)?.wait().await?;
    Ok(StatusCode::NO_CONTENT)
}
