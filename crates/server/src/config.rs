//! What a server is told before it starts.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use serde::Deserialize;
use thiserror::Error;

/// Where the data is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// In this folder, which is made if it is not there.
    Folder(PathBuf),
    /// Nowhere: it is gone with the server.
    Memory,
}

impl From<PathBuf> for Data {
    /// `:memory:` means [`Data::Memory`].
    fn from(path: PathBuf) -> Self {
        if path == Path::new(":memory:") {
            Self::Memory
        } else {
            Self::Folder(path)
        }
    }
}

/// What a server is told before it starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where clients connect.
    pub listen: SocketAddr,
    /// Where the dashboard connects.
    pub admin_listen: SocketAddr,
    pub data: Data,
    /// The file that this was read from, if any.
    pub config_file: Option<PathBuf>,
    /// Written when the server is ready, removed when it ends.
    pub ready_file: Option<PathBuf>,
    /// Fill an empty store with an app, personas and channels to begin with; keep recent traffic for the live view.
    pub dev: bool,
    /// Key of the admin API. `None`: the one in the data folder, made when it is missing.
    pub admin_key: Option<String>,
    /// Names, beside loopback, under which the admin API may be called (`Host` header).
    pub admin_hosts: Vec<String>,
    /// Origins of web pages, beside its own, that may call the admin API.
    pub admin_origins: Vec<String>,
    /// Origins of web pages that may connect as clients. Empty: all.
    pub origins: Vec<String>,
    /// URL of the socket to which clients are sent when this server goes down, if their dialect has a word for that.
    pub moved_to: Option<String>,
    /// Bytes that may wait for a slow reader.
    pub outbox_bytes: usize,
    /// Most bytes of a client's frame.
    pub frame_bytes: usize,
    /// Most bytes of an HTTP request's body.
    pub body_bytes: usize,
}

impl Config {
    /// Where clients connect if nothing else is said.
    pub const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8090);
    /// Where the dashboard connects if nothing else is said.
    pub const ADMIN_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8091);
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: Self::LISTEN,
            admin_listen: Self::ADMIN_LISTEN,
            data: Data::Folder("switchboard-data".into()),
            config_file: None,
            ready_file: None,
            dev: false,
            admin_key: None,
            admin_hosts: Vec::new(),
            admin_origins: Vec::new(),
            origins: Vec::new(),
            moved_to: None,
            outbox_bytes: 1 << 20,
            frame_bytes: 64 << 10,
            body_bytes: 1 << 20,
        }
    }
}

/// A configuration file (TOML). What it leaves out stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    pub listen: Option<SocketAddr>,
    pub admin_listen: Option<SocketAddr>,
    pub data: Option<PathBuf>,
    pub dev: Option<bool>,
    pub admin_key: Option<String>,
    pub admin_hosts: Option<Vec<String>>,
    pub admin_origins: Option<Vec<String>>,
    pub origins: Option<Vec<String>>,
    pub moved_to: Option<String>,
    pub outbox_bytes: Option<usize>,
    pub frame_bytes: Option<usize>,
    pub body_bytes: Option<usize>,
}

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("cannot read the configuration {path}: {error}; check the path given with --config")]
    Unreadable { path: PathBuf, error: std::io::Error },
    #[error("the configuration {path} is not right: {error}")]
    Invalid {
        path: PathBuf,
        error: Box<toml::de::Error>,
    },
}

impl ConfigFile {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
            path: path.to_owned(),
            error,
        })?;
        toml::from_str(&text).map_err(|error| ConfigError::Invalid {
            path: path.to_owned(),
            error: Box::new(error),
        })
    }

    /// Puts what the file says into a configuration.
    pub fn apply(self, config: &mut Config) {
        fn set<T>(to: &mut T, from: Option<T>) {
            if let Some(value) = from {
                *to = value;
            }
        }
        set(&mut config.listen, self.listen);
        set(&mut config.admin_listen, self.admin_listen);
        set(&mut config.data, self.data.map(Data::from));
        set(&mut config.dev, self.dev);
        config.admin_key = self.admin_key.or(config.admin_key.take());
        set(&mut config.admin_hosts, self.admin_hosts);
        set(&mut config.admin_origins, self.admin_origins);
        set(&mut config.origins, self.origins);
        config.moved_to = self.moved_to.or(config.moved_to.take());
        set(&mut config.outbox_bytes, self.outbox_bytes);
        set(&mut config.frame_bytes, self.frame_bytes);
        set(&mut config.body_bytes, self.body_bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_changes_only_what_it_names() {
        let file: ConfigFile = toml::from_str("listen = \"127.0.0.1:9000\"\ndata = \":memory:\"").unwrap();
        let mut config = Config::default();
        file.apply(&mut config);
        assert_eq!(config.listen.port(), 9000);
        assert_eq!(config.data, Data::Memory);
        assert_eq!(config.admin_listen, Config::ADMIN_LISTEN);
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = toml::from_str::<ConfigFile>("lisen = \"127.0.0.1:9000\"")
            .unwrap_err()
            .to_string();
        assert!(error.contains("lisen") && error.contains("listen"), "{error}");
    }
}
