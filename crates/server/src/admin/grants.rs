//! Standing permissions for private channels.

use std::{ops::RangeInclusive, sync::Arc};

use axum::{Json, extract::State};
use contract::{GiveGrant, Grant, GrantsQuery};
use http::StatusCode;
use model::{Decider, GrantTerm, Subject, TokenId};

use super::{
    Desk,
    failure::{Body, Failure, Path, Query},
    view,
};
use crate::hub::{Holder, Realm};

/// Shortest and longest time that a yes may hold, in ms.
pub const DURATION: RangeInclusive<u64> = 1_000..=366 * 24 * 3_600_000;

/// Most characters of a reason.
const REASON: usize = 500;

type Of = Path<(String, String, String)>;

/// By channel, then by name.
pub async fn list(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Query(query): Query<GrantsQuery>,
) -> Result<Json<Vec<Grant>>, Failure> {
    let realm = desk.realm(&app)?;
    let holders: Vec<Arc<Holder>> = match &query.token {
        Some(token) => realm.holder(&TokenId::from(token.as_str())).into_iter().collect(),
        None => realm.holders(),
    };
    let now = desk.hub.clock.now().wall;
    let mut all = Vec::new();
    for holder in holders {
        let grants: Vec<_> = holder.member().grants().cloned().collect();
        let wanted = grants.into_iter().filter(|grant| {
            grant.holds(now)
                && query
                    .channel
                    .as_ref()
                    .is_none_or(|name| grant.channel.as_str() == name)
        });
        all.extend(wanted.map(|grant| described(&realm, grant)));
    }
    all.sort_by(|a, b| (&a.channel, &a.who.label, &a.at).cmp(&(&b.channel, &b.who.label, &b.at)));
    Ok(Json(all))
}

pub async fn give(
    State(desk): State<Desk>,
    Path((app, channel, token)): Of,
    Body(wish): Body<GiveGrant>,
) -> Result<Json<Grant>, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    let term = match wish.duration_ms {
        Some(ms) => lasting(ms)?,
        None => GrantTerm::Always,
    };
    let by = (Decider::Person, reason(wish.reason)?);
    let (grant, stored) = desk
        .hub
        .give_grant(&realm, &lane.name, &TokenId::from(token), term, by)?;
    stored.wait().await?;
    Ok(Json(described(&realm, grant)))
}

pub async fn revoke(
    State(desk): State<Desk>,
    Path((app, channel, token)): Of,
) -> Result<StatusCode, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    desk.hub
        .revoke_grant(&realm, &lane.name, &TokenId::from(token), Decider::Person)?
        .wait()
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A yes for so long.
pub fn lasting(ms: u64) -> Result<GrantTerm, Failure> {
    if DURATION.contains(&ms) {
        return Ok(GrantTerm::For { ms });
    }
    Err(Failure::invalid(format!(
        "duration_ms is {ms}; use 1,000 ms to 366 days"
    )))
}

/// What somebody wrote as their reason, if it says anything.
pub fn reason(text: Option<String>) -> Result<Option<String>, Failure> {
    let reason = text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    if reason.as_ref().is_some_and(|text| text.chars().count() > REASON) {
        return Err(Failure::invalid(format!(
            "the reason has more than {REASON} characters"
        )));
    }
    Ok(reason)
}

fn described(realm: &Realm, grant: model::Grant) -> Grant {
    Grant {
        who: view::who(realm, &Subject::Token(grant.token)),
        channel: grant.channel.to_string(),
        by: grant.by.into(),
        reason: grant.reason,
        at: grant.at.to_string(),
        until: grant.until.map(|until| until.to_string()),
    }
}
