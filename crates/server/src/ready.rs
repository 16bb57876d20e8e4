//! What others need to know to use a running server, as a file that only its owner can read.

use std::{
    io::{self, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};

/// What the ready file says. It holds secrets.
#[derive(Clone, Serialize, Deserialize)]
pub struct Ready {
    /// Address of the client listener, `127.0.0.1:8090`.
    pub listen: String,
    /// Address of the admin listener.
    pub admin: String,
    pub admin_key: String,
    /// Where dialects listen on their own.
    pub own: Vec<ReadyListener>,
    pub apps: Vec<ReadyApp>,
    pub personas: Vec<ReadyPersona>,
}

/// A listener on which one dialect alone is spoken.
#[derive(Clone, Serialize, Deserialize)]
pub struct ReadyListener {
    /// The dialect's name.
    pub dialect: String,
    /// Its address, `127.0.0.1:8787`.
    pub listen: String,
}

/// An app and the credential of its backend.
#[derive(Clone, Serialize, Deserialize)]
pub struct ReadyApp {
    pub id: String,
    pub name: String,
    pub project_token: String,
}

/// A token with a name.
#[derive(Clone, Serialize, Deserialize)]
pub struct ReadyPersona {
    pub name: String,
    /// The app's id.
    pub app: String,
    pub token: String,
}

impl Ready {
    /// Writes the file in one step, mode 0600: whoever sees it sees all of it.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let name = path
            .file_name()
            .ok_or_else(|| io::Error::other("the ready file has no name"))?;
        let draft = folder.join(format!(".{}.{}", name.to_string_lossy(), std::process::id()));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        std::fs::rename(&draft, path)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn only_its_owner_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ready.json");
        let ready = Ready {
            listen: "127.0.0.1:1".into(),
            admin: "127.0.0.1:2".into(),
            admin_key: "k".into(),
            own: Vec::new(),
            apps: Vec::new(),
            personas: Vec::new(),
        };
        ready.write(&path).unwrap();
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let read: Ready = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(read.admin, "127.0.0.1:2");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
