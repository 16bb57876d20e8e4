//! The stream: one WebSocket on which the server tells what happens.
//!
//! Frames go out every 50 ms if there is anything to say, each with 256 events at most. The key goes in the
//! `Authorization` header, or, from a browser, as a second subprotocol beside `switchboard.v1`: `bearer.<key>`.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{Counters, Who};

/// What to stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StreamQuery {
    /// `true`: traffic too. Changes and counters always come.
    #[serde(default)]
    pub traffic: bool,
    /// Recent events to begin with, if the server has kept them; 0 if absent.
    #[serde(default)]
    pub backlog: Option<u32>,
    /// Only events that this filter matches; see `POST /admin/v1/filter`.
    #[serde(default)]
    pub filter: Option<String>,
    /// Only events after the one with this id. Those that the server no longer has count as `dropped` in the first
    /// frame. The backlog does not limit them.
    #[serde(default)]
    pub after: Option<u64>,
}

/// One frame of the stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StreamFrame {
    /// 1 for the first frame of this connection, without gaps.
    pub seq: u64,
    /// Events that this watcher lost since the last frame because it was too slow. Usually 0.
    pub dropped: u64,
    /// Events since the last frame that the filter did not match.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skipped: u64,
    /// In the first frame: the id of the first event of this run of the server. An older one is of an earlier run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traffic: Vec<Traffic>,
    /// What has changed, as tags to be read again: `apps`, `tokens:<app>`, `channels:<app>`,
    /// `channel:<app>/<name>`, `connections:<app>`, `webhooks:<app>`, `approvals`, `journal`, `refusals`, `keys`,
    /// `snapshots`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<String>,
    /// At most once a second, when they have changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counters: Option<Counters>,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TrafficKind {
    /// A connection came.
    Connect,
    /// It said who it is.
    Identify,
    /// It joined a channel.
    Subscribe,
    /// It left a channel.
    Unsubscribe,
    /// A message was published in a channel.
    Message,
    /// A message to one token or connection.
    Direct,
    /// A state was changed.
    State,
    /// A subject came to, or went from, a channel that announces it.
    Presence,
    /// Something was asked and refused.
    Refused,
    /// A question was put to a person, or answered.
    Approval,
    /// A sign of life.
    Heartbeat,
    /// A connection went.
    Disconnect,
    /// Events are missing here. Put in by who records, never by a server; every filter lets it through.
    Gap,
}

/// Seen from the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    In,
    Out,
    /// Inside the server.
    None,
}

/// One event of the live view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Traffic {
    /// Grows by one with every event of this server, and beyond all earlier ones when it is started again. Below 2^53.
    pub id: u64,
    /// Milliseconds since 1970.
    pub at: u64,
    pub kind: TrafficKind,
    pub direction: Direction,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Name of the event of a message; what was asked, of a refusal (`subscribe`); `joined` or `left`, of presence;
    /// `asked`, `allowed` or `denied`, of an approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Who>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    /// Id of the question, of an approval and of what waited for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
    /// The payload as JSON text; cut after 64 KiB, see `size`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// Size of the whole payload in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Position in the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// Connections it was for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<u64>,
    /// Connections whose socket, or queue, took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<u64>,
    /// From acceptance until the last connection had it, in microseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_us: Option<u64>,
    /// Code of a refusal or of a disconnect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What failed, or why it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What would make it work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// How many are missing, of a gap; absent if nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<u64>,
    /// Traffic of the server's own, such as a probe.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub system: bool,
}
