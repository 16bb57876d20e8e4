//! Messages that are published together: all of them are accepted, or none.

use std::sync::Arc;

use engine::{Draft, Event, Published};
use model::{ChannelName, Message, Position, Refusal};

use super::{
    Hub, Pending, Realm, Room, Turn,
    channels::{check_event, find},
    record::Kept,
};

/// A batch that was accepted.
#[derive(Clone, Copy, Debug)]
pub struct AcceptedBatch {
    pub first: Position,
    pub last: Position,
    /// How many had come before, with the same key.
    pub repeated: usize,
    /// Their channel keeps history.
    pub persistent: bool,
}

/// A message with its key.
pub(super) type Keyed = (Arc<Message>, Option<String>);

impl Hub {
    /// Publishes for the backend, in this order. Returns when all are on their way to every subscriber, and, of a
    /// persistent channel, when they are on disk, written together.
    pub async fn publish_all(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        drafts: Vec<Draft>,
    ) -> Result<AcceptedBatch, Refusal> {
        let (limits, window) = realm.read_app(|app| (app.limits, app.retention.idempotency_ms));
        for draft in &drafts {
            check_event(&draft.event)?;
            limits.payload(draft.payload.len())?;
        }
        let mut turn = Turn::default();
        let mut waits = Vec::new();
        let done = {
            let lane = find(realm, channel)?;
            let mut room = lane.enter()?;
            room.admits()?;
            let now = self.clock.now();
            let (mut messages, mut positions) = (Vec::<Keyed>::new(), Vec::new());
            for draft in drafts {
                let key = draft.key.clone();
                match room.publish(draft, window, now) {
                    Ok(Published::New(message)) => {
                        positions.push(message.position);
                        messages.push((message, key));
                    }
                    Ok(Published::Again(position)) => {
                        positions.push(position);
                        waits.extend(room.underway(position));
                    }
                    Err(refusal) => {
                        withdraw(&mut room, &messages);
                        return Err(refusal);
                    }
                }
            }
            let persistent = room.keeps_history();
            let watched = self.tap.open();
            let kept = (persistent && watched).then(Kept::default);
            if persistent && !messages.is_empty() {
                match self.record_messages(&lane, &mut room, &messages, kept.clone()) {
                    Ok(stored) => waits.push(stored),
                    Err(refusal) => {
                        withdraw(&mut room, &messages);
                        return Err(refusal);
                    }
                }
            }
            self.counters.messages.add(messages.len());
            room.count(messages.len(), now.tick);
            let repeated = positions.len() - messages.len();
            for (message, _) in messages {
                let size = message.event.len() + message.payload.len();
                let mut pending = Pending::accepted(Event::Message(message), None, size, watched);
                pending.kept = kept.clone();
                room.announce(pending);
            }
            turn.touch(&lane);
            AcceptedBatch {
                first: positions.first().copied().unwrap_or_default(),
                last: positions.last().copied().unwrap_or_default(),
                repeated,
                persistent,
            }
        };
        turn.finish(self);
        for stored in waits {
            stored.wait().await?;
        }
        Ok(done)
    }
}

/// The last one first: only the last position of a channel can be taken back.
fn withdraw(room: &mut Room<'_>, messages: &[Keyed]) {
    for (message, key) in messages.iter().rev() {
        room.withdraw(message, key.as_deref());
    }
}
