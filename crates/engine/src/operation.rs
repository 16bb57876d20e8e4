//! What a backend, or a client, asks for over HTTP, and what comes of it, in the words of no particular dialect.

use std::sync::Arc;

use model::{
    App, AppId, Capabilities, ChannelName, ConnId, Device, Message, Payload, Position, Refusal, State,
    Timestamp, Token, TokenId, Visibility, Webhook,
};
use serde_json::{Map, Value};

use crate::{Making, Snapshot, StateChange};

/// Who asks, as far as the dialect has found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// The app's backend.
    Backend,
    /// A client of the app. What it may ask for the dialect decides, except whether it may be in a channel.
    Client(TokenId),
    /// Whoever runs the server.
    Operator,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// Nothing: the answer lies in the request.
    Nothing,
    /// About the app itself.
    App,
    /// All apps, oldest first. Of the operator's only, like the three that follow.
    ListApps,
    /// With this id, which no other has.
    CreateApp {
        id: AppId,
        name: String,
    },
    RenameApp {
        id: AppId,
        name: String,
    },
    DeleteApp(AppId),
    /// `name: None`: make one up. `capabilities: None`: the app's default.
    CreateChannel {
        name: Option<ChannelName>,
        visibility: Visibility,
        capabilities: Option<Capabilities>,
        state: Map<String, Value>,
        traits: Traits,
    },
    ListChannels(Page),
    /// Those that are private, or those that are not, oldest first; `member`: of the private ones only those that this
    /// client may join.
    ListByVisibility {
        private: bool,
        member: Option<TokenId>,
    },
    /// Closes a channel, or opens it again.
    CloseChannel {
        channel: ChannelName,
        closed: bool,
    },
    GetChannel(ChannelName),
    DeleteChannel(ChannelName),
    ChangeState {
        channel: ChannelName,
        change: StateChange,
    },
    Publish {
        channel: ChannelName,
        /// The client that says it. `None`: the backend itself.
        sender: Option<TokenId>,
        event: String,
        payload: Payload,
        /// What a repeat of it is known by.
        key: Option<String>,
    },
    /// Once in every channel whose whole name fits one of the patterns: a `*` stands for any run of characters other than
    /// `;`. That there is none is no refusal.
    PublishMatching {
        patterns: Vec<String>,
        event: String,
        payload: Payload,
    },
    History {
        channel: ChannelName,
        wish: HistoryWish,
        /// The most messages in the answer.
        limit: usize,
    },
    /// Gives a client a standing permission for a channel, or takes it back. That it is so already is refused with
    /// `ALREADY_DECIDED`.
    SetMember {
        channel: ChannelName,
        client: TokenId,
        member: bool,
    },
    /// Subscribes a client that need not be registered, or be here yet, or ends that. Channels that are not there are
    /// made. One that is neither registered nor comes within `patience` ms is forgotten.
    Follow {
        client: TokenId,
        channels: Vec<ChannelName>,
        following: bool,
        making: Making,
        patience: u64,
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
    /// Registers a client; one of this id may not be there.
    CreateClient {
        client: TokenId,
        username: String,
        extra: String,
    },
    UpdateClient {
        client: TokenId,
        username: String,
        extra: String,
    },
    /// With its memberships; its connections are closed.
    DeleteClient(TokenId),
    GetClient(TokenId),
    /// Oldest first. The operator may ask without an app, for those of all.
    ListClients,
    /// Keeps a device of a client's. One of this id may not be there.
    PutDevice(Device),
    /// Whose it has to be.
    DeleteDevice {
        id: String,
        client: TokenId,
    },
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
        /// What the receiver is told that it came through.
        channel: Option<ChannelName>,
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

/// What a channel has beside its rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    pub title: Option<String>,
    pub extra: Option<String>,
    pub push: bool,
}

/// Which part of a channel's history is wanted. The answer ascends by position, whatever the part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryWish {
    /// The newest ones.
    Last,
    /// The first ones after this position.
    After(Position),
    /// The first ones at or after this instant.
    Since(Timestamp),
    /// The last ones at or before this instant.
    Until(Timestamp),
    /// The first ones from one instant to the other, both included.
    During { from: Timestamp, to: Timestamp },
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
    Apps(Vec<App>),
    /// With the apps they belong to.
    Clients(Vec<TokenView>),
    /// Ascending by position.
    History(Vec<Message>),
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
