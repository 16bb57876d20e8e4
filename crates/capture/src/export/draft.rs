use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::file::beside;

/// A file that does not have its name yet. Dropped before it gets it, it is removed.
pub(super) struct Draft(PathBuf);

impl Draft {
    pub(super) fn beside(to: &Path) -> Self {
        Self(beside(to, ".part"))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn keep(&self, to: &Path) -> io::Result<()> {
        fs::rename(&self.0, to)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // With what a database may have left beside it. Those that are not there are no error.
        for end in ["", "-wal", "-shm", "-journal", ".lock"] {
            let _ = fs::remove_file(beside(&self.0, end));
        }
    }
}
