//! What is to be kept goes to the store through here.

use std::sync::Arc;

use engine::{Happening, Kind};
use model::{Refusal, RefusalCode};
use store::{Ack, Change, NotQueued, StoreError};
use tokio::sync::oneshot;

use super::Hub;

/// Resolves when a change is on disk, or will never be.
pub struct Stored(oneshot::Receiver<Result<(), StoreError>>);

impl Stored {
    /// Waits for the disk.
    pub async fn wait(self) -> Result<(), Refusal> {
        match self.0.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(unavailable(&error.to_string())),
            Err(_) => Err(unavailable("the server is going down")),
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
        match self.writer.submit(changes, ack) {
            Ok(()) => Ok(Stored(wait)),
            Err(busy @ (NotQueued::Full | NotQueued::Closed)) => Err(unavailable(&busy.to_string())),
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
        if let Err(error) = self.writer.submit(changes, ack) {
            self.lost(&error.to_string());
        }
    }

    /// A change about which nobody could be told is not on disk.
    pub(super) fn lost(&self, why: &str) {
        tracing::error!(why, "a change was not stored");
        self.counters.refusals.add(1);
        self.tap.offer(|| {
            let mut happening = Happening::new(Kind::Refused, self.clock.now().wall);
            happening.event = Some("store".into());
            happening.code = Some(RefusalCode::StoreUnavailable.as_str());
            happening.reason = Some(format!("a change was not stored: {why}"));
            happening
        });
    }
}

fn unavailable(why: &str) -> Refusal {
    Refusal::new(RefusalCode::StoreUnavailable, format!("it was not stored: {why}"))
        .fix("try again in a moment")
}
