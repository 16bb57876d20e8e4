//! Channels: made, asked for keys, spoken in, changed, deleted.

use std::collections::BTreeSet;

use engine::{Channel, Draft, Published, StateChange};
use model::{Capabilities, Message, RefusalCode, State, Subject, Visibility};

use super::{
    Driver,
    names::{app, keys_of, name, room_of, value_of, who_is},
};
use crate::{
    step::{Expected, WINDOW},
    words::{Answered, Room, Told, Words},
};

impl Driver {
    pub(super) fn publish(&mut self, draft: Draft, room: Room) -> Answered {
        let now = self.now();
        let published = self.room(room)?.publish(draft, WINDOW, now);
        let message = match published.map_err(|refusal| refusal.code)? {
            Published::New(message) => message,
            Published::Again(position) => return Ok(position),
        };
        let Message {
            position,
            sender,
            payload,
            ..
        } = &*message;
        let told = Told::Message {
            room: room_of(&message.channel),
            position: *position,
            sender: who_is(sender),
            body: payload.as_str().parse().unwrap_or(usize::MAX),
        };
        self.tell_all(room, &told);
        Ok(message.position)
    }

    pub(super) fn set_state(
        &mut self,
        by: &Subject,
        room: Room,
        change: StateChange,
        expected: Expected,
    ) -> Answered {
        let channel = self.room(room)?;
        let current = channel.state().version;
        let expected = match expected {
            Expected::Any => None,
            Expected::Current => Some(current),
            Expected::Other => Some(current + 1),
        };
        let state = channel
            .set_state(by, change, expected)
            .map_err(|refusal| refusal.code)?;
        let (version, value) = (state.version, value_of(&state));
        self.tell_all(room, &Told::State { room, version, value });
        Ok(version)
    }

    pub(super) fn set_keys(&mut self, room: Room, words: Words) -> Answered {
        self.room(room)?.set_keys(keys_of(words));
        Ok(0)
    }

    pub(super) fn create(&mut self, room: Room, visibility: Visibility, capabilities: Capabilities) {
        let facts = model::Channel {
            name: name(room),
            visibility,
            capabilities,
            closed: false,
            title: None,
            extra: None,
            push: false,
            created_at: self.now().wall,
        };
        let channel = Channel::new(app(), facts, State::default(), 0, None);
        self.rooms.insert(room, channel);
    }

    pub(super) fn delete(&mut self, room: Room) {
        let readers = self.rooms.remove(&room).map(|mut channel| channel.audience());
        let readers: BTreeSet<_> = readers
            .iter()
            .flat_map(|readers| readers.iter().copied())
            .collect();
        for serial in readers {
            self.tell(serial, Told::Left { room });
        }
        self.standing.retain(|(_, one)| *one != room);
        for who in self.members.keys().copied().collect::<Vec<_>>() {
            let member = self.member(who);
            member.revoke(&name(room));
            let ticket = member.withdraw(&name(room));
            member.leave(&name(room));
            for (serial, tag) in ticket.into_iter().flat_map(|ticket| ticket.waiting) {
                let code = RefusalCode::UnknownChannel;
                self.tell(serial, Told::Refused { room, code, tag });
            }
        }
    }
}
