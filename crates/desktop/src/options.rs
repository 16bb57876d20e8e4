use std::{ffi::OsString, io, net::SocketAddr, path::PathBuf, time::Instant};

use thiserror::Error;

/// How the app starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// Everything the app keeps is in here. It need not exist yet.
    pub data_dir: PathBuf,
    /// Where clients of the embedded server connect; the preferences say it if absent. If the port is taken, a free
    /// one is used and said.
    pub listen: Option<SocketAddr>,
    /// Where its admin API is, under the same rule.
    pub admin_listen: Option<SocketAddr>,
    /// Where files for the user go. Absent: into the data folder.
    pub downloads: Option<PathBuf>,
    /// When the process began; the start is measured from here.
    pub started: Instant,
}

/// Why the app does not know how to start.
#[derive(Debug, Error)]
pub enum OptionsError {
    #[error("this account has no folder for application data; set SWITCHBOARD_DATA_DIR to one")]
    NoHome,
    #[error("SWITCHBOARD_DATA_DIR is no usable path: {0}")]
    Folder(#[from] io::Error),
    #[error("{name} is \"{value}\"; write an address and a port, such as 127.0.0.1:8090")]
    Address { name: &'static str, value: String },
}

impl Options {
    /// What the environment says, and the usual for the rest: `SWITCHBOARD_DATA_DIR` (else `switchboard` in the
    /// platform's folder for application data), `SWITCHBOARD_LISTEN`, `SWITCHBOARD_ADMIN_LISTEN`,
    /// which win over the preferences.
    pub fn from_env(started: Instant) -> Result<Self, OptionsError> {
        Self::read(started, |name| {
            std::env::var_os(name).filter(|value| !value.is_empty())
        })
    }

    fn read(started: Instant, env: impl Fn(&str) -> Option<OsString>) -> Result<Self, OptionsError> {
        let address = |name: &'static str| {
            let value = env(name).map(|value| value.to_string_lossy().into_owned());
            value
                .map(|value| value.parse().map_err(|_| OptionsError::Address { name, value }))
                .transpose()
        };
        Ok(Self {
            data_dir: match env("SWITCHBOARD_DATA_DIR") {
                Some(path) => std::path::absolute(path)?,
                None => dirs::data_dir().ok_or(OptionsError::NoHome)?.join("switchboard"),
            },
            listen: address("SWITCHBOARD_LISTEN")?,
            admin_listen: address("SWITCHBOARD_ADMIN_LISTEN")?,
            downloads: dirs::download_dir(),
            started,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<Options, OptionsError> {
        Options::read(Instant::now(), |name| {
            let found = env.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn the_environment_wins_over_the_usual() {
        let options = read(&[("SWITCHBOARD_DATA_DIR", "some/where")]).unwrap();
        let folder = &options.data_dir;
        assert!(
            folder.is_absolute() && folder.ends_with("some/where"),
            "{folder:?}"
        );
        assert_eq!((options.listen, options.admin_listen), (None, None));

        let options = read(&[
            ("SWITCHBOARD_DATA_DIR", "x"),
            ("SWITCHBOARD_LISTEN", "127.0.0.1:0"),
        ])
        .unwrap();
        assert_eq!(options.listen.unwrap().port(), 0);
    }

    #[test]
    fn an_odd_address_is_named() {
        let error = read(&[
            ("SWITCHBOARD_DATA_DIR", "x"),
            ("SWITCHBOARD_ADMIN_LISTEN", "8091"),
        ]);
        let message = error.unwrap_err().to_string();
        assert!(
            message.starts_with("SWITCHBOARD_ADMIN_LISTEN is \"8091\""),
            "{message}"
        );
    }
}
