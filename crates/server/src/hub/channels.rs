//! What can be done with channels.

use std::sync::Arc;

use engine::{Channel, Draft, Event, Making, Published, StateChange, Traits};
use model::{
    ChannelName, NO_POSITION, Position, Refusal, RefusalCode, State, StateVersion, Subject, Timestamp,
    Visibility, pika,
};
use serde_json::{Map, Value};
use store::Change;

use super::{
    Handle, Hub, Lane, Pending, Realm, Turn, entropy,
    joins::Exit,
    record::{Kept, Stored},
};

/// Most bytes of an event's name.
pub const MAX_EVENT: usize = 256;

/// A channel to be made.
pub struct NewChannel {
    /// `None`: make one up.
    pub name: Option<ChannelName>,
    pub visibility: Visibility,
    /// `None`: what the app gives when nothing is said.
    pub capabilities: Option<model::Capabilities>,
    pub state: Map<String, Value>,
    pub traits: Traits,
}

/// A message that was accepted, now or before.
pub struct Accepted {
    pub position: Position,
    /// It had come before, with the same key.
    pub repeated: bool,
    /// Its channel keeps history.
    pub persistent: bool,
    /// When it is on disk, if that is still to come.
    pub(super) stored: Option<Stored>,
}

/// What is to change about a channel; `None` stays as it is.
#[derive(Default)]
pub struct ChannelWish {
    pub closed: Option<bool>,
    pub visibility: Option<Visibility>,
    pub capabilities: Option<model::Capabilities>,
    /// `Some(None)` takes the text away.
    pub extra: Option<Option<String>>,
}

impl Hub {
    /// Makes a channel; it is on disk when this returns.
    pub async fn create_channel(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        new: NewChannel,
    ) -> Result<Arc<Lane>, Refusal> {
        check_state(realm, &new.state)?;
        let at = self.clock.now().wall;
        let name = match new.name {
            Some(name) => name,
            None => made_up(at)?,
        };
        let facts = model::Channel {
            name: name.clone(),
            visibility: new.visibility,
            capabilities: new
                .capabilities
                .unwrap_or_else(|| realm.read_app(|app| app.default_capabilities)),
            closed: false,
            title: new.traits.title,
            extra: new.traits.extra,
            push: new.traits.push,
            created_at: at,
        };
        let state = State::initial(new.state);
        let channel = Channel::new(realm.id.clone(), facts.clone(), state.clone(), 0, None);
        let app = realm.id.clone();
        let mut changes = vec![Change::PutChannel {
            app: app.clone(),
            channel: facts,
        }];
        if state.version > 0 {
            changes.push(Change::PutState {
                app,
                channel: name.clone(),
                state,
                by: Subject::Backend,
                at,
                versions: realm.read_app(|app| app.retention.state_versions),
            });
        }
        // Queued before anybody can find the channel, so that what is put into it comes after it.
        let (lane, stored) = realm
            .add_lane(channel, |now| {
                realm.limits().one_more_channel(now)?;
                self.record(changes)
            })
            .ok_or_else(|| exists(&name))??;
        if let Err(refusal) = stored.wait().await {
            // Unless somebody has deleted it meanwhile: its name may be another channel's by now.
            if lane.enter().map(|mut room| room.end()).is_ok() {
                self.remove_channel(realm, &lane);
            }
            return Err(refusal);
        }
        self.channel_changed(realm, &name);
        Ok(lane)
    }

    /// Makes a channel because somebody wants to be in it; `None` if there is one of that name meanwhile. Nobody waits for
    /// the disk: it goes with the last one who is in it.
    pub(super) fn make_channel(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        name: &ChannelName,
        making: &Making,
    ) -> Result<Option<Arc<Lane>>, Refusal> {
        let facts = model::Channel {
            name: name.clone(),
            visibility: Visibility::Unprotected,
            capabilities: making.capabilities,
            closed: false,
            title: None,
            extra: None,
            push: false,
            created_at: self.clock.now().wall,
        };
        let mut channel = Channel::new(realm.id.clone(), facts.clone(), State::default(), 0, None);
        channel.set_keys(making.keys.clone());
        let app = realm.id.clone();
        let added = realm.add_lane(channel, |now| {
            realm.limits().one_more_channel(now)?;
            self.record([Change::PutChannel { app, channel: facts }])
        });
        let lane = added.transpose()?.map(|(lane, _)| lane);
        if lane.is_some() {
            self.channel_changed(realm, name);
        }
        Ok(lane)
    }

