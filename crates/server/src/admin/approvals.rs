use axum::{Json, extract::State};
use contract::{Approval, Decision, JournalEntry, JournalQuery, Term};
use model::{AppId, Decider, GrantTerm, Subject, TicketId};

use super::{
    Desk,
    failure::{self, Body, Failure, Path, Query},
    grants, page, view,
};
use crate::hub::Open;

/// Earlier answers with each question.
const EARLIER: usize = 3;

pub async fn list(State(desk): State<Desk>) -> Json<Vec<Approval>> {
    let open = desk.hub.approvals.list();
    Json(open.iter().filter_map(|open| approval(&desk, open)).collect())
}

fn approval(desk: &Desk, open: &Open) -> Option<Approval> {
    let token = open.holder.token()?;
    let (subject, links) = {
        let member = open.holder.member();
        let waiting = member
            .tickets()
            .find(|(_, ticket)| ticket.id == open.ticket)?
            .1
            .waiting
            .clone();
        let links: Vec<_> = member
            .live()
            .iter()
            .filter(|live| waiting.iter().any(|(key, _)| *key == live.key))
            .map(|live| live.handle.clone())
            .collect();
        (Subject::Token(token.id.clone()), links)
    };
    let (app, hub) = (&open.realm.id, &desk.hub);
    let earlier = hub.answers.about(app, &token.id, &open.channel, EARLIER);
    let now = desk.hub.clock.now();
    let total_ms = open.deadline.saturating_sub(open.asked.tick);
    Some(Approval {
        id: open.ticket.to_string(),
        app: open.realm.id.to_string(),
        channel: open.channel.to_string(),
        who: view::who(&open.realm, &subject),
        token_state: token.state.value,
        connections: links
            .iter()
            .filter_map(|link| view::connection(&desk.hub, &open.realm, link))
            .collect(),
        asked_at: open.asked.wall.to_string(),
        deadline: open.asked.wall.after(total_ms).to_string(),
        left_ms: open.deadline.saturating_sub(now.tick),
        total_ms,
        earlier: earlier
            .iter()
            .map(|entry| view::journal(&desk.hub, entry))
            .collect(),
    })
}

pub async fn decide(
    State(desk): State<Desk>,
    Path(approval): Path<String>,
    Body(decision): Body<Decision>,
) -> Result<Json<JournalEntry>, Failure> {
    let answer = answer(&decision)?;
    let reason = grants::reason(decision.reason)?;
    let (entry, stored) = desk
        .hub
        .decide(&TicketId::from(approval), &answer, Decider::Person, reason)?;
    stored.wait().await?;
    Ok(Json(view::journal(&desk.hub, &entry)))
}

fn answer(decision: &Decision) -> Result<engine::Answer, Failure> {
    if decision.answer == contract::Answer::Deny {
        return Ok(engine::Answer::Deny);
    }
    let term = match (decision.term, decision.duration_ms) {
        (Term::Once, _) => GrantTerm::Once,
        (Term::Always, _) => GrantTerm::Always,
        (Term::Duration, Some(ms)) => grants::lasting(ms)?,
        (Term::Duration, None) => {
            return Err(Failure::invalid(
                "duration_ms is missing; use 1,000 ms to 366 days",
            ));
        }
    };
    Ok(engine::Answer::Allow(term))
}

/// Newest first.
pub async fn journal(
    State(desk): State<Desk>,
    Query(query): Query<JournalQuery>,
) -> Result<Json<Vec<JournalEntry>>, Failure> {
    let limit = page::limit(query.limit, page::USUAL)?;
    // Of an app that was deleted, the journal stays.
    let app = query.app.map(AppId::from);
    desk.hub.caught_up().await;
    let entries = desk.hub.store.journal(app.as_ref(), limit).await;
    let entries = entries.map_err(failure::unread)?;
    let lines = entries.iter().map(|entry| view::journal(&desk.hub, entry));
    Ok(Json(lines.collect()))
}
