//! What a server needs to know when it starts, and what it may ask about states.

use model::{
    AccessKey, App, Channel, Device, Grant, Position, State, Subject, Subscription, Timestamp, Token, Webhook,
};

/// All that is stored, except messages, former states and the journal. Sorted by creation, so that equal stores give
/// equal contents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    pub apps: Vec<AppContents>,
    pub access_keys: Vec<AccessKey>,
}

/// One app and what is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct AppContents {
    pub app: App,
    pub tokens: Vec<Token>,
    pub channels: Vec<ChannelContents>,
    /// By channel, then token.
    pub subscriptions: Vec<Subscription>,
    /// By channel, then token; also those that have run out.
    pub grants: Vec<Grant>,
    pub webhooks: Vec<Webhook>,
    /// By their ids.
    pub devices: Vec<Device>,
}

/// One channel, its current state, and where its history begins and ends.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelContents {
    pub channel: Channel,
    pub state: State,
    /// Position of the oldest message that can be read; one more than `last_position` if there is none.
    pub first_position: Position,
    /// The highest position that a stored message has, or had before it was removed for its age; 0 if there was none.
    pub last_position: Position,
    /// When that message came.
    pub last_message_at: Option<Timestamp>,
    /// Recent publishes that had a key: the key, the message's position, when it came. The oldest first. Some may be
    /// older than the app's window: they stay until the next sweep.
    pub keys: Vec<(String, Position, Timestamp)>,
}

/// A state that a channel or token has, or had.
#[derive(Clone, Debug, PartialEq)]
pub struct StateRecord {
    pub state: State,
    pub by: Subject,
    pub at: Timestamp,
}
