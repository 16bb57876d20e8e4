//! Recorded traffic: a capture for each server, files that were opened, the views that pages look through and the files
//! that are being written.

mod api;
mod clock;
mod exports;
mod files;
mod queries;
mod recorder;
mod stream;
mod values;

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use ::capture::{Capture, CaptureError, Limits, View};
use axum::http::StatusCode;
use contract::desktop::{self, Preferences};
use tokio::{runtime::Handle, sync::watch, task::JoinHandle};

pub(crate) use self::{api::router, stream::view_stream};
use self::{clock::now, exports::Exports, files::OpenFiles};
use crate::{embedded::Embedded, exchange::Failure, servers::Servers};

/// The folder in the app's own.
const FOLDER: &str = "captures";

/// The captures of this app.
#[derive(Debug)]
pub(crate) struct Captures {
    folder: PathBuf,
    /// Where exported files go.
    downloads: PathBuf,
    runtime: Handle,
    recorded: Mutex<BTreeMap<String, Recorded>>,
    files: OpenFiles,
    views: Mutex<HashMap<u64, Arc<View>>>,
    last_view: AtomicU64,
    exports: Exports,
    limits: watch::Sender<Limits>,
    /// Becomes true when recording is to end.
    ending: watch::Sender<bool>,
}

/// The capture of a server.
#[derive(Debug)]
struct Recorded {
    name: String,
    /// Or why there is none yet.
    capture: Result<Arc<Capture>, String>,
    recorder: Option<JoinHandle<()>>,
}

impl Captures {
    pub(crate) fn new(
        data_dir: &Path,
        downloads: &Path,
        chosen: &Preferences,
        runtime: &Handle,
    ) -> Arc<Self> {
        Arc::new(Self {
            folder: data_dir.join(FOLDER),
            downloads: downloads.to_owned(),
            runtime: runtime.clone(),
            recorded: Mutex::default(),
            files: OpenFiles::default(),
            views: Mutex::default(),
            last_view: AtomicU64::new(0),
            exports: Exports::default(),
            limits: watch::Sender::new(limits(chosen)),
            ending: watch::Sender::new(false),
        })
    }

    /// Begins to record the embedded server.
    pub(crate) fn begin(self: &Arc<Self>, servers: &Servers) {
        self.record(Embedded::ID, "This computer", servers);
    }

    /// Records a server, as long as the app runs.
    fn record(self: &Arc<Self>, id: &str, name: &str, servers: &Servers) {
        let recorder = recorder::record(Arc::clone(self), id.to_owned(), servers.clone());
        let recorded = Recorded {
            name: name.to_owned(),
            capture: Err("the capture is being opened".to_owned()),
            recorder: Some(self.runtime.spawn(recorder)),
        };
        self.recorded().insert(id.to_owned(), recorded);
    }

    /// Other limits, from now on.
    pub(crate) fn limit(&self, chosen: &Preferences) {
        let limits = limits(chosen);
        self.limits
            .send_if_modified(|known| std::mem::replace(known, limits) != limits);
    }

    /// Ends recording in good order.
    pub(crate) async fn stop(&self) {
        self.exports.cancel_all();
        self.ending.send_replace(true);
        let recorders: Vec<_> = self
            .recorded()
            .values_mut()
            .filter_map(|one| one.recorder.take())
            .collect();
        for recorder in recorders {
            if let Err(error) = recorder.await {
                tracing::warn!(%error, "a recorder ended by a fault of its own");
            }
        }
    }

    fn list(&self) -> Vec<desktop::Capture> {
        let recorded = self.recorded();
        let own = recorded.iter().map(|(id, one)| match &one.capture {
            Ok(capture) => described(id, &one.name, capture),
            Err(trouble) => desktop::Capture {
                id: id.clone(),
                name: one.name.clone(),
                read_only: false,
                path: self.path_of(id).display().to_string(),
                rows: 0,
                bytes: 0,
                oldest_at: None,
                newest_at: None,
                removed: 0,
                lost: 0,
                trouble: Some(trouble.clone()),
            },
        });
        own.chain(self.files.list()).collect()
    }

    /// A capture that can be looked at.
    fn find(&self, id: &str) -> Result<Arc<Capture>, Failure> {
        if let Some(capture) = self.files.get(id) {
            return Ok(capture);
        }
        let recorded = self.recorded();
        let one = recorded.get(id).ok_or_else(|| {
            let message = format!("there is no capture \"{id}\"; GET /app/v1/captures lists them");
            Failure::new(StatusCode::NOT_FOUND, "UNKNOWN_CAPTURE", message)
        })?;
        one.capture
            .clone()
            .map_err(|trouble| Failure::new(StatusCode::SERVICE_UNAVAILABLE, "CAPTURE_NOT_READY", trouble))
    }

    fn view(&self, id: u64) -> Result<Arc<View>, Failure> {
        self.views().get(&id).cloned().ok_or_else(|| {
            let message = format!("there is no view {id}; a view is open as long as its stream is");
            Failure::new(StatusCode::NOT_FOUND, "UNKNOWN_VIEW", message)
        })
    }

    fn path_of(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.capture"))
    }

    fn next_view(&self) -> u64 {
        self.last_view.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn recorded(&self) -> MutexGuard<'_, BTreeMap<String, Recorded>> {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn views(&self) -> MutexGuard<'_, HashMap<u64, Arc<View>>> {
        self.views.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn limits(chosen: &Preferences) -> Limits {
    Limits {
        bytes: chosen.capture_bytes,
        age: u64::from(chosen.capture_hours) * 3_600_000,
    }
}

fn described(id: &str, name: &str, capture: &Capture) -> desktop::Capture {
    let facts = capture.facts(now());
    desktop::Capture {
        id: id.to_owned(),
        name: name.to_owned(),
        read_only: capture.read_only(),
        path: capture.path().display().to_string(),
        rows: facts.rows,
        bytes: facts.bytes,
        oldest_at: facts.oldest_at,
        newest_at: facts.newest_at,
        removed: facts.removed,
        lost: facts.lost,
        trouble: facts.trouble,
    }
}

impl From<CaptureError> for Failure {
    fn from(error: CaptureError) -> Self {
        let (status, code) = match error {
            CaptureError::Missing { .. } => (StatusCode::NOT_FOUND, "NO_SUCH_FILE"),
            CaptureError::Damaged { .. } => (StatusCode::BAD_REQUEST, "NO_CAPTURE"),
            CaptureError::TooNew { .. } => (StatusCode::BAD_REQUEST, "TOO_NEW"),
            CaptureError::ReadOnly { .. } => (StatusCode::BAD_REQUEST, "READ_ONLY"),
            CaptureError::Unreachable { .. } => (StatusCode::BAD_REQUEST, "UNREADABLE"),
            CaptureError::Locked { .. } => (StatusCode::CONFLICT, "IN_USE"),
            CaptureError::Full { .. } | CaptureError::Failed { .. } => {
                (StatusCode::INTERNAL_SERVER_ERROR, "NOT_WRITTEN")
            }
        };
        Self::new(status, code, error.to_string())
    }
}
