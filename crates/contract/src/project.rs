//! The project file: apps, channels and personas in one readable file for git.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::{Capability, JoinMode, Limits, Retention, Visibility};

/// Apps with what belongs to them. No history, no approvals, no secrets unless they are referenced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// Always 1.
    pub switchboard: u32,
    /// By name.
    pub apps: Vec<ProjectApp>,
}

/// An app of a project file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectApp {
    /// An import finds the app by its id; if it is absent, or unknown, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub name: String,
    pub join_mode: JoinMode,
    pub ask_timeout_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<Retention>,
    #[serde(default)]
    pub default_capabilities: Vec<Capability>,
    /// Where an import finds the backend's credential. Absent: one is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_token: Option<SecretRef>,
    /// By name.
    #[serde(default)]
    pub channels: Vec<ProjectChannel>,
    /// Tokens that have a name, by name.
    #[serde(default)]
    pub personas: Vec<ProjectPersona>,
}

/// A channel of a project file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectChannel {
    pub name: String,
    pub visibility: Visibility,
    #[serde(default)]
    pub capabilities: Vec<Capability>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub state: Map<String, Value>,
}

/// A token with a name, of a project file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectPersona {
    pub name: String,
    /// Where an import finds the token. Absent: one is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<SecretRef>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub state: Map<String, Value>,
    /// Channels it is subscribed to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    /// Private channels it has a grant for, for good.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<String>,
}

/// A secret that is kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretRef {
    /// Name of an environment variable of the server (or of `switchboard-server project import`) that holds it.
    pub env: String,
}

/// What to export.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// Only this app.
    #[serde(default)]
    pub app: Option<String>,
    /// `omit` (secrets are left out, the default) or `reference` (names of environment variables stand for them).
    #[serde(default)]
    pub secrets: Option<Secrets>,
}

/// How secrets are exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Secrets {
    #[default]
    Omit,
    Reference,
}

/// How to import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// `true`: tells what would be done and does nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// What an import did, or would do. Nothing is ever deleted by one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Imported {
    /// One line each: `app "My app"`, `channel "room" of "My app"`, `persona "Alice" of "My app"`.
    pub created: Vec<String>,
    pub updated: Vec<String>,
    pub unchanged: Vec<String>,
    /// What the file wished for and was not done, and why.
    pub warnings: Vec<String>,
}
