//! Connections come and go; sessions outlive them a little.

use std::sync::{Arc, Weak, atomic::Ordering};

use engine::{CloseReason, Event, Happening, Kind, Live, Member, Way, Welcome, Who};
use model::{AppId, Millis, Now, Origin, Refusal, Subject};

use super::{
    Face, Handle, Holder, Hub, Identity, Lane, Link, Pending, Realm, Room, Seat, Turn,
    clients::GUEST_KEPT,
    link::ready,
    recent::Leaving,
    seats::{face, presence},
};

/// How long a subject whose connections are in channels each by itself stays in one after the last of them has gone.
const ABSENCE: Millis = 15_000;

impl Hub {
    /// Lets a connection in: its first event is the welcome, with all channels it is in.
    pub(super) fn let_in(
        self: &Arc<Self>,
        link: &Handle,
        app: &AppId,
        who: &Who,
        turn: &mut Turn,
    ) -> Result<Seat, CloseReason> {
        let realm = self
            .realm(app)
            .filter(|realm| link.caller.system || realm.id != self.probe.id)
            .ok_or_else(|| unknown_app(app))?;
        let now = self.clock.now();
        let (holder, token, looks) = match who {
            // The id of a client is no credential.
            Who::Token(token) if token.client().is_some() => return Err(invalid_token()),
            Who::Token(token) => (realm.holder(token).ok_or_else(invalid_token)?, Some(token), None),
            Who::Client { client, privileged } => {
                let looks = privileged.then(|| Face {
                    alias: None,
                    hidden: false,
                    privileged: true,
                });
                (realm.guest(client, now.wall), Some(client), looks)
            }
            Who::Anonymous { alias, announced } => {
                let ordinary = alias.is_none() && *announced;
                let looks = (!ordinary).then(|| Face {
                    alias: alias.clone(),
                    hidden: !announced,
                    privileged: false,
                });
                let subject = Subject::Anonymous(link.id.clone());
                (Holder::anonymous(subject), None, looks)
            }
        };
        let mut member = holder.member();
        // Looked at under the member's lock: whoever ends the token finds this connection, or has ended it before.
        if !realm.holds(&holder) {
            return Err(invalid_token());
        }
        let known = holder.token();
        if known.as_ref().is_some_and(|token| token.expired(now.wall)) {
            return Err(CloseReason::InvalidAuth(
                "the token has expired; create a new one".into(),
            ));
        }
        self.check_connections(&realm, &member, link)
            .map_err(CloseReason::TooMany)?;
        let subject = member.subject().clone();
        link.identify(Identity {
            app: realm.id.clone(),
            token: token.cloned(),
            holder: Arc::downgrade(&holder),
            face: looks.map(Box::new),
        });
        // Whoever deletes the app finds this connection by its identity, or has taken the app away before.
        if self.realm(app).is_none() {
            return Err(unknown_app(app));
        }
        realm.connections().fetch_add(1, Ordering::Relaxed);
        member.connect(Live {
            key: link.key,
            handle: link.clone(),
        });
        // What the channels say from here on waits behind the welcome, which holds what they are now.
        link.outbox.hold();
        let mut channels = Vec::new();
        let alone = link.manners().alone;
        let present = member.channels().filter(|_| !alone);
        for lane in present.filter_map(|name| realm.lane(name.as_str())) {
            let mut room = lane.room();
            let witnesses = room.witnesses();
            let joined = room.take_in(link, &subject, now);
            channels.push(joined.snapshot);
            if let Some(change) = joined.presence {
                let event = presence(&room, change, face(link));
                room.announce_to(witnesses, event);
                turn.touch(&lane);
            }
            drop(room);
            self.channel_changed(&realm, &lane.name);
        }
        let lost: Vec<_> = member.take_lost().filter(|_| !alone).collect();
        let welcome = Event::Welcome(Welcome {
            app: realm.id.clone(),
            connection: link.id.clone(),
            connection_count: member.live().len(),
            token: token.cloned(),
            metadata: known.map(|token| token.state.value),
            channels,
        });
        drop(member);
        let front = (link.encoding.render)(&welcome).map(|frame| ready(&frame));
        link.outbox.release(front.as_slice());
        // A client that knows a channel from before waits for it until it is told otherwise.
        for channel in lost {
            link.tell(&Event::Left {
                channel,
                unicast: true,
            });
        }
        self.link_happened(link, Kind::Identify, |happening| happening.way = Way::In);
        self.changes.mark(|| format!("connections:{}", realm.id));
        self.changes.mark(|| format!("tokens:{}", realm.id));
        Ok(Seat {
            realm,
            holder,
            link: link.clone(),
        })
    }

