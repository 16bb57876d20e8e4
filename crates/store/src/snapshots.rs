//! Snapshots of a store in a folder, one file each.

use std::{
    fs::{self, Metadata},
    io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use model::Timestamp;
use thiserror::Error;

/// What the files of snapshots end with.
const ENDING: &str = ".db";

/// A folder of snapshots. It need not be there before the first one is taken.
#[derive(Clone, Debug)]
pub struct Snapshots(PathBuf);

/// One snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotInfo {
    pub name: String,
    pub taken_at: Timestamp,
    pub bytes: u64,
}

/// Why there is no such snapshot.
#[derive(Debug, Error)]
pub enum SnapshotError {
    #[error(
        "\"{0}\" cannot be the name of a snapshot; use 1 to 64 of a-z, A-Z, 0-9, space and _ - . with a letter or digit \
         first and last"
    )]
    Name(String),
    #[error("there is no snapshot \"{0}\"; list the snapshots for those there are")]
    Unknown(String),
    #[error("the snapshots in {path} cannot be used: {error}; check who may read and write the folder")]
    Folder { path: PathBuf, error: io::Error },
}

impl Snapshots {
    /// The snapshots in this folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// All snapshots, newest first.
    pub fn list(&self) -> Result<Vec<SnapshotInfo>, SnapshotError> {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.failed(error)),
        };
        let mut all = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| self.failed(error))?.path();
            all.extend(name_of(&path).and_then(|name| describe(name, &path)));
        }
        all.sort_by(|a, b| (b.taken_at, &a.name).cmp(&(a.taken_at, &b.name)));
        Ok(all)
    }

    /// Where the snapshot of this name is, or would be. The name comes from outside: it never leads out of the folder.
    pub fn path(&self, name: &str) -> Result<PathBuf, SnapshotError> {
        if is_name(name) {
            Ok(self.0.join([name, ENDING].concat()))
        } else {
            Err(SnapshotError::Name(name.to_owned()))
        }
    }

    /// The snapshot of this name.
    pub fn get(&self, name: &str) -> Result<SnapshotInfo, SnapshotError> {
        let path = self.path(name)?;
        describe(name.to_owned(), &path).ok_or_else(|| SnapshotError::Unknown(name.to_owned()))
    }

    /// Deletes a snapshot.
    pub fn delete(&self, name: &str) -> Result<(), SnapshotError> {
        match fs::remove_file(self.path(name)?) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(SnapshotError::Unknown(name.to_owned()))
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    fn failed(&self, error: io::Error) -> SnapshotError {
        let path = self.0.clone();
        SnapshotError::Folder { path, error }
    }
}

fn is_name(text: &str) -> bool {
    let ends = [text.chars().next(), text.chars().next_back()];
    (1..=64).contains(&text.len())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " _-.".contains(c))
        && ends.iter().flatten().all(char::is_ascii_alphanumeric)
}

/// Of a file that is a snapshot.
fn name_of(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?.strip_suffix(ENDING)?;
    is_name(name).then(|| name.to_owned())
}

fn describe(name: String, path: &Path) -> Option<SnapshotInfo> {
    let file = fs::symlink_metadata(path).ok().filter(Metadata::is_file)?;
    let taken_at = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(SnapshotInfo {
        name,
        taken_at: Timestamp(u64::try_from(taken_at.as_millis()).ok()?),
        bytes: file.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        let snapshots = Snapshots::new("/snapshots");
        for good in ["a", "Before the demo", "2026-01-31_09.15", &"x".repeat(64)] {
            let path = snapshots.path(good).unwrap();
            assert_eq!(path.parent(), Some(Path::new("/snapshots")), "{good}");
        }
        let long = "x".repeat(65);
        for bad in [
            "", ".", "..", "../a", "a/b", "a\\b", "/a", ".a", "a.", " a", "a ", "a\0", "a\n", "é", "C:a",
            &long,
        ] {
            let error = snapshots.path(bad).unwrap_err();
            assert!(error.to_string().contains("1 to 64"), "{bad:?}: {error}");
        }
    }

    #[test]
    fn the_folder_lists_its_snapshots_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::new(folder.path().join("snapshots"));
        assert_eq!(snapshots.list().unwrap(), []);
        let path = snapshots.path("one").unwrap();
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(&path, "12345").unwrap();
        fs::write(beside(&path, "two.db.part"), "").unwrap();
        fs::write(beside(&path, ".hidden.db"), "").unwrap();
        fs::create_dir(beside(&path, "folder.db")).unwrap();
        let [only] = &snapshots.list().unwrap()[..] else {
            panic!("{:?}", snapshots.list())
        };
        assert_eq!((only.name.as_str(), only.bytes), ("one", 5));
        assert!(only.taken_at > Timestamp(1_700_000_000_000));
        assert_eq!(snapshots.get("one").unwrap(), *only);

        assert!(matches!(snapshots.delete("two"), Err(SnapshotError::Unknown(_))));
        snapshots.delete("one").unwrap();
        assert_eq!(snapshots.list().unwrap(), []);
        assert!(matches!(snapshots.get("one"), Err(SnapshotError::Unknown(_))));
    }

    fn beside(path: &Path, name: &str) -> PathBuf {
        path.with_file_name(name)
    }
}
