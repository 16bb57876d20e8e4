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
    /// Messages accepted since the channel was made, which is also the position of the last one.
    pub position: u64,
    /// RFC 3339; absent if nothing was published since the server started.
    pub last_message_at: Option<String>,
    pub state_version: u64,
}

/// A new channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateChannel {
    /// 1 to 128 characters of letters, digits, space and `_ - . : ~ @`; not `tokens`.
    pub name: String,
    pub visibility: Visibility,
    #[serde(default)]
    pub capabilities: Vec<Capability>,
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
}

/// The message was accepted; on a persistent channel it is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Published {
    pub position: u64,
    /// True if the message is in the channel's history.
    pub stored: bool,
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

/// Which messages of the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
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
}

/// Who is in a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Presence {
    pub members: Vec<PresentMember>,
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
