//! What a server needs to know when it starts, and what it may ask about states.

use model::{App, Channel, Grant, Position, State, Subject, Subscription, Timestamp, Token};

/// All that is stored, except messages, former states and the journal. Sorted by creation, so that equal stores give
/// equal contents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    pub apps: Vec<AppContents>,
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
}

/// One channel, its current state, and where its history ends.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelContents {
    pub channel: Channel,
    pub state: State,
    /// Position of the newest stored message; 0 if there is none.
    pub last_position: Position,
}

/// A state that a channel has, or had.
#[derive(Clone, Debug, PartialEq)]
pub struct StateRecord {
    pub state: State,
    pub by: Subject,
    pub at: Timestamp,
}
