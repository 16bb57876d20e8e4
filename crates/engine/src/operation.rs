//! What a backend asks for over HTTP, and what comes of it, in the words of no particular dialect.

use std::sync::Arc;

use model::{
    App, AppId, Capabilities, ChannelName, ConnId, Payload, Refusal, State, Timestamp, Token, TokenId,
    Visibility, Webhook,
};
use serde_json::{Map, Value};

use crate::{Snapshot, StateChange};

/// What an app's backend asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// About the app itself.
    App,
    /// `name: None`: make one up. `capabilities: None`: the app's default.
    CreateChannel {
        name: Option<ChannelName>,
        visibility: Visibility,
        capabilities: Option<Capabilities>,
        state: Map<String, Value>,
    },
    ListChannels(Page),
    GetChannel(ChannelName),
    DeleteChannel(ChannelName),
    ChangeState {
        channel: ChannelName,
        change: StateChange,
    },
    Publish {
        channel: ChannelName,
        event: String,
        payload: Payload,
        /// What a repeat of it is known by.
        key: Option<String>,
    },
    /// The tokens that are subscribed to a channel.
    ListSubscribers(ChannelName),
    Subscribe {
        channel: ChannelName,
        token: TokenId,
        ephemeral: bool,
    },
    Unsubscribe {
        channel: ChannelName,
        token: TokenId,
    },
    CreateToken {
        state: Map<String, Value>,
        expires_at: Option<Timestamp>,
        channels: Vec<ChannelName>,
    },
    ListTokens(Page),
    GetToken(TokenId),
    /// `None` keeps what is there; `expires_at: Some(None)` takes the end away. `state` replaces the whole object.
    UpdateToken {
        token: TokenId,
        state: Option<Map<String, Value>>,
        expires_at: Option<Option<Timestamp>>,
    },
    DeleteToken(TokenId),
    /// To all connections of a token, or to one of them.
    SendDirect {
        token: TokenId,
        connection: Option<ConnId>,
        event: String,
        payload: Payload,
    },
    ListWebhooks,
    CreateWebhook {
        url: String,
        /// Names of events.
        events: Vec<String>,
    },
    /// `None` keeps what is there.
    UpdateWebhook {
        id: String,
        url: Option<String>,
        events: Option<Vec<String>>,
    },
    /// What it was signed with is worth nothing from then on.
    RenewWebhookSecret(String),
    DeleteWebhook(String),
}

/// What is wanted of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub part: Part,
    pub order: Order,
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    All,
    /// `number` counts from 1; `size` is 1 to 1,000.
    Number {
        number: usize,
        size: usize,
    },
}

/// In which order, by time of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    OldestFirst,
    NewestFirst,
}

/// What came of an operation.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It is done and there is nothing to show.
    Done,
    App(App),
    Channel(ChannelView),
    Channels {
        page: Vec<ChannelView>,
        page_size: usize,
        total: usize,
    },
    State(Arc<State>),
    Token(TokenView),
    Tokens {
        page: Vec<TokenView>,
        page_size: usize,
        total: usize,
    },
    Webhook {
        app: AppId,
        webhook: Webhook,
    },
    /// Oldest first.
    Webhooks {
        app: AppId,
        webhooks: Vec<Webhook>,
    },
    Refused(Refusal),
}

/// A channel with what is going on in it.
#[derive(Clone, Debug)]
pub struct ChannelView {
    pub app: App,
    pub snapshot: Arc<Snapshot>,
    /// Live connections in it.
    pub connections: usize,
}

/// A token with what is going on with it.
#[derive(Clone, Debug)]
pub struct TokenView {
    pub app: App,
    pub token: Token,
    /// Has it a live connection?
    pub online: bool,
}
