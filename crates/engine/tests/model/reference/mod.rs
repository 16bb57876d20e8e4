//! The reference: what is to happen, in maps and lists, written from the words of the specification.
//!
//! Whoever is subscribed hears everything with all live connections. Somebody is present in a channel from the moment
//! a live connection is in it until the subscription or the session ends.

mod joins;
mod sessions;

use std::collections::{BTreeMap, BTreeSet};

use model::{Capabilities, JoinMode, Millis, RefusalCode, Visibility};

use crate::{
    step::{Expected, Step, WINDOW, at_first},
    words::{Answered, KeyNo, Letters, Picture, Room, Serial, Slot, Told, Value, View, Who},
};

/// How long a session waits for its subject to come back.
const GRACE: Millis = 30_000;

struct Facts {
    visibility: Visibility,
    capabilities: Capabilities,
    view: View,
}

struct Question {
    who: Who,
    room: Room,
    deadline: Millis,
    waiting: BTreeSet<Serial>,
    ephemeral: bool,
    open: bool,
}

pub struct Reference {
    now: Millis,
    mode: JoinMode,
    ask_timeout: Millis,
    slots: BTreeMap<Slot, Serial>,
    connections: Serial,
    /// Live connections that have said who they are.
    live: BTreeMap<Serial, Who>,
    rooms: BTreeMap<Room, Facts>,
    /// Subscriptions; true: ends with the session.
    subscribed: BTreeMap<(Who, Room), bool>,
    present: BTreeSet<(Room, Who)>,
    grants: BTreeMap<(Who, Room), Option<Millis>>,
    questions: Vec<Question>,
    /// Sessions without a live connection, with their end.
    ending: BTreeMap<Who, Millis>,
    /// What came with a key: its position, and when.
    keys: BTreeMap<(Room, KeyNo), (u64, Millis)>,
    told: Letters,
}

impl Reference {
    pub fn new() -> Self {
        let mut reference = Self {
            now: 0,
            mode: JoinMode::Ask,
            ask_timeout: 70_000,
            slots: BTreeMap::new(),
            connections: 0,
            live: BTreeMap::new(),
            rooms: BTreeMap::new(),
            subscribed: BTreeMap::new(),
            present: BTreeSet::new(),
            grants: BTreeMap::new(),
            questions: Vec::new(),
            ending: BTreeMap::new(),
            keys: BTreeMap::new(),
            told: Letters::new(),
        };
        for (room, visibility, capabilities) in at_first() {
            reference.create(room, visibility, capabilities);
        }
        reference
    }

    /// What connections have been told since the last time this was asked.
    pub fn told(&mut self) -> Letters {
        std::mem::take(&mut self.told)
    }

    pub fn picture(&self) -> Picture {
        let mut picture = Picture::default();
        for (serial, who) in &self.live {
            picture.live.entry(*who).or_default().insert(*serial);
        }
        picture.subscribed = self.subscribed.keys().copied().collect();
        let standing = self.subscribed.iter().filter(|(_, ephemeral)| !**ephemeral);
        picture.standing = standing.map(|(key, _)| *key).collect();
        for (room, who) in &self.present {
            picture
                .present
                .insert((*room, *who), self.devices(*who).collect());
        }
        for (room, facts) in &self.rooms {
            picture.audience.insert(*room, self.audience(*room).collect());
            picture.rooms.insert(*room, facts.view.clone());
        }
        for one in self.questions.iter().filter(|question| question.open) {
            picture
                .questions
                .insert((one.who, one.room), (one.deadline, one.waiting.clone()));
        }
        picture.grants = self.grants.clone();
        picture
    }

