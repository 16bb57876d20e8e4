//! The file and its folder, before SQLite sees them: who may read it, and that nobody else has it.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::StoreError;

/// A file that no other process has. To be dropped after all of SQLite's connections to it: with the first descriptor of
/// a file that is closed a process loses all its locks on it (fcntl(2)), SQLite's too. Another program would then take
/// the log for its own, and put it away.
pub(super) struct Claim {
    /// For whoever wants to read the file beside SQLite.
    pub file: Arc<File>,
    lock: File,
}

impl Drop for Claim {
    fn drop(&mut self) {
        // Said aloud: a child that has just been started may have the descriptor too, and with it the lock, for a moment.
        let _ = self.lock.unlock();
    }
}

/// Makes the folder and the file if they are not there, readable for their owner only, and locks the file against a
/// second process. The lock holds as long as the answer lives.
pub(super) fn claim(path: &Path) -> Result<Claim, StoreError> {
    make_parent(path)?;
    let beside = lock_path(path);
    let lock = open(&beside).map_err(|error| unreachable(&beside, &error))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(StoreError::Locked {
                path: path.to_owned(),
            });
        }
        Err(TryLockError::Error(error)) => return Err(unreachable(&beside, &error)),
    }
    let file = open(path).map_err(|error| unreachable(path, &error))?;
    Ok(Claim {
        file: Arc::new(file),
        lock,
    })
}

/// Makes the folder of a file if it is not there, for its owner only.
pub(super) fn make_parent(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder.filter(|folder| !folder.is_dir()) {
        Some(folder) => make_folder(folder).map_err(|error| unreachable(folder, &error)),
        None => Ok(()),
    }
}

/// Beside the file, because SQLite locks the file itself in its own way: `switchboard.db.lock`.
fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

pub(super) fn unreachable(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Unreachable {
        path: path.to_owned(),
        detail: error.to_string(),
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
