//! Taking seats in a channel: who sits down, and what everybody is told of it, in this order: the others that somebody
//! came, the newcomer what it finds, and then that what it asked for is done.

use std::{collections::HashSet, sync::Arc};

use engine::{Event, Kind, Member, Person, PresenceChange, SeatView, Tag};
use model::{Now, Origin, Subject, TicketId};

use super::{Handle, Hub, Lane, Realm, Room, Turn};

/// Connections that are to sit down in a channel together, all of one subject.
#[derive(Clone, Copy)]
pub(super) struct Seating<'a> {
    pub links: &'a [Handle],
    /// The one that asked for it.
    pub asked_by: Option<&'a Handle>,
    /// The question that was answered with yes.
    pub approval: Option<&'a TicketId>,
    /// What is done with that, for whom.
    pub done: &'a [(Handle, Tag)],
}

impl Hub {
    /// Puts connections of a member into a channel and tells them. Called with the member locked; `room` is the lane's.
    pub(super) fn seat(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        member: &Member<Handle>,
        lane: &Arc<Lane>,
        mut room: Room<'_>,
        seating: Seating<'_>,
        turn: &mut Turn,
    ) {
        let now = self.clock.now();
        let witnesses = room.witnesses();
        let mut came = None;
        for link in seating.links {
            let joined = room.take_in(link, member.subject(), now);
            came = came.or(joined.presence.map(|change| (change, link)));
        }
        if let Some((change, link)) = came {
            let event = presence(&room, change, face(link));
            room.announce_to(witnesses, event);
        }
        // In the lane's order: after what the snapshot holds already, before what comes later.
        self.tell_joined(realm, lane, &mut room, seating.links, false, now);
        for (link, tag) in seating.done {
            room.tell([link.clone()], Event::Done { tag: *tag });
        }
        drop(room);
        turn.touch(lane);
        let mut happening =
            self.subscription_happening(realm, Kind::Subscribe, &lane.name, member, seating.asked_by);
        happening.approval = seating.approval.cloned();
        self.happened(happening, None);
        self.membership_changed(realm, &lane.name);
    }

    /// Tells connections that they are in the channel, each in what it wants to know of that.
    pub(super) fn tell_joined(
        &self,
        realm: &Realm,
        lane: &Lane,
        room: &mut Room<'_>,
        links: &[Handle],
        unicast: bool,
        now: Now,
    ) {
        let snapshot = room.snapshot();
        let joined = |seat| Event::Joined {
            snapshot: snapshot.clone(),
            unicast,
            seat,
        };
        let plain = links.iter().filter(|link| !link.encoding.roster);
        room.tell(plain.cloned(), joined(None));
        for link in links.iter().filter(|link| link.encoding.roster) {
            let seat = Arc::new(seat_view(realm, lane, room, link, now));
            room.tell([link.clone()], joined(Some(seat)));
        }
    }
}

/// What others may know of a connection that comes or goes.
pub(super) fn face(link: &Handle) -> Option<Origin> {
    link.announced().then(|| link.origin())
}

/// The event that somebody has come or gone.
pub(super) fn presence(room: &Room<'_>, change: PresenceChange, face: Option<Origin>) -> Event {
    Event::Presence {
        channel: room.facts().name.clone(),
        change,
        face,
        connections: room.connections(),
    }
}

fn seat_view(realm: &Realm, lane: &Lane, room: &Room<'_>, link: &Handle, now: Now) -> SeatView {
    let mut known = HashSet::new();
    let mut people = Vec::new();
    for (other, subject, since) in room.people().filter(|(other, ..)| other.announced()) {
        // Of a subject with several connections one is enough.
        if !matches!(subject, Subject::Token(_)) || known.insert(subject) {
            people.push(Person {
                subject: subject.clone(),
                origin: Some(other.origin()),
                online: true,
                since: Some(since),
            });
        }
    }
    if room.announces() {
        for client in lane.granted().iter() {
            let subject = Subject::Token(client.clone());
            if !known.contains(&subject) {
                let holder = realm.holder(client);
                people.push(Person {
                    subject,
                    origin: None,
                    online: false,
                    since: holder.and_then(|holder| holder.read_token(|token| token.last_seen)?),
                });
            }
        }
    }
    SeatView {
        you: link.subject().unwrap_or(Subject::Backend),
        origin: link.origin(),
        announced: link.announced(),
        connections: room.connections(),
        people,
        at: now.wall,
    }
}
