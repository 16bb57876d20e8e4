//! The engine under test, and the server's part in it: carries values between connections, members and channels.

mod connections;
mod joins;
mod names;
mod rooms;

use std::collections::{BTreeMap, BTreeSet};

use engine::{Answer, Channel, Command, Conn, Draft, Join, Member, PresenceChange, StateChange, Ticket};
use model::{Decider, JoinMode, Millis, Now, Payload, RefusalCode, Subject, TicketId, Timestamp};
use names::{json_of, keys_of, name, room_of, subject_of, view_of, who_is};
use serde_json::json;

use crate::{
    step::{Caller, Step, at_first, comes_back},
    words::{Answered, Letters, Picture, Room, Serial, Slot, Told, Who},
};

/// Wall-clock time when the monotonic clock is at 0.
const EPOCH: Millis = 1_700_000_000_000;

pub struct Driver {
    tick: Millis,
    mode: JoinMode,
    ask_timeout: Millis,
    slots: BTreeMap<Slot, Serial>,
    connections: Serial,
    conns: BTreeMap<Serial, Conn>,
    /// Who has been let in.
    subjects: BTreeMap<Serial, Subject>,
    /// What each said of itself.
    callers: BTreeMap<Serial, Caller>,
    members: BTreeMap<Who, Member<Serial>>,
    rooms: BTreeMap<Room, Channel<Serial>>,
    /// Subscriptions that the engine wants to be kept.
    standing: BTreeSet<(Who, Room)>,
    /// Every question that was ever opened.
    asked: Vec<(Who, Room, TicketId)>,
    /// Instants at which the engine wants to be asked again.
    timers: BTreeSet<Millis>,
    told: Letters,
}

impl Driver {
    pub fn new() -> Self {
        let mut driver = Self {
            tick: 0,
            mode: JoinMode::Ask,
            ask_timeout: 70_000,
            slots: BTreeMap::new(),
            connections: 0,
            conns: BTreeMap::new(),
            subjects: BTreeMap::new(),
            callers: BTreeMap::new(),
            members: BTreeMap::new(),
            rooms: BTreeMap::new(),
            standing: BTreeSet::new(),
            asked: Vec::new(),
            timers: BTreeSet::new(),
            told: Letters::new(),
        };
        for (room, visibility, capabilities) in at_first() {
            driver.create(room, visibility, capabilities);
        }
        driver
    }

    /// What connections have been told since the last time this was asked.
    pub fn told(&mut self) -> Letters {
        std::mem::take(&mut self.told)
    }

    /// The connection at a slot.
    pub fn at(&self, slot: Slot) -> Option<Serial> {
        self.slots.get(&slot).copied()
    }

    /// The engine as it is. Fails if what it says about itself does not agree.
    pub fn picture(&mut self) -> Result<Picture, String> {
        let mut picture = Picture {
            standing: self.standing.clone(),
            ..Picture::default()
        };
        for (who, member) in &self.members {
            let live: BTreeSet<_> = member.live().iter().map(|live| live.key).collect();
            if live.len() != member.live().len() {
                return Err(format!("{who:?} has a connection twice"));
            }
            if !live.is_empty() {
                picture.live.insert(*who, live);
            }
            for channel in member.channels() {
                picture.subscribed.insert((*who, room_of(channel)));
            }
            for (channel, ticket) in member.tickets() {
                let waiting = ticket.waiting.iter().copied().collect();
                picture
                    .questions
                    .insert((*who, room_of(channel)), (ticket.deadline, waiting));
            }
            for grant in member.grants() {
                let until = grant.until.map(|until| until.0 - EPOCH);
                picture.grants.insert((*who, room_of(&grant.channel)), until);
            }
        }
        for (room, channel) in &mut self.rooms {
            let audience = channel.audience();
            let readers: BTreeSet<_> = audience.iter().copied().collect();
            if readers.len() != audience.len() || readers.len() != channel.connections() {
                return Err(format!("the audience of {room} is {audience:?}"));
            }
            if let Some(lost) = readers.iter().find(|key| !channel.seats(**key)) {
                return Err(format!("{lost} is in the audience of {room} and has no seat"));
            }
            picture.audience.insert(*room, readers);
            for present in channel.present() {
                let connections = present.connections.iter().copied().collect();
                picture
                    .present
                    .insert((*room, who_is(present.subject)), connections);
            }
            picture.rooms.insert(*room, view_of(&channel.snapshot()));
        }
        Ok(picture)
    }

    /// Lets `step` happen; `body` is the content of a message, if it is one.
    pub fn take(&mut self, step: &Step, body: usize) -> Answered {
        let answered = self.carry_out(step, body);
        // A server may ask too early; that must change nothing.
        self.look_at_the_clock();
        answered
    }

