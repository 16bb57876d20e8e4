//! Captures that were exported, and opened here to be read.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ::capture::Capture;
use contract::desktop;

use super::described;
use crate::exchange::Failure;

#[derive(Debug, Default)]
pub(super) struct OpenFiles(Mutex<Files>);

#[derive(Debug, Default)]
struct Files {
    last: u64,
    open: BTreeMap<String, Arc<Capture>>,
}

impl OpenFiles {
    /// Opens a file; one that is open already stays what it is.
    pub(super) async fn open(&self, path: PathBuf) -> Result<desktop::Capture, Failure> {
        let capture = Arc::new(Capture::open_read_only(path).await?);
        let mut files = self.lock();
        let known = files
            .open
            .iter()
            .find(|(_, known)| known.path() == capture.path())
            .map(|(id, known)| described(id, &name(known.path()), known));
        if let Some(known) = known {
            return Ok(known);
        }
        files.last += 1;
        let id = format!("file-{}", files.last);
        let answer = described(&id, &name(capture.path()), &capture);
        files.open.insert(id, capture);
        Ok(answer)
    }

    pub(super) fn get(&self, id: &str) -> Option<Arc<Capture>> {
        self.lock().open.get(id).cloned()
    }

    /// Was it open? Who still looks at it may go on.
    pub(super) fn close(&self, id: &str) -> bool {
        self.lock().open.remove(id).is_some()
    }

    pub(super) fn list(&self) -> Vec<desktop::Capture> {
        let files = self.lock();
        let open = files.open.iter();
        open.map(|(id, capture)| described(id, &name(capture.path()), capture))
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Files> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}
