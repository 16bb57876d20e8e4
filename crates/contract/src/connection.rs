use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{Capability, TrafficKind};

/// What kind of subject acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubjectKind {
    Token,
    /// An identity that the app's backend has registered, or that somebody has vouched for.
    Client,
    Anonymous,
    Backend,
}

/// Who acts, as the screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Who {
    pub kind: SubjectKind,
    /// Name of the persona, the end of the token (`…a1b2c3`), a client's username or what the backend calls it,
    /// `anonymous` or `backend`.
    pub label: String,
    /// The token, or `client:` and what the backend calls the client; absent for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// One live connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Connection {
    pub id: String,
    pub who: Who,
    pub dialect: String,
    /// Address of the peer.
    pub address: String,
    pub user_agent: Option<String>,
    pub origin: Option<String>,
    /// RFC 3339.
    pub since: String,
    pub channels: Vec<String>,
    /// Bytes that wait to be written to it.
    pub queued_bytes: u64,
    pub frames_sent: u64,
    pub bytes_sent: u64,
    /// Round trip of the last ping, in ms; absent if there was none yet. Who is looked at is asked, every 10 s at most.
    pub latency_ms: Option<f64>,
    /// One of the server's own, such as a probe.
    pub system: bool,
}

/// One page of the live connections of an app, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Connections {
    pub items: Vec<Connection>,
    /// All that match, on all pages.
    pub total: u64,
    /// `after` of the next page; absent on the last one.
    pub next: Option<String>,
}

/// Which connections.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ConnectionsQuery {
    /// Only those that have this text in their id, subject, address, user agent or origin, upper or lower case.
    #[serde(default)]
    pub search: Option<String>,
    /// Only those of this token.
    #[serde(default)]
    pub token: Option<String>,
    /// Only those in this channel.
    #[serde(default)]
    pub channel: Option<String>,
    /// How many at most; 1 to 1,000, 200 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the answer before.
    #[serde(default)]
    pub after: Option<String>,
}

/// A connection with what it has done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConnectionDetail {
    pub id: String,
    /// Absent if it has gone.
    pub connection: Option<Connection>,
    /// What happened to it, oldest first: everything but messages and signs of life.
    pub timeline: Vec<TimelineEntry>,
    /// The server keeps the last events of all connections together; true if older ones of this connection are gone.
    pub cut: bool,
}

/// One event in the life of a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TimelineEntry {
    /// Milliseconds since 1970.
    pub at: u64,
    pub kind: TrafficKind,
    pub channel: Option<String>,
    pub event: Option<String>,
    pub code: Option<String>,
    pub reason: Option<String>,
    pub fix: Option<String>,
}

/// How to end a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DisconnectQuery {
    /// WebSocket close code: 1000, 1001, 1008, 1011 to 1014 or 3000 to 4999. Absent: the one by which the client's
    /// dialect says "come back".
    #[serde(default)]
    pub code: Option<u16>,
    /// At most 123 bytes; sent with the code.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A *no* that somebody got.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Refused {
    /// Grows with time.
    pub id: u64,
    /// Milliseconds since 1970.
    pub at: u64,
    pub app: Option<String>,
    /// What was asked: `connect`, `identify`, `subscribe`, `publish`, `set state`, or the path of an HTTP request.
    pub verb: String,
    pub channel: Option<String>,
    pub who: Option<Who>,
    pub connection: Option<String>,
    pub dialect: Option<String>,
    pub address: Option<String>,
    pub user_agent: Option<String>,
    pub origin: Option<String>,
    pub code: String,
    pub message: String,
    pub fix: Option<String>,
    /// What can be done about it here, at once.
    pub remedy: Option<Remedy>,
}

/// What a person can do about a refusal with one click.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Remedy {
    pub action: RemedyAction,
    pub app: String,
    pub channel: Option<String>,
    pub token: Option<String>,
    pub capability: Option<Capability>,
}

/// Kinds of remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemedyAction {
    CreateToken,
    /// Make a signed credential for a client.
    MintToken,
    CreateChannel,
    /// Give the token a grant for the channel.
    Grant,
    /// Give the channel the capability.
    AddCapability,
    OpenChannel,
    /// Make the channel unprotected: the client has no way to say who it is.
    Unprotect,
    RaiseLimit,
}

/// Which refusals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RefusalsQuery {
    /// Only those in this app.
    #[serde(default)]
    pub app: Option<String>,
    /// How many at most, newest first; 1 to 1,000, 200 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
}