    /// Lets `step` happen; `body` is the content of a message, if it is one.
    pub fn take(&mut self, step: &Step, body: usize) -> Answered {
        match step {
            Step::Arrive(slot, token) => {
                if self.connect(*slot) {
                    self.identify(*slot, *token);
                }
            }
            Step::Connect(slot) => {
                self.connect(*slot);
            }
            Step::Identify(slot, token) => self.identify(*slot, *token),
            Step::Lost(slot) => self.lost(*slot),
            Step::Join {
                slot,
                room,
                ephemeral,
            } => {
                if let Some((serial, who)) = self.speaker(*slot) {
                    self.join(serial, who, *room, *ephemeral);
                }
            }
            Step::Leave(slot, room) => {
                if let Some((serial, who)) = self.speaker(*slot) {
                    self.end_subscription(who, *room, Some(serial));
                }
            }
            Step::Announce(room, key) => return self.announce_once(*room, *key, body),
            Step::Publish(slot, room) => {
                if let Some((serial, who)) = self.speaker(*slot)
                    && let Err(code) = self
                        .inside(who, *room)
                        .and_then(|()| self.publish(who, *room, body))
                {
                    self.tell(serial, Told::Refused { room: *room, code });
                }
            }
            Step::SetState(slot, room, value) => {
                if let Some((serial, who)) = self.speaker(*slot)
                    && let Err(code) = self
                        .inside(who, *room)
                        .and_then(|()| self.set_state(who, *room, only(*value), Expected::Any))
                {
                    self.tell(serial, Told::Refused { room: *room, code });
                }
            }
            Step::Replace(room, value, expected) => {
                return self.set_state(Who::Backend, *room, only(*value), *expected);
            }
            Step::Patch(room, value, expected) => {
                let mut whole = self
                    .rooms
                    .get(room)
                    .map(|facts| facts.view.value.clone())
                    .unwrap_or_default();
                whole.extend(only(*value));
                return self.set_state(Who::Backend, *room, whole, *expected);
            }
            Step::Subscribe {
                token,
                room,
                ephemeral,
            } => return self.subscribe(Who::Token(*token), *room, *ephemeral),
            Step::Unsubscribe(token, room) => self.end_subscription(Who::Token(*token), *room, None),
            Step::Mode(mode, timeout) => (self.mode, self.ask_timeout) = (*mode, *timeout),
            Step::Answer(back, answer) => return self.answer(*back, answer),
            Step::Grant(token, room, ms) => {
                if !self.rooms.contains_key(room) {
                    return Err(RefusalCode::UnknownChannel);
                }
                let until = ms.map(|ms| self.now + ms);
                self.grants.insert((Who::Token(*token), *room), until);
            }
            Step::Revoke(token, room) => return self.revoke(*token, *room),
            Step::Close(room) => return self.set_closed(*room, true),
            Step::Open(room) => return self.set_closed(*room, false),
            Step::Create(room, visibility, capabilities) => {
                if self.rooms.contains_key(room) {
                    return Err(RefusalCode::ChannelExists);
                }
                self.create(*room, *visibility, *capabilities);
            }
            Step::Delete(room) => {
                if !self.rooms.contains_key(room) {
                    return Err(RefusalCode::UnknownChannel);
                }
                self.delete(*room);
            }
            Step::Pass(ms) => self.pass(*ms),
        }
        Ok(0)
    }

    fn publish(&mut self, sender: Who, room: Room, body: usize) -> Answered {
        self.may(sender, room, Capabilities::CLIENT_PUBLISH)?;
        let view = self.view(room)?;
        view.position += 1;
        let position = view.position;
        let message = Told::Message {
            room,
            position,
            sender,
            body,
        };
        self.tell_all(room, &message);
        Ok(position)
    }

    /// A key stands for one message, from when it came until its window is over.
    fn announce_once(&mut self, room: Room, key: Option<KeyNo>, body: usize) -> Answered {
        self.may(Who::Backend, room, Capabilities::NONE)?;
        let known = key.and_then(|key| self.keys.get(&(room, key)));
        if let Some((position, _)) = known.filter(|(_, at)| self.now < at + WINDOW) {
            return Ok(*position);
        }
        let position = self.publish(Who::Backend, room, body)?;
        if let Some(key) = key {
            self.keys.insert((room, key), (position, self.now));
        }
        Ok(position)
    }

