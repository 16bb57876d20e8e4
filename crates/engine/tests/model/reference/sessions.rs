//! Connections, the sessions they make, and time.

use model::{Millis, RefusalCode};

use super::{Device, GRACE, Reference};
use crate::{
    step::Caller,
    words::{Serial, Slot, Told, Who},
};

impl Reference {
    pub(super) fn connect(&mut self, slot: Slot) -> bool {
        if self.slots.contains_key(&slot) {
            return false;
        }
        self.connections += 1;
        self.slots.insert(slot, self.connections);
        true
    }

    pub(super) fn identify(&mut self, slot: Slot, caller: Caller) {
        let Some(serial) = self.slots.get(&slot).copied() else {
            return;
        };
        if self.live.contains_key(&serial) {
            self.tell(serial, Told::Closed("INVALID_FRAME"));
            return self.lost(slot);
        }
        let who = caller.token.map_or(Who::Anonymous(serial), Who::Token);
        self.live.insert(serial, Device { who, caller });
        self.ending.remove(&who);
        let mut rooms = self.rooms_of(who);
        rooms.retain(|_| !caller.alone);
        let welcome = Told::Welcome {
            who,
            connections: self.devices(who).count(),
            channels: rooms.iter().map(|room| self.rooms[room].view.clone()).collect(),
        };
        self.tell(serial, welcome);
        for room in rooms {
            self.arrive(who, room);
        }
    }

    pub(super) fn lost(&mut self, slot: Slot) {
        let Some(serial) = self.slots.remove(&slot) else {
            return;
        };
        for question in &mut self.questions {
            question.waiting.retain(|(one, _)| *one != serial);
        }
        let Some(Device { who, .. }) = self.live.remove(&serial) else {
            return;
        };
        self.seats.retain(|(one, _)| *one != serial);
        self.shown.retain(|(one, _)| *one != serial);
        if self.devices(who).next().is_none() {
            match who {
                Who::Token(_) => {
                    self.ending.insert(who, self.now + GRACE);
                }
                _ => self.end_session(who),
            }
        }
    }

    /// Who speaks from a slot. One that has not said who it is has spoken too early and is closed.
    pub(super) fn speaker(&mut self, slot: Slot) -> Option<(Serial, Who)> {
        let serial = *self.slots.get(&slot)?;
        let who = self.live.get(&serial).map(|device| device.who);
        if who.is_none() {
            self.tell(serial, Told::Closed("NOT_IDENTIFIED"));
            self.lost(slot);
        }
        Some((serial, who?))
    }

    pub(super) fn pass(&mut self, ms: Millis) {
        let goal = self.now + ms;
        while let Some(due) = self.next_due().filter(|due| *due <= goal) {
            self.now = due;
            self.deadlines_pass();
            self.grants_run_out();
            self.sessions_end();
        }
        self.now = goal;
    }

    pub(super) fn next_due(&self) -> Option<Millis> {
        let questions = self.questions.iter().filter(|question| question.open);
        let deadlines = questions.map(|question| question.deadline);
        let grants = self.grants.values().flatten().copied();
        deadlines.chain(grants).chain(self.ending.values().copied()).min()
    }

    pub(super) fn deadlines_pass(&mut self) {
        for at in 0..self.questions.len() {
            if self.questions[at].open && self.questions[at].deadline <= self.now {
                self.refuse(at, RefusalCode::DeadlinePassed);
            }
        }
    }

    pub(super) fn grants_run_out(&mut self) {
        let over: Vec<_> = self
            .grants
            .iter()
            .filter(|(_, until)| until.is_some_and(|until| until <= self.now))
            .map(|(key, _)| *key)
            .collect();
        for (who, room) in over {
            // An ephemeral channel may have taken it along.
            if self.grants.remove(&(who, room)).is_some() {
                self.grant_ended(who, room);
            }
        }
    }

    pub(super) fn sessions_end(&mut self) {
        let over: Vec<_> = self
            .ending
            .iter()
            .filter(|(_, at)| **at <= self.now)
            .map(|(who, _)| *who)
            .collect();
        for who in over {
            self.ending.remove(&who);
            self.end_session(who);
        }
    }

    pub(super) fn end_session(&mut self, who: Who) {
        let was_in = self.rooms_of(who);
        self.subscribed
            .retain(|(one, _), ephemeral| *one != who || !*ephemeral);
        for room in was_in {
            self.go(who, room);
        }
    }
}
