use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::{Connection, Who};

/// A private join that waits for an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Approval {
    pub id: String,
    pub app: String,
    pub channel: String,
    pub who: Who,
    /// The token's metadata.
    #[schema(value_type = Object)]
    pub token_state: Map<String, Value>,
    /// The connections that wait for this one answer.
    pub connections: Vec<Connection>,
    /// RFC 3339.
    pub asked_at: String,
    /// RFC 3339. At this instant the answer is *deny*.
    pub deadline: String,
    /// Milliseconds left when this was sent; count down from here, clocks differ.
    pub left_ms: u64,
    /// The whole time there was, in ms.
    pub total_ms: u64,
    /// Earlier answers about the same token and channel, newest first, at most 3.
    pub earlier: Vec<JournalEntry>,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    Allow,
    Deny,
}

/// For how long a yes holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Term {
    /// Until the session ends.
    #[default]
    Once,
    /// For `duration_ms`.
    Duration,
    /// Until it is revoked.
    Always,
}

/// The answer to an approval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub answer: Answer,
    #[serde(default)]
    pub term: Term,
    /// Needed with `term: duration`; 1,000 ms to 366 days.
    #[serde(default)]
    pub duration_ms: Option<u64>,
    /// Kept in the journal; of a denial, shown wherever the refusal is.
    #[serde(default)]
    pub reason: Option<String>,
}

/// How a question ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Allowed,
    Denied,
    Revoked,
}

/// Who gave the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Decider {
    Person,
    Mode,
    Deadline,
    Backend,
}

/// Which lines of the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JournalQuery {
    /// Only those of this app.
    #[serde(default)]
    pub app: Option<String>,
    /// How many at most, newest first; 1 to 1,000, 200 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JournalEntry {
    /// RFC 3339.
    pub at: String,
    pub app: String,
    /// The approval it answered; absent when a permission changed without one.
    pub approval: Option<String>,
    pub channel: String,
    pub who: Who,
    pub outcome: Outcome,
    pub by: Decider,
    pub term: Option<Term>,
    /// With `term: duration`.
    pub duration_ms: Option<u64>,
    pub reason: Option<String>,
}

impl From<model::Outcome> for Outcome {
    fn from(outcome: model::Outcome) -> Self {
        match outcome {
            model::Outcome::Allowed => Self::Allowed,
            model::Outcome::Denied => Self::Denied,
            model::Outcome::Revoked => Self::Revoked,
        }
    }
}

impl From<model::Decider> for Decider {
    fn from(decider: model::Decider) -> Self {
        match decider {
            model::Decider::Person => Self::Person,
            model::Decider::Mode => Self::Mode,
            model::Decider::Deadline => Self::Deadline,
            model::Decider::Backend => Self::Backend,
        }
    }
}

impl Term {
    /// The term and its duration in ms, if it has one.
    pub fn of(term: model::GrantTerm) -> (Self, Option<u64>) {
        match term {
            model::GrantTerm::Once => (Self::Once, None),
            model::GrantTerm::For { ms } => (Self::Duration, Some(ms)),
            model::GrantTerm::Always => (Self::Always, None),
        }
    }
}
