//! Permission to be in a private channel, and the record of how it came about.

use serde::{Deserialize, Serialize};

use crate::{AppId, ChannelName, Millis, TicketId, Timestamp, TokenId};

/// A standing permission of a token for a private channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub token: TokenId,
    pub channel: ChannelName,
    pub by: Decider,
    pub reason: Option<String>,
    pub at: Timestamp,
    /// `None`: for good.
    pub until: Option<Timestamp>,
}

impl Grant {
    /// Is it still in force at `now`?
    pub fn holds(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| until > now)
    }
}

/// For how long a *yes* holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "term", rename_all = "lowercase")]
pub enum GrantTerm {
    /// Until the session ends; nothing is kept.
    Once,
    /// For `ms` from now, also across sessions.
    For { ms: Millis },
    /// Until it is revoked.
    Always,
}

/// Who gave an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decider {
    /// Somebody at the dashboard.
    Person,
    /// The app's mode.
    Mode,
    /// Nobody answered in time.
    Deadline,
    /// The app's backend, through its API.
    Backend,
}

impl Decider {
    /// The word used on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Mode => "mode",
            Self::Deadline => "deadline",
            Self::Backend => "backend",
        }
    }
}

/// How a question ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Allowed,
    Denied,
    /// A permission was taken back.
    Revoked,
}

impl Outcome {
    /// The word used on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Revoked => "revoked",
        }
    }
}

/// One line of the journal: who decided what about whom, when and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalEntry {
    pub at: Timestamp,
    pub app: AppId,
    /// The question that was answered; `None` when a permission changed without one.
    pub ticket: Option<TicketId>,
    pub token: TokenId,
    pub channel: ChannelName,
    pub outcome: Outcome,
    pub by: Decider,
    pub term: Option<GrantTerm>,
    pub reason: Option<String>,
}
