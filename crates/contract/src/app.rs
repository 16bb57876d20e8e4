use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
    pub tokens: u64,
    pub connections: u64,
}

/// What the app's backend shows to be let in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AppCredentials {
    /// `ptk_…`, for the `Authorization` header of the REST API.
    pub project_token: String,
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
