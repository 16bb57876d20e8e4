use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Scope;

/// What this server is and what it can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Info {
    /// Always `switchboard`.
    pub product: String,
    pub version: String,
    /// Different after every start.
    pub run: String,
    /// RFC 3339.
    pub started_at: String,
    /// What the key of this call may do.
    pub scope: Scope,
    /// Names of the parts of this API that the server has: `apps`, `tokens`, `clients`, `channels`, `connections`, `publish`,
    /// `state`, `history`, `approvals`, `stream`, `probe`, `keys`, `snapshots`, `project`, `series`. Ask for these, never for a version.
    pub capabilities: Vec<String>,
    /// Where clients connect, one entry per dialect and transport.
    pub endpoints: Vec<Endpoint>,
    /// What clients speak here.
    pub dialects: Vec<DialectInfo>,
    pub counters: Counters,
}

/// A wire protocol that the server speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DialectInfo {
    pub name: String,
    /// Where its clients connect; what is in `<…>` is to be filled in.
    pub addresses: Vec<String>,
    /// Id of the app that its clients are in who name none; absent if there is no app.
    pub default_app: Option<String>,
    /// Do its clients show the app's tokens?
    pub tokens: bool,
    /// Can signed credentials be made for its clients?
    pub mints: bool,
}

/// An address for clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Endpoint {
    pub dialect: String,
    /// `socket` or `rest`.
    pub transport: String,
    pub url: String,
}

/// Counts since the server started; `connections`, `channels` and `approvals` are the numbers of now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Counters {
    pub connections: u64,
    pub channels: u64,
    pub approvals: u64,
    pub connects: u64,
    pub messages: u64,
    pub deliveries: u64,
    /// Deliveries that were dropped because their reader was too slow.
    pub dropped: u64,
    pub refusals: u64,
}

/// What a real client met: a connection was made to the client listener, a message published and received.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Probe {
    pub ok: bool,
    /// The steps that were made, in order; the last one is the one that failed if `ok` is false.
    pub steps: Vec<ProbeStep>,
    /// From publish to receipt in milliseconds; absent if the message never came.
    pub round_trip_ms: Option<f64>,
    /// Why it failed, and what to do.
    pub error: Option<String>,
}

/// One step of a probe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProbeStep {
    /// `connect`, `join`, `publish` or `receive`.
    pub name: String,
    pub ms: f64,
}

/// Which series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SeriesQuery {
    /// The last 5 minutes if absent.
    #[serde(default)]
    pub span: Option<Span>,
}

/// How far a series goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Span {
    /// 300 points of 1 s.
    #[default]
    #[serde(rename = "5m")]
    Minutes5,
    /// 360 points of 10 s.
    #[serde(rename = "1h")]
    Hour,
    /// 288 points of 5 min.
    #[serde(rename = "24h")]
    Day,
}

/// What the server counted, over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Series {
    /// Length of a point in ms.
    pub step_ms: u64,
    /// Oldest first; fewer than the span has if the server has not run that long.
    pub points: Vec<Point>,
}

/// What was counted in one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Point {
    /// End of the step, milliseconds since 1970.
    pub at: u64,
    /// Live at the end of the step.
    pub connections: u64,
    pub connects: u64,
    pub messages: u64,
    pub deliveries: u64,
    pub dropped: u64,
    pub refusals: u64,
    /// From acceptance until the last connection had it, in microseconds; absent if nothing was delivered.
    pub latency_p50_us: Option<u64>,
    pub latency_p99_us: Option<u64>,
}

/// Is the server well?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `ok`; `store_failing` if the last attempt to write failed; `stopping`.
    pub status: String,
}

/// How the server is set up. Changed in its configuration file, by flags or environment; it has to be started again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Settings {
    pub listen: String,
    pub admin_listen: String,
    /// Folder of the data; absent if nothing is kept.
    pub data_dir: Option<String>,
    /// Bytes of the data on disk.
    pub data_bytes: Option<u64>,
    /// The configuration file, if there is one.
    pub config_file: Option<String>,
    /// Origins of web pages that may connect as clients. Empty: all.
    pub origins: Vec<String>,
    /// Most bytes of a client's frame.
    pub frame_bytes: u64,
    /// Most bytes of an HTTP request's body.
    pub body_bytes: u64,
    /// Bytes that may wait for a slow reader.
    pub outbox_bytes: u64,
}