    /// Deletes a channel with all that is in it; its subscribers are told.
    pub fn delete_channel(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        name: &ChannelName,
    ) -> Result<Stored, Refusal> {
        let lane = find(realm, name)?;
        let stored = {
            let mut room = lane.enter()?;
            // Queued under the channel's lock: nothing that belongs to the channel comes after it.
            let stored = self.record([delete(realm, name)])?;
            room.end();
            stored
        };
        self.remove_channel(realm, &lane);
        Ok(stored)
    }

    /// An ephemeral channel goes when its last subject has gone, unless somebody came meanwhile.
    pub(super) fn end_ephemeral(self: &Arc<Self>, realm: &Arc<Realm>, name: &ChannelName) {
        let Some(lane) = realm.lane(name.as_str()) else {
            return;
        };
        {
            let Ok(mut room) = lane.enter() else { return };
            if room.present().next().is_some() {
                return;
            }
            self.keep([delete(realm, name)]);
            room.end();
        }
        if lane.members() == 0 && lane.room().facts().visibility == Visibility::Unprotected {
            // Nobody has anything to do with it: the way through all tokens would find nobody.
            realm.remove_lane(&lane);
            self.channel_changed(realm, name);
            return;
        }
        self.remove_channel(realm, &lane);
    }

    /// Tells everybody who is in a channel that has ended, after all that was accepted in it, and takes it out.
    fn remove_channel(self: &Arc<Self>, realm: &Arc<Realm>, lane: &Arc<Lane>) {
        let name = &lane.name;
        let mut turn = Turn::default();
        // Anonymous subscribers are known to the channel only.
        let audience = lane.room().audience();
        let anonymous = audience
            .iter()
            .filter_map(|link| link.identity())
            .filter(|who| who.token.is_none())
            .filter_map(|who| who.holder.upgrade());
        for holder in realm.everybody().into_iter().chain(anonymous) {
            let mut member = holder.member();
            let exit = Exit::Gone("the channel was deleted");
            self.end_subscription(realm, &mut member, name, exit, &mut turn);
            member.revoke(name);
        }
        realm.remove_lane(lane);
        turn.finish(self);
        self.channel_changed(realm, name);
    }

    /// Changes a channel. Who is in it stays, whatever becomes of who may join.
    pub fn update_channel(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        lane: &Arc<Lane>,
        wish: ChannelWish,
    ) -> Result<Stored, Refusal> {
        let mut room = lane.enter()?;
        let mut facts = room.facts().clone();
        let was_closed = facts.closed;
        facts.closed = wish.closed.unwrap_or(facts.closed);
        facts.visibility = wish.visibility.unwrap_or(facts.visibility);
        facts.capabilities = wish.capabilities.unwrap_or(facts.capabilities);
        facts.extra = wish.extra.unwrap_or(facts.extra);
        let stored = self.record([Change::PutChannel {
            app: realm.id.clone(),
            channel: facts.clone(),
        }])?;
        room.set_closed(facts.closed);
        room.set_rules(facts.visibility, facts.capabilities);
        room.set_extra(facts.extra);
        if facts.closed != was_closed {
            room.announce(Pending::of(Event::Closed {
                channel: lane.name.clone(),
                closed: facts.closed,
            }));
        }
        drop(room);
        lane.drain(self);
        self.channel_changed(realm, &lane.name);
        Ok(stored)
    }

    /// Accepts a message; it goes out when the turn is finished. Of a persistent channel: tells when it is on disk.
    pub(super) fn accept(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        draft: Draft,
        by: Option<&Handle>,
        turn: &mut Turn,
    ) -> Result<Accepted, Refusal> {
        check_event(&draft.event)?;
        let (limits, window) = realm.read_app(|app| (app.limits, app.retention.idempotency_ms));
        limits.payload(draft.payload.len())?;
        let lane = find(realm, channel)?;
        let mut room = lane.enter()?;
        room.admits()?;
        let key = draft.key.clone();
        let message = match room.publish(draft, window, self.clock.now())? {
            Published::New(message) => message,
            Published::Again(position) => {
                return Ok(Accepted {
                    position,
                    repeated: true,
                    persistent: room.keeps_history(),
                    stored: room.underway(position),
                });
            }
        };
        let persistent = room.keeps_history() && message.position != NO_POSITION;
        let watched = self.tap.open();
        let kept = (persistent && watched).then(Kept::default);
        let mut stored = None;
        if persistent {
            // Queued under the channel's lock, so that the disk sees messages in the order of their positions. It goes
            // out before it is on disk: if it never gets there, those who are here have seen it, the publisher is told,
            // and the stored positions have a gap where it would be.
            let messages = [(message.clone(), key.clone())];
            match self.record_messages(&lane, &mut room, &messages, kept.clone()) {
                Ok(wait) => stored = Some(wait),
                Err(refusal) => {
                    room.withdraw(&message, key.as_deref());
                    return Err(refusal);
                }
            }
        }
        if realm.id != self.probe.id {
            self.counters.messages.add(1);
        }
        room.count(1, self.clock.tick());
        let size = message.event.len() + message.payload.len();
        let position = message.position;
        let event = Event::Message(message);
        let mut pending = Pending::accepted(event, by, size, watched);
        pending.kept = kept;
        room.announce(pending);
        drop(room);
        turn.touch(&lane);
        Ok(Accepted {
            position,
            repeated: false,
            persistent,
            stored,
        })
    }

