//! The state of a channel: read, changed.

use axum::{Json, extract::State};
use contract::{ChannelState, PutState};
use engine::StateChange;

use super::{
    Desk,
    channels::At,
    failure::{Body, Failure, Path},
};

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
