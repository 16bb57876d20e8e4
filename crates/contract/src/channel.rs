use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::{Connection, Who};

/// Who may join a channel that they know the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    Private,
    Public,
    Unprotected,
}

/// What a channel can do beyond passing messages on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    Persistent,
    Presence,
    Ephemeral,
    ClientPublish,
    ClientSetState,
}

/// A channel as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Channel {
    pub name: String,
    pub visibility: Visibility,
    pub capabilities: Vec<Capability>,
    pub closed: bool,
    pub extra: Option<String>,
    /// RFC 3339.
    pub created_at: String,
    /// Live connections that are subscribed.
    pub subscribers: u64,
    /// Subjects that are subscribed, also those that are offline.
    pub members: u64,
    /// Messages accepted since the channel was made, which is also the position of the last one.
    pub position: u64,
    /// Messages per second, over about the last 10 s.
    pub rate: f64,
    /// RFC 3339; absent if nothing was ever published, or if the channel keeps no history and nothing was published
    /// since the server started.
    pub last_message_at: Option<String>,
    pub state_version: u64,
}

/// One page of the channels of an app, by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Channels {
    pub items: Vec<Channel>,
    /// All that match, on all pages.
    pub total: u64,
    /// `after` of the next page; absent on the last one.
    pub next: Option<String>,
}

/// A new channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateChannel {
    /// 1 to 128 characters of letters, digits, space and `_ - . : ~ @`; not `tokens`.
    pub name: String,
    pub visibility: Visibility,
    /// The app's default if absent.
    #[serde(default)]
    pub capabilities: Option<Vec<Capability>>,
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub state: Option<Map<String, Value>>,
    #[serde(default)]
    pub extra: Option<String>,
}

/// What is to change; absent fields stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateChannel {
    #[serde(default)]
    pub closed: Option<bool>,
    /// Who is in the channel stays in it.
    #[serde(default)]
    pub visibility: Option<Visibility>,
    #[serde(default)]
    pub capabilities: Option<Vec<Capability>>,
    /// An empty text takes it away.
    #[serde(default)]
    pub extra: Option<String>,
}

/// A channel's state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChannelState {
    pub version: u64,
    #[schema(value_type = Object)]
    pub value: Map<String, Value>,
}

/// A new state, or keys to merge into the present one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutState {
    #[schema(value_type = Object)]
    pub value: Map<String, Value>,
    /// The version the caller has seen. If the state has moved on, the answer is 409 `VERSION_CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<u64>,
}

/// A state that a channel or a token has, or had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StateVersion {
    pub version: u64,
    #[schema(value_type = Object)]
    pub value: Map<String, Value>,
    pub by: Who,
    /// RFC 3339.
    pub at: String,
}

/// Which former states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VersionsQuery {
    /// How many at most, newest first; 1 to 1,000, 50 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A former state that is to be the present one again, as a new version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreState {
    pub version: u64,
    /// The version the caller has seen. If the state has moved on, the answer is 409 `VERSION_CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<u64>,
}

/// A message to publish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// Name of the event, 1 to 256 characters.
    pub event: String,
    /// Any JSON; `null` if absent.
    #[serde(default)]
    #[schema(value_type = Option<Value>)]
    pub payload: Value,
    /// 1 to 128 characters. A second publish with the same key, within the app's window, is the same publish.
    #[serde(default)]
    pub key: Option<String>,
    /// Id of a token or client to publish as, through the checks that it would have to pass itself; as the app's
    /// backend if absent.
    #[serde(default)]
    pub as_token: Option<String>,
}

/// Messages to publish, in this order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishBatch {
    /// 1 to 10,000.
    pub messages: Vec<Publish>,
}

/// The messages were accepted; on a persistent channel all of them are on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublishedBatch {
    /// Position of the first and the last one.
    pub first: u64,
    pub last: u64,
    /// How many of them were repeats of messages that had been published with the same key.
    pub repeated: u64,
    pub stored: bool,
}

/// The message was accepted; on a persistent channel it is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Published {
    pub position: u64,
    /// True if the message is in the channel's history.
    pub stored: bool,
    /// True if it had been published before, with the same key; `position` is where.
    pub repeated: bool,
}

/// A part of a channel's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct History {
    /// Oldest first.
    pub messages: Vec<Message>,
    /// Position of the oldest message that is kept; absent if there is none. What came before it was removed, by the
    /// app's retention or because the channel kept no history then.
    pub oldest: Option<u64>,
    /// Position of the newest message of the channel, kept or not; 0 if there was none.
    pub newest: u64,
}

