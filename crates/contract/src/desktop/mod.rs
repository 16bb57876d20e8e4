//! What the desktop app does itself, on the target `app`: called by the same carrier, without a socket.

use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use crate::ErrorBody;

pub mod capture;
pub mod simulated;

pub use capture::{
    Capture, CaptureExport, CaptureFormat, ExportCapture, ExportState, Facet, Facets, FindQuery, Found, Line,
    Lines, LinesQuery, OpenCapture, ViewFrame, ViewQuery,
};
pub use simulated::{
    MembershipState, Simulate, SimulatedChannel, SimulatedClient, SimulatedEntry, SimulatedState,
    SimulatedVerb, Simulation,
};

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
    /// Is there a tray to go to when the window is closed?
    pub tray: bool,
}

/// What the user has chosen for this computer. Ports take effect when the server is started again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// Where clients of the app's own server connect, on loopback; 0: any free port.
    pub listen_port: u16,
    /// Where its admin API is, on loopback; 0: any free port.
    pub admin_port: u16,
    /// Tell of private joins while the window is not in front.
    pub notifications: bool,
    /// Closing the window keeps the app and its server running in the tray. Without a tray it ends the app.
    pub keep_running: bool,
    /// The user has been told what closing the window does.
    pub close_explained: bool,
    /// Most bytes on disk of each server's recorded traffic, 10 MB to 100 GB; the oldest go first.
    #[serde(default = "capture_bytes")]
    pub capture_bytes: u64,
    /// Hours after which recorded traffic goes, 1 to 8,760.
    #[serde(default = "capture_hours")]
    pub capture_hours: u32,
}

/// Most bytes of a capture until the user chooses.
pub const fn capture_bytes() -> u64 {
    500_000_000
}

/// Hours for which a capture keeps rows until the user chooses.
pub const fn capture_hours() -> u32 {
    24
}

/// A file to write for the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveFile {
    /// Name without a folder, 1 to 100 characters; a number is put behind it if there is such a file.
    pub name: String,
    pub content: String,
}

/// Where the file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SavedFile {
    pub path: String,
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

/// Starts a running server of the app's own again, with the ports of the preferences.
#[utoipa::path(post, path = "/app/v1/servers/{server}/restart", tag = "app", params(("server" = String, Path)),
    responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub fn restart() {}

/// What the user has chosen.
#[utoipa::path(get, path = "/app/v1/preferences", tag = "app", responses((status = 200, body = Preferences)))]
pub fn preferences() {}

/// Chooses.
#[utoipa::path(put, path = "/app/v1/preferences", tag = "app", request_body = Preferences,
    responses((status = 200, body = Preferences), (status = 400, body = ErrorBody)))]
pub fn put_preferences() {}

/// Writes a file to the user's downloads.
#[utoipa::path(post, path = "/app/v1/files", tag = "app", request_body = SaveFile,
    responses((status = 201, body = SavedFile), (status = 400, body = ErrorBody), (status = 500, body = ErrorBody)))]
pub fn save_file() {}

/// Tells the app that the window has shown its first frame.
#[utoipa::path(post, path = "/app/v1/painted", tag = "app", request_body = Painted,
    responses((status = 204), (status = 400, body = ErrorBody)))]
pub fn painted() {}

#[derive(OpenApi)]
#[openapi(paths(
    servers,
    start,
    restart,
    about,
    preferences,
    put_preferences,
    save_file,
    painted
))]
struct Itself;

/// The operations of the app.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    let mut all = Itself::openapi();
    all.merge(capture::Document::openapi());
    all.merge(simulated::Document::openapi());
    all
}
