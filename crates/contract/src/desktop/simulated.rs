//! Simulated clients: real connections that the app makes to a server, as a person wants them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{OpenApi, ToSchema};

use crate::ErrorBody;

/// Clients to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Simulate {
    /// The server they connect to.
    pub server: String,
    pub app: String,
    /// `leap`, `channels`, `itty` or `pakyow`.
    pub dialect: String,
    /// Id of the token that they show, or of a registered client; anonymous if absent.
    #[serde(default)]
    pub token: Option<String>,
    /// A channel that they join at once.
    #[serde(default)]
    pub channel: Option<String>,
    /// 1 to 20; all simulated clients together are 20 at most. 1 if absent.
    #[serde(default)]
    pub count: Option<u32>,
}

/// All simulated clients; also each frame of their stream, at most ten times a second.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Simulation {
    /// Oldest first.
    pub clients: Vec<SimulatedClient>,
}

/// One simulated client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SimulatedClient {
    pub id: u64,
    pub server: String,
    pub app: String,
    pub dialect: String,
    /// Name of the persona, or `anonymous`.
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    pub state: SimulatedState,
    /// Why it is refused or gone, in the words of the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Id of its connection, where its dialect tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    pub channels: Vec<SimulatedChannel>,
    /// Messages that it has sent and got.
    pub sent: u64,
    pub received: u64,
    /// What it heard and said last, oldest first, at most 20.
    pub log: Vec<SimulatedEntry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SimulatedState {
    Connecting,
    Open,
    /// Connected, but reads nothing and answers nothing.
    Silent,
    /// The server said no.
    Refused,
    /// The connection is gone.
    Gone,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SimulatedChannel {
    pub name: String,
    pub state: MembershipState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum MembershipState {
    /// Asked; somebody has to answer.
    Waiting,
    Joined,
    Refused,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SimulatedEntry {
    /// Milliseconds since 1970.
    pub at: u64,
    /// The client said it; else it heard it.
    pub sent: bool,
    /// One line, in plain words or as it was on the wire.
    pub text: String,
}

/// What a simulated client is to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub enum SimulatedVerb {
    Join {
        channel: String,
    },
    Leave {
        channel: String,
    },
    Publish {
        channel: String,
        event: String,
        #[schema(value_type = Value)]
        payload: Value,
    },
    /// The socket goes away without a word.
    Drop,
    /// Connects again after it was dropped, refused or closed.
    Connect,
    /// Reads and answers nothing from now on.
    Silence,
    /// Reads and answers again.
    Wake,
}

/// All simulated clients.
#[utoipa::path(get, path = "/app/v1/simulated", tag = "app", responses((status = 200, body = Simulation)))]
pub fn list_simulated() {}

/// A stream of `Simulation`s.
#[utoipa::path(get, path = "/app/v1/simulated/stream", tag = "app",
    responses((status = 101, description = "a stream", body = Simulation)))]
pub fn stream_simulated() {}

/// Makes clients and connects them.
#[utoipa::path(post, path = "/app/v1/simulated", tag = "app", request_body = Simulate,
    responses((status = 201, body = Vec<SimulatedClient>), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub fn simulate() {}

/// Has one do something. What its dialect has no word for is refused with the reason.
#[utoipa::path(post, path = "/app/v1/simulated/{client}/verbs", tag = "app", params(("client" = u64, Path)), request_body = SimulatedVerb,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub fn command_simulated() {}

/// Ends one; its connection is closed in good order.
#[utoipa::path(delete, path = "/app/v1/simulated/{client}", tag = "app", params(("client" = u64, Path)),
    responses((status = 204), (status = 404, body = ErrorBody)))]
pub fn end_simulated() {}

#[derive(OpenApi)]
#[openapi(paths(list_simulated, stream_simulated, simulate, command_simulated, end_simulated))]
pub(super) struct Document;
