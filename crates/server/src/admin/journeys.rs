//! The way of one message.

use axum::{Json, extract::State};
use contract::{Arrival, ArrivalOutcome, Journey, SkipReason};
use model::{Refusal, RefusalCode};

use super::{
    Desk,
    failure::{Failure, Path},
    view,
};
use crate::hub::{self, Fate, Hub, Realm};

pub async fn get(State(desk): State<Desk>, Path(event): Path<u64>) -> Result<Json<Journey>, Failure> {
    let found = desk.hub.journeys.find(event).ok_or_else(|| unknown(event))?;
    Ok(Json(journey(&desk.hub, event, found)))
}

fn journey(hub: &Hub, id: u64, found: hub::Journey) -> Journey {
    let realm = hub.realm(&found.app);
    let connections = found.arrivals.into_iter();
    Journey {
        id,
        app: found.app.to_string(),
        channel: found.channel.to_string(),
        at: found.at.0,
        position: found.position,
        kept: found.kept,
        stored_us: found.stored_us,
        matched: found.matched as u64,
        written: found.written as u64,
        queued: found.queued as u64,
        skipped: found.skipped as u64,
        connections: connections
            .map(|one| arrival(hub, realm.as_deref(), one))
            .collect(),
    }
}

fn arrival(hub: &Hub, realm: Option<&Realm>, one: hub::Arrival) -> Arrival {
    let known = hub.who_was(one.key);
    let subject = known.as_ref().and_then(|known| known.subject.as_ref());
    let (outcome, why) = outcome(one.fate);
    Arrival {
        who: subject.map(|subject| match realm {
            Some(realm) => view::who(realm, subject),
            None => view::described(subject, None),
        }),
        dialect: known.as_ref().map(|known| known.dialect.to_owned()),
        // Of one that went long ago only its number is left.
        connection: known.map_or_else(|| format!("#{}", one.key), |known| known.id.to_string()),
        outcome,
        why,
        after_us: (outcome != ArrivalOutcome::Skipped).then_some(one.after_us),
    }
}

fn outcome(fate: Fate) -> (ArrivalOutcome, Option<SkipReason>) {
    let skipped = |why| (ArrivalOutcome::Skipped, Some(why));
    match fate {
        Fate::Written => (ArrivalOutcome::Written, None),
        Fate::Queued => (ArrivalOutcome::Queued, None),
        Fate::Closed => skipped(SkipReason::Closed),
        Fate::Slow => skipped(SkipReason::Slow),
        Fate::EchoOff => skipped(SkipReason::EchoOff),
        Fate::NoWord => skipped(SkipReason::NoWord),
    }
}

fn unknown(event: u64) -> Failure {
    let message = format!("the way of message {event} is not known, or no longer");
    Refusal::new(RefusalCode::NotFound, message)
        .fix("ways are kept of the newest messages that were sent while somebody watched the live view")
        .into()
}
