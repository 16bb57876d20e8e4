//! The state of a channel: read, changed, and what it was before.

use axum::{Json, extract::State};
use contract::{ChannelState, PutState, RestoreState, StateVersion, VersionsQuery};
use engine::StateChange;
use model::{Refusal, RefusalCode};
use serde_json::{Map, Value};
use store::StateRecord;

use super::{
    Desk,
    channels::At,
    failure::{Body, Failure, Path, Query, unread},
    page, view,
};
use crate::hub::Realm;

/// Versions in an answer if nothing is said.
const USUAL: u32 = 50;

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
    State(desk): State<Desk>,
    at: At,
    Body(wish): Body<PutState>,
) -> Result<Json<ChannelState>, Failure> {
    change_state(&desk, at, StateChange::Replace(wish.value), wish.expected_version).await
}

pub async fn patch_state(
    State(desk): State<Desk>,
    at: At,
    Body(wish): Body<PutState>,
) -> Result<Json<ChannelState>, Failure> {
    change_state(&desk, at, StateChange::Merge(wish.value), wish.expected_version).await
}

async fn change_state(
    desk: &Desk,
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

pub async fn versions(
    State(desk): State<Desk>,
    Path((app, channel)): At,
    Query(query): Query<VersionsQuery>,
) -> Result<Json<Vec<StateVersion>>, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    let limit = page::limit(query.limit, USUAL)?;
    desk.hub.caught_up().await;
    let records = desk.hub.store.state_versions(&realm.id, &lane.name, limit).await;
    Ok(Json(shown(&realm, records.map_err(unread)?)))
}

pub async fn restore(
    State(desk): State<Desk>,
    Path((app, channel)): At,
    Body(wish): Body<RestoreState>,
) -> Result<Json<ChannelState>, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    let newest = lane.room().state().version;
    let records = match back_to(wish.version, newest) {
        Some(limit) => desk.hub.store.state_versions(&realm.id, &lane.name, limit).await,
        None => Ok(Vec::new()),
    };
    let value = former(records.map_err(unread)?, wish.version)?;
    let at = Path((app, channel));
    change_state(&desk, at, StateChange::Replace(value), wish.expected_version).await
}

/// Former states as the screen shows them.
pub fn shown(realm: &Realm, records: Vec<StateRecord>) -> Vec<StateVersion> {
    let record = |record: StateRecord| StateVersion {
        version: record.state.version,
        value: record.state.value,
        by: view::who(realm, &record.by),
        at: record.at.to_string(),
    };
    records.into_iter().map(record).collect()
}

/// How many of the newest versions there are down to this one; `None`: it is newer than all.
pub fn back_to(version: u64, newest: u64) -> Option<usize> {
    usize::try_from(newest.checked_sub(version)?.saturating_add(1)).ok()
}

/// The state of this version.
pub fn former(records: Vec<StateRecord>, version: u64) -> Result<Map<String, Value>, Failure> {
    let found = records.into_iter().find(|record| record.state.version == version);
    found.map(|record| record.state.value).ok_or_else(|| {
        Refusal::new(
            RefusalCode::NotFound,
            format!("there is no version {version} of this state"),
        )
        .fix("list the states for the versions that are kept")
        .into()
    })
}
