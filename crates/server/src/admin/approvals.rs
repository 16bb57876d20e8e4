use axum::{Json, extract::State};
use contract::{Approval, Decision, JournalEntry, Term};
use model::{Decider, GrantTerm, Subject, TicketId};

use super::{
    Desk,
    failure::{Body, Failure, Path},
    view,
};
use crate::hub::Open;

/// Lines of the journal in an answer.
const JOURNAL: usize = 200;

/// Shortest and longest time that a yes may hold, in ms.
const DURATION: std::ops::RangeInclusive<u64> = 1_000..=366 * 24 * 3_600_000;

/// Most characters of a reason.
const REASON: usize = 500;

pub async fn list(State(desk): State<Desk>) -> Json<Vec<Approval>> {
    let mut all = Vec::new();
    for open in desk.hub.approvals.list() {
        all.extend(approval(&desk, &open).await);
    }
    Json(all)
}

async fn approval(desk: &Desk, open: &Open) -> Option<Approval> {
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
            .filter(|live| waiting.contains(&live.key))
            .map(|live| live.handle.clone())
            .collect();
        (Subject::Token(token.id.clone()), links)
    };
    let earlier = desk.hub.earlier(&open.realm.id, &token.id, &open.channel).await;
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
            .filter_map(|link| view::connection(&open.realm, link))
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
    let reason = decision
        .reason
        .map(|reason| reason.trim().to_owned())
        .filter(|reason| !reason.is_empty());
    if reason
        .as_ref()
        .is_some_and(|reason| reason.chars().count() > REASON)
    {
        return Err(Failure::invalid(format!(
            "the reason has more than {REASON} characters"
        )));
    }
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
        (Term::Duration, Some(ms)) if DURATION.contains(&ms) => GrantTerm::For { ms },
        (Term::Duration, given) => {
            let given = given.map_or("missing".into(), |ms| format!("{ms}"));
            return Err(Failure::invalid(format!(
                "duration_ms is {given}; use 1,000 ms to 366 days"
            )));
        }
    };
    Ok(engine::Answer::Allow(term))
}

pub async fn journal(State(desk): State<Desk>) -> Result<Json<Vec<JournalEntry>>, Failure> {
    let entries = desk
        .hub
        .store
        .journal(None, JOURNAL)
        .await
        .map_err(|error| model::Refusal::new(model::RefusalCode::StoreUnavailable, error.to_string()))?;
    Ok(Json(
        entries
            .iter()
            .map(|entry| view::journal(&desk.hub, entry))
            .collect(),
    ))
}
