//! What a connection asks for, in the words of no particular dialect.

use model::{AppId, ChannelName, Payload, TokenId};
use serde_json::{Map, Value};

/// What a connection asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Says who it is. Without a token the connection is anonymous.
    Identify { app: AppId, token: Option<TokenId> },
    /// Asks to be let into a channel. `ephemeral`: only until the session ends.
    Join { channel: ChannelName, ephemeral: bool },
    /// Leaves a channel, with all connections of its session.
    Leave { channel: ChannelName },
    /// Publishes a message in a channel it is in.
    Publish {
        channel: ChannelName,
        event: String,
        payload: Payload,
    },
    /// Replaces the state of a channel it is in.
    SetState {
        channel: ChannelName,
        value: Map<String, Value>,
    },
}

impl Command {
    /// What is asked, as one word for people: `subscribe`.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Identify { .. } => "identify",
            Self::Join { .. } => "subscribe",
            Self::Leave { .. } => "unsubscribe",
            Self::Publish { .. } => "publish",
            Self::SetState { .. } => "set state",
        }
    }

    /// The channel it is about.
    pub fn channel(&self) -> Option<&ChannelName> {
        match self {
            Self::Identify { .. } => None,
            Self::Join { channel, .. }
            | Self::Leave { channel }
            | Self::Publish { channel, .. }
            | Self::SetState { channel, .. } => Some(channel),
        }
    }
}

/// Why the server ends a connection. Each dialect has its own code for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The credential or the app is unknown, expired or does not match. Coming back the same way is no use.
    InvalidAuth(String),
    /// It did not say in time who it is.
    IdentifyTimeout,
    /// It asked for something before it was let in.
    NotIdentified,
    /// An operation that the protocol does not have.
    UnknownOperation(String),
    /// A frame that cannot be understood.
    InvalidFrame(String),
    /// No sign of life for too long, or far too many.
    Heartbeat(String),
    /// It read too slowly and its outbox is full. It may come back.
    Slow,
    /// Somebody ended it by hand. It may come back.
    Disconnected,
    /// The server is going down. It may come back.
    Shutdown,
}

impl CloseReason {
    /// The code by which programs tell reasons apart.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidAuth(_) => "INVALID_AUTH",
            Self::IdentifyTimeout => "IDENTIFY_TIMEOUT",
            Self::NotIdentified => "NOT_IDENTIFIED",
            Self::UnknownOperation(_) => "UNKNOWN_OPERATION",
            Self::InvalidFrame(_) => "INVALID_FRAME",
            Self::Heartbeat(_) => "HEARTBEAT",
            Self::Slow => "SLOW",
            Self::Disconnected => "DISCONNECTED",
            Self::Shutdown => "SHUTDOWN",
        }
    }

    /// One sentence for people.
    pub fn sentence(&self) -> String {
        match self {
            Self::InvalidAuth(why)
            | Self::InvalidFrame(why)
            | Self::UnknownOperation(why)
            | Self::Heartbeat(why) => why.clone(),
            Self::IdentifyTimeout => "the connection did not say in time who it is".into(),
            Self::NotIdentified => "the connection asked for something before it had said who it is".into(),
            Self::Slow => "the connection read too slowly and its queue was full".into(),
            Self::Disconnected => "the connection was ended from the dashboard".into(),
            Self::Shutdown => "the server is restarting".into(),
        }
    }
}