    /// May one connection more be let in? The server's own one always may.
    fn check_connections(
        &self,
        realm: &Realm,
        member: &Member<Handle>,
        link: &Handle,
    ) -> Result<(), Refusal> {
        if link.caller.system {
            return Ok(());
        }
        let limits = realm.limits();
        limits.one_more_connection_for_subject(member.live().len())?;
        limits.one_more_connection(realm.connections().load(Ordering::Relaxed))
    }

    /// A connection has gone; its session goes on for a while, in case it comes back.
    pub(super) fn gone(
        self: &Arc<Self>,
        link: &Handle,
        seat: Option<&Seat>,
        code: &'static str,
        reason: String,
    ) {
        // Counted here and not where it was sent: what a full outbox throws away had been taken before.
        let lost = link.outbox.stats().dropped;
        self.counters
            .dropped
            .add(usize::try_from(lost).unwrap_or(usize::MAX));
        let mut happening = self.link_happening(link, Kind::Disconnect);
        happening.code = Some(code);
        happening.reason = Some(reason.clone());
        self.happened(happening, Some(link));
        if let Some(seat) = seat {
            self.leave_session(link, seat, &Leaving::new(code, reason));
        }
        // Last of all: when no connection is left, the store is closed.
        self.remove_link(link.key);
    }

    fn leave_session(self: &Arc<Self>, link: &Handle, seat: &Seat, why: &Leaving) {
        let now = self.clock.now();
        let over_at = {
            let mut member = seat.holder.member();
            let over_at = member.disconnect(link.key, now);
            seat.realm.connections().fetch_sub(1, Ordering::Relaxed);
            if member.live().is_empty() {
                self.seen(&seat.realm, &seat.holder, now.wall);
            }
            for lane in member
                .channels()
                .filter_map(|name| seat.realm.lane(name.as_str()))
            {
                let mut room = lane.room();
                let was_in = room.seats(link.key);
                room.let_go(link, member.subject(), now, why);
                let absent = was_in && link.manners().alone && !room.has(member.subject());
                drop(room);
                if absent && over_at != Some(now.tick) {
                    self.watch_absence(seat, &lane, now.tick + ABSENCE);
                }
                self.channel_changed(&seat.realm, &lane.name);
            }
            over_at
        };
        self.changes.mark(|| format!("connections:{}", seat.realm.id));
        self.changes.mark(|| format!("tokens:{}", seat.realm.id));
        self.changes.mark(|| "approvals".into());
        match over_at {
            Some(at) if at > now.tick => {
                let hub = Arc::downgrade(self);
                let (realm, holder) = (Arc::downgrade(&seat.realm), Arc::downgrade(&seat.holder));
                self.wheel.call_at(at, move || session_due(&hub, &realm, &holder));
            }
            Some(_) => self.session_over(&seat.realm, &seat.holder, face(link)),
            None => {}
        }
    }

