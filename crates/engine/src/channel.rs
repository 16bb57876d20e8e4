//! One room: audience, position, presence, state.

mod recent;

use std::{collections::HashMap, slice, sync::Arc};

use model::{
    AppId, Capabilities, ChannelName, Message, Millis, NO_POSITION, Now, Origin, Payload, Position, Refusal,
    RefusalCode, State, StateVersion, Subject, Timestamp, Visibility,
};
use serde_json::{Map, Value};

use self::recent::Recent;
use crate::{
    ConnKey, Keys,
    keys::Lock,
    presence::{Presence, PresenceChange, Present},
};

/// Most bytes of a key.
const LONGEST_KEY: usize = 128;

/// A channel as a joining connection finds it. Every later change is told as an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub app: AppId,
    pub facts: model::Channel,
    pub state: Arc<State>,
    pub position: Position,
}

/// A message that somebody wants to publish.
#[derive(Clone, Debug)]
pub struct Draft {
    pub event: String,
    pub payload: Payload,
    pub sender: Subject,
    /// The connection it comes from.
    pub origin: Option<Origin>,
    /// The sender may publish wherever it can be, and need not show a key.
    pub privileged: bool,
    /// Not to be kept, wherever it is published.
    pub passing: bool,
    /// What a repeat of it is known by, 1 to 128 bytes.
    pub key: Option<String>,
}

impl Draft {
    /// A message of the backend's.
    pub fn of_backend(event: impl Into<String>, payload: Payload) -> Self {
        Self {
            event: event.into(),
            payload,
            sender: Subject::Backend,
            origin: None,
            privileged: true,
            passing: false,
            key: None,
        }
    }
}

/// What became of a draft.
#[derive(Clone, Debug, PartialEq)]
pub enum Published {
    /// A message, with its position.
    New(Arc<Message>),
    /// It came before, with the same key, and is the message of this position.
    Again(Position),
}

/// What is to become of a state.
#[derive(Clone, Debug, PartialEq)]
pub enum StateChange {
    /// The whole new object.
    Replace(Map<String, Value>),
    /// Keys that replace those keys whole.
    Merge(Map<String, Value>),
}

/// A connection has joined.
#[derive(Debug)]
pub struct Joined {
    pub snapshot: Arc<Snapshot>,
    /// To be announced, if the channel announces presence and the subject was not there before.
    pub presence: Option<PresenceChange>,
}

/// A connection, or a whole subject, has left.
#[derive(Debug, Default)]
pub struct Left {
    /// To be announced.
    pub presence: Option<PresenceChange>,
    /// The channel is ephemeral, its last subject has gone: it is to be deleted.
    pub over: bool,
}

struct Seat<S> {
    key: ConnKey,
    subject: Subject,
    since: Timestamp,
    handle: S,
}

/// One room. `S` is whatever the caller needs to reach a subscriber: an outbox in the server, a number in a test.
pub struct Channel<S> {
    app: AppId,
    facts: model::Channel,
    state: Arc<State>,
    position: Position,
    last_message_at: Option<Timestamp>,
    /// Of most channels there is none.
    recent: Option<Box<Recent>>,
    /// Most channels have none.
    lock: Option<Box<Lock>>,
    seats: Vec<Seat<S>>,
    /// Where in `seats` a connection sits.
    places: HashMap<ConnKey, usize>,
    presence: Presence,
    /// The audience as one shared list, made when it is asked for and dropped when it changes.
    audience: Option<Arc<[S]>>,
}

impl<S: Clone> Channel<S> {
    /// A channel as it was made or loaded: nobody in it; `position` of its last message, and when that came.
    pub fn new(
        app: AppId,
        facts: model::Channel,
        state: State,
        position: Position,
        last_message_at: Option<Timestamp>,
    ) -> Self {
        Self {
            app,
            facts,
            state: Arc::new(state),
            position,
            last_message_at,
            recent: None,
            lock: None,
            seats: Vec::new(),
            places: HashMap::new(),
            presence: Presence::default(),
            audience: None,
        }
    }

