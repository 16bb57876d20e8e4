//! What the user has chosen for this computer: one small file in the data folder.

use std::{
    fs, io,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use contract::desktop::{self, Preferences};
use server::Config;

/// Name of the file.
const FILE: &str = "preferences.json";
/// Where one that cannot be read is put, so that nothing of it is lost.
const DAMAGED: &str = "preferences.damaged.json";

/// What a capture may take of the disk, in bytes.
const CAPTURE_BYTES: RangeInclusive<u64> = 10_000_000..=100_000_000_000;
/// How long a capture may keep what was recorded: up to a year.
const CAPTURE_HOURS: RangeInclusive<u32> = 1..=8_760;

/// What holds until the user has chosen.
pub(crate) fn usual() -> Preferences {
    Preferences {
        listen_port: Config::LISTEN.port(),
        admin_port: Config::ADMIN_LISTEN.port(),
        notifications: true,
        keep_running: true,
        close_explained: false,
        capture_bytes: desktop::capture_bytes(),
        capture_hours: desktop::capture_hours(),
    }
}

/// The preferences and where they are kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    path: PathBuf,
    now: Arc<Mutex<Preferences>>,
}

impl Kept {
    /// Reads the file; what cannot be read is put aside and said in the log.
    pub(crate) fn read(folder: &Path) -> Self {
        let path = folder.join(FILE);
        let now = match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).unwrap_or_else(|error| {
                let aside = folder.join(DAMAGED);
                let moved = fs::rename(&path, &aside).is_ok();
                tracing::warn!(%error, path = %path.display(), moved, "the preferences cannot be read; the usual ones hold");
                usual()
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => usual(),
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "the preferences cannot be read; the usual ones hold");
                usual()
            }
        };
        let now = Arc::new(Mutex::new(now));
        Self { path, now }
    }

    pub(crate) fn get(&self) -> Preferences {
        self.lock().clone()
    }

    /// Keeps what was chosen; on disk when this returns.
    pub(crate) fn put(&self, chosen: Preferences) -> io::Result<()> {
        let mut now = self.lock();
        if *now == chosen {
            return Ok(());
        }
        // Written beside it and moved: a crash leaves the old file or the new one.
        let draft = self.path.with_extension("json.new");
        fs::write(&draft, serde_json::to_vec_pretty(&chosen)?)?;
        fs::rename(&draft, &self.path)?;
        *now = chosen;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Preferences> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why these cannot be chosen.
pub(crate) fn check(chosen: &Preferences) -> Result<(), String> {
    let (listen, admin) = (chosen.listen_port, chosen.admin_port);
    for (name, port) in [("listen_port", listen), ("admin_port", admin)] {
        if (1..1024).contains(&port) {
            return Err(format!(
                "{name} is {port}; ports below 1,024 belong to the system: use 1,024 to 65,535, or 0 for any free one"
            ));
        }
    }
    if listen == admin && listen != 0 {
        return Err(format!(
            "listen_port and admin_port are both {listen}; clients and the admin API need a port each"
        ));
    }
    let (bytes, hours) = (chosen.capture_bytes, chosen.capture_hours);
    if !CAPTURE_BYTES.contains(&bytes) {
        return Err(format!(
            "capture_bytes is {bytes}; recorded traffic takes 10,000,000 (10 MB) to 100,000,000,000 (100 GB)"
        ));
    }
    if !CAPTURE_HOURS.contains(&hours) {
        return Err(format!(
            "capture_hours is {hours}; recorded traffic is kept for 1 to 8,760 hours"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_there_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::read(folder.path());
        assert_eq!(kept.get(), usual());
        let chosen = Preferences {
            listen_port: 9000,
            notifications: false,
            ..usual()
        };
        kept.put(chosen.clone()).unwrap();
        assert_eq!(Kept::read(folder.path()).get(), chosen);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_damaged_file_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "{ \"listen_port\": ").unwrap();
        assert_eq!(Kept::read(folder.path()).get(), usual());
        let aside = fs::read_to_string(folder.path().join(DAMAGED)).unwrap();
        assert_eq!(aside, "{ \"listen_port\": ");
    }

    #[test]
    fn ports_that_cannot_be_used_are_named() {
        let with = |listen_port, admin_port| Preferences {
            listen_port,
            admin_port,
            ..usual()
        };
        assert_eq!(check(&with(0, 0)), Ok(()));
        assert_eq!(check(&with(1024, 65_535)), Ok(()));
        assert!(
            check(&with(80, 8091))
                .unwrap_err()
                .starts_with("listen_port is 80")
        );
        assert!(
            check(&with(8090, 1023))
                .unwrap_err()
                .starts_with("admin_port is 1023")
        );
        assert!(check(&with(8090, 8090)).unwrap_err().contains("both 8090"));
    }

    #[test]
    fn what_is_recorded_has_bounds() {
        let with = |capture_bytes, capture_hours| Preferences {
            capture_bytes,
            capture_hours,
            ..usual()
        };
        assert_eq!(check(&with(10_000_000, 1)), Ok(()));
        assert_eq!(check(&with(100_000_000_000, 8_760)), Ok(()));
        for (chosen, words) in [
            (with(9_999_999, 1), "capture_bytes is 9999999"),
            (with(100_000_000_001, 1), "capture_bytes is 100000000001"),
            (with(10_000_000, 0), "capture_hours is 0"),
            (with(10_000_000, 8_761), "capture_hours is 8761"),
        ] {
            assert!(check(&chosen).unwrap_err().starts_with(words), "{words}");
        }
    }
}
