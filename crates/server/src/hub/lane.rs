//! A channel's lane: what is accepted goes out to everybody in the order in which it was accepted.
//!
//! Accepting happens under a lock that is held for a moment; sending happens outside of it, by one at a time. Whoever
//! finds the lane idle drains it, in its own turn while the audience is small, in a task of its own when it is large.
//! What several have accepted meanwhile goes to each socket in one piece.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use engine::{Channel, ConnKey, Event, Joined, Way};
use model::{
    AppId, ChannelName, ConnId, Message, Millis, Now, Position, Refusal, RefusalCode, Subject, TokenId,
};
use store::HistoryQuery;

use super::{
    Hub,
    link::Handle,
    pieces::Pieces,
    rate::Rate,
    recent::{Leaving, Passage, Recent},
    record::{Kept, Stored},
    tail::{Parts, Tail},
};

/// Up to this many readers are served in the turn of whoever publishes.
const SMALL: usize = 64;

/// Readers served between two looks at whether another task wants to run.
const STRIDE: usize = 256;

/// Bytes that may wait in a lane before more is refused.
const BACKLOG: usize = 16 << 20;

/// What an event weighs beside the bytes of its payload.
const EVENT: usize = 256;

/// Something accepted that is still to be sent.
pub struct Pending {
    pub event: Event,
    /// When it was accepted, if somebody watches.
    pub accepted: Option<Instant>,
    /// The connection that asked for it.
    pub by: Option<ConnId>,
    /// The connection that asked for it, if it does not want to hear it.
    pub not_for: Option<ConnKey>,
    /// Who changed a state.
    pub actor: Option<Subject>,
    /// When it is on disk, of a message that the channel keeps, if somebody watches.
    pub kept: Option<Kept>,
    /// Its size in bytes, roughly.
    weight: usize,
}

/// Events with the audience they had when they were accepted.
pub struct Segment {
    /// When the first of them was.
    pub begun: Instant,
    pub audience: Arc<[Handle]>,
    pub events: Vec<Pending>,
}

impl Segment {
    /// Is a message in it?
    pub fn has_message(&self) -> bool {
        let mut events = self.events.iter();
        events.any(|pending| matches!(pending.event, Event::Message(_)))
    }
}

/// A channel and what is on its way out of it.
pub struct Lane {
    pub app: AppId,
    pub name: ChannelName,
    state: Mutex<State>,
    /// Subjects that are subscribed, live or not: each member knows its own channels only.
    members: AtomicUsize,
    /// Clients with a standing permission, for those who want to know who belongs here. No other lock is taken under it.
    granted: Mutex<BTreeSet<TokenId>>,
}

struct State {
    channel: Channel<Handle>,
    rate: Rate,
    recent: Option<Box<Recent>>,
    pending: VecDeque<Segment>,
    /// Bytes of what is pending.
    backlog: usize,
    draining: bool,
    /// Newest messages, if the channel keeps any.
    tail: Tail,
    /// The oldest message in the store, as far as that is known.
    oldest: Oldest,
    /// Messages with a key that are on their way to the disk.
    underway: BTreeMap<Position, Stored>,
    /// The channel has been deleted: nothing more is accepted, nobody comes in.
    over: bool,
}

/// What is known of the oldest message in the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Oldest {
    /// Grows when messages may have been taken away.
    age: u64,
    /// Nothing is known; else where it is, if there is one.
    at: Option<Option<Position>>,
}

/// A part of a channel's history, as far as memory goes.
pub struct Glance {
    pub parts: Parts,
    /// First message in memory.
    pub first: Option<Position>,
    pub newest: Position,
    pub oldest: Oldest,
}

impl Oldest {
    /// Where it is, if that is known.
    pub fn known(&self) -> Option<Option<Position>> {
        self.at
    }
}

/// A look into a channel that may also speak to it. Held for a moment; nothing is sent while it is.
pub struct Room<'a>(MutexGuard<'a, State>);

impl std::ops::Deref for Room<'_> {
    type Target = Channel<Handle>;

    fn deref(&self) -> &Self::Target {
        &self.0.channel
    }
}

impl std::ops::DerefMut for Room<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0.channel
    }
}

