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
