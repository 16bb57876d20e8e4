use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    response::Response,
};
use contract::{
    Capability, Channel, ChannelState, Channels, CreateChannel, HistoryQuery, Presence, PresentMember,
    Publish, Published, PutState, UpdateChannel,
};
use engine::{Draft, StateChange};
use http::StatusCode;
use model::Payload;

use super::{
    Desk,
    failure::{Body, Failure, Path, channel_name, extra_text},
    history, view,
};
use crate::hub::{Lane, NewChannel, Realm};

/// Messages in an answer if nothing is said, and the most.
const HISTORY: (u32, u32) = (100, 1_000);

type At = Path<(String, String)>;

impl Desk {
    fn lane(&self, app: &str, channel: &str) -> Result<(Arc<Realm>, Arc<Lane>), Failure> {
        let realm = self.realm(app)?;
        let lane = realm.lane(channel).ok_or_else(|| Failure::no_channel(channel))?;
        Ok((realm, lane))
    }
}

pub async fn list(State(desk): State<Desk>, Path(app): Path<String>) -> Result<Json<Channels>, Failure> {
    let lanes = desk.realm(&app)?.lanes();
    let items: Vec<_> = lanes.iter().map(|lane| view::channel(lane)).collect();
    let total = items.len() as u64;
    Ok(Json(Channels {
        items,
        total,
        next: None,
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
        extra: new.extra,
    };
    let lane = desk.hub.create_channel(&realm, new).await?;
    Ok((StatusCode::CREATED, Json(view::channel(&lane))))
}

pub async fn get(State(desk): State<Desk>, Path((app, channel)): At) -> Result<Json<Channel>, Failure> {
    Ok(Json(view::channel(&desk.lane(&app, &channel)?.1)))
}

pub async fn update(
    State(desk): State<Desk>,
    Path((app, channel)): At,
    Body(wish): Body<UpdateChannel>,
) -> Result<Json<Channel>, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    extra_text(wish.extra.as_deref())?;
    desk.hub
        .update_channel(&realm, &lane, wish.closed, wish.extra)?
        .wait()
        .await?;
    Ok(Json(view::channel(&lane)))
}

pub async fn delete(State(desk): State<Desk>, Path((app, channel)): At) -> Result<StatusCode, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    desk.hub.delete_channel(&realm, &lane.name)?.wait().await?;
    Ok(StatusCode::NO_CONTENT)
}

pub async fn presence(State(desk): State<Desk>, Path((app, channel)): At) -> Result<Json<Presence>, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    let present: Vec<_> = lane
        .room()
        .present()
        .map(|(who, how)| (who.clone(), how.clone()))
        .collect();
    let mut members: Vec<_> = present
        .into_iter()
        .map(|(subject, present)| {
            let links = present.connections.iter().filter_map(|key| desk.hub.link(*key));
            PresentMember {
                who: view::who(&realm, &subject),
                since: present.since.to_string(),
                connections: links.filter_map(|link| view::connection(&realm, &link)).collect(),
            }
        })
        .collect();
    members.sort_by(|a, b| (&a.since, &a.who.label).cmp(&(&b.since, &b.who.label)));
    Ok(Json(Presence {
        members,
        recent: Vec::new(),
    }))
}

pub async fn state(
    State(desk): State<Desk>,
    Path((app, channel)): At,
) -> Result<Json<ChannelState>, Failure> {
    let (_, lane) = desk.lane(&app, &channel)?;
    let state = lane.room().state().clone();
    Ok(Json(ChannelState {
        version: state.version,
        value: state.value.clone(),
    }))
}

pub async fn put_state(
    state: State<Desk>,
    at: At,
    Body(wish): Body<PutState>,
) -> Result<Json<ChannelState>, Failure> {
    change_state(state, at, StateChange::Replace(wish.value), wish.expected_version).await
}

pub async fn patch_state(
    state: State<Desk>,
    at: At,
    Body(wish): Body<PutState>,
) -> Result<Json<ChannelState>, Failure> {
    change_state(state, at, StateChange::Merge(wish.value), wish.expected_version).await
}

async fn change_state(
    State(desk): State<Desk>,
    Path((app, channel)): At,
    change: StateChange,
    expected: Option<u64>,
) -> Result<Json<ChannelState>, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    let state = desk.hub.set_state(&realm, &lane.name, change, expected).await?;
    Ok(Json(ChannelState {
        version: state.version,
        value: state.value.clone(),
    }))
}

pub async fn messages(
    State(desk): State<Desk>,
    Path((app, channel)): At,
    query: Result<Query<HistoryQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(query) = query.map_err(|error| Failure::invalid(error.body_text()))?;
    let (realm, lane) = desk.lane(&app, &channel)?;
    let limit = query.limit.unwrap_or(HISTORY.0);
    if !(1..=HISTORY.1).contains(&limit) {
        return Err(Failure::invalid(format!(
            "limit is {limit}; use 1 to {}",
            HISTORY.1
        )));
    }
    let newest = lane.room().position();
    let range = match (query.after, query.before) {
        (None, None) => store::HistoryRange::Last,
        (Some(after), None) => store::HistoryRange::After(after),
        (None, Some(before)) => store::HistoryRange::Before(before),
        (Some(_), Some(_)) => return Err(Failure::invalid("give either after or before, not both")),
    };
    let query = store::HistoryQuery {
        range,
        limit: limit as usize,
    };
    let messages = desk
        .hub
        .store
        .history(&realm.id, &lane.name, query)
        .await
        .map_err(|error| model::Refusal::new(model::RefusalCode::StoreUnavailable, error.to_string()))?;
    let oldest = messages.first().map(|message| message.position);
    Ok(history::page(&realm, &messages, oldest, newest))
}

pub async fn publish(
    State(desk): State<Desk>,
    Path((app, channel)): At,
    Body(wish): Body<Publish>,
) -> Result<Json<Published>, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    let draft = Draft {
        event: wish.event,
        payload: Payload::from_value(&wish.payload),
        sender: model::Subject::Backend,
        key: wish.key,
    };
    let accepted = desk.hub.publish(&realm, &lane.name, draft).await?;
    Ok(Json(Published {
        position: accepted.position,
        stored: accepted.persistent,
        repeated: accepted.repeated,
    }))
}