impl Room<'_> {
    /// Has the channel been deleted?
    pub fn is_over(&self) -> bool {
        self.0.over
    }

    /// The channel is deleted. Who is in it is still to be told.
    pub fn end(&mut self) {
        self.0.over = true;
    }

    /// Lets a connection in. Joining again changes nothing.
    pub fn take_in(&mut self, link: &Handle, subject: &Subject, now: Now) -> Joined {
        if !self.seats(link.key) {
            self.note(link, subject, now, None);
        }
        self.join(link.key, subject, link.clone(), now)
    }

    /// A connection is no longer in the channel; its subject may come back.
    pub fn let_go(&mut self, link: &Handle, subject: &Subject, now: Now, why: &Leaving) {
        if self.seats(link.key) {
            self.note(link, subject, now, Some(why.clone()));
        }
        self.disconnect(link.key);
    }

    fn note(&mut self, link: &Handle, subject: &Subject, now: Now, left: Option<Leaving>) {
        self.0.recent.get_or_insert_default().add(Passage {
            at: now.wall,
            subject: subject.clone(),
            connection: link.id.clone(),
            left,
        });
    }

    /// The last comings and goings, newest first.
    pub fn recent(&self) -> Vec<Passage> {
        let recent = self.0.recent.as_ref();
        recent.map_or_else(Vec::new, |recent| recent.iter().cloned().collect())
    }

    /// Messages per second, lately.
    pub fn rate(&self, now: Millis) -> f64 {
        f64::from(self.0.rate.at(now))
    }

    /// So many messages more have been accepted.
    pub fn count(&mut self, messages: usize, now: Millis) {
        self.0.rate.add(messages, now);
    }

    /// Has an event sent to everybody who is in the channel now.
    pub fn announce(&mut self, pending: Pending) {
        let state = &mut *self.0;
        let audience = state.channel.audience();
        state.backlog += pending.weight;
        match state.pending.back_mut() {
            Some(last) if Arc::ptr_eq(&last.audience, &audience) => last.events.push(pending),
            _ => state.pending.push_back(Segment {
                begun: Instant::now(),
                audience,
                events: vec![pending],
            }),
        }
    }

    /// Has an event sent to everybody who was in the channel when `audience` was taken, after everything that was announced
    /// before.
    pub fn announce_to(&mut self, audience: Arc<[Handle]>, event: Event) {
        if !audience.is_empty() {
            let pending = Pending::of(event);
            self.0.backlog += pending.weight;
            self.0.pending.push_back(Segment {
                begun: Instant::now(),
                audience,
                events: vec![pending],
            });
        }
    }

    /// Who hears of somebody who comes now; nobody if the channel tells of nobody.
    pub fn witnesses(&mut self) -> Arc<[Handle]> {
        if self.announces() {
            self.audience()
        } else {
            Arc::default()
        }
    }

    /// Has an event sent to some, after everything that was announced before.
    pub fn tell(&mut self, to: impl IntoIterator<Item = Handle>, event: Event) {
        self.announce_to(to.into_iter().collect(), event);
    }

    /// A message is on its way to the disk.
    pub(super) fn sent_out(&mut self, message: &Arc<Message>) {
        self.0.tail.push(message);
    }

    /// Messages from `first` to `last` that were on their way to the disk are there, or never will be.
    pub(super) fn settled(&mut self, first: Position, last: Position, stored: bool) {
        let state = &mut *self.0;
        if stored {
            state.tail.stored(last);
            state.oldest.at = state.oldest.at.map(|oldest| oldest.or(Some(first)));
        } else {
            state.tail.lost(first, last);
        }
    }

    /// What memory has of a part of the history.
    pub(super) fn glance(&self, query: HistoryQuery) -> Glance {
        Glance {
            parts: self.0.tail.parts(query),
            first: self.0.tail.first(),
            newest: self.position(),
            oldest: self.0.oldest,
        }
    }

    /// What is on its way to the disk.
    pub(super) fn on_its_way(&self) -> Vec<Arc<Message>> {
        self.0.tail.on_its_way()
    }

    /// The store was asked where the oldest message is, at a time when `known` was what was known.
    pub(super) fn learn_oldest(&mut self, known: Oldest, at: Option<Position>) {
        if self.0.oldest == known {
            self.0.oldest.at = Some(at);
        }
    }

    /// Old messages may have been taken out of the store.
    pub(super) fn swept(&mut self) {
        self.0.oldest = Oldest {
            age: self.0.oldest.age + 1,
            at: None,
        };
        self.0.tail.forget_stored();
    }

    /// A message that had a key is on its way to the disk: a repeat of it waits for the same answer.
    pub(super) fn set_out(&mut self, position: Position, stored: Stored) {
        self.0.underway.insert(position, stored);
    }

    /// It is there, or will never be.
    pub(super) fn arrived(&mut self, position: Position) {
        self.0.underway.remove(&position);
    }

    /// When that message is on disk, if it is on its way.
    pub(super) fn underway(&self, position: Position) -> Option<Stored> {
        self.0.underway.get(&position)?.again()
    }

    /// Says no to more while too much waits to go out: a publisher can be faster than a large audience can be served.
    pub fn admits(&self) -> Result<(), Refusal> {
        if self.0.backlog <= BACKLOG {
            return Ok(());
        }
        let name = &self.0.channel.facts().name;
        let message = format!(
            "channel \"{name}\" is behind: {} bytes wait to go out",
            self.0.backlog
        );
        Err(Refusal::new(RefusalCode::LimitReached, message)
            .fix("publish less at a time, or try again in a moment"))
    }
}

impl Lane {
    pub fn new(channel: Channel<Handle>) -> Arc<Self> {
        let (app, name) = (channel.app().clone(), channel.facts().name.clone());
        Arc::new(Self {
            app,
            name,
            state: Mutex::new(State {
                channel,
                rate: Rate::default(),
                recent: None,
                pending: VecDeque::new(),
                backlog: 0,
                draining: false,
                tail: Tail::default(),
                oldest: Oldest::default(),
                underway: BTreeMap::new(),
                over: false,
            }),
            members: AtomicUsize::new(0),
            granted: Mutex::default(),
        })
    }

