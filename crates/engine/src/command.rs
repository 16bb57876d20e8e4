//! What a connection asks for, in the words of no particular dialect.

use std::{fmt, sync::Arc};

use model::{AppId, Capabilities, ChannelName, Payload, Position, TokenId};
use serde_json::{Map, Value};

use crate::{ConnKey, Keys};

/// By what a dialect knows a request again when it is answered.
pub type Tag = u32;

/// What a connection asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Says who it is.
    Identify { app: AppId, who: Who },
    /// Asks to be let into a channel.
    Join(Box<Join>),
    /// Leaves a channel, with all connections of its session.
    Leave { channel: ChannelName },
    /// Publishes a message in a channel it is in, or could be in.
    Publish {
        channel: ChannelName,
        event: String,
        payload: Payload,
        /// Answer it when it is done: see [`Event::Done`](crate::Event::Done).
        tag: Option<Tag>,
        /// Also where the channel keeps history, do not keep this one.
        passing: bool,
    },
    /// Replaces the state of a channel it is in.
    SetState {
        channel: ChannelName,
        value: Map<String, Value>,
    },
    /// Sends something to one connection that is in the same channel.
    Direct {
        channel: ChannelName,
        to: ConnKey,
        event: String,
        payload: Payload,
    },
    /// Calls something of the backend's, as an HTTP request would.
    Call(Box<Call>),
}

/// Who a connection says it is. Whether that is true its dialect has looked at, but for a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody in particular; perhaps it has a name.
    Anonymous {
        alias: Option<Arc<str>>,
        /// May others be told who it is when it comes and goes?
        announced: bool,
    },
    /// The holder of a token, which is still to be checked.
    Token(TokenId),
    /// A client that has been vouched for, registered or not.
    Client {
        client: TokenId,
        /// May be in every channel and publish there.
        privileged: bool,
    },
}

/// A wish to be let into a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    pub channel: ChannelName,
    /// Only until the session ends.
    pub ephemeral: bool,
    /// Answer it when it is done.
    pub tag: Option<Tag>,
    /// How the channel is to be made if there is none. `None`: then it is refused.
    pub making: Option<Making>,
    /// What it shows of the keys that the channel may ask for.
    pub shown: Keys,
    /// First tell it what came after this position.
    pub after: Option<Position>,
    /// That everybody may join the channel is not enough: it has to be a member of it, or privileged.
    pub members_only: bool,
}

impl Join {
    /// The plain wish.
    pub fn new(channel: ChannelName, ephemeral: bool) -> Self {
        Self {
            channel,
            ephemeral,
            tag: None,
            making: None,
            shown: Keys::default(),
            after: None,
            members_only: false,
        }
    }
}

/// An unprotected channel that is made because somebody wants to be in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Making {
    pub capabilities: Capabilities,
    /// What it asks of others from then on.
    pub keys: Keys,
}

/// Something that is to be called as an HTTP request would be, and answered in its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// JSON text by which the client knows the answer.
    pub id: String,
    pub what: Called,
}

/// What is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    /// This answer, when its turn has come.
    Nothing { status: u16, body: String },
    /// A request.
    Request(HttpCall),
}

/// An HTTP request that a connection makes through its socket.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HttpCall {
    /// `GET`
    pub method: String,
    /// Path and query.
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// Without what may hold a credential: the query, the values of the headers, the body.
impl fmt::Debug for HttpCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("HttpCall")
            .field("method", &self.method)
            .field("path", &self.path.split('?').next())
            .field("headers", &names)
            .field("body", &self.body.len())
            .finish()
    }
}

impl Command {
    /// What is asked, as one word for people: `subscribe`.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Identify { .. } => "identify",
            Self::Join(_) => "subscribe",
            Self::Leave { .. } => "unsubscribe",
            Self::Publish { .. } => "publish",
            Self::SetState { .. } => "set state",
            Self::Direct { .. } => "message",
            Self::Call(_) => "call",
        }
    }

    /// The channel it is about.
    pub fn channel(&self) -> Option<&ChannelName> {
        match self {
            Self::Identify { .. } | Self::Call(_) => None,
            Self::Join(join) => Some(&join.channel),
            Self::Leave { channel }
            | Self::Publish { channel, .. }
            | Self::SetState { channel, .. }
            | Self::Direct { channel, .. } => Some(channel),
        }
    }
}
