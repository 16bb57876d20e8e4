//! What the desktop app does itself, on the target `app`: called by the same carrier, without a socket.

use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::ErrorBody;

/// Where these operations live.
pub const BASE: &str = "/app/v1";

/// A server that this window knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Server {
    /// The `target` of every call and stream to it.
    pub id: String,
    pub name: String,
    pub environment: Environment,
    pub status: ServerStatus,
    /// What the user should know, such as "port 8090 is taken, using 8092".
    pub notices: Vec<String>,
}

/// Decides the colour of the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    Local,
    Staging,
    Production,
}

/// How the server stands, as far as the app can tell without asking it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum ServerStatus {
    Starting,
    Running,
    /// It did not start, or stopped by itself.
    Failed {
        message: String,
    },
}

/// The servers of this window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Servers {
    pub servers: Vec<Server>,
}

/// About the app itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct About {
    pub version: String,
    pub data_dir: String,
}

/// The window has shown its first frame.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Painted {
    /// Since the page began to load, in ms.
    pub ms: f64,
}

/// The servers of this window.
#[utoipa::path(get, path = "/app/v1/servers", tag = "app", responses((status = 200, body = Servers)))]
pub fn servers() {}

/// Starts a server of the app's own that did not start, or stopped by itself.
#[utoipa::path(post, path = "/app/v1/servers/{server}/start", tag = "app", params(("server" = String, Path)),
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub fn start() {}

/// About the app itself.
#[utoipa::path(get, path = "/app/v1/about", tag = "app", responses((status = 200, body = About)))]
pub fn about() {}

/// Tells the app that the window has shown its first frame.
#[utoipa::path(post, path = "/app/v1/painted", tag = "app", request_body = Painted,
    responses((status = 204), (status = 400, body = ErrorBody)))]
pub fn painted() {}

#[derive(OpenApi)]
#[openapi(paths(servers, start, about, painted))]
pub(crate) struct Document;
