//! Signs of life: what a program writes when it has come so far, seen as soon as it is written.

use std::ffi::OsString;
use std::fs;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rustix::fs::inotify::{self, CreateFlags, Reader, WatchFlags};
use rustix::io::Errno;

/// Something to wait for. To be made before the program is started that will give the sign.
pub trait Sign {
    /// Readable when it may be there.
    fn handle(&self) -> BorrowedFd<'_>;

    /// Whether it has come since the last call.
    fn is_there(&self) -> Result<bool>;

    /// What it is, for messages.
    fn name(&self) -> String;
}

/// A file that is complete: closed by its writer or moved into place.
pub struct File(Watch);

impl File {
    /// Waits for a file at `path`, whose folder exists.
    pub fn at(path: &Path) -> Result<Self> {
        Ok(Self(Watch::over(
            path,
            WatchFlags::CLOSE_WRITE | WatchFlags::MOVED_TO,
        )?))
    }

    /// Where it will be.
    pub fn path(&self) -> &Path {
        &self.0.path
    }
}

impl Sign for File {
    fn handle(&self) -> BorrowedFd<'_> {
        self.0.inotify.as_fd()
    }

    fn is_there(&self) -> Result<bool> {
        self.0.has_changed()
    }

    fn name(&self) -> String {
        format!("file {}", self.0.path.display())
    }
}

/// A line in a log.
pub struct Line {
    log: Watch,
    wanted: &'static str,
}

impl Line {
    /// Waits for a line that contains `wanted` in the log at `path`, whose folder exists.
    pub fn containing(wanted: &'static str, path: &Path) -> Result<Self> {
        Ok(Self {
            log: Watch::over(path, WatchFlags::MODIFY)?,
            wanted,
        })
    }

    /// The whole line, once it is there.
    pub fn read(&self) -> Result<Option<String>> {
        let log = fs::read(&self.log.path).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let mut whole = log.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        Ok(whole.find(|line| line.contains(self.wanted)).map(str::to_owned))
    }
}

impl Sign for Line {
    fn handle(&self) -> BorrowedFd<'_> {
        self.log.inotify.as_fd()
    }

    fn is_there(&self) -> Result<bool> {
        Ok(self.log.has_changed()? && self.read()?.is_some())
    }

    fn name(&self) -> String {
        format!("line with “{}”", self.wanted)
    }
}

/// Gives the sign [`File`]: puts `text` at `path` in one step.
pub fn announce(path: &Path, text: &str) -> Result<()> {
    let draft = path.with_extension("draft");
    fs::write(&draft, text).with_context(|| format!("cannot write {}", draft.display()))?;
    fs::rename(&draft, path).with_context(|| format!("cannot write {}", path.display()))
}

/// Watches one name in a folder.
struct Watch {
    inotify: OwnedFd,
    path: PathBuf,
    name: OsString,
}

impl Watch {
    fn over(path: &Path, changes: WatchFlags) -> Result<Self> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            bail!("{} does not name a file in a folder", path.display());
        };
        let inotify = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
        inotify::add_watch(&inotify, folder, changes)
            .with_context(|| format!("cannot watch {}", folder.display()))?;
        Ok(Self {
            inotify,
            path: path.to_owned(),
            name: name.to_owned(),
        })
    }

    /// Forgets what happened since the last call, and answers whether any of it was about our name.
    fn has_changed(&self) -> Result<bool> {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut changes = Reader::new(&self.inotify, &mut buffer);
        let mut ours = false;
        loop {
            match changes.next() {
                Ok(change) => {
                    ours |= change
                        .file_name()
                        .is_some_and(|name| name.to_bytes() == self.name.as_bytes());
                }
                Err(Errno::WOULDBLOCK) => return Ok(ours),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_finished_file_counts() {
        let folder = tempfile::tempdir().unwrap();
        let sign = File::at(&folder.path().join("ready")).unwrap();
        fs::write(folder.path().join("other"), "x").unwrap();
        assert!(!sign.is_there().unwrap());
        announce(sign.path(), "now").unwrap();
        assert!(sign.is_there().unwrap());
        assert_eq!(fs::read_to_string(sign.path()).unwrap(), "now");
    }

    #[test]
    fn only_the_whole_line_counts() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let sign = Line::containing("painted_ms=", &log).unwrap();
        fs::write(&log, "INFO starting\nINFO painted_ms=4").unwrap();
        assert!(!sign.is_there().unwrap());
        fs::write(&log, "INFO starting\nINFO painted_ms=412\n").unwrap();
        assert!(sign.is_there().unwrap());
        assert_eq!(sign.read().unwrap().as_deref(), Some("INFO painted_ms=412\n"));
    }
}