    /// Number of subjects that are subscribed.
    pub fn members(&self) -> usize {
        self.members.load(Ordering::Relaxed)
    }

    /// A subject has subscribed that was not. Called with its member locked.
    pub fn gained_member(&self) {
        self.members.fetch_add(1, Ordering::Relaxed);
    }

    /// A subscription has ended. Called with its member locked.
    pub fn lost_member(&self) {
        self.members.fetch_sub(1, Ordering::Relaxed);
    }

    /// Clients that may join it at any time.
    pub fn granted(&self) -> MutexGuard<'_, BTreeSet<TokenId>> {
        self.granted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks into the channel.
    pub fn room(&self) -> Room<'_> {
        Room(self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks into the channel to change something in it, or says that it has been deleted meanwhile.
    pub fn enter(&self) -> Result<Room<'_>, Refusal> {
        let room = self.room();
        if room.is_over() {
            return Err(Channel::<()>::unknown(self.name.as_str()));
        }
        Ok(room)
    }

    /// Sends what has been announced, unless somebody is at it already.
    pub fn drain(self: &Arc<Self>, hub: &Arc<Hub>) {
        {
            let mut room = self.room();
            if room.0.draining || room.0.pending.is_empty() {
                return;
            }
            room.0.draining = true;
        }
        let _guard = Unblock(self);
        while let Some(segment) = self.next() {
            if segment.audience.len() > SMALL {
                let (lane, hub) = (self.clone(), hub.clone());
                tokio::spawn(async move { lane.drain_in_task(&hub, segment).await });
                return;
            }
            let mut pieces = Pieces::of(&segment, hub.tap.watched());
            pieces.send(&segment.audience);
            hub.went_out(self, &segment, pieces);
        }
    }

    async fn drain_in_task(&self, hub: &Hub, first: Segment) {
        let _guard = Unblock(self);
        let mut next = Some(first);
        while let Some(segment) = next {
            let mut pieces = Pieces::of(&segment, hub.tap.watched());
            for stride in segment.audience.chunks(STRIDE) {
                pieces.send(stride);
                tokio::task::yield_now().await;
            }
            hub.went_out(self, &segment, pieces);
            next = self.next();
        }
    }

    /// The oldest segment; `None` ends the draining.
    fn next(&self) -> Option<Segment> {
        let mut room = self.room();
        let next = room.0.pending.pop_front();
        room.0.draining = next.is_some();
        for pending in next.iter().flat_map(|segment| &segment.events) {
            room.0.backlog -= pending.weight;
        }
        next
    }
}

/// A panic while a lane drains costs what was being sent, not the channel: the next one to come drains on.
struct Unblock<'a>(&'a Lane);

impl Drop for Unblock<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.room().0.draining = false;
        }
    }
}

impl Pending {
    /// An event of the server's own.
    pub fn of(event: Event) -> Self {
        Self {
            event,
            accepted: None,
            by: None,
            not_for: None,
            actor: None,
            kept: None,
            weight: EVENT,
        }
    }

    /// Something of this size that somebody has put into the channel.
    pub fn accepted(event: Event, by: Option<&Handle>, size: usize, watched: bool) -> Self {
        Self {
            accepted: watched.then(Instant::now),
            by: by.map(|link| link.id.clone()),
            not_for: by.filter(|link| !link.manners().echo).map(|link| link.key),
            weight: EVENT + size,
            ..Self::of(event)
        }
    }

    /// Direction in which the live view shows it.
    pub fn way(&self) -> Way {
        if matches!(self.event, Event::Presence { .. }) {
            Way::None
        } else {
            Way::In
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{Capabilities, Payload, State as ChannelState, Timestamp, Visibility};

    use super::*;

    #[test]
    fn a_lane_that_is_behind_takes_nothing_more_until_it_has_caught_up() {
        let name = ChannelName::parse("room").unwrap();
        let facts = model::Channel {
            name: name.clone(),
            visibility: Visibility::Public,
            capabilities: Capabilities::NONE,
            closed: false,
            title: None,
            extra: None,
            push: false,
            created_at: Timestamp(0),
        };
        let lane = Lane::new(Channel::new(
            AppId::from("a"),
            facts,
            ChannelState::default(),
            0,
            None,
        ));
        let message = Arc::new(Message {
            channel: name,
            position: 1,
            event: "e".into(),
            payload: Payload::null(),
            sender: Subject::Backend,
            origin: None,
            at: Timestamp(0),
        });
        let mut taken = 0;
        let refusal = loop {
            let mut room = lane.room();
            if let Err(refusal) = room.admits() {
                break refusal;
            }
            let event = Event::Message(message.clone());
            room.announce(Pending::accepted(event, None, 1 << 20, false));
            taken += 1;
        };
        assert!((15..=17).contains(&taken), "{taken}");
        assert_eq!(refusal.code, RefusalCode::LimitReached);
        while lane.next().is_some() {}
        assert_eq!(lane.room().admits(), Ok(()));
        assert_eq!(lane.room().0.backlog, 0);
    }
}
