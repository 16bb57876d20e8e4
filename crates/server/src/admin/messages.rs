//! What was published in a channel, and publishing.

use axum::{Json, extract::State, response::Response};
use contract::{HistoryQuery, Publish, PublishBatch, Published, PublishedBatch};
use engine::Draft;
use model::{Payload, Position, Timestamp};
use store::HistoryRange;

use super::{
    Desk,
    channels::At,
    failure::{Body, Failure, Path, Query, instant, unread},
    history, page,
};
use crate::hub::Lane;

/// Messages in an answer if nothing is said.
const USUAL: u32 = 100;

/// The most messages that are published together.
const BATCH: usize = 10_000;

pub async fn messages(
    State(desk): State<Desk>,
    Path((app, channel)): At,
    Query(query): Query<HistoryQuery>,
) -> Result<Response, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    let limit = page::limit(query.limit, USUAL)?;
    // Nowhere is not an error: how far the history goes is wanted all the same.
    let range = range(&desk, &lane, &query).await?;
    let (range, limit) = range.map_or((HistoryRange::Last, 0), |range| (range, limit));
    let page = desk.hub.history(&lane, range, limit).await.map_err(unread)?;
    Ok(history::page(&realm, &page))
}

/// Where the answer lies; `None`: nowhere.
async fn range(desk: &Desk, lane: &Lane, query: &HistoryQuery) -> Result<Option<HistoryRange>, Failure> {
    let given = |field, text: &Option<String>| text.as_deref().map(|text| instant(field, text)).transpose();
    let since = given("since", &query.since)?;
    // Up to the last millisecond before it.
    let until = match given("until", &query.until)? {
        Some(Timestamp(0)) => return Ok(None),
        Some(Timestamp(at)) => Some(Timestamp(at - 1)),
        None => None,
    };
    let (mut after, mut before) = (query.after, query.before);
    if after.is_none() && before.is_none() {
        return Ok(Some(match (since, until) {
            (None, None) => HistoryRange::Last,
            (Some(since), None) => HistoryRange::Since(since),
            (None, Some(until)) => HistoryRange::Until(until),
            (Some(from), Some(to)) => HistoryRange::During { from, to },
        }));
    }
    // Together with positions, an instant stands for the position that is there.
    if let Some(since) = since {
        let Some(first) = position(desk, lane, HistoryRange::Since(since)).await? else {
            return Ok(None);
        };
        after = Some(after.unwrap_or(0).max(first - 1));
    }
    if let Some(until) = until {
        let Some(last) = position(desk, lane, HistoryRange::Until(until)).await? else {
            return Ok(None);
        };
        before = Some(before.unwrap_or(Position::MAX).min(last + 1));
    }
    Ok(match (after, before) {
        (None, None) => Some(HistoryRange::Last),
        (Some(after), None) => Some(HistoryRange::After(after)),
        (None, Some(before)) => Some(HistoryRange::Before(before)),
        (Some(after), Some(before)) if after < before => Some(HistoryRange::Between { after, before }),
        (Some(_), Some(_)) => None,
    })
}

/// Position of the one message that such a range begins, or ends, with.
async fn position(desk: &Desk, lane: &Lane, range: HistoryRange) -> Result<Option<Position>, Failure> {
    let page = desk.hub.history(lane, range, 1).await.map_err(unread)?;
    Ok(page.messages().next().map(|message| message.position))
}

pub async fn publish(
    State(desk): State<Desk>,
    Path((app, channel)): At,
    Body(wish): Body<Publish>,
) -> Result<Json<Published>, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    let persona = wish.as_token.as_deref().map(|token| desk.holder(&realm, token));
    let accepted = match persona.transpose()? {
        Some(holder) => {
            desk.hub
                .publish_as(&realm, &holder, &lane.name, draft(wish))
                .await?
        }
        None => desk.hub.publish(&realm, &lane.name, draft(wish)).await?,
    };
    Ok(Json(Published {
        position: accepted.position,
        stored: accepted.persistent,
        repeated: accepted.repeated,
    }))
}

pub async fn publish_batch(
    State(desk): State<Desk>,
    Path((app, channel)): At,
    Body(wish): Body<PublishBatch>,
) -> Result<Json<PublishedBatch>, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    let count = wish.messages.len();
    if !(1..=BATCH).contains(&count) {
        return Err(Failure::invalid(format!(
            "a batch has 1 to {BATCH} messages, this one has {count}"
        )));
    }
    if wish.messages.iter().any(|message| message.as_token.is_some()) {
        return Err(Failure::invalid(
            "a batch is published by the backend; publish messages with as_token one by one",
        ));
    }
    let drafts = wish.messages.into_iter().map(draft).collect();
    let done = desk.hub.publish_all(&realm, &lane.name, drafts).await?;
    Ok(Json(PublishedBatch {
        first: done.first,
        last: done.last,
        repeated: done.repeated as u64,
        stored: done.persistent,
    }))
}

fn draft(wish: Publish) -> Draft {
    Draft {
        key: wish.key,
        ..Draft::of_backend(wish.event, Payload::from_value(&wish.payload))
    }
}
