//! Into channels and out of them.

use std::sync::Arc;

use engine::{Admission, Event, Happening, JoinRequest, Kind, Live, Member, Way};
use model::{
    ChannelName, Decider, JournalEntry, Limits, Outcome, Refusal, RefusalCode, Subject, Subscription,
    TicketId, Timestamp, TokenId, Visibility,
};
use store::Change;

use super::{
    Handle, Hub, Lane, Origin, Pending, Realm, Room, Seat, Turn, channels::find, entropy, recent::Leaving,
};

/// An answer that was given less than this ago, in ms, is not journaled again.
const LATELY: u64 = 60_000;

impl Hub {
    /// A connection asks to be let into a channel. It is told the answer, now or when somebody has given it.
    pub(super) fn join(
        self: &Arc<Self>,
        seat: &Seat,
        channel: &ChannelName,
        ephemeral: bool,
        turn: &mut Turn,
    ) {
        if let Err(refusal) = self.try_join(seat, channel, ephemeral, turn) {
            let told = Event::Refused {
                channel: channel.to_string(),
                refusal: refusal.clone(),
                still_in: false,
            };
            // Kept first: who has heard it finds it.
            self.refused(
                Some(&seat.realm.id),
                &seat.link,
                "subscribe",
                Some(channel.as_str()),
                &refusal,
            );
            seat.link.tell(&told);
        }
    }

    fn try_join(
        self: &Arc<Self>,
        seat: &Seat,
        channel: &ChannelName,
        ephemeral: bool,
        turn: &mut Turn,
    ) -> Result<(), Refusal> {
        let now = self.clock.now();
        let (limits, mode, ask_timeout) = seat
            .realm
            .read_app(|app| (app.limits, app.join_mode, app.ask_timeout));
        let mut member = seat.holder.member();
        if !seat.realm.holds(&seat.holder) {
            let refusal = Refusal::new(RefusalCode::InvalidAuth, "the token was deleted");
            return Err(refusal.fix("connect with another token"));
        }
        let lane = find(&seat.realm, channel)?;
        check_room(&limits, &member, channel)?;
        // Held until it is in: whoever deletes the channel finds it there, or has done so before.
        let mut room = lane.enter()?;
        let request = JoinRequest {
            key: seat.link.key,
            channel,
            visibility: room.facts().visibility,
            closed: room.facts().closed,
            ephemeral,
            mode,
            ask_timeout,
        };
        let open = member
            .tickets()
            .find(|(name, _)| *name == channel)
            .map(|(_, ticket)| ticket.id.clone());
        let private = request.visibility == Visibility::Private;
        let granted = member
            .grant_of(channel)
            .is_some_and(|grant| grant.holds(now.wall));
        match member.request(request, TicketId::fresh(now.wall, &entropy()), now) {
            Admission::Join { standing } => {
                lane.gained_member();
                if let (true, false, Subject::Token(token)) = (private, granted, member.subject()) {
                    self.journal_mode(&seat.realm, token, channel, Outcome::Allowed);
                }
                // A grant or the app's mode has answered meanwhile.
                if let Some(ticket) = open {
                    self.withdrawn(&ticket);
                }
                if let (true, Subject::Token(token)) = (standing, member.subject()) {
                    self.keep([put_subscription(&seat.realm, token, channel, now.wall)]);
                }
                self.seat_all(&seat.realm, &member, &lane, room, Some(&seat.link), turn);
            }
            Admission::Again => {
                let joined = room.take_in(&seat.link, member.subject(), now);
                room.tell(
                    [seat.link.clone()],
                    Event::Joined {
                        snapshot: joined.snapshot,
                        unicast: true,
                    },
                );
                turn.touch(&lane);
            }
            Admission::Refuse(refusal) => {
                if let (true, RefusalCode::NotGranted, Subject::Token(token)) =
                    (private, refusal.code, member.subject())
                {
                    self.journal_mode(&seat.realm, token, channel, Outcome::Denied);
                }
                return Err(refusal);
            }
            Admission::Ask(asked) => self.asked(seat, channel, asked, now),
        }
        Ok(())
    }

    /// Notes what an app's mode answers. Not again and again: a client may ask as often as it likes.
    pub(super) fn journal_mode(
        self: &Arc<Self>,
        realm: &Realm,
        token: &TokenId,
        channel: &ChannelName,
        outcome: Outcome,
    ) {
        let since = Timestamp(self.clock.now().wall.0.saturating_sub(LATELY));
        let last = self.answers.about(&realm.id, token, channel, 1);
        let same =
            |line: &JournalEntry| (line.by, line.outcome) == (Decider::Mode, outcome) && line.at > since;
        if !last.first().is_some_and(same) {
            self.journal(realm, token, channel, outcome, Decider::Mode);
        }
    }

