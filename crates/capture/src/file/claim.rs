//! The file and its folder, before SQLite sees them: who may read it, and that nobody else records into it.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

use crate::CaptureError;

/// Makes the folder and the file if they are not there, for their owner only, and locks it against a second program as
/// long as the answer lives.
pub(super) fn claim(path: &Path) -> Result<File, CaptureError> {
    let unreachable = |path: &Path, error: &io::Error| CaptureError::Unreachable {
        path: path.to_owned(),
        detail: error.to_string(),
    };
    if let Some(folder) = path.parent() {
        make_folder(folder).map_err(|error| unreachable(folder, &error))?;
    }
    // Beside the file, because SQLite locks the file itself in its own way.
    let beside = beside(path, ".lock");
    let lock = open(&beside).map_err(|error| unreachable(&beside, &error))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(CaptureError::Locked {
                path: path.to_owned(),
            });
        }
        Err(TryLockError::Error(error)) => return Err(unreachable(&beside, &error)),
    }
    open(path).map_err(|error| unreachable(path, &error))?;
    Ok(lock)
}

/// A file that belongs to another one: its name and something behind it.
pub(crate) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
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
