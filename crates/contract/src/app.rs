use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{Capability, SigningKey};

/// What happens to a request to join a private channel without a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum JoinMode {
    Ask,
    Allow,
    Deny,
}

/// An app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct App {
    pub id: String,
    pub name: String,
    pub join_mode: JoinMode,
    /// How long a person has to answer, in ms.
    pub ask_timeout_ms: u64,
    /// RFC 3339.
    pub created_at: String,
    pub channels: u64,
    /// Clients too.
    pub tokens: u64,
    pub connections: u64,
    pub limits: Limits,
    /// What a channel gets that is made without saying any.
    pub default_capabilities: Vec<Capability>,
    pub retention: Retention,
}

/// The most that an app's clients and backend may have, send and do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Limits {
    /// Bytes of a message's payload as JSON; 1 to 1,048,576.
    pub payload_bytes: u32,
    /// Bytes of a state as JSON; 2 to 1,048,576.
    pub state_bytes: u32,
    /// Messages and state changes of one connection, with a burst of 5 s; 1 to 1,000,000.
    pub publishes_per_second: u32,
    /// Channels that one subject is in; 1 to 100,000.
    pub channels_per_subject: u32,
    /// Live connections of one token; 1 to 100,000.
    pub connections_per_subject: u32,
    /// Live connections of the app; 1 to 10,000,000.
    pub connections: u32,
    /// Channels of the app; 1 to 10,000,000.
    pub channels: u32,
    /// Tokens of the app; 1 to 10,000,000.
    pub tokens: u32,
}

/// What is to change; absent fields stay as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateLimits {
    #[serde(default)]
    pub payload_bytes: Option<u32>,
    #[serde(default)]
    pub state_bytes: Option<u32>,
    #[serde(default)]
    pub publishes_per_second: Option<u32>,
    #[serde(default)]
    pub channels_per_subject: Option<u32>,
    #[serde(default)]
    pub connections_per_subject: Option<u32>,
    #[serde(default)]
    pub connections: Option<u32>,
    #[serde(default)]
    pub channels: Option<u32>,
    #[serde(default)]
    pub tokens: Option<u32>,
}

/// How long what is stored stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Newest messages of each persistent channel; `null`: all of them.
    pub messages: Option<u64>,
    /// Age of a message in ms; `null`: for ever.
    pub age_ms: Option<u64>,
    /// Former states of each channel and token; 1 to 10,000.
    pub state_versions: u32,
    /// For how long a publish with the same key counts as the same, in ms; 1,000 to 86,400,000.
    pub idempotency_ms: u64,
}

/// What the app's backend shows to be let in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AppCredentials {
    /// The newest `ptk_…`, for the `Authorization` header of the REST API.
    pub project_token: String,
    /// All that are valid now, newest first.
    pub keys: Vec<ProjectKey>,
    /// With which credentials of the app's clients are signed, those that are valid now, newest first.
    pub signing_keys: Vec<SigningKey>,
}

/// One credential of an app's backend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProjectKey {
    /// `ptkid_…`
    pub id: String,
    /// `ptk_…`
    pub token: String,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339: from then on it is refused, because a newer one took its place. Absent: it stays valid.
    pub until: Option<String>,
}

/// Makes a new credential and lets the present ones run out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateKey {
    /// For how long the present ones stay valid, in ms; 0 (at once, the default) to 2,592,000,000 (30 days).
    #[serde(default)]
    pub overlap_ms: u64,
}

/// A new app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateApp {
    /// 1 to 80 characters.
    pub name: String,
    /// `deny` if absent.
    #[serde(default)]
    pub join_mode: Option<JoinMode>,
    #[serde(default)]
    pub default_capabilities: Vec<Capability>,
}

/// What is to change; absent fields stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateApp {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub join_mode: Option<JoinMode>,
    /// 1,000 to 600,000 ms.
    #[serde(default)]
    pub ask_timeout_ms: Option<u64>,
    #[serde(default)]
    pub limits: Option<UpdateLimits>,
    #[serde(default)]
    pub default_capabilities: Option<Vec<Capability>>,
    /// All of it, if given.
    #[serde(default)]
    pub retention: Option<Retention>,
}

/// Which part of a list. Its order is fixed for each list; `after` goes on where an earlier answer's `next` says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Only what has this text in its name or id, upper or lower case.
    #[serde(default)]
    pub search: Option<String>,
    /// How many at most; 1 to 1,000, 200 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the answer before.
    #[serde(default)]
    pub after: Option<String>,
}

impl From<model::JoinMode> for JoinMode {
    fn from(mode: model::JoinMode) -> Self {
        match mode {
            model::JoinMode::Ask => Self::Ask,
            model::JoinMode::Allow => Self::Allow,
            model::JoinMode::Deny => Self::Deny,
        }
    }
}

impl From<JoinMode> for model::JoinMode {
    fn from(mode: JoinMode) -> Self {
        match mode {
            JoinMode::Ask => Self::Ask,
            JoinMode::Allow => Self::Allow,
            JoinMode::Deny => Self::Deny,
        }
    }
}

impl From<model::Limits> for Limits {
    fn from(limits: model::Limits) -> Self {
        Self {
            payload_bytes: limits.payload_bytes,
            state_bytes: limits.state_bytes,
            publishes_per_second: limits.publishes_per_second,
            channels_per_subject: limits.channels_per_subject,
            connections_per_subject: limits.connections_per_subject,
            connections: limits.connections,
            channels: limits.channels,
            tokens: limits.tokens,
        }
    }
}

impl From<Limits> for model::Limits {
    fn from(limits: Limits) -> Self {
        Self {
            payload_bytes: limits.payload_bytes,
            state_bytes: limits.state_bytes,
            publishes_per_second: limits.publishes_per_second,
            channels_per_subject: limits.channels_per_subject,
            connections_per_subject: limits.connections_per_subject,
            connections: limits.connections,
            channels: limits.channels,
            tokens: limits.tokens,
        }
    }
}

impl UpdateLimits {
    /// The limits with what is to change.
    pub fn applied_to(self, limits: model::Limits) -> model::Limits {
        model::Limits {
            payload_bytes: self.payload_bytes.unwrap_or(limits.payload_bytes),
            state_bytes: self.state_bytes.unwrap_or(limits.state_bytes),
            publishes_per_second: self.publishes_per_second.unwrap_or(limits.publishes_per_second),
            channels_per_subject: self.channels_per_subject.unwrap_or(limits.channels_per_subject),
            connections_per_subject: self
                .connections_per_subject
                .unwrap_or(limits.connections_per_subject),
            connections: self.connections.unwrap_or(limits.connections),
            channels: self.channels.unwrap_or(limits.channels),
            tokens: self.tokens.unwrap_or(limits.tokens),
        }
    }
}

impl From<model::Retention> for Retention {
    fn from(kept: model::Retention) -> Self {
        Self {
            messages: kept.messages,
            age_ms: kept.age_ms,
            state_versions: kept.state_versions,
            idempotency_ms: kept.idempotency_ms,
        }
    }
}

impl From<Retention> for model::Retention {
    fn from(kept: Retention) -> Self {
        Self {
            messages: kept.messages,
            age_ms: kept.age_ms,
            state_versions: kept.state_versions,
            idempotency_ms: kept.idempotency_ms,
        }
    }
}
