//! What is to be kept goes to the store through here.

use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};

use engine::{Happening, Kind};
use model::{Refusal, RefusalCode};
use store::{Ack, Change, NotQueued, StoreError};
use tokio::sync::{oneshot, watch};

use super::{Hub, Lane, Room, batch::Keyed};

/// How it went; nothing as long as it is under way.
type Shared = watch::Receiver<Option<Result<(), StoreError>>>;

/// When messages were on disk; nothing as long as they are not.
pub type Kept = Arc<OnceLock<Instant>>;

/// Resolves when a change is on disk, or will never be.
pub struct Stored(Waiting);

enum Waiting {
    Alone(oneshot::Receiver<Result<(), StoreError>>),
    /// For something that others may wait for too.
    Shared(Shared),
}

impl Stored {
    /// Waits for the disk.
    pub async fn wait(self) -> Result<(), Refusal> {
        let answer = match self.0 {
            Waiting::Alone(answer) => answer.await.ok(),
            Waiting::Shared(mut answer) => answer
                .wait_for(Option::is_some)
                .await
                .ok()
                .and_then(|answer| answer.clone()),
        };
        match answer {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => Err(unavailable(&error.to_string())),
            None => Err(unavailable("the server is going down")),
        }
    }

    /// The same answer for somebody else, if it is one to be shared.
    pub(super) fn again(&self) -> Option<Self> {
        match &self.0 {
            Waiting::Alone(_) => None,
            Waiting::Shared(answer) => Some(Self(Waiting::Shared(answer.clone()))),
        }
    }
}

impl Hub {
    /// Queues changes in the order of the calls; the answer tells when they are on disk.
    pub fn record(self: &Arc<Self>, changes: impl IntoIterator<Item = Change>) -> Result<Stored, Refusal> {
        let (told, wait) = oneshot::channel();
        let hub = Arc::downgrade(self);
        let ack = Ack::call(move |result| {
            // If nobody waits for the answer, a failure must not go unheard.
            if let (Err(Err(error)), Some(hub)) = (told.send(result), hub.upgrade()) {
                hub.lost(&error.to_string());
            }
        });
        let changes = changes.into_iter().inspect(|change| self.note_answer(change));
        match self.writer.submit(changes, ack) {
            Ok(()) => Ok(Stored(Waiting::Alone(wait))),
            Err(busy) => Err(not_queued(busy)),
        }
    }

    /// Queues messages of a persistent channel, to be written together; until they are, readers of the history find them
    /// in memory. The answer is shared with the repeats of those that have a key, and if they do not get to the disk, the
    /// channel forgets the keys. `kept` is told when they are there.
    pub(super) fn record_messages(
        self: &Arc<Self>,
        lane: &Arc<Lane>,
        room: &mut Room<'_>,
        messages: &[Keyed],
        kept: Option<Kept>,
    ) -> Result<Stored, Refusal> {
        let appends = messages.iter().map(|(message, key)| Change::Append {
            app: lane.app.clone(),
            message: (**message).clone(),
            key: key.clone(),
        });
        let keyed = messages
            .iter()
            .filter_map(|(message, key)| Some((message.position, key.clone()?)));
        let keyed: Vec<_> = keyed.collect();
        let positions: Vec<_> = keyed.iter().map(|(position, _)| *position).collect();
        let ends = messages.first().zip(messages.last());
        let (first, last) = ends.map_or((0, 0), |(first, last)| (first.0.position, last.0.position));
        let (told, wait) = watch::channel(None);
        let (hub, weak) = (Arc::downgrade(self), Arc::downgrade(lane));
        let ack = Ack::call(move |result| {
            if let (Some(kept), Ok(())) = (kept, &result) {
                kept.get_or_init(Instant::now);
            }
            if let Some(lane) = weak.upgrade() {
                let mut room = lane.room();
                room.settled(first, last, result.is_ok());
                for (position, key) in &keyed {
                    // In this order: whoever finds it no longer on its way finds it stored, or not at all.
                    room.arrived(*position);
                    if result.is_err() {
                        room.forget(key, *position);
                    }
                }
            }
            if let (Err(error), true, Some(hub)) = (&result, told.is_closed(), hub.upgrade()) {
                hub.lost(&error.to_string());
            }
            told.send_replace(Some(result));
        });
        match self.writer.submit(appends, ack) {
            Ok(()) => {
                for (message, _) in messages {
                    room.sent_out(message);
                }
                for position in positions {
                    room.set_out(position, Stored(Waiting::Shared(wait.clone())));
                }
                Ok(Stored(Waiting::Shared(wait)))
            }
            Err(busy) => Err(not_queued(busy)),
        }
    }

    /// Queues changes about which nobody waits for an answer. A failure shows in the log and in the live view.
    pub fn keep(self: &Arc<Self>, changes: impl IntoIterator<Item = Change>) {
        let hub = Arc::downgrade(self);
        let ack = Ack::call(move |result| {
            if let (Err(error), Some(hub)) = (result, hub.upgrade()) {
                hub.lost(&error.to_string());
            }
        });
        let changes = changes.into_iter().inspect(|change| self.note_answer(change));
        if let Err(error) = self.writer.submit(changes, ack) {
            self.lost(&error.to_string());
        }
    }

    /// Waits until what was queued before is on disk, or will never be: whoever was told of a change and then reads from
    /// the store has to find it there.
    pub async fn caught_up(&self) {
        self.writer.flush().await;
    }

    /// A change about which nobody could be told is not on disk.
    pub(super) fn lost(&self, why: &str) {
        self.store_fault(format!("a change was not stored: {why}"));
    }

    /// Something is wrong with the store that nobody has asked about: it shows in the log and in the live view.
    pub(super) fn store_fault(&self, what: String) {
        tracing::error!("{what}");
        let mut happening = Happening::new(Kind::Refused, self.clock.now().wall);
        happening.event = Some("store".into());
        happening.code = Some(RefusalCode::StoreUnavailable.as_str());
        happening.reason = Some(what);
        self.refusal_happened(happening, None);
    }
}

fn not_queued(busy: NotQueued) -> Refusal {
    unavailable(&busy.to_string())
}

fn unavailable(why: &str) -> Refusal {
    Refusal::new(RefusalCode::StoreUnavailable, format!("it was not stored: {why}"))
        .fix("try again in a moment")
}