    /// Publishes for the backend. Returns when the message is on its way to every subscriber, and, of a persistent
    /// channel, when it is on disk. A repeat of one that is on its way to the disk waits for it, and takes its place if
    /// it does not get there.
    pub async fn publish(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        draft: Draft,
    ) -> Result<Accepted, Refusal> {
        loop {
            let mut turn = Turn::default();
            let mut accepted = self.accept(realm, channel, draft.clone(), None, &mut turn)?;
            turn.finish(self);
            let Some(stored) = accepted.stored.take() else {
                return Ok(accepted);
            };
            match stored.wait().await {
                // The first one has failed and is forgotten.
                Err(_) if accepted.repeated => {}
                done => return done.map(|()| accepted),
            }
        }
    }

    /// Changes a state; subscribers hear of it when the turn is finished.
    #[expect(
        clippy::too_many_arguments,
        reason = "all of them are different things, and there are two callers"
    )]
    pub(super) fn change_state(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        by: &Subject,
        change: StateChange,
        expected: Option<StateVersion>,
        asked_by: Option<&Handle>,
        turn: &mut Turn,
    ) -> Result<(Arc<State>, Stored), Refusal> {
        let lane = find(realm, channel)?;
        let mut room = lane.enter()?;
        room.admits()?;
        let before = room.state().clone();
        let state = room.set_state(by, change, expected)?;
        let put = Change::PutState {
            app: realm.id.clone(),
            channel: channel.clone(),
            state: (*state).clone(),
            by: by.clone(),
            at: self.clock.now().wall,
            versions: realm.read_app(|app| app.retention.state_versions),
        };
        let recorded = check_state(realm, &state.value).and_then(|size| Ok((size, self.record([put])?)));
        let (size, stored) = match recorded {
            Ok(recorded) => recorded,
            Err(refusal) => {
                room.put_back(before);
                return Err(refusal);
            }
        };
        let event = Event::State {
            channel: channel.clone(),
            state: state.clone(),
        };
        let mut pending = Pending::accepted(event, asked_by, size, self.tap.open());
        pending.actor = Some(by.clone());
        room.announce(pending);
        drop(room);
        turn.touch(&lane);
        Ok((state, stored))
    }

    /// Changes a state for the backend; it is on disk when this returns.
    pub async fn set_state(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        change: StateChange,
        expected: Option<StateVersion>,
    ) -> Result<Arc<State>, Refusal> {
        let mut turn = Turn::default();
        let (state, stored) = self.change_state(
            realm,
            channel,
            &Subject::Backend,
            change,
            expected,
            None,
            &mut turn,
        )?;
        turn.finish(self);
        stored.wait().await?;
        Ok(state)
    }
}

/// The channel of this name.
pub(super) fn find(realm: &Realm, name: &ChannelName) -> Result<Arc<Lane>, Refusal> {
    realm
        .lane(name.as_str())
        .ok_or_else(|| Channel::<()>::unknown(name.as_str()))
}

fn delete(realm: &Realm, name: &ChannelName) -> Change {
    Change::DeleteChannel {
        app: realm.id.clone(),
        name: name.clone(),
    }
}

fn made_up(at: Timestamp) -> Result<ChannelName, Refusal> {
    ChannelName::parse(&pika("channel", at, &entropy()))
        .map_err(|error| Refusal::new(RefusalCode::InvalidRequest, error.to_string()))
}

fn exists(name: &ChannelName) -> Refusal {
    Refusal::new(
        RefusalCode::ChannelExists,
        format!("channel \"{name}\" exists already"),
    )
    .fix("choose another name, or use the channel that is there")
}

pub(super) fn check_event(event: &str) -> Result<(), Refusal> {
    if (1..=MAX_EVENT).contains(&event.len()) {
        return Ok(());
    }
    let message = format!(
        "the name of an event has 1 to {MAX_EVENT} bytes, this one has {}",
        event.len()
    );
    Err(Refusal::new(RefusalCode::InvalidRequest, message).fix("give the event a short name"))
}

/// A state must fit into what the app allows. Answers its size in bytes.
pub(super) fn check_state(realm: &Realm, state: &Map<String, Value>) -> Result<usize, Refusal> {
    let size = model::Payload::from_object(state).len();
    realm.limits().state(size).map(|()| size)
}
