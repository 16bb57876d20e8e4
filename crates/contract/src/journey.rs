//! The way of one message to everybody it reached, and did not reach.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Who;

/// The way of one message. Kept in memory for the newest messages while somebody watches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Journey {
    /// Id of the message's event in the live view.
    pub id: u64,
    pub app: String,
    pub channel: String,
    /// When it was accepted, milliseconds since 1970. All other times count from here.
    pub at: u64,
    /// Absent if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// Does the channel keep it?
    pub kept: bool,
    /// When it was on disk, in microseconds; absent as long as it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored_us: Option<u64>,
    /// Connections that were in the channel when it was accepted.
    pub matched: u64,
    pub written: u64,
    pub queued: u64,
    pub skipped: u64,
    /// At most 1,000: first those that were skipped or are queued, then those that took longest.
    pub connections: Vec<Arrival>,
}

/// What became of a message on its way to one connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Arrival {
    pub connection: String,
    /// Absent if the connection is gone and nothing more is known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Who>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
    pub outcome: ArrivalOutcome,
    /// Why it was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<SkipReason>,
    /// When it was written, or queued, in microseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_us: Option<u64>,
}

/// How far it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ArrivalOutcome {
    /// The socket took it.
    Written,
    /// It waits for the connection to read.
    Queued,
    Skipped,
}

/// Why a connection did not get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// The connection was closed before it was written.
    Closed,
    /// Too much waited for it already: it was closed for being slow.
    Slow,
    /// It left the channel before its turn.
    Left,
    /// It published the message itself and does not want to hear it.
    EchoOff,
    /// Its dialect has no word for it.
    NoWord,
}