    fn set_state(&mut self, by: Who, room: Room, value: Value, expected: Expected) -> Answered {
        self.may(by, room, Capabilities::CLIENT_SET_STATE)?;
        if matches!(expected, Expected::Other) {
            return Err(RefusalCode::VersionConflict);
        }
        let view = self.view(room)?;
        view.version += 1;
        view.value.clone_from(&value);
        let version = view.version;
        self.tell_all(room, &Told::State { room, version, value });
        Ok(version)
    }

    /// A client acts only where it is.
    fn inside(&self, who: Who, room: Room) -> Result<(), RefusalCode> {
        match (
            self.rooms.contains_key(&room),
            self.subscribed.contains_key(&(who, room)),
        ) {
            (false, _) => Err(RefusalCode::UnknownChannel),
            (true, false) => Err(RefusalCode::NotSubscribed),
            (true, true) => Ok(()),
        }
    }

    fn may(&self, who: Who, room: Room, capability: Capabilities) -> Result<(), RefusalCode> {
        let facts = self.rooms.get(&room).ok_or(RefusalCode::UnknownChannel)?;
        if facts.view.closed {
            Err(RefusalCode::ChannelClosed)
        } else if who != Who::Backend && !facts.capabilities.has(capability) {
            Err(RefusalCode::MissingCapability)
        } else {
            Ok(())
        }
    }

    fn set_closed(&mut self, room: Room, closed: bool) -> Answered {
        self.view(room)?.closed = closed;
        Ok(0)
    }

    fn create(&mut self, room: Room, visibility: Visibility, capabilities: Capabilities) {
        let view = View {
            room,
            closed: false,
            position: 0,
            version: 0,
            value: Value::new(),
        };
        self.rooms.insert(
            room,
            Facts {
                visibility,
                capabilities,
                view,
            },
        );
    }

    /// A channel goes with all that concerns it, and nobody waits for it in vain.
    fn delete(&mut self, room: Room) {
        for serial in self.audience(room).collect::<Vec<_>>() {
            self.tell(serial, Told::Left { room });
        }
        for at in 0..self.questions.len() {
            if self.questions[at].open && self.questions[at].room == room {
                self.refuse(at, RefusalCode::UnknownChannel);
            }
        }
        self.subscribed.retain(|(_, one), _| *one != room);
        self.grants.retain(|(_, one), _| *one != room);
        self.present.retain(|(one, _)| *one != room);
        self.keys.retain(|(one, _), _| *one != room);
        self.rooms.remove(&room);
    }

    fn announce(&mut self, room: Room, who: Who, came: bool) {
        if self.rooms[&room].capabilities.has(Capabilities::PRESENCE) {
            self.tell_all(room, &Told::Presence { room, who, came });
        }
    }

    fn devices(&self, who: Who) -> impl Iterator<Item = Serial> + '_ {
        self.live
            .iter()
            .filter(move |(_, one)| **one == who)
            .map(|(serial, _)| *serial)
    }

    fn audience(&self, room: Room) -> impl Iterator<Item = Serial> + '_ {
        self.live
            .iter()
            .filter(move |(_, who)| self.subscribed.contains_key(&(**who, room)))
            .map(|(serial, _)| *serial)
    }

    fn rooms_of(&self, who: Who) -> Vec<Room> {
        let all = self.subscribed.keys();
        all.filter(|(one, _)| *one == who)
            .map(|(_, room)| *room)
            .collect()
    }

    fn view(&mut self, room: Room) -> Result<&mut View, RefusalCode> {
        self.rooms
            .get_mut(&room)
            .map(|facts| &mut facts.view)
            .ok_or(RefusalCode::UnknownChannel)
    }

    fn tell(&mut self, serial: Serial, told: Told) {
        self.told.entry(serial).or_default().push(told);
    }

    fn tell_all(&mut self, room: Room, told: &Told) {
        for serial in self.audience(room).collect::<Vec<_>>() {
            self.tell(serial, told.clone());
        }
    }
}

/// A state with one key, which depends on the value.
pub fn only(value: u64) -> Value {
    Value::from([(format!("key-{}", value % 2), value)])
}
