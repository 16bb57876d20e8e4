//! The unit of isolation.

use serde::{Deserialize, Serialize};

use crate::{AppId, Millis, Timestamp};

/// What happens to a request to join a private channel for which there is no grant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JoinMode {
    /// A person is asked; no answer by the deadline means no.
    Ask,
    /// Everybody with a token gets in.
    Allow,
    /// Nobody gets in without a grant.
    #[default]
    Deny,
}

impl JoinMode {
    /// The word used on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

/// An app: channels and tokens belong to exactly one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct App {
    pub id: AppId,
    pub name: String,
    /// Credential of the app's backend (`ptk_…`). Shown to who manages the app, never logged.
    pub project_token: String,
    pub join_mode: JoinMode,
    /// How long a person has to answer, in ms.
    pub ask_timeout: Millis,
    pub created_at: Timestamp,
}

impl App {
    /// How long a person has to answer when nothing else is said: 30 s.
    pub const ASK_TIMEOUT: Millis = 30_000;
}
