//! A channel's lane: what is accepted goes out to everybody in the order in which it was accepted.
//!
//! Accepting happens under a lock that is held for a moment; sending happens outside of it, by one at a time. Whoever
//! finds the lane idle drains it, in its own turn while the audience is small, in a task of its own when it is large.
//! What several have accepted meanwhile goes to each socket in one piece.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use bytes::{Bytes, BytesMut};
use dialects::{Encoding, Frame};
use engine::{Channel, Event, Way};
use model::{AppId, ChannelName, ConnId, Refusal, Subject};

use super::{Hub, link::Handle};
use crate::net::{
    Sent,
    ws::{OpCode, encode_into},
};

/// Up to this many readers are served in the turn of whoever publishes.
const SMALL: usize = 64;

/// Readers served between two looks at whether another task wants to run.
const STRIDE: usize = 256;

/// Bytes of frames that are handed to a socket in one piece.
const PIECE: usize = 48 * 1024;

/// Something accepted that is still to be sent.
pub struct Pending {
    pub event: Event,
    /// When it was accepted, if somebody watches.
    pub accepted: Option<Instant>,
    /// The connection that asked for it.
    pub by: Option<ConnId>,
    /// Who changed a state.
    pub actor: Option<Subject>,
}

/// Events with the audience they had when they were accepted.
struct Segment {
    audience: Arc<[Handle]>,
    events: Vec<Pending>,
}

/// A channel and what is on its way out of it.
pub struct Lane {
    pub app: AppId,
    pub name: ChannelName,
    state: Mutex<State>,
}

struct State {
    channel: Channel<Handle>,
    pending: VecDeque<Segment>,
    draining: bool,
    /// The channel has been deleted: nothing more is accepted, nobody comes in.
    over: bool,
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

    /// Has an event sent to everybody who is in the channel now.
    pub fn announce(&mut self, pending: Pending) {
        let state = &mut *self.0;
        let audience = state.channel.audience();
        match state.pending.back_mut() {
            Some(last) if Arc::ptr_eq(&last.audience, &audience) => last.events.push(pending),
            _ => state.pending.push_back(Segment {
                audience,
                events: vec![pending],
            }),
        }
    }

    /// Has an event sent to some, after everything that was announced before.
    pub fn tell(&mut self, to: impl IntoIterator<Item = Handle>, event: Event) {
        let audience: Arc<[Handle]> = to.into_iter().collect();
        if !audience.is_empty() {
            self.0.pending.push_back(Segment {
                audience,
                events: vec![Pending::of(event)],
            });
        }
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
                pending: VecDeque::new(),
                draining: false,
                over: false,
            }),
        })
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
        while let Some(segment) = self.next() {
            if segment.audience.len() > SMALL {
                let (lane, hub) = (self.clone(), hub.clone());
                tokio::spawn(async move { lane.drain_in_task(&hub, segment).await });
                return;
            }
            let mut pieces = Pieces::of(&segment);
            let mut tally = Tally::default();
            for handle in segment.audience.iter() {
                pieces.send(handle, &mut tally);
            }
            hub.went_out(self, &segment.events, segment.audience.len(), tally);
        }
    }

    async fn drain_in_task(&self, hub: &Hub, first: Segment) {
        let mut next = Some(first);
        while let Some(segment) = next {
            let mut pieces = Pieces::of(&segment);
            let mut tally = Tally::default();
            for stride in segment.audience.chunks(STRIDE) {
                for handle in stride {
                    pieces.send(handle, &mut tally);
                }
                tokio::task::yield_now().await;
            }
            hub.went_out(self, &segment.events, segment.audience.len(), tally);
            next = self.next();
        }
    }

    /// The oldest segment; `None` ends the draining.
    fn next(&self) -> Option<Segment> {
        let mut room = self.room();
        let next = room.0.pending.pop_front();
        room.0.draining = next.is_some();
        next
    }
}

/// What became of a segment's deliveries, counted in readers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub taken: usize,
    pub refused: usize,
}

/// A segment's frames, ready to be sent, once for each encoding that one of its readers has.
struct Pieces<'a> {
    encodings: Vec<(&'static Encoding, Vec<(Bytes, u32)>)>,
    segment: &'a Segment,
}

impl<'a> Pieces<'a> {
    fn of(segment: &'a Segment) -> Self {
        Self {
            encodings: Vec::with_capacity(1),
            segment,
        }
    }

    /// The frames in this encoding, rendered when the first reader of it comes up.
    fn ready(&mut self, encoding: &'static Encoding) -> &[(Bytes, u32)] {
        let known = self
            .encodings
            .iter()
            .position(|(known, _)| std::ptr::eq(*known, encoding));
        let index = known.unwrap_or_else(|| {
            self.encodings.push((encoding, self.render(encoding)));
            self.encodings.len() - 1
        });
        &self.encodings[index].1
    }

    fn render(&self, encoding: &Encoding) -> Vec<(Bytes, u32)> {
        let mut ready = Vec::with_capacity(1);
        let (mut piece, mut frames) = (BytesMut::new(), 0);
        for pending in &self.segment.events {
            match (encoding.render)(&pending.event) {
                Some(Frame::Text(text)) => encode_into(&mut piece, OpCode::Text, text.as_bytes()),
                Some(Frame::Binary(bytes)) => encode_into(&mut piece, OpCode::Binary, &bytes),
                None => continue,
            }
            frames += 1;
            if piece.len() >= PIECE {
                ready.push((piece.split().freeze(), frames));
                frames = 0;
            }
        }
        if frames > 0 {
            ready.push((piece.freeze(), frames));
        }
        ready
    }

    fn send(&mut self, handle: &Handle, tally: &mut Tally) {
        let mut refused = false;
        for (piece, frames) in self.ready(handle.encoding) {
            refused |= handle.outbox.send_joined(piece, *frames) == Sent::Refused;
        }
        if refused {
            tally.refused += 1
        } else {
            tally.taken += 1
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
            actor: None,
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
