//! Channels: made, asked for words, spoken in, changed, deleted.

use model::{Capabilities, RefusalCode, Visibility};

use super::{Facts, Reference};
use crate::{
    step::{Expected, WINDOW},
    words::{Answered, KeyNo, Room, Serial, Told, Value, View, Who, Words},
};

impl Reference {
    /// A connection says something in a channel that it is in.
    pub(super) fn say(
        &mut self,
        serial: Serial,
        who: Who,
        room: Room,
        passing: bool,
        body: usize,
    ) -> Answered {
        self.inside(serial, room)?;
        let facts = &self.rooms[&room];
        if facts.view.closed {
            return Err(RefusalCode::ChannelClosed);
        }
        let (able, asked) = (
            facts.capabilities.has(Capabilities::CLIENT_PUBLISH),
            facts.words.send,
        );
        if self.live[&serial].caller.privileged {
            self.reach("the privileged spoke", !able || asked.is_some());
        } else if !able {
            return Err(RefusalCode::MissingCapability);
        } else if asked.is_some() {
            // What has been shown counts for as long as it is in.
            let shown = self.shown.contains(&(serial, room));
            self.reach("the key was shown", shown);
            self.reach("the key was not shown", !shown);
            if !shown {
                return Err(RefusalCode::NotGranted);
            }
        }
        self.publish(who, room, passing, body)
    }

    /// What is said in passing has no position where the others are kept by theirs.
    fn publish(&mut self, sender: Who, room: Room, passing: bool, body: usize) -> Answered {
        let kept = !(passing && self.rooms[&room].capabilities.has(Capabilities::PERSISTENT));
        let view = self.view(room)?;
        view.position += u64::from(kept);
        let position = if kept { view.position } else { 0 };
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
    pub(super) fn announce_once(&mut self, room: Room, key: Option<KeyNo>, body: usize) -> Answered {
        self.may(Who::Backend, room, Capabilities::NONE)?;
        let known = key.and_then(|key| self.keys.get(&(room, key)));
        if let Some((position, _)) = known.filter(|(_, at)| self.now < at + WINDOW) {
            return Ok(*position);
        }
        let position = self.publish(Who::Backend, room, false, body)?;
        if let Some(key) = key {
            self.keys.insert((room, key), (position, self.now));
        }
        Ok(position)
    }

    pub(super) fn set_state(&mut self, by: Who, room: Room, value: Value, expected: Expected) -> Answered {
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

    /// From now on it asks for these words. Who has shown another one to speak has to show the new one.
    pub(super) fn set_words(&mut self, room: Room, words: Words) -> Answered {
        let facts = self.rooms.get_mut(&room).ok_or(RefusalCode::UnknownChannel)?;
        let same = facts.words.send == words.send;
        facts.words = words;
        if !same {
            self.shown.retain(|(_, one)| *one != room);
        }
        Ok(0)
    }

    /// A connection that is in a channel shows the word to speak.
    pub(super) fn show(&mut self, serial: Serial, room: Room, words: Words) {
        if let (Some(asked), Some(shown)) = (self.rooms[&room].words.send, words.send)
            && asked == shown
        {
            self.shown.insert((serial, room));
        }
    }

    /// A client acts only where it is.
    pub(super) fn inside(&self, serial: Serial, room: Room) -> Result<(), RefusalCode> {
        match (self.rooms.contains_key(&room), self.sits(serial, room)) {
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

    pub(super) fn set_closed(&mut self, room: Room, closed: bool) -> Answered {
        self.view(room)?.closed = closed;
        Ok(0)
    }

    pub(super) fn create(&mut self, room: Room, visibility: Visibility, capabilities: Capabilities) {
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
                words: Words::default(),
                view,
            },
        );
    }

    /// A channel goes with all that concerns it, and nobody waits for it in vain.
    pub(super) fn delete(&mut self, room: Room) {
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
        self.seats.retain(|(_, one)| *one != room);
        self.shown.retain(|(_, one)| *one != room);
        self.rooms.remove(&room);
    }
}