    fn carry_out(&mut self, step: &Step, body: usize) -> Answered {
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
                let caller = self.at(*slot).and_then(|serial| self.callers.get(&serial));
                // Who is in a channel by itself is in it for this time only.
                let ephemeral = *ephemeral || caller.is_some_and(|caller| caller.alone);
                let join = Join {
                    tag: *tag,
                    shown: keys_of(*shown),
                    ..Join::new(name(*room), ephemeral)
                };
                self.say(*slot, Command::Join(Box::new(join)));
            }
            Step::Leave(slot, room) => self.say(*slot, Command::Leave { channel: name(*room) }),
            Step::Return(slot, room) => {
                for step in comes_back(*slot, *room) {
                    self.carry_out(&step, body)?;
                }
            }
            Step::Publish(slot, room, passing) => self.say(
                *slot,
                Command::Publish {
                    channel: name(*room),
                    event: "said".into(),
                    payload: Payload::from_value(&json!(body)),
                    tag: None,
                    passing: *passing,
                },
            ),
            Step::Announce(room, key) => {
                let payload = Payload::from_value(&json!(body));
                let draft = Draft {
                    key: key.map(|key| format!("key {key}")),
                    ..Draft::of_backend("said", payload)
                };
                return self.publish(draft, *room);
            }
            Step::SetState(slot, room, value) => self.say(
                *slot,
                Command::SetState {
                    channel: name(*room),
                    value: json_of(*value),
                },
            ),
            Step::Replace(room, value, expected) => {
                let change = StateChange::Replace(json_of(*value));
                return self.set_state(&Subject::Backend, *room, change, *expected);
            }
            Step::Patch(room, value, expected) => {
                let change = StateChange::Merge(json_of(*value));
                return self.set_state(&Subject::Backend, *room, change, *expected);
            }
            Step::Subscribe {
                token,
                room,
                ephemeral,
            } => return self.subscribe(*token, *room, *ephemeral),
            Step::Unsubscribe(token, room) => self.end_subscription(Who::Token(*token), *room, None),
            Step::Mode(mode, timeout) => (self.mode, self.ask_timeout) = (*mode, *timeout),
            Step::Answer(back, answer) => return self.answer(*back, answer),
            Step::Grant(token, room, ms) => return self.grant(*token, *room, *ms),
            Step::Revoke(token, room) => {
                let who = Who::Token(*token);
                let revoked = self.member(who).revoke(&name(*room));
                revoked.ok_or(RefusalCode::NotFound)?;
                self.grant_ended(who, *room);
            }
            Step::Keys(room, words) => return self.set_keys(*room, *words),
            Step::Close(room) => self.room(*room)?.set_closed(true),
            Step::Open(room) => self.room(*room)?.set_closed(false),
            Step::Create(room, visibility, capabilities) => {
                if self.rooms.contains_key(room) {
                    return Err(RefusalCode::ChannelExists);
                }
                self.create(*room, *visibility, *capabilities);
            }
            Step::Delete(room) => {
                self.room(*room)?;
                self.delete(*room);
            }
            Step::Pass(ms) => self.pass(*ms),
        }
        Ok(0)
    }

    fn pass(&mut self, ms: Millis) {
        let goal = self.tick + ms;
        while let Some(due) = self.timers.first().copied().filter(|due| *due <= goal) {
            self.timers.remove(&due);
            self.tick = self.tick.max(due);
            self.look_at_the_clock();
        }
        self.tick = goal;
    }

    /// Everything that may have become due: deadlines, then grants, then sessions.
    fn look_at_the_clock(&mut self) {
        let now = self.now();
        for (who, _, ticket) in self.asked.clone() {
            let due = |ticket: &Ticket| ticket.deadline <= now.tick;
            let mut tickets = self.member(who).tickets();
            let passed = tickets.any(|(_, open)| open.id == ticket && due(open));
            drop(tickets);
            if passed {
                // It is open, so there is an answer to be had.
                let _ = self.decide(who, &ticket, &Answer::Deny, Decider::Deadline);
            }
        }
        let everybody: Vec<_> = self.members.keys().copied().collect();
        for who in &everybody {
            for grant in self.member(*who).expired_grants(now) {
                self.grant_ended(*who, room_of(&grant.channel));
            }
        }
        for who in everybody {
            let Some(over) = self.member(who).expire(now) else {
                continue;
            };
            for room in over.was_in.iter().map(room_of) {
                self.depart(who, room);
            }
            if matches!(who, Who::Anonymous(_)) {
                self.members.remove(&who);
            }
        }
    }

    fn announce(&mut self, room: Room, change: Option<PresenceChange>) {
        let (subject, came) = match change {
            None => return,
            Some(PresenceChange::Joined { subject, .. }) => (subject, true),
            Some(PresenceChange::Left { subject, .. }) => (subject, false),
        };
        let who = who_is(&subject);
        self.tell_all(room, &Told::Presence { room, who, came });
    }

    fn tell(&mut self, serial: Serial, told: Told) {
        self.told.entry(serial).or_default().push(told);
    }

    fn tell_all(&mut self, room: Room, told: &Told) {
        let audience = self.rooms.get_mut(&room).map(Channel::audience);
        for serial in audience.iter().flat_map(|audience| audience.iter()) {
            self.tell(*serial, told.clone());
        }
    }

    fn member(&mut self, who: Who) -> &mut Member<Serial> {
        self.members
            .entry(who)
            .or_insert_with(|| Member::new(subject_of(who)))
    }

    fn room(&mut self, room: Room) -> Result<&mut Channel<Serial>, RefusalCode> {
        self.rooms.get_mut(&room).ok_or(RefusalCode::UnknownChannel)
    }

    fn now(&self) -> Now {
        Now {
            tick: self.tick,
            wall: Timestamp(EPOCH + self.tick),
        }
    }
}
