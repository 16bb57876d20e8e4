//! Subscriptions, and the questions whether there may be one.

use std::collections::BTreeSet;

use engine::Answer;
use model::{Capabilities, GrantTerm, JoinMode, RefusalCode, Visibility};

use super::{Question, Reference};
use crate::{
    step::Caller,
    words::{Answered, Room, Serial, TokenNo, Told, Waiting, Who, Words},
};

impl Reference {
    pub(super) fn join(&mut self, asks: Waiting, who: Who, room: Room, ephemeral: bool, shown: Words) {
        let (serial, _) = asks;
        let Some(facts) = self.rooms.get(&room) else {
            return self.refused(room, RefusalCode::UnknownChannel, asks);
        };
        if self.sits(serial, room) {
            let view = facts.view.clone();
            self.tell(serial, Told::Joined { view, alone: true });
            self.show(serial, room, shown);
            return self.done(asks);
        }
        let Caller {
            privileged, alone, ..
        } = self.live[&serial].caller;
        let anonymous = matches!(who, Who::Anonymous(_));
        let grant = self.grants.get(&(who, room)).copied();
        let word = facts.words.join.is_none() || facts.words.join == shown.join;
        let refused = if facts.view.closed {
            Some(RefusalCode::ChannelClosed)
        } else if privileged {
            None
        } else if !word {
            Some(RefusalCode::NotGranted)
        } else {
            match facts.visibility {
                Visibility::Unprotected => None,
                _ if anonymous => Some(RefusalCode::NotGranted),
                Visibility::Public => None,
                Visibility::Private if grant.is_some() => None,
                Visibility::Private => match self.mode {
                    JoinMode::Allow => None,
                    JoinMode::Deny => Some(RefusalCode::NotGranted),
                    JoinMode::Ask => return self.ask(asks, who, room, ephemeral || alone),
                },
            }
        };
        let private = facts.visibility == Visibility::Private;
        let bounded = private && !privileged && grant.is_some_and(|until| until.is_some());
        let beside = alone && self.subscribed.contains_key(&(who, room));
        if let Some(code) = refused {
            self.reach("the word was wrong", !word && code == RefusalCode::NotGranted);
            self.reach("out of what another is in", beside);
            return self.refused(room, code, asks);
        }
        self.reach("the privileged joined", private && privileged && grant.is_none());
        self.reach("in by itself", alone && !beside);
        self.reach("in beside another", beside);
        self.enter(who, room, ephemeral || alone || anonymous || bounded, Some(asks));
        self.show(serial, room, shown);
    }

    fn ask(&mut self, asks: Waiting, who: Who, room: Room, ephemeral: bool) {
        if let Some(question) = self.question(who, room) {
            if !question.waiting.contains(&asks) {
                question.waiting.push(asks);
            }
            return;
        }
        self.questions.push(Question {
            who,
            room,
            deadline: self.now + self.ask_timeout,
            waiting: vec![asks],
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
            self.enter(who, room, !standing, None);
        }
        self.questions[at].open = false;
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
            self.enter(who, room, ephemeral, None);
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
        let devices: Vec<_> = self.devices(who).collect();
        let mut told: BTreeSet<_> = devices
            .iter()
            .copied()
            .filter(|one| self.sits(*one, room))
            .collect();
        self.subscribed.remove(&(who, room));
        if let Some(question) = self.question(who, room) {
            question.open = false;
            told.extend(question.waiting.iter().map(|(serial, _)| *serial));
        }
        for serial in devices {
            self.seats.remove(&(serial, room));
            self.shown.remove(&(serial, room));
        }
        for serial in told.into_iter().filter(|serial| Some(*serial) != by) {
            self.tell(serial, Told::Left { room });
        }
        self.go(who, room);
    }

    /// The subject is in, with all its connections; those that live alone only if they have asked: just now, or in a
    /// question that is then asked no more.
    pub(super) fn enter(&mut self, who: Who, room: Room, ephemeral: bool, asks: Option<Waiting>) {
        let mut waiting = Vec::new();
        if let Some(question) = self.question(who, room) {
            question.open = false;
            waiting.clone_from(&question.waiting);
        }
        waiting.extend(asks);
        self.subscribed.insert((who, room), ephemeral);
        let view = self.rooms[&room].view.clone();
        for serial in self.devices(who).collect::<Vec<_>>() {
            if self.live[&serial].caller.alone {
                if !waiting.iter().any(|(one, _)| *one == serial) {
                    continue;
                }
                self.seats.insert((serial, room));
                let again = asks.is_some_and(|(one, _)| one != serial);
                self.reach("went in with the one that asked again", again);
            }
            let view = view.clone();
            self.tell(serial, Told::Joined { view, alone: false });
        }
        self.arrive(who, room);
        for asks in waiting {
            self.done(asks);
        }
    }

    fn done(&mut self, (serial, tag): Waiting) {
        if let Some(tag) = tag {
            self.tell(serial, Told::Done(tag));
        }
    }

    pub(super) fn arrive(&mut self, who: Who, room: Room) {
        if self.devices(who).any(|serial| self.sits(serial, room)) && self.present.insert((room, who)) {
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
        for asks in question.waiting.clone() {
            self.refused(room, code, asks);
        }
    }

    pub(super) fn question(&mut self, who: Who, room: Room) -> Option<&mut Question> {
        let mut open = self.questions.iter_mut().filter(|question| question.open);
        open.find(|question| (question.who, question.room) == (who, room))
    }
}