    /// Notes an answer that was given without a question.
    pub(super) fn journal(
        self: &Arc<Self>,
        realm: &Realm,
        token: &TokenId,
        channel: &ChannelName,
        outcome: Outcome,
        by: Decider,
    ) {
        self.keep([Change::Journal(JournalEntry {
            at: self.clock.now().wall,
            app: realm.id.clone(),
            ticket: None,
            token: token.clone(),
            channel: channel.clone(),
            outcome,
            by,
            term: None,
            reason: None,
        })]);
        self.changes.mark(|| "journal".into());
    }

    /// Puts all connections of a member into a channel and tells them. Called with the member locked; `room` is the
    /// lane's.
    pub(super) fn seat_all(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        member: &Member<Handle>,
        lane: &Arc<Lane>,
        mut room: Room<'_>,
        asked_by: Option<&Handle>,
        turn: &mut Turn,
    ) {
        let now = self.clock.now();
        let mut came = None;
        for live in member.live() {
            let joined = room.take_in(&live.handle, member.subject(), now);
            came = came.or(joined.presence);
        }
        // In the lane's order: after what the snapshot holds already, before what comes later.
        let snapshot = room.snapshot();
        let links = member.live().iter().map(|live| live.handle.clone());
        room.tell(
            links,
            Event::Joined {
                snapshot,
                unicast: false,
            },
        );
        if let Some(change) = came {
            room.announce(Pending::of(Event::Presence {
                channel: lane.name.clone(),
                change,
            }));
        }
        drop(room);
        turn.touch(lane);
        let happening = self.subscription_happening(realm, Kind::Subscribe, &lane.name, member, asked_by);
        self.happened(happening, None);
        self.membership_changed(realm, &lane.name);
    }

    /// A connection leaves a channel, with all connections of its session.
    pub(super) fn leave(self: &Arc<Self>, seat: &Seat, channel: &ChannelName, turn: &mut Turn) {
        let mut member = seat.holder.member();
        self.end_subscription(&seat.realm, &mut member, channel, Exit::Asked(&seat.link), turn);
    }

    /// Ends a subscription, or an open question about one. All connections of the member are told but the one that
    /// asked for it. Called with the member locked. False: there was nothing to end.
    pub(super) fn end_subscription(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        member: &mut Member<Handle>,
        channel: &ChannelName,
        exit: Exit<'_>,
        turn: &mut Turn,
    ) -> bool {
        let (asked_by, why) = match exit {
            Exit::Asked(link) => (Some(link), Leaving::new("UNSUBSCRIBED", "the client left")),
            Exit::Removed(why) | Exit::Gone(why) => (None, Leaving::new("REMOVED", why)),
        };
        let ticket = member.withdraw(channel);
        let subscribed = member.leave(channel);
        if let Some(ticket) = &ticket {
            self.withdrawn(&ticket.id);
        }
        if !subscribed && ticket.is_none() {
            return false;
        }
        let now = self.clock.now();
        // Who was in hears that it is out; who only waited hears that there is no answer to wait for.
        let concerned = |live: &&Live<Handle>| {
            let waits = ticket
                .as_ref()
                .is_some_and(|ticket| ticket.waiting.contains(&live.key));
            (subscribed || waits) && asked_by.is_none_or(|link| link.key != live.key)
        };
        let told = member
            .live()
            .iter()
            .filter(concerned)
            .map(|live| live.handle.clone());
        let event = Event::Left {
            channel: channel.clone(),
            unicast: false,
        };
        match realm.lane(channel.as_str()) {
            Some(lane) => {
                if subscribed {
                    lane.lost_member();
                }
                let mut room = lane.room();
                for live in member.live() {
                    room.let_go(&live.handle, member.subject(), now, &why);
                }
                room.tell(told, event);
                let left = room.depart(member.subject(), now);
                // When everybody goes at once, nobody is left to be told who went.
                if let Some(change) = left.presence.filter(|_| !room.is_over()) {
                    room.announce(Pending::of(Event::Presence {
                        channel: channel.clone(),
                        change,
                    }));
                }
                drop(room);
                turn.touch(&lane);
                if left.over {
                    turn.over(realm, channel.clone());
                }
            }
            None => told.for_each(|link| _ = link.tell(&event)),
        }
        if let (Subject::Token(token), Exit::Asked(_) | Exit::Removed(_)) = (member.subject(), exit) {
            self.keep([delete_subscription(realm, token, channel)]);
        }
        let mut happening = self.subscription_happening(realm, Kind::Unsubscribe, channel, member, asked_by);
        happening.code = Some(why.code);
        happening.reason = Some(why.reason.to_string());
        self.happened(happening, None);
        self.membership_changed(realm, channel);
        true
    }

