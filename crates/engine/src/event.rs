//! What a connection is told, in the words of no particular dialect.

use std::sync::Arc;

use model::{
    AppId, ChannelName, ConnId, Message, Origin, Payload, Refusal, State, Subject, Timestamp, TokenId,
};
use serde_json::{Map, Value};

use crate::{PresenceChange, Snapshot, command::Tag};

/// What a connection is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// It has been let in; always the first.
    Welcome(Welcome),
    /// It is in the channel now, or still. `unicast`: only this connection is told.
    Joined {
        snapshot: Arc<Snapshot>,
        unicast: bool,
        /// Who else is there, if its [encoding](crate::Event) asks for that.
        seat: Option<Arc<SeatView>>,
    },
    /// What came in the channel before it joined and after what it has seen; before anything newer.
    Missed {
        channel: ChannelName,
        messages: Vec<Message>,
        /// Not all of it: why, and what would help.
        hole: Option<Refusal>,
    },
    /// It is no longer in the channel, through no fault of its own.
    Left { channel: ChannelName, unicast: bool },
    /// It was not let into the channel, or may not do there what it asked for. `channel` is as asked; `still_in`: it
    /// stays subscribed.
    Refused {
        channel: String,
        refusal: Refusal,
        still_in: bool,
        /// Of what was asked.
        tag: Option<Tag>,
    },
    /// What it asked for under this tag is done; of what is to be kept, on disk. After everything that came of it.
    Done { tag: Tag },
    /// A message was published.
    Message(Arc<Message>),
    /// The channel's state has changed; the whole new one.
    State { channel: ChannelName, state: Arc<State> },
    /// A message to this token alone, or to this connection alone (`unicast`).
    Direct(Arc<Direct>),
    /// Somebody else came to the channel, or went.
    Presence {
        channel: ChannelName,
        change: PresenceChange,
        /// Who it is for others; `None`: that is not to be told, or not known any more.
        face: Option<Origin>,
        /// Connections in the channel after the change.
        connections: usize,
    },
    /// It may join the channel from now on without being asked, or no longer (`gained`).
    Access { channel: ChannelName, gained: bool },
    /// Somebody was made a member of the channel, or is no longer one (`joined`): has a standing permission for it.
    Membership {
        channel: ChannelName,
        subject: Subject,
        joined: bool,
    },
    /// The channel was closed, or opened again.
    Closed { channel: ChannelName, closed: bool },
    /// What came of a call.
    Called(Arc<CallAnswer>),
}

/// A message to one subject or one connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Direct {
    pub event: String,
    pub payload: Payload,
    /// To one connection only.
    pub unicast: bool,
    /// The channel in which sender and receiver are, if it went through one.
    pub channel: Option<ChannelName>,
    pub sender: Subject,
    pub origin: Option<Origin>,
    pub at: Timestamp,
}

/// A channel as somebody finds it who comes in.
#[derive(Clone, Debug, PartialEq)]
pub struct SeatView {
    pub you: Subject,
    pub origin: Origin,
    /// Others may be told who it is.
    pub announced: bool,
    /// Connections in the channel, this one included.
    pub connections: usize,
    /// Everybody in it who may be told of, this one included, and then its members who are not there.
    pub people: Vec<Person>,
    pub at: Timestamp,
}

/// Somebody in a channel, or a member of it who is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub subject: Subject,
    /// Of one of its connections.
    pub origin: Option<Origin>,
    pub online: bool,
    /// Since when it is there, or when it was last seen; `None`: never.
    pub since: Option<Timestamp>,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallAnswer {
    /// As in [`Call`](crate::Call).
    pub id: String,
    pub status: u16,
    /// Names as they are usually written: `Content-Type`.
    pub headers: Vec<(String, String)>,
    pub body: CallBody,
}

/// The body of an answer to a call.
#[derive(Clone, Debug, PartialEq)]
pub enum CallBody {
    Nothing,
    Text(String),
    Json(Payload),
    /// It was no call, but something that had to wait for its turn.
    Plain(String),
}

/// What a connection learns when it is let in.
#[derive(Clone, Debug, PartialEq)]
pub struct Welcome {
    pub app: AppId,
    pub connection: ConnId,
    /// Live connections of this session, this one included.
    pub connection_count: usize,
    /// `None`: anonymous.
    pub token: Option<TokenId>,
    /// The token's state.
    pub metadata: Option<Map<String, Value>>,
    /// Every channel that the subject is in, as it is at this moment.
    pub channels: Vec<Arc<Snapshot>>,
}
