//! Subscriptions: asked for, granted, answered, ended.

use engine::{Admission, Answer, JoinRequest, Resolved};
use model::{Decider, Grant, Millis, RefusalCode, TicketId, Visibility};

use super::{
    Driver, EPOCH,
    names::{name, room_of, subject_of, token_id, view_of},
};
use crate::words::{Answered, Room, Serial, TokenNo, Told, Who};

impl Driver {
    pub(super) fn join(&mut self, serial: Serial, who: Who, room: Room, ephemeral: bool) -> Answered {
        let (now, mode, ask_timeout) = (self.now(), self.mode, self.ask_timeout);
        let fresh = TicketId::from(format!("ticket-{}", self.asked.len()));
        let channel = self.room(room)?;
        let view = view_of(&channel.snapshot());
        let (visibility, closed) = (channel.facts().visibility, channel.facts().closed);
        let request = JoinRequest {
            key: serial,
            channel: &name(room),
            visibility,
            closed,
            ephemeral,
            mode,
            ask_timeout,
        };
        match self.member(who).request(request, fresh, now) {
            Admission::Join { standing } => {
                self.keep(who, room, standing);
                self.seat_all(who, room);
            }
            Admission::Again => self.tell(serial, Told::Joined { view, alone: true }),
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
            self.seat_all(who, room);
        }
        if let Some(refusal) = refusal {
            for serial in waiting {
                let code = refusal.code;
                self.tell(serial, Told::Refused { room, code });
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
        let came = self.member(who).subscribe(&name(room), ephemeral, now.wall);
        self.keep(who, room, !ephemeral);
        if came {
            self.seat_all(who, room);
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
        let withdrawn = member.withdraw(&name(room)).map(|ticket| ticket.waiting);
        let was_in = member.leave(&name(room));
        self.standing.remove(&(who, room));
        let told = if was_in {
            devices.clone()
        } else {
            withdrawn.unwrap_or_default()
        };
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

    /// The subject is in: seats all its connections, tells them, then tells the channel.
    pub(super) fn seat_all(&mut self, who: Who, room: Room) {
        let (now, subject) = (self.now(), subject_of(who));
        let devices: Vec<_> = self.member(who).live().iter().map(|live| live.key).collect();
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
