//! What the live view and the counters are told of what goes out of a channel.

use engine::{Event, Happening, Kind, PresenceChange};
use model::{NO_POSITION, Subject};

use super::{Hub, Lane, Pending, Segment, pieces::Pieces};

impl Hub {
    /// A segment has been handed to the sockets of its audience.
    pub(super) fn went_out(&self, lane: &Lane, segment: &Segment, pieces: Pieces<'_>) {
        let mut ids = Vec::new();
        for (number, pending) in segment.events.iter().enumerate() {
            let published = matches!(
                pending.event,
                Event::Message(_) | Event::State { .. } | Event::Presence { .. }
            );
            if published {
                let audience = segment.audience.len() - pieces.spared(number);
                let delivered = pieces.delivered(number);
                if lane.app != self.probe.id {
                    self.counters.deliveries.add(delivered);
                }
                let offered = self
                    .tap
                    .offer(|| self.happening(lane, pending, audience, delivered));
                ids.extend(offered.map(|id| (number, id)));
                if let (Event::State { state, .. }, Some(by)) = (&pending.event, &pending.by) {
                    self.state_changed(lane, by, pending.actor.as_ref(), state.version);
                }
            }
        }
        if let Some(steps) = pieces.steps() {
            self.keep_way(lane, segment, steps, &ids);
        }
        self.count_latency(lane, segment);
        self.changes
            .mark(|| format!("channel:{}/{}", lane.app, lane.name));
    }

    fn count_latency(&self, lane: &Lane, segment: &Segment) {
        let messages = segment.events.iter();
        let count = messages
            .filter(|one| matches!(one.event, Event::Message(_)))
            .count();
        if count > 0 && !segment.audience.is_empty() && lane.app != self.probe.id {
            self.latency.add(segment.begun.elapsed().as_micros(), count);
        }
    }

    fn happening(&self, lane: &Lane, pending: &Pending, audience: usize, delivered: usize) -> Happening {
        let now = self.clock.now();
        let mut happening = Happening::new(Kind::Message, now.wall).channel(&lane.name);
        happening.app = Some(lane.app.clone());
        happening.system = lane.app == self.probe.id;
        happening.way = pending.way();
        happening.connection = pending.by.clone();
        happening.audience = Some(audience);
        happening.delivered = Some(delivered);
        happening.latency_us = pending
            .accepted
            .map(|at| u64::try_from(at.elapsed().as_micros()).unwrap_or(u64::MAX));
        let subject = match &pending.event {
            Event::Message(message) => {
                happening.at = message.at;
                happening.event = Some(message.event.clone());
                happening.payload = Some(message.payload.clone());
                let from = message
                    .origin
                    .as_ref()
                    .and_then(|origin| self.link(origin.connection));
                happening.dialect = from.map(|link| link.dialect());
                happening.position = Some(message.position).filter(|position| *position != NO_POSITION);
                Some(message.sender.clone())
            }
            Event::State { state, .. } => {
                happening.kind = Kind::State;
                happening.event = Some(format!("version {}", state.version));
                happening.payload = Some(model::Payload::from_object(&state.value));
                pending.actor.clone()
            }
            Event::Presence { change, .. } => {
                happening.kind = Kind::Presence;
                let (verb, subject) = match change {
                    PresenceChange::Joined { subject, .. } => ("joined", subject),
                    PresenceChange::Left { subject, .. } => ("left", subject),
                };
                happening.event = Some(verb.into());
                Some(subject.clone())
            }
            _ => None,
        };
        self.tell_who(&mut happening, subject);
        happening
    }

    /// Puts in who it was, by name if it has one.
    pub(super) fn tell_who(&self, happening: &mut Happening, subject: Option<Subject>) {
        let realm = happening.app.as_ref().and_then(|app| self.realm(app));
        happening.name = realm
            .zip(subject.as_ref())
            .and_then(|(realm, subject)| realm.name_of(subject));
        happening.subject = subject;
    }
}
