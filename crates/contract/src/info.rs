use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What this server is and what it can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Info {
    /// Always `switchboard`.
    pub product: String,
    pub version: String,
    /// RFC 3339.
    pub started_at: String,
    /// Names of the parts of this API that the server has: `apps`, `tokens`, `channels`, `connections`, `publish`,
    /// `state`, `history`, `approvals`, `stream`, `probe`. Ask for these, never for a version.
    pub capabilities: Vec<String>,
    /// Where clients connect, one entry per dialect and transport.
    pub endpoints: Vec<Endpoint>,
    pub counters: Counters,
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