/// A message of the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    pub position: u64,
    pub event: String,
    #[schema(value_type = Value)]
    pub payload: model::Payload,
    pub sender: Who,
    /// RFC 3339.
    pub at: String,
}

/// Which messages of the history: the last ones, unless `after` or `since` says from where. Positions and instants may be
/// given together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// How many at most; 1 to 1,000, 100 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Only messages after this position (the first ones of them).
    #[serde(default)]
    pub after: Option<u64>,
    /// Only messages before this position (the last ones of them).
    #[serde(default)]
    pub before: Option<u64>,
    /// RFC 3339: only messages of this instant or later (the first ones of them).
    #[serde(default)]
    pub since: Option<String>,
    /// RFC 3339: only messages before this instant (the last ones of them).
    #[serde(default)]
    pub until: Option<String>,
}

/// Who is in a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Presence {
    pub members: Vec<PresentMember>,
    /// The last comings and goings of connections since the server started, newest first, at most 50.
    pub recent: Vec<PresenceChange>,
}

/// A connection came into a channel, or went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PresenceChange {
    /// RFC 3339.
    pub at: String,
    pub who: Who,
    pub connection: Option<String>,
    pub joined: bool,
    /// Why it went, as a code: `UNSUBSCRIBED`, `REMOVED`, or that of the disconnect.
    pub code: Option<String>,
    pub reason: Option<String>,
}

/// A subject that is subscribed to a channel, live or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Subscription {
    pub who: Who,
    /// Ends with the session.
    pub ephemeral: bool,
    /// RFC 3339; absent of an ephemeral one.
    pub since: Option<String>,
    /// Live connections.
    pub connections: u64,
}

/// How a token is to be subscribed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    /// Only until the session ends.
    #[serde(default)]
    pub ephemeral: bool,
}

/// What the server makes of a channel's name, also if there is no such channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Resolution {
    pub name: String,
    /// Why it can be no channel's name; absent if it can.
    pub problem: Option<String>,
    /// Absent if there is no such channel.
    pub channel: Option<Channel>,
    /// One sentence: which rule applies to joining.
    pub rule: String,
    /// What happens to each kind of subject that asks to join.
    pub joins: Vec<JoinRule>,
    /// What may be done with it now: `create`, `publish`, `set_state`, `close`, `open`, `delete`, `read_history`.
    pub verbs: Vec<String>,
}

/// What happens to a subject that asks to join.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JoinRule {
    /// Whom it is about: `anonymous`, `token` (any of the app), or the token that was asked about.
    pub who: Who,
    pub admission: Admission,
    /// One sentence: why.
    pub because: String,
}

/// What happens to who asks to join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Admission {
    Allow,
    /// A person is asked.
    Ask,
    Deny,
}

/// About whom to resolve a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    pub name: String,
    /// A token of the app, to learn what it may do.
    #[serde(default)]
    pub token: Option<String>,
}

/// One subject that is in a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PresentMember {
    pub who: Who,
    /// RFC 3339.
    pub since: String,
    pub connections: Vec<Connection>,
}

impl From<model::Visibility> for Visibility {
    fn from(visibility: model::Visibility) -> Self {
        match visibility {
            model::Visibility::Private => Self::Private,
            model::Visibility::Public => Self::Public,
            model::Visibility::Unprotected => Self::Unprotected,
        }
    }
}

impl From<Visibility> for model::Visibility {
    fn from(visibility: Visibility) -> Self {
        match visibility {
            Visibility::Private => Self::Private,
            Visibility::Public => Self::Public,
            Visibility::Unprotected => Self::Unprotected,
        }
    }
}

impl Capability {
    const ALL: [(Self, model::Capabilities); 5] = [
        (Self::Persistent, model::Capabilities::PERSISTENT),
        (Self::Presence, model::Capabilities::PRESENCE),
        (Self::Ephemeral, model::Capabilities::EPHEMERAL),
        (Self::ClientPublish, model::Capabilities::CLIENT_PUBLISH),
        (Self::ClientSetState, model::Capabilities::CLIENT_SET_STATE),
    ];

    /// The members of a set.
    pub fn list(set: model::Capabilities) -> Vec<Self> {
        Self::ALL
            .into_iter()
            .filter(|(_, bit)| set.has(*bit))
            .map(|(name, _)| name)
            .collect()
    }

    /// The set of these members.
    pub fn set(list: &[Self]) -> model::Capabilities {
        Self::ALL
            .into_iter()
            .filter(|(name, _)| list.contains(name))
            .fold(model::Capabilities::NONE, |set, (_, bit)| set.with(bit))
    }
}
