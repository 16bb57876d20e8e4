//! Subscriptions: asked for, granted, answered, ended.

use std::collections::BTreeSet;

use engine::{Admission, Answer, Join, JoinRequest, Resolved};
use model::{Decider, Grant, Millis, RefusalCode, TicketId, Visibility};

use super::{
    Driver, EPOCH,
    names::{name, room_of, subject_of, token_id, view_of},
};
use crate::words::{Answered, Room, Serial, TokenNo, Told, Waiting, Who};

impl Driver {
    pub(super) fn join(&mut self, serial: Serial, who: Who, wish: &Join) -> Answered {
        let (now, mode, ask_timeout) = (self.now(), self.mode, self.ask_timeout);
        let fresh = TicketId::from(format!("ticket-{}", self.asked.len()));
        let room = room_of(&wish.channel);
        let caller = self.callers[&serial];
        let channel = self.room(room)?;
        let view = view_of(&channel.snapshot());
        let request = JoinRequest {
            key: serial,
            channel: &wish.channel,
            tag: wish.tag,
            alone: caller.alone.then(|| channel.seats(serial)),
            privileged: caller.privileged,
            has_key: channel.keys().is_none_or(|keys| keys.let_in(&wish.shown)),
            visibility: channel.facts().visibility,
            closed: channel.facts().closed,
            ephemeral: wish.ephemeral,
            mode,
            ask_timeout,
        };
        let mut waiting = self.waiting(who, room);
        match self.member(who).request(request, fresh, now) {
            Admission::Join { standing } => {
                // Whoever waits is let in with it, so there is nothing to ask any more.
                self.member(who).withdraw(&wish.channel);
                waiting.push((serial, wish.tag));
                self.keep(who, room, standing);
                self.seat(who, room, &waiting);
                self.room(room)?.show(serial, &wish.shown);
            }
            Admission::Again => {
                self.tell(serial, Told::Joined { view, alone: true });
                self.room(room)?.show(serial, &wish.shown);
                if let Some(tag) = wish.tag {
                    self.tell(serial, Told::Done(tag));
                }
            }
            Admission::Refuse(refusal) => return Err(refusal.code),
            Admission::Ask(asked) => {
                self.timers.insert(asked.deadline);
                if asked.opened {
                    self.asked.push((who, room, asked.ticket));
                }
            }
        }
        Ok(0)
    }

    pub(super) fn answer(&mut self, back: usize, answer: &Answer) -> Answered {
        let at = self
            .asked
            .len()
            .checked_sub(1 + back)
            .ok_or(RefusalCode::NotFound)?;
        let (who, room, ticket) = self.asked[at].clone();
        let closed = self
            .rooms
            .get(&room)
            .is_some_and(|channel| channel.facts().closed);
        let open = self.member(who).tickets().any(|(_, open)| open.id == ticket);
        if open && closed && *answer != Answer::Deny {
            return Err(RefusalCode::ChannelClosed);
        }
        self.decide(who, &ticket, answer, Decider::Person)
    }

    pub(super) fn decide(&mut self, who: Who, ticket: &TicketId, answer: &Answer, by: Decider) -> Answered {
        let now = self.now();
        let decided = self.member(who).decide(ticket, answer, by, None, now);
        let Resolved {
            channel,
            waiting,
            allowed,
            refusal,
        } = decided.map_err(|_| RefusalCode::AlreadyDecided)?;
        let room = room_of(&channel);
        if let Some(grant) = allowed.as_ref().and_then(|allowed| allowed.grant.as_ref()) {
            self.timers.extend(grant.until.map(|until| until.0 - EPOCH));
        }
        if let Some(allowed) = allowed {
            self.keep(who, room, allowed.standing);
            self.seat(who, room, &waiting);
        }
        if let Some(refusal) = refusal {
            for (serial, tag) in waiting {
                let code = refusal.code;
                self.tell(serial, Told::Refused { room, code, tag });
            }
        }
        Ok(0)
    }

    pub(super) fn subscribe(&mut self, token: TokenNo, room: Room, ephemeral: bool) -> Answered {
        if self.room(room)?.facts().closed {
            return Err(RefusalCode::ChannelClosed);
        }
        let who = Who::Token(token);
        let now = self.now();
        let waiting = self.waiting(who, room);
        let came = self.member(who).subscribe(&name(room), ephemeral, now.wall);
        self.keep(who, room, !ephemeral);
        if came {
            self.seat(who, room, &waiting);
        }
        Ok(0)
    }

