//! Into channels and out of them.

use std::sync::Arc;

use engine::{
    Access, Admission, By, Claim, ConnKey, Event, Happening, Join, JoinRequest, Kind, Live, Member, Tag, Way,
};
use model::{
    ChannelName, Decider, JoinMode, JournalEntry, Limits, Outcome, Refusal, RefusalCode, Subject,
    Subscription, TicketId, Timestamp, TokenId, Visibility,
};
use store::Change;

use super::{
    Handle, Hub, Lane, Origin, Pending, Realm, Seat, Turn,
    channels::find,
    entropy,
    recent::Leaving,
    seats::{Seating, face, presence},
};

/// An answer that was given less than this ago, in ms, is not journaled again.
const LATELY: u64 = 60_000;

impl Hub {
    /// A connection asks to be let into a channel. It is told when it is in, now or when somebody has said yes; a *no* that
    /// is known at once is the answer.
    pub(super) fn join(self: &Arc<Self>, seat: &Seat, wish: &Join, turn: &mut Turn) -> Result<(), Refusal> {
        let now = self.clock.now();
        let (channel, link) = (&wish.channel, &seat.link);
        let (limits, mode, ask_timeout) = seat
            .realm
            .read_app(|app| (app.limits, app.join_mode, app.ask_timeout));
        let mut member = seat.holder.member();
        if !seat.realm.holds(&seat.holder) {
            let refusal = Refusal::new(RefusalCode::InvalidAuth, "the token was deleted");
            return Err(refusal.fix("connect with another token"));
        }
        check_room(&limits, &member, channel)?;
        let lane = self.find_or_make(&seat.realm, wish)?;
        // Held until it is in: whoever deletes the channel finds it there, or has done so before.
        let mut room = lane.enter()?;
        let request = JoinRequest {
            key: link.key,
            channel,
            tag: wish.tag,
            alone: link.manners().alone.then(|| room.seats(link.key)),
            privileged: link.privileged(),
            has_key: room.keys().is_none_or(|keys| keys.let_in(&wish.shown)),
            visibility: if wish.members_only {
                Visibility::Private
            } else {
                room.facts().visibility
            },
            closed: room.facts().closed,
            ephemeral: wish.ephemeral,
            mode: if wish.members_only { JoinMode::Deny } else { mode },
            ask_timeout,
        };
        let open = member
            .tickets()
            .find(|(name, _)| *name == channel)
            .map(|(_, ticket)| ticket.clone());
        let private = request.visibility == Visibility::Private && !request.privileged;
        let granted = member
            .grant_of(channel)
            .is_some_and(|grant| grant.holds(now.wall));
        let was_in = member.is_in(channel);
        let mut done: Vec<_> = wish.tag.map(|tag| (link.clone(), tag)).into_iter().collect();
        match member.request(request, TicketId::fresh(now.wall, &entropy()), now) {
            Admission::Join { standing } => {
                if !was_in {
                    lane.gained_member();
                }
                if let (true, false, Subject::Token(token)) = (private, granted, member.subject()) {
                    self.journal_mode(&seat.realm, token, channel, Outcome::Allowed);
                }
                let mut links: Vec<_> = match link.manners().alone {
                    true => vec![link.clone()],
                    false => member.live().iter().map(|live| live.handle.clone()).collect(),
                };
                // A grant or the app's mode has answered meanwhile; so those who wait have their answer, too.
                if let Some(ticket) = open {
                    self.withdrawn(&ticket.id);
                    let (waiting, tags) = waiting(&member, &ticket.waiting);
                    links.extend(
                        waiting
                            .into_iter()
                            .filter(|one| one.manners().alone && one.key != link.key),
                    );
                    done.extend(tags);
                }
                if let (true, Subject::Token(token)) = (standing, member.subject())
                    && seat.realm.keeps(token)
                {
                    self.keep([put_subscription(&seat.realm, token, channel, now.wall)]);
                }
                room.show(link.key, &wish.shown);
                if let Some(after) = wish.after {
                    self.catch_up(link, &lane, after, room.position());
                }
                let seating = Seating {
                    links: &links,
                    asked_by: Some(link),
                    approval: None,
                    done: &done,
                };
                self.seat(&seat.realm, &member, &lane, room, seating, turn);
            }
            Admission::Again => {
                room.take_in(link, member.subject(), now);
                self.tell_joined(
                    &seat.realm,
                    &lane,
                    &mut room,
                    std::slice::from_ref(link),
                    true,
                    now,
                );
                for (link, tag) in done {
                    room.tell([link], Event::Done { tag });
                }
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

    /// May a client put something into a channel in which this connection of it is not?
    pub(super) fn may_speak(&self, seat: &Seat, lane: &Lane) -> Result<(), Refusal> {
        let (link, name) = (&seat.link, &lane.name);
        let member = seat.holder.member();
        let (visibility, closed, has_key) = {
            let room = lane.room();
            (
                room.facts().visibility,
                room.facts().closed,
                room.keys().is_none(),
            )
        };
        let claim = Claim {
            token: matches!(member.subject(), Subject::Token(_)),
            subscribed: member.is_in(name),
            privileged: link.privileged(),
            has_key,
            visibility,
            closed,
            mode: JoinMode::Deny,
            grant: member.grant_of(name),
        };
        match claim.access(self.clock.now()) {
            Access::Subscribed | Access::Privileged | Access::Visible | Access::Granted(_) => Ok(()),
            Access::Closed => Err(closed_to_all(name)),
            Access::NeedsKey | Access::NeedsToken | Access::Mode(_) => Err(not_a_member(name)),
        }
    }

    /// May whoever asks over HTTP read what a channel has kept?
    pub(super) fn may_read(&self, realm: &Realm, lane: &Lane, by: &By) -> Result<(), Refusal> {
        let By::Client(client) = by else { return Ok(()) };
        let (visibility, locked) = {
            let room = lane.room();
            (room.facts().visibility, room.keys().is_some())
        };
        let holder = realm.holder(client);
        let belongs = holder.is_some_and(|holder| {
            let member = holder.member();
            let grant = member.grant_of(&lane.name);
            member.is_in(&lane.name) || grant.is_some_and(|grant| grant.holds(self.clock.now().wall))
        });
        if belongs || visibility != Visibility::Private && !locked {
            return Ok(());
        }
        Err(not_a_member(&lane.name))
    }

    /// The channel that somebody wants to be in; one that can be made is made.
    fn find_or_make(self: &Arc<Self>, realm: &Arc<Realm>, wish: &Join) -> Result<Arc<Lane>, Refusal> {
        let Some(making) = &wish.making else {
            return find(realm, &wish.channel);
        };
        loop {
            match realm.lane(wish.channel.as_str()) {
                Some(lane) if !lane.room().is_over() => return Ok(lane),
                // It has ended just now, and is about to be taken out.
                Some(lane) => realm.remove_lane(&lane),
                None => {}
            }
            if let Some(lane) = self.make_channel(realm, &wish.channel, making)? {
                return Ok(lane);
            }
        }
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
                .is_some_and(|ticket| ticket.waiting.iter().any(|(waiting, _)| *waiting == live.key));
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
                let gone = member.live().iter().find(|live| room.seats(live.key));
                let gone = gone.and_then(|live| face(&live.handle));
                for live in member.live() {
                    room.let_go(&live.handle, member.subject(), now, &why);
                }
                room.tell(told, event);
                let left = room.depart(member.subject(), now);
                // When everybody goes at once, nobody is left to be told who went.
                if let Some(change) = left.presence.filter(|_| !room.is_over()) {
                    let event = presence(&room, change, gone);
                    room.announce(Pending::of(event));
                }
                drop(room);
                turn.touch(&lane);
                if left.over {
                    turn.over(realm, channel.clone());
                }
            }
            None => told.for_each(|link| _ = link.tell(&event)),
        }
        if let (Subject::Token(token), Exit::Asked(_) | Exit::Removed(_)) = (member.subject(), exit)
            && realm.keeps(token)
        {
            self.keep([delete_subscription(realm, token, channel)]);
        }
        let mut happening = self.subscription_happening(realm, Kind::Unsubscribe, channel, member, asked_by);
        happening.code = Some(why.code);
        happening.reason = Some(why.reason.to_string());
        self.happened(happening, None);
        self.membership_changed(realm, channel);
        true
    }

    pub(super) fn subscription_happening(
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
        happening.dialect = asked_by.map(|link| link.dialect());
        self.tell_who(&mut happening, Some(member.subject().clone()));
        happening
    }

    /// Somebody is in a channel who was not, or the other way round: lists of each side show it.
    pub(super) fn membership_changed(&self, realm: &Realm, channel: &ChannelName) {
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
        let happening = self.refusal_of(app, link, verb, channel, refusal);
        self.refusal_happened(happening, Some(Origin::of(link)));
    }

    pub(super) fn refusal_of(
        &self,
        app: Option<&model::AppId>,
        link: &Handle,
        verb: &str,
        channel: Option<&str>,
        refusal: &Refusal,
    ) -> Happening {
        let mut happening = Happening::new(Kind::Refused, self.clock.now().wall);
        happening.app = app.cloned();
        happening.channel = channel.map(str::to_owned);
        happening.way = Way::In;
        happening.event = Some(verb.into());
        happening.connection = Some(link.id.clone());
        happening.dialect = Some(link.dialect());
        happening.code = Some(refusal.code.as_str());
        happening.reason = Some(refusal.message.clone());
        happening.fix = refusal.fix.clone();
        happening.system = link.caller.system;
        self.tell_who(&mut happening, link.subject());
        happening
    }
}

/// The connections that wait for an answer, each once, and by what they know it again.
pub(super) fn waiting(
    member: &Member<Handle>,
    asked: &[(ConnKey, Option<Tag>)],
) -> (Vec<Handle>, Vec<(Handle, Tag)>) {
    let live = member.live().iter().map(|live| &live.handle);
    let links: Vec<_> = live
        .filter(|link| asked.iter().any(|(key, _)| *key == link.key))
        .cloned()
        .collect();
    let tags = asked.iter().filter_map(|(key, tag)| {
        let link = links.iter().find(|link| link.key == *key)?;
        Some((link.clone(), (*tag)?))
    });
    let tags = tags.collect();
    (links, tags)
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

fn closed_to_all(channel: &ChannelName) -> Refusal {
    let message = format!("channel \"{channel}\" is closed");
    Refusal::new(RefusalCode::ChannelClosed, message).fix("open the channel")
}

fn not_a_member(channel: &ChannelName) -> Refusal {
    let message = format!("the client is neither in channel \"{channel}\" nor may it join it");
    Refusal::new(RefusalCode::NotGranted, message).fix("make the client a member of the channel first")
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