    fn subscription_happening(
        &self,
        realm: &Realm,
        kind: Kind,
        channel: &ChannelName,
        member: &Member<Handle>,
        asked_by: Option<&Handle>,
    ) -> Happening {
        let mut happening = Happening::new(kind, self.clock.now().wall).channel(channel);
        happening.app = Some(realm.id.clone());
        happening.system = realm.id == self.probe.id;
        happening.way = if asked_by.is_some() { Way::In } else { Way::None };
        happening.connection = asked_by.map(|link| link.id.clone());
        happening.dialect = asked_by.map(|link| link.caller.dialect);
        self.tell_who(&mut happening, Some(member.subject().clone()));
        happening
    }

    /// Somebody is in a channel who was not, or the other way round: lists of each side show it.
    fn membership_changed(&self, realm: &Realm, channel: &ChannelName) {
        self.channel_changed(realm, channel);
        self.changes.mark(|| format!("tokens:{}", realm.id));
        self.changes.mark(|| format!("connections:{}", realm.id));
    }

    /// Something about a channel that lists show.
    pub(super) fn channel_changed(&self, realm: &Realm, channel: &ChannelName) {
        self.changes.mark(|| format!("channel:{}/{channel}", realm.id));
        self.changes.mark(|| format!("channels:{}", realm.id));
    }

    /// Counts a *no* and shows it in the live view.
    pub(super) fn refused(
        &self,
        app: Option<&model::AppId>,
        link: &Handle,
        verb: &str,
        channel: Option<&str>,
        refusal: &Refusal,
    ) {
        let mut happening = Happening::new(Kind::Refused, self.clock.now().wall);
        happening.app = app.cloned();
        happening.channel = channel.map(str::to_owned);
        happening.way = Way::In;
        happening.event = Some(verb.into());
        happening.connection = Some(link.id.clone());
        happening.dialect = Some(link.caller.dialect);
        happening.code = Some(refusal.code.as_str());
        happening.reason = Some(refusal.message.clone());
        happening.fix = refusal.fix.clone();
        happening.system = link.caller.system;
        self.tell_who(&mut happening, link.subject());
        self.refusal_happened(happening, Some(Origin::of(link)));
    }
}

/// How a subscription ends.
#[derive(Clone, Copy)]
pub(super) enum Exit<'a> {
    /// A connection of the subject asked for it.
    Asked(&'a Handle),
    /// Somebody else has ended it, and why.
    Removed(&'static str),
    /// Its channel or its token has been deleted, on disk with all that belongs to it.
    Gone(&'static str),
}

/// May a subject be in one channel more, or wait for it?
pub(super) fn check_room(
    limits: &Limits,
    member: &Member<Handle>,
    channel: &ChannelName,
) -> Result<(), Refusal> {
    let asked = member.tickets().any(|(name, _)| name == channel);
    if asked || member.is_in(channel) {
        return Ok(());
    }
    limits.one_more_channel_for_subject(member.channels().count() + member.tickets().count())
}

/// The refusal for letting somebody into a channel that is closed.
pub(super) fn closed(channel: &ChannelName) -> Refusal {
    let message = format!("channel \"{channel}\" is closed; nobody can be let in");
    Refusal::new(RefusalCode::ChannelClosed, message).fix("open the channel first")
}

/// The refusal for a token that does not exist.
pub(super) fn unknown_token(token: &TokenId) -> Refusal {
    let message = format!("there is no token ending in {} in this app", token.tail());
    Refusal::new(RefusalCode::NotFound, message).fix("create the token first, or check its id")
}

pub(super) fn put_subscription(
    realm: &Realm,
    token: &TokenId,
    channel: &ChannelName,
    since: Timestamp,
) -> Change {
    let subscription = Subscription {
        token: token.clone(),
        channel: channel.clone(),
        since,
    };
    Change::PutSubscription {
        app: realm.id.clone(),
        subscription,
    }
}

fn delete_subscription(realm: &Realm, token: &TokenId, channel: &ChannelName) -> Change {
    Change::DeleteSubscription {
        app: realm.id.clone(),
        token: token.clone(),
        channel: channel.clone(),
    }
}
