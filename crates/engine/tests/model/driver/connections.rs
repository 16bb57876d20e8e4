//! Connections: they come, say who they are, ask for something, are lost.

use engine::{Command, Conn, Draft, Live, StateChange, Verdict, Who};
use model::{Origin, RefusalCode, Subject};

use super::{
    Driver,
    names::{app, conn_id, room_of, token_id, view_of, who_is},
};
use crate::{
    step::{Caller, Expected},
    words::{Room, Serial, Slot, Told},
};

impl Driver {
    pub(super) fn connect(&mut self, slot: Slot) -> bool {
        if self.slots.contains_key(&slot) {
            return false;
        }
        self.connections += 1;
        self.slots.insert(slot, self.connections);
        self.conns.insert(self.connections, Conn::default());
        true
    }

    pub(super) fn identify(&mut self, slot: Slot, caller: Caller) {
        if let Some(serial) = self.at(slot) {
            self.callers.entry(serial).or_insert(caller);
        }
        let who = match caller.token.map(token_id) {
            None => Who::Anonymous {
                alias: None,
                announced: true,
            },
            Some(client) if caller.privileged => Who::Client {
                client,
                privileged: true,
            },
            Some(token) => Who::Token(token),
        };
        self.say(slot, Command::Identify { app: app(), who });
    }

    /// A connection asks for something, and the engine judges whether it may.
    pub(super) fn say(&mut self, slot: Slot, command: Command) {
        let Some(serial) = self.at(slot) else { return };
        let Some(conn) = self.conns.get_mut(&serial) else {
            return;
        };
        match conn.judge(command) {
            Verdict::Close(reason) => {
                self.tell(serial, Told::Closed(reason.code()));
                self.lost(slot);
            }
            Verdict::Refuse(command, refusal) => {
                let room = command.channel().map_or(Room::MAX, room_of);
                let code = refusal.code;
                self.tell(
                    serial,
                    Told::Refused {
                        room,
                        code,
                        tag: None,
                    },
                );
            }
            Verdict::Do(Command::Identify { who, .. }) => {
                let subject = match who {
                    Who::Anonymous { .. } => Subject::Anonymous(conn_id(serial)),
                    Who::Token(token) | Who::Client { client: token, .. } => Subject::Token(token),
                };
                conn.welcome();
                self.subjects.insert(serial, subject.clone());
                self.welcome(serial, &subject);
            }
            Verdict::Do(command) => {
                if let Some(subject) = self.subjects.get(&serial).cloned() {
                    self.act(serial, &subject, command);
                }
            }
        }
    }

    pub(super) fn welcome(&mut self, serial: Serial, subject: &Subject) {
        let (who, now) = (who_is(subject), self.now());
        let alone = self.callers[&serial].alone;
        let member = self.member(who);
        member.connect(Live {
            key: serial,
            handle: serial,
        });
        let connections = member.live().len();
        let rooms: Vec<_> = member.channels().filter(|_| !alone).map(room_of).collect();
        let (mut channels, mut came) = (Vec::new(), Vec::new());
        for room in rooms {
            if let Some(channel) = self.rooms.get_mut(&room) {
                let joined = channel.join(serial, subject, serial, now);
                channels.push(view_of(&joined.snapshot));
                came.push((room, joined.presence));
            }
        }
        let welcome = Told::Welcome {
            who,
            connections,
            channels,
        };
        self.tell(serial, welcome);
        for (room, change) in came {
            self.announce(room, change);
        }
    }

    pub(super) fn act(&mut self, serial: Serial, subject: &Subject, command: Command) {
        let who = who_is(subject);
        let Some(room) = command.channel().map(room_of) else {
            return;
        };
        let inside = match self.rooms.get(&room) {
            None => Err(RefusalCode::UnknownChannel),
            Some(channel) if !channel.seats(serial) => Err(RefusalCode::NotSubscribed),
            Some(_) => Ok(()),
        };
        let mut tag = None;
        let outcome = match command {
            Command::Identify { .. } | Command::Direct { .. } | Command::Call(_) => Ok(0),
            Command::Join(join) => {
                tag = join.tag;
                self.join(serial, who, &join)
            }
            Command::Leave { .. } => {
                self.end_subscription(who, room, Some(serial));
                Ok(0)
            }
            Command::Publish { payload, passing, .. } => inside.and_then(|()| {
                let draft = Draft {
                    sender: subject.clone(),
                    origin: Some(Origin {
                        connection: serial,
                        alias: None,
                    }),
                    privileged: self.callers[&serial].privileged,
                    passing,
                    ..Draft::of_backend("said", payload)
                };
                self.publish(draft, room)
            }),
            Command::SetState { value, .. } => inside
                .and_then(|()| self.set_state(subject, room, StateChange::Replace(value), Expected::Any)),
        };
        if let Err(code) = outcome {
            self.tell(serial, Told::Refused { room, code, tag });
        }
    }

    pub(super) fn lost(&mut self, slot: Slot) {
        let Some(serial) = self.slots.remove(&slot) else {
            return;
        };
        let now = self.now();
        let Some(mut conn) = self.conns.remove(&serial) else {
            return;
        };
        let subject = self.subjects.remove(&serial);
        self.callers.remove(&serial);
        conn.end();
        let Some(member) = subject
            .as_ref()
            .map(who_is)
            .and_then(|who| self.members.get_mut(&who))
        else {
            return;
        };
        for room in member.channels().map(room_of) {
            if let Some(channel) = self.rooms.get_mut(&room) {
                channel.disconnect(serial);
            }
        }
        self.timers.extend(member.disconnect(serial, now));
    }
}