    pub(super) fn grant(&mut self, token: TokenNo, room: Room, ms: Option<Millis>) -> Answered {
        self.room(room)?;
        let now = self.now();
        self.timers.extend(ms.map(|ms| self.tick + ms));
        self.member(Who::Token(token)).grant(Grant {
            token: token_id(token),
            channel: name(room),
            by: Decider::Backend,
            reason: None,
            at: now.wall,
            until: ms.map(|ms| now.wall.after(ms)),
        });
        Ok(0)
    }

    pub(super) fn grant_ended(&mut self, who: Who, room: Room) {
        let private = self
            .rooms
            .get(&room)
            .is_some_and(|channel| channel.facts().visibility == Visibility::Private);
        if private && self.member(who).is_in(&name(room)) {
            self.end_subscription(who, room, None);
        }
    }

    pub(super) fn end_subscription(&mut self, who: Who, room: Room, by: Option<Serial>) {
        let member = self.member(who);
        let devices: Vec<_> = member.live().iter().map(|live| live.key).collect();
        let ticket = member.withdraw(&name(room));
        let was_in = member.leave(&name(room));
        self.standing.remove(&(who, room));
        // Who is in, and who waits to be.
        let waiting = ticket.into_iter().flat_map(|ticket| ticket.waiting);
        let mut told: BTreeSet<_> = waiting.map(|(serial, _)| serial).collect();
        if let Some(channel) = self.rooms.get(&room) {
            told.extend(devices.iter().filter(|serial| channel.seats(**serial)));
        }
        for serial in told.into_iter().filter(|serial| Some(*serial) != by) {
            self.tell(serial, Told::Left { room });
        }
        if was_in && let Some(channel) = self.rooms.get_mut(&room) {
            for serial in devices {
                channel.disconnect(serial);
            }
            self.depart(who, room);
        }
    }

    /// Stores a subscription that is to be kept, and forgets one that is not.
    fn keep(&mut self, who: Who, room: Room, standing: bool) {
        if standing {
            self.standing.insert((who, room));
        } else {
            self.standing.remove(&(who, room));
        }
    }

    /// Who waits for the answer to an open question.
    fn waiting(&mut self, who: Who, room: Room) -> Vec<Waiting> {
        let channel = name(room);
        let mut tickets = self.member(who).tickets();
        let open = tickets.find(|(name, _)| **name == channel);
        open.map(|(_, ticket)| ticket.waiting.clone()).unwrap_or_default()
    }

    /// The subject is in: seats all its connections, or those of them that have asked, tells them, then the channel, and
    /// then those that have asked that it is done.
    fn seat(&mut self, who: Who, room: Room, asked: &[Waiting]) {
        let (now, subject) = (self.now(), subject_of(who));
        let devices: Vec<_> = self.member(who).live().iter().map(|live| live.key).collect();
        let wants = |serial: &Serial| asked.iter().any(|(one, _)| one == serial);
        let devices: Vec<_> = devices
            .into_iter()
            .filter(|serial| !self.callers[serial].alone || wants(serial))
            .collect();
        let Some(channel) = self.rooms.get_mut(&room) else {
            return;
        };
        let (mut letters, mut came) = (Vec::new(), Vec::new());
        for serial in devices {
            let joined = channel.join(serial, &subject, serial, now);
            let view = view_of(&joined.snapshot);
            letters.push((serial, Told::Joined { view, alone: false }));
            came.push(joined.presence);
        }
        for (serial, told) in letters {
            self.tell(serial, told);
        }
        for change in came {
            self.announce(room, change);
        }
        for (serial, tag) in asked {
            if let Some(tag) = tag {
                self.tell(*serial, Told::Done(*tag));
            }
        }
    }

    pub(super) fn depart(&mut self, who: Who, room: Room) {
        let now = self.now();
        let Some(channel) = self.rooms.get_mut(&room) else {
            return;
        };
        let left = channel.depart(&subject_of(who), now);
        self.announce(room, left.presence);
        if left.over {
            self.delete(room);
        }
    }
}