    /// The app it belongs to.
    pub fn app(&self) -> &AppId {
        &self.app
    }

    /// Its description.
    pub fn facts(&self) -> &model::Channel {
        &self.facts
    }

    /// Its present state.
    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// Position of the last message.
    pub fn position(&self) -> Position {
        self.position
    }

    /// When the last message came.
    pub fn last_message_at(&self) -> Option<Timestamp> {
        self.last_message_at
    }

    /// Number of live connections in it.
    pub fn connections(&self) -> usize {
        self.seats.len()
    }

    /// Is this connection in it?
    pub fn seats(&self, key: ConnKey) -> bool {
        self.places.contains_key(&key)
    }

    /// Who is in it, whether or not the channel announces it.
    pub fn present(&self) -> impl Iterator<Item = Present<'_>> {
        let anonymous = self.seats.iter().filter(|seat| is_alone(&seat.subject));
        let alone = anonymous.map(|seat| Present {
            subject: &seat.subject,
            since: seat.since,
            connections: slice::from_ref(&seat.key),
        });
        self.presence.iter().chain(alone)
    }

    /// The connections in it, each with its subject and since when it is there.
    pub fn people(&self) -> impl Iterator<Item = (&S, &Subject, Timestamp)> {
        self.seats
            .iter()
            .map(|seat| (&seat.handle, &seat.subject, seat.since))
    }

    /// How a connection that is in it is reached.
    pub fn handle(&self, key: ConnKey) -> Option<&S> {
        let place = *self.places.get(&key)?;
        self.seats.get(place).map(|seat| &seat.handle)
    }

    /// Has this subject a connection in it?
    pub fn has(&self, subject: &Subject) -> bool {
        let alone = is_alone(subject) && self.seats.iter().any(|seat| seat.subject == *subject);
        alone || self.presence.has(subject)
    }

    /// Does it tell who comes and goes?
    pub fn announces(&self) -> bool {
        self.facts.capabilities.has(Capabilities::PRESENCE)
    }

    /// Everybody to whom the next event goes.
    pub fn audience(&mut self) -> Arc<[S]> {
        let seats = &self.seats;
        self.audience
            .get_or_insert_with(|| seats.iter().map(|seat| seat.handle.clone()).collect())
            .clone()
    }

    /// The channel as it is now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::new(Snapshot {
            app: self.app.clone(),
            facts: self.facts.clone(),
            state: self.state.clone(),
            position: self.position,
        })
    }

    /// What it asks of those who come without a credential.
    pub fn keys(&self) -> Option<&Keys> {
        self.lock.as_ref().map(|lock| &lock.keys)
    }

    /// From now on it asks for these keys. Who has shown another one to speak has to show the new one.
    pub fn set_keys(&mut self, keys: Keys) {
        let before = self.lock.take();
        if keys.is_empty() {
            return;
        }
        let same = before.filter(|lock| lock.keys.send == keys.send);
        let speakers = same.map(|lock| lock.speakers).unwrap_or_default();
        self.lock = Some(Box::new(Lock { keys, speakers }));
    }

    /// A connection that is in it shows what it has; if that is the key to speak, it may.
    pub fn show(&mut self, key: ConnKey, shown: &Keys) {
        if let Some(lock) = &mut self.lock
            && lock.keys.send.is_some()
            && lock.keys.let_speak(shown)
        {
            lock.speakers.insert(key);
        }
    }

    /// May a connection, which may not even be in it, send messages to others that are?
    pub fn may_speak(&self, key: ConnKey, privileged: bool) -> Result<(), Refusal> {
        self.open()?;
        if privileged { Ok(()) } else { self.hears(Some(key)) }
    }

    /// Does it let this connection speak, as far as keys go?
    fn hears(&self, key: Option<ConnKey>) -> Result<(), Refusal> {
        let speaks = self.lock.as_ref().is_none_or(|lock| {
            lock.keys.send.is_none() || key.is_some_and(|key| lock.speakers.contains(&key))
        });
        if speaks {
            return Ok(());
        }
        let name = &self.facts.name;
        let message = format!("to publish in \"{name}\" its key to send is needed");
        Err(Refusal::new(RefusalCode::NotGranted, message)
            .fix("connect with the right sendKey, or let the backend publish"))
    }

    /// Lets a connection in. Joining again changes nothing and answers the present snapshot.
    pub fn join(&mut self, key: ConnKey, subject: &Subject, handle: S, now: Now) -> Joined {
        let mut came = None;
        if !self.places.contains_key(&key) {
            let mut since = now.wall;
            if !is_alone(subject) {
                came = self.presence.arrive(subject, key, now.wall);
            } else if let Some(before) = self.presence.come_back(subject) {
                since = before;
            } else {
                came = Some(PresenceChange::Joined {
                    subject: subject.clone(),
                    at: now.wall,
                });
            }
            self.places.insert(key, self.seats.len());
            self.seats.push(Seat {
                key,
                subject: subject.clone(),
                since,
                handle,
            });
            self.audience = None;
        }
        Joined {
            snapshot: self.snapshot(),
            presence: came.filter(|_| self.announces()),
        }
    }

    /// A connection is gone, its subject may come back: presence stays until [`depart`](Self::depart).
    pub fn disconnect(&mut self, key: ConnKey) {
        let Some(place) = self.places.remove(&key) else {
            return;
        };
        let seat = self.seats.swap_remove(place);
        if let Some(moved) = self.seats.get(place) {
            self.places.insert(moved.key, place);
        }
        if let Some(lock) = &mut self.lock {
            lock.speakers.remove(&key);
        }
        if is_alone(&seat.subject) {
            self.presence.linger(seat.subject, seat.since);
        } else {
            self.presence.disconnect(&seat.subject, key);
        }
        self.audience = None;
    }

    /// A subject has left for good, after its last connection was [disconnected](Self::disconnect) here.
    pub fn depart(&mut self, subject: &Subject, now: Now) -> Left {
        let Some(gone) = self.presence.depart(subject, now.wall) else {
            return Left::default();
        };
        let empty = self.present().next().is_none();
        Left {
            presence: Some(gone).filter(|_| self.announces()),
            over: empty && self.facts.capabilities.has(Capabilities::EPHEMERAL),
        }
    }

    /// Keys of messages that came before it was loaded, oldest first.
    pub fn remember(&mut self, keys: impl IntoIterator<Item = (String, Position, Timestamp)>) {
        for (key, position, at) in keys {
            self.recent.get_or_insert_default().remember(&key, position, at);
        }
    }

    /// Accepts a message and gives it its position, or refuses it. One whose key has come less than `window` ago is not
    /// accepted again; who may not publish does not learn that it has come.
    pub fn publish(&mut self, draft: Draft, window: Millis, now: Now) -> Result<Published, Refusal> {
        self.open()?;
        if !draft.privileged {
            self.needs(Capabilities::CLIENT_PUBLISH, "publish", "client_publish")?;
            self.hears(draft.origin.as_ref().map(|origin| origin.connection))?;
        }
        let kept = !(draft.passing && self.keeps_history());
        if let Some(key) = &draft.key {
            check_key(key)?;
            let recent = self.recent.get_or_insert_default();
            if let Some(position) = recent.find(key, window, now.wall) {
                return Ok(Published::Again(position));
            }
            let position = if kept { self.position + 1 } else { NO_POSITION };
            recent.remember(key, position, now.wall);
        }
        self.position += u64::from(kept);
        self.last_message_at = Some(now.wall);
        Ok(Published::New(Arc::new(Message {
            channel: self.facts.name.clone(),
            position: if kept { self.position } else { NO_POSITION },
            event: draft.event,
            payload: draft.payload,
            sender: draft.sender,
            origin: draft.origin,
            at: now.wall,
        })))
    }

    /// Takes back the last message, which went nowhere, with its key. Its position is free again.
    pub fn withdraw(&mut self, message: &Message, key: Option<&str>) {
        if let Some(key) = key {
            self.forget(key, message.position);
        }
        if message.position != NO_POSITION && message.position == self.position {
            self.position -= 1;
        }
    }

    /// The message of this key could not be kept: a repeat of it is a message of its own.
    pub fn forget(&mut self, key: &str, position: Position) {
        if let Some(recent) = &mut self.recent {
            recent.forget(key, position);
        }
    }

    /// Takes back the last change of the state, which went nowhere.
    pub fn put_back(&mut self, state: Arc<State>) {
        self.state = state;
    }

    /// Changes the state, if it is still at `expected`.
    pub fn set_state(
        &mut self,
        by: &Subject,
        change: StateChange,
        expected: Option<StateVersion>,
    ) -> Result<Arc<State>, Refusal> {
        self.open()?;
        if *by != Subject::Backend {
            self.needs(
                Capabilities::CLIENT_SET_STATE,
                "set the state",
                "client_set_state",
            )?;
        }
        self.state.expect(expected)?;
        let state = Arc::make_mut(&mut self.state);
        match change {
            StateChange::Replace(value) => state.replace(value),
            StateChange::Merge(patch) => state.merge(patch),
        }
        Ok(self.state.clone())
    }

    /// Closes or opens it; a closed channel accepts nothing.
    pub fn set_closed(&mut self, closed: bool) {
        self.facts.closed = closed;
    }

    /// Changes who may join and what the channel can do, from now on: who is in it stays, nobody is announced afterwards.
    pub fn set_rules(&mut self, visibility: Visibility, capabilities: Capabilities) {
        self.facts.visibility = visibility;
        self.facts.capabilities = capabilities;
    }

    /// Changes the backend's free text.
    pub fn set_extra(&mut self, extra: Option<String>) {
        self.facts.extra = extra;
    }

    /// Keeps it history?
    pub fn keeps_history(&self) -> bool {
        self.facts.capabilities.has(Capabilities::PERSISTENT)
    }

    /// The refusal for a channel that does not exist.
    pub fn unknown(name: &str) -> Refusal {
        Refusal::new(
            RefusalCode::UnknownChannel,
            format!("there is no channel \"{name}\" in this app"),
        )
        .fix("create the channel first, or check the name")
    }

    /// The refusal for acting in a channel without being in it.
    pub fn not_in(name: &ChannelName, verb: &str) -> Refusal {
        Refusal::new(
            RefusalCode::NotSubscribed,
            format!("to {verb} in \"{name}\" the connection must be subscribed to it"),
        )
        .fix("subscribe first")
    }

    fn open(&self) -> Result<(), Refusal> {
        if !self.facts.closed {
            return Ok(());
        }
        Err(Refusal::new(
            RefusalCode::ChannelClosed,
            format!("channel \"{}\" is closed", self.facts.name),
        )
        .fix("open the channel"))
    }

    fn needs(&self, capability: Capabilities, verb: &str, word: &str) -> Result<(), Refusal> {
        if self.facts.capabilities.has(capability) {
            return Ok(());
        }
        let name = &self.facts.name;
        Err(Refusal::new(
            RefusalCode::MissingCapability,
            format!("clients may not {verb} in channel \"{name}\""),
        )
        .fix(format!(
            "give the channel the capability {word}, or let the backend do it"
        )))
    }
}

fn check_key(key: &str) -> Result<(), Refusal> {
    if (1..=LONGEST_KEY).contains(&key.len()) {
        return Ok(());
    }
    let message = format!(
        "the key of a publish has 1 to {LONGEST_KEY} bytes, this one has {}",
        key.len()
    );
    Err(Refusal::new(RefusalCode::InvalidRequest, message).fix("give it a short key, or none"))
}

/// Is this subject one connection and no other?
fn is_alone(subject: &Subject) -> bool {
    matches!(subject, Subject::Anonymous(_))
}

#[cfg(test)]
mod tests;
