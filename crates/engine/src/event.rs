//! What a connection is told, in the words of no particular dialect.

use std::sync::Arc;

use model::{AppId, ChannelName, ConnId, Message, Payload, Refusal, State, TokenId};
use serde_json::{Map, Value};

use crate::{PresenceChange, Snapshot};

/// What a connection is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// It has been let in; always the first.
    Welcome(Welcome),
    /// It is in the channel now, or still. `unicast`: only this connection is told.
    Joined { snapshot: Arc<Snapshot>, unicast: bool },
    /// It is no longer in the channel, through no fault of its own.
    Left { channel: ChannelName, unicast: bool },
    /// It was not let into the channel, or may not do there what it asked for. `channel` is as asked; `still_in`: it
    /// stays subscribed.
    Refused {
        channel: String,
        refusal: Refusal,
        still_in: bool,
    },
    /// A message was published.
    Message(Arc<Message>),
    /// The channel's state has changed; the whole new one.
    State { channel: ChannelName, state: Arc<State> },
    /// A message to this token alone, or to this connection alone (`unicast`).
    Direct {
        event: String,
        payload: Payload,
        unicast: bool,
    },
    /// Somebody came to the channel, or went.
    Presence {
        channel: ChannelName,
        change: PresenceChange,
    },
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
