//! The reference: what is to happen, in maps and lists, written from the words of the specification.
//!
//! Whoever is subscribed hears everything with all live connections; of those that live alone, with those that have
//! joined. Somebody is present in a channel from the moment a live connection is in it until the subscription or the
//! session ends.

mod joins;
mod rooms;
mod sessions;

use std::collections::{BTreeMap, BTreeSet};

use model::{Capabilities, JoinMode, Millis, RefusalCode, Visibility};

use crate::{
    step::{Caller, Expected, Step, at_first, comes_back},
    words::{Answered, KeyNo, Letters, Picture, Room, Serial, Slot, Told, Value, View, Waiting, Who, Words},
};

/// How long a session waits for its subject to come back.
const GRACE: Millis = 30_000;

struct Facts {
    visibility: Visibility,
    capabilities: Capabilities,
    words: Words,
    view: View,
}

/// A live connection that has said who it is.
struct Device {
    who: Who,
    caller: Caller,
}

struct Question {
    who: Who,
    room: Room,
    deadline: Millis,
    /// In the order of asking.
    waiting: Vec<Waiting>,
    ephemeral: bool,
    open: bool,
}

pub struct Reference {
    now: Millis,
    mode: JoinMode,
    ask_timeout: Millis,
    slots: BTreeMap<Slot, Serial>,
    connections: Serial,
    live: BTreeMap<Serial, Device>,
    rooms: BTreeMap<Room, Facts>,
    /// Subscriptions; true: ends with the session.
    subscribed: BTreeMap<(Who, Room), bool>,
    /// Where connections are that live alone.
    seats: BTreeSet<(Serial, Room)>,
    /// Who has shown the word to speak.
    shown: BTreeSet<(Serial, Room)>,
    present: BTreeSet<(Room, Who)>,
    grants: BTreeMap<(Who, Room), Option<Millis>>,
    questions: Vec<Question>,
    /// Sessions without a live connection, with their end.
    ending: BTreeMap<Who, Millis>,
    /// What came with a key: its position, and when.
    keys: BTreeMap<(Room, KeyNo), (u64, Millis)>,
    told: Letters,
    /// What was worth telling of.
    pub reached: BTreeSet<&'static str>,
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
            seats: BTreeSet::new(),
            shown: BTreeSet::new(),
            present: BTreeSet::new(),
            grants: BTreeMap::new(),
            questions: Vec::new(),
            ending: BTreeMap::new(),
            keys: BTreeMap::new(),
            told: Letters::new(),
            reached: BTreeSet::new(),
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
        for (serial, device) in &self.live {
            picture.live.entry(device.who).or_default().insert(*serial);
        }
        picture.subscribed = self.subscribed.keys().copied().collect();
        let standing = self.subscribed.iter().filter(|(_, ephemeral)| !**ephemeral);
        picture.standing = standing.map(|(key, _)| *key).collect();
        for (room, who) in &self.present {
            let here = self.devices(*who).filter(|serial| self.sits(*serial, *room));
            picture.present.insert((*room, *who), here.collect());
        }
        for (room, facts) in &self.rooms {
            picture.audience.insert(*room, self.audience(*room).collect());
            picture.rooms.insert(*room, facts.view.clone());
        }
        for one in self.questions.iter().filter(|question| question.open) {
            picture.questions.insert(
                (one.who, one.room),
                (one.deadline, one.waiting.iter().copied().collect()),
            );
        }
        picture.grants = self.grants.clone();
        picture
    }

    /// Lets `step` happen; `body` is the content of a message, if it is one.
    pub fn take(&mut self, step: &Step, body: usize) -> Answered {
        match step {
            Step::Arrive(slot, caller) => {
                if self.connect(*slot) {
                    self.identify(*slot, *caller);
                }
            }
            Step::Connect(slot) => {
                self.connect(*slot);
            }
            Step::Identify(slot, caller) => self.identify(*slot, *caller),
            Step::Lost(slot) => self.lost(*slot),
            Step::Join {
                slot,
                room,
                ephemeral,
                tag,
                shown,
            } => {
                if let Some((serial, who)) = self.speaker(*slot) {
                    self.join((serial, *tag), who, *room, *ephemeral, *shown);
                }
            }
            Step::Leave(slot, room) => {
                if let Some((serial, who)) = self.speaker(*slot) {
                    self.end_subscription(who, *room, Some(serial));
                }
            }
            Step::Announce(room, key) => return self.announce_once(*room, *key, body),
            Step::Return(slot, room) => {
                for step in comes_back(*slot, *room) {
                    self.take(&step, body)?;
                }
            }
            Step::Publish(slot, room, passing) => {
                if let Some((serial, who)) = self.speaker(*slot)
                    && let Err(code) = self.say(serial, who, *room, *passing, body)
                {
                    self.refused(*room, code, (serial, None));
                }
            }
            Step::SetState(slot, room, value) => {
                if let Some((serial, who)) = self.speaker(*slot)
                    && let Err(code) = self
                        .inside(serial, *room)
                        .and_then(|()| self.set_state(who, *room, only(*value), Expected::Any))
                {
                    self.refused(*room, code, (serial, None));
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
            Step::Keys(room, words) => return self.set_words(*room, *words),
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

    fn announce(&mut self, room: Room, who: Who, came: bool) {
        if self.rooms[&room].capabilities.has(Capabilities::PRESENCE) {
            self.tell_all(room, &Told::Presence { room, who, came });
        }
    }

    fn devices(&self, who: Who) -> impl Iterator<Item = Serial> + '_ {
        self.live
            .iter()
            .filter(move |(_, device)| device.who == who)
            .map(|(serial, _)| *serial)
    }

    /// Is this connection in the channel?
    fn sits(&self, serial: Serial, room: Room) -> bool {
        self.live.get(&serial).is_some_and(|device| {
            let subscribed = self.subscribed.contains_key(&(device.who, room));
            subscribed && (!device.caller.alone || self.seats.contains(&(serial, room)))
        })
    }

    fn audience(&self, room: Room) -> impl Iterator<Item = Serial> + '_ {
        let all = self.live.keys().copied();
        all.filter(move |serial| self.sits(*serial, room))
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

    fn refused(&mut self, room: Room, code: RefusalCode, (serial, tag): Waiting) {
        self.tell(serial, Told::Refused { room, code, tag });
    }

    fn reach(&mut self, what: &'static str, reached: bool) {
        if reached {
            self.reached.insert(what);
        }
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
