//! Subscriptions, and the questions whether there may be one.

use std::collections::BTreeSet;

use engine::Answer;
use model::{Capabilities, GrantTerm, JoinMode, RefusalCode, Visibility};

use super::{Question, Reference};
use crate::words::{Answered, Room, Serial, TokenNo, Told, Who};

impl Reference {
    pub(super) fn join(&mut self, serial: Serial, who: Who, room: Room, ephemeral: bool) {
        let Some(facts) = self.rooms.get(&room) else {
            let code = RefusalCode::UnknownChannel;
            return self.tell(serial, Told::Refused { room, code });
        };
        let view = facts.view.clone();
        if self.subscribed.contains_key(&(who, room)) {
            return self.tell(serial, Told::Joined { view, alone: true });
        }
        let anonymous = matches!(who, Who::Anonymous(_));
        let grant = self.grants.get(&(who, room)).copied();
        let refused = if view.closed {
            Some(RefusalCode::ChannelClosed)
        } else {
            match facts.visibility {
                Visibility::Unprotected => None,
                _ if anonymous => Some(RefusalCode::NotGranted),
                Visibility::Public => None,
                Visibility::Private if grant.is_some() => None,
                Visibility::Private => match self.mode {
                    JoinMode::Allow => None,
                    JoinMode::Deny => Some(RefusalCode::NotGranted),
                    JoinMode::Ask => return self.ask(serial, who, room, ephemeral),
                },
            }
        };
        if let Some(code) = refused {
            return self.tell(serial, Told::Refused { room, code });
        }
        let private = facts.visibility == Visibility::Private;
        let bounded = private && grant.is_some_and(|until| until.is_some());
        self.enter(who, room, ephemeral || anonymous || bounded);
    }

    pub(super) fn ask(&mut self, serial: Serial, who: Who, room: Room, ephemeral: bool) {
        if let Some(question) = self.question(who, room) {
            question.waiting.insert(serial);
            return;
        }
        self.questions.push(Question {
            who,
            room,
            deadline: self.now + self.ask_timeout,
            waiting: BTreeSet::from([serial]),
            ephemeral,
            open: true,
        });
    }

    pub(super) fn answer(&mut self, back: usize, answer: &Answer) -> Answered {
        let Some(at) = self.questions.len().checked_sub(1 + back) else {
            return Err(RefusalCode::NotFound);
        };
        let question = &mut self.questions[at];
        if !question.open {
            return Err(RefusalCode::AlreadyDecided);
        }
        let (who, room, ephemeral) = (question.who, question.room, question.ephemeral);
        let Answer::Allow(term) = answer else {
            self.refuse(at, RefusalCode::Denied);
            return Ok(0);
        };
        if self.rooms[&room].view.closed {
            return Err(RefusalCode::ChannelClosed);
        }
        question.open = false;
        match term {
            GrantTerm::Once => {}
            GrantTerm::For { ms } => {
                self.grants.insert((who, room), Some(self.now + ms));
            }
            GrantTerm::Always => {
                self.grants.insert((who, room), None);
            }
        }
        let standing = *term == GrantTerm::Always && !ephemeral;
        let in_session = self.devices(who).next().is_some() || self.ending.contains_key(&who);
        if standing || in_session {
            self.enter(who, room, !standing);
        }
        Ok(0)
    }

    pub(super) fn subscribe(&mut self, who: Who, room: Room, ephemeral: bool) -> Answered {
        let facts = self.rooms.get(&room).ok_or(RefusalCode::UnknownChannel)?;
        if facts.view.closed {
            return Err(RefusalCode::ChannelClosed);
        }
        if let Some(kept) = self.subscribed.get_mut(&(who, room)) {
            *kept = ephemeral;
        } else {
            self.enter(who, room, ephemeral);
        }
        Ok(0)
    }

    pub(super) fn revoke(&mut self, token: TokenNo, room: Room) -> Answered {
        let who = Who::Token(token);
        self.grants.remove(&(who, room)).ok_or(RefusalCode::NotFound)?;
        self.grant_ended(who, room);
        Ok(0)
    }

    pub(super) fn grant_ended(&mut self, who: Who, room: Room) {
        if self.rooms[&room].visibility == Visibility::Private && self.subscribed.contains_key(&(who, room)) {
            self.end_subscription(who, room, None);
        }
    }

    /// Ends a subscription, or a question. `by`: the connection that asked for it and need not be told.
    pub(super) fn end_subscription(&mut self, who: Who, room: Room, by: Option<Serial>) {
        let mut told: BTreeSet<Serial> = BTreeSet::new();
        if self.subscribed.remove(&(who, room)).is_some() {
            told = self.devices(who).collect();
        } else if let Some(question) = self.question(who, room) {
            question.open = false;
            told = question.waiting.clone();
        }
        for serial in told.into_iter().filter(|serial| Some(*serial) != by) {
            self.tell(serial, Told::Left { room });
        }
        self.go(who, room);
    }

    pub(super) fn enter(&mut self, who: Who, room: Room, ephemeral: bool) {
        if let Some(question) = self.question(who, room) {
            question.open = false;
        }
        self.subscribed.insert((who, room), ephemeral);
        let view = self.rooms[&room].view.clone();
        for serial in self.devices(who).collect::<Vec<_>>() {
            let view = view.clone();
            self.tell(serial, Told::Joined { view, alone: false });
        }
        self.arrive(who, room);
    }

    pub(super) fn arrive(&mut self, who: Who, room: Room) {
        if self.devices(who).next().is_some() && self.present.insert((room, who)) {
            self.announce(room, who, true);
        }
    }

    pub(super) fn go(&mut self, who: Who, room: Room) {
        if !self.present.remove(&(room, who)) {
            return;
        }
        self.announce(room, who, false);
        let empty = !self.present.iter().any(|(one, _)| *one == room);
        if empty && self.rooms[&room].capabilities.has(Capabilities::EPHEMERAL) {
            self.delete(room);
        }
    }

    pub(super) fn refuse(&mut self, at: usize, code: RefusalCode) {
        let question = &mut self.questions[at];
        question.open = false;
        let room = question.room;
        for serial in question.waiting.clone() {
            self.tell(serial, Told::Refused { room, code });
        }
    }

    pub(super) fn question(&mut self, who: Who, room: Room) -> Option<&mut Question> {
        let mut open = self.questions.iter_mut().filter(|question| question.open);
        open.find(|question| (question.who, question.room) == (who, room))
    }
}