    /// Looks after a while whether a subject whose connections are in channels each by itself has come back into this one.
    fn watch_absence(self: &Arc<Self>, seat: &Seat, lane: &Arc<Lane>, at: Millis) {
        let (hub, lane) = (Arc::downgrade(self), Arc::downgrade(lane));
        let (realm, holder) = (Arc::downgrade(&seat.realm), Arc::downgrade(&seat.holder));
        self.wheel.call_at(at, move || {
            if let (Some(hub), Some(lane), Some(realm), Some(holder)) =
                (hub.upgrade(), lane.upgrade(), realm.upgrade(), holder.upgrade())
            {
                hub.absent(&realm, &holder, &lane);
            }
        });
    }

    /// A subject is no longer in a channel, unless one of its connections is.
    fn absent(self: &Arc<Self>, realm: &Arc<Realm>, holder: &Holder, lane: &Arc<Lane>) {
        let now = self.clock.now();
        let mut turn = Turn::default();
        {
            let mut member = holder.member();
            let mut room = lane.room();
            if room.has(member.subject()) {
                return;
            }
            let ends = member
                .standing(&lane.name)
                .is_some_and(|standing| standing.ephemeral);
            if ends && member.leave(&lane.name) {
                lane.lost_member();
            }
            self.say_goodbye(realm, lane, &mut room, (member.subject(), None), now, &mut turn);
        }
        turn.finish(self);
        self.channel_changed(realm, &lane.name);
    }

    /// A subject has gone from a channel for good: the others are told, and the channel may be over.
    fn say_goodbye(
        &self,
        realm: &Arc<Realm>,
        lane: &Arc<Lane>,
        room: &mut Room<'_>,
        (subject, face): (&Subject, Option<Origin>),
        now: Now,
        turn: &mut Turn,
    ) {
        let left = room.depart(subject, now);
        // When everybody goes at once, nobody is to be told who went.
        if let Some(change) = left.presence.filter(|_| self.farewell().is_none()) {
            let event = presence(room, change, face);
            room.announce(Pending::of(event));
            turn.touch(lane);
        }
        if left.over {
            turn.over(realm, lane.name.clone());
        }
    }

    fn session_over(self: &Arc<Self>, realm: &Arc<Realm>, holder: &Arc<Holder>, face: Option<Origin>) {
        let now = self.clock.now();
        let mut turn = Turn::default();
        {
            let mut member = holder.member();
            let Some(over) = member.expire(now) else { return };
            for lane in over.was_in.iter().filter_map(|name| realm.lane(name.as_str())) {
                if !member.is_in(&lane.name) {
                    lane.lost_member();
                }
                let who = (member.subject(), face.clone());
                self.say_goodbye(realm, &lane, &mut lane.room(), who, now, &mut turn);
                self.channel_changed(realm, &lane.name);
            }
        }
        turn.finish(self);
        if let Some(true) = holder.read_token(|token| !realm.keeps(&token.id)) {
            let followed = holder.member().channels().next().is_some();
            self.watch_guest(realm, holder, if followed { GUEST_KEPT } else { 0 });
        }
    }

    /// What the live view shows of a connection itself.
    pub(super) fn link_happening(&self, link: &Link, kind: Kind) -> Happening {
        let mut happening = Happening::new(kind, self.clock.now().wall);
        happening.connection = Some(link.id.clone());
        happening.dialect = Some(link.dialect());
        happening.app = link.identity().map(|who| who.app.clone());
        happening.system = link.caller.system;
        self.tell_who(&mut happening, link.subject());
        happening
    }
}

fn session_due(hub: &Weak<Hub>, realm: &Weak<Realm>, holder: &Weak<Holder>) {
    if let (Some(hub), Some(realm), Some(holder)) = (hub.upgrade(), realm.upgrade(), holder.upgrade()) {
        hub.session_over(&realm, &holder, None);
    }
}

fn unknown_app(app: &AppId) -> CloseReason {
    CloseReason::InvalidAuth(format!("there is no app {app}; check the project id"))
}

fn invalid_token() -> CloseReason {
    CloseReason::InvalidAuth("there is no such token in this app; it may have been deleted".into())
}
