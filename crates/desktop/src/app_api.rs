//! The app's own operations, `/app/v1/…`: an axum router that is called without a socket.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{DefaultBodyLimit, State, rejection::JsonRejection},
    http::{Method, StatusCode, Uri, header},
    response::IntoResponse,
    routing::{get, post},
};
use contract::{
    ErrorBody,
    desktop::{self, About, Painted, Preferences, SaveFile, SavedFile},
};
use tower::ServiceExt;

use crate::{
    Request, Response,
    captures::{self, Captures},
    exchange::Failure,
    files,
    preferences::{Kept, check},
    servers::Servers,
    simulated::{self, Simulated},
};

/// Most bytes of a body: a file that the page hands over.
const LARGEST_BODY: usize = 256 << 20;

/// What the operations answer from.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) data_dir: PathBuf,
    /// Where files for the user go.
    pub(crate) downloads: PathBuf,
    pub(crate) tray: Arc<AtomicBool>,
    pub(crate) preferences: Kept,
    /// When the process began.
    pub(crate) started: Instant,
    pub(crate) servers: Servers,
    pub(crate) captures: Arc<Captures>,
    pub(crate) painted: AtomicBool,
}

pub(crate) fn router(facts: Facts, simulated: Simulated) -> Router {
    let captures = captures::router(Arc::clone(&facts.captures));
    Router::new()
        .route("/app/v1/servers", get(servers))
        .route("/app/v1/servers/{server}/start", post(start))
        .route("/app/v1/servers/{server}/restart", post(restart))
        .route("/app/v1/about", get(about))
        .route("/app/v1/preferences", get(preferences).put(put_preferences))
        .route("/app/v1/files", post(save_file))
        .route("/app/v1/painted", post(painted))
        .with_state(Arc::new(facts))
        .merge(captures)
        .merge(simulated::router(simulated))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .fallback(no_such_operation)
        .method_not_allowed_fallback(no_such_operation)
}

/// Calls the router as if the request had come over HTTP.
pub(crate) async fn call(router: &Router, request: Request) -> Result<Response, Failure> {
    let invalid = |message: String| Failure::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message);
    let mut builder = axum::http::Request::builder()
        .method(request.method.as_str())
        .uri(&request.path);
    if request.body.is_some() {
        builder = builder.header(header::CONTENT_TYPE, "application/json");
    }
    let request = builder
        .body(Body::from(request.body.unwrap_or_default()))
        .map_err(|error| invalid(format!("the method or the path is not valid: {error}")))?;
    let Ok(response) = router.clone().oneshot(request).await;
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX)
        .await
        .map_err(|error| invalid(error.to_string()))?;
    Ok(Response {
        status: parts.status.as_u16(),
        content_type: parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

async fn servers(State(facts): State<Arc<Facts>>) -> Json<desktop::Servers> {
    let servers = facts.servers.list();
    Json(desktop::Servers { servers })
}

async fn start(
    State(facts): State<Arc<Facts>>,
    axum::extract::Path(server): axum::extract::Path<String>,
) -> Result<StatusCode, Failure> {
    facts.servers.start(&server)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn about(State(facts): State<Arc<Facts>>) -> Json<About> {
    Json(About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: facts.data_dir.display().to_string(),
        tray: facts.tray.load(Ordering::Relaxed),
    })
}

async fn restart(
    State(facts): State<Arc<Facts>>,
    axum::extract::Path(server): axum::extract::Path<String>,
) -> Result<StatusCode, Failure> {
    facts.servers.restart(&server).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn preferences(State(facts): State<Arc<Facts>>) -> Json<Preferences> {
    Json(facts.preferences.get())
}

async fn put_preferences(
    State(facts): State<Arc<Facts>>,
    body: Result<Json<Preferences>, JsonRejection>,
) -> Result<Json<Preferences>, Failure> {
    let Json(chosen) = body?;
    check(&chosen).map_err(invalid)?;
    facts.preferences.put(chosen.clone()).map_err(|error| {
        not_written(&format!(
            "the preferences cannot be written to {}: {error}",
            facts.data_dir.display()
        ))
    })?;
    facts.captures.limit(&chosen);
    Ok(Json(chosen))
}

async fn save_file(
    State(facts): State<Arc<Facts>>,
    body: Result<Json<SaveFile>, JsonRejection>,
) -> Result<(StatusCode, Json<SavedFile>), Failure> {
    let Json(SaveFile { name, content }) = body?;
    files::check_name(&name).map_err(invalid)?;
    let folder = facts.downloads.clone();
    let saving = tokio::task::spawn_blocking(move || files::save(&folder, &name, &content));
    match saving.await {
        Ok(Ok(path)) => {
            let path = path.display().to_string();
            Ok((StatusCode::CREATED, Json(SavedFile { path })))
        }
        Ok(Err(error)) => Err(not_written(&format!(
            "the file cannot be written to {}: {error}",
            facts.downloads.display()
        ))),
        Err(error) => Err(not_written(&error.to_string())),
    }
}

fn invalid(message: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message)
}

fn not_written(message: &str) -> Failure {
    Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "NOT_WRITTEN", message)
}

/// Logs the first time only: a page that is loaded again says nothing about the start.
async fn painted(
    State(facts): State<Arc<Facts>>,
    body: Result<Json<Painted>, JsonRejection>,
) -> Result<StatusCode, Failure> {
    let Json(Painted { ms }) = body?;
    if !ms.is_finite() || ms < 0.0 {
        let message = format!("ms is {ms}; it counts milliseconds since the page began to load, from 0 up");
        return Err(Failure::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message));
    }
    if !facts.painted.swap(true, Ordering::Relaxed) {
        let since_start_ms = facts.started.elapsed().as_millis();
        tracing::info!(painted_ms = ms.round(), since_start_ms, "window painted");
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn no_such_operation(method: Method, uri: Uri) -> Failure {
    let message = format!("the app has no operation {method} {}", uri.path());
    Failure::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
}

impl From<JsonRejection> for Failure {
    fn from(rejection: JsonRejection) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", rejection.body_text())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> axum::response::Response {
        (self.status, Json(ErrorBody { error: self.error })).into_response()
    }
}
