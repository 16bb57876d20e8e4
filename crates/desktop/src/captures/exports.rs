//! Files that are being written, and those that have been lately.

use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
};

use ::capture::{Capture, Export, Progress, Shape};
use axum::http::StatusCode;
use contract::desktop::{CaptureExport, CaptureFormat, ExportCapture, ExportState};
use tokio::task::AbortHandle;

use super::{Captures, clock::now, queries};
use crate::exchange::Failure;

/// Files that are written at the same time.
const MOST_RUNNING: usize = 4;
/// How many are remembered after they have ended.
const REMEMBERED: usize = 50;

#[derive(Debug, Default)]
pub(super) struct Exports(Arc<Mutex<Jobs>>);

#[derive(Debug, Default)]
struct Jobs {
    last: u64,
    jobs: BTreeMap<u64, Job>,
}

#[derive(Debug)]
struct Job {
    progress: Arc<Progress>,
    state: ExportState,
    path: Option<PathBuf>,
    message: Option<String>,
    task: Option<AbortHandle>,
}

impl Captures {
    /// Begins to write rows of a capture to the downloads.
    pub(super) fn begin_export(
        &self,
        id: &str,
        capture: Arc<Capture>,
        wanted: ExportCapture,
    ) -> Result<CaptureExport, Failure> {
        let export = Export {
            format: wanted.format,
            shape: Shape {
                filter: queries::filter(wanted.filter.as_deref())?,
                noise: wanted.noise,
                ..Shape::default()
            },
            rows: wanted.rows.map(HashSet::from_iter),
        };
        let folder = self.downloads.clone();
        let end = match wanted.format {
            CaptureFormat::Ndjson => "ndjson",
            CaptureFormat::Csv => "csv",
            CaptureFormat::Capture => "capture",
        };
        let (stem, jobs) = (format!("{id}-traffic"), Arc::clone(&self.exports.0));
        let progress = Arc::<Progress>::default();
        let mut all = self.exports.lock();
        let running = all.jobs.values().filter(|job| job.state == ExportState::Running);
        if running.count() >= MOST_RUNNING {
            let message =
                format!("{MOST_RUNNING} files are being written already; wait for one of them, or cancel it");
            return Err(Failure::new(StatusCode::CONFLICT, "TOO_MANY_EXPORTS", message));
        }
        all.last += 1;
        let number = all.last;
        let task = self.runtime.spawn({
            let progress = Arc::clone(&progress);
            async move {
                let written = async {
                    tokio::fs::create_dir_all(&folder).await.map_err(|error| {
                        format!("the folder {} cannot be made: {error}", folder.display())
                    })?;
                    let path = free(&folder, &stem, end);
                    let writing = export.write(&capture, &path, &progress, now()).await;
                    writing.map_err(|error| error.to_string())?;
                    Ok::<_, String>(path)
                };
                let written = written.await;
                let mut all = jobs.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(job) = all.jobs.get_mut(&number) {
                    job.ended(written);
                }
            }
        });
        let job = Job {
            progress,
            state: ExportState::Running,
            path: None,
            message: None,
            task: Some(task.abort_handle()),
        };
        let told = job.told(number);
        all.jobs.insert(number, job);
        all.forget();
        Ok(told)
    }
}

impl Exports {
    pub(super) fn get(&self, id: u64) -> Result<CaptureExport, Failure> {
        let all = self.lock();
        all.jobs
            .get(&id)
            .map(|job| job.told(id))
            .ok_or_else(|| unknown(id))
    }

    /// Ends one that is running; one that has ended stays what it is.
    pub(super) fn cancel(&self, id: u64) -> Result<(), Failure> {
        let mut all = self.lock();
        all.jobs.get_mut(&id).ok_or_else(|| unknown(id))?.cancel();
        Ok(())
    }

    pub(super) fn cancel_all(&self) {
        self.lock().jobs.values_mut().for_each(Job::cancel);
    }

    fn lock(&self) -> MutexGuard<'_, Jobs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Jobs {
    /// The oldest that have ended.
    fn forget(&mut self) {
        let surplus = self.jobs.len().saturating_sub(REMEMBERED);
        let ended = self
            .jobs
            .iter()
            .filter(|(_, job)| job.state != ExportState::Running);
        let gone: Vec<u64> = ended.map(|(id, _)| *id).take(surplus).collect();
        self.jobs.retain(|id, _| !gone.contains(id));
    }
}

impl Job {
    fn ended(&mut self, written: Result<PathBuf, String>) {
        match written {
            Ok(path) => {
                self.state = ExportState::Done;
                self.path = Some(path);
            }
            Err(message) => {
                tracing::warn!(message, "an export failed");
                self.state = ExportState::Failed;
                self.message = Some(message);
            }
        }
    }

    fn cancel(&mut self) {
        if self.state == ExportState::Running {
            self.state = ExportState::Cancelled;
            // What there is of the file goes with the task.
            if let Some(task) = self.task.take() {
                task.abort();
            }
        }
    }

    fn told(&self, id: u64) -> CaptureExport {
        CaptureExport {
            id,
            state: self.state,
            done: self.progress.done.load(Ordering::Relaxed),
            total: self.progress.total.load(Ordering::Relaxed),
            rows: self.progress.rows.load(Ordering::Relaxed),
            path: self.path.as_ref().map(|path| path.display().to_string()),
            message: self.message.clone(),
        }
    }
}

fn unknown(id: u64) -> Failure {
    let message = format!("there is no export {id}; only the last {REMEMBERED} are remembered");
    Failure::new(StatusCode::NOT_FOUND, "UNKNOWN_EXPORT", message)
}

/// A name that no file has: `embedded-traffic.csv`, else `embedded-traffic (2).csv`, …
fn free(folder: &Path, stem: &str, end: &str) -> PathBuf {
    let named = |number: u64| match number {
        1 => folder.join(format!("{stem}.{end}")),
        _ => folder.join(format!("{stem} ({number}).{end}")),
    };
    let taken = |path: &PathBuf| path.exists() || Path::new(&format!("{}.part", path.display())).exists();
    let mut number = 1;
    while taken(&named(number)) {
        number += 1;
    }
    named(number)
}
