//! What a server is told before it starts.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use dialects::ALL;
use engine::CloseReason;
use serde_json::{Map, Value};

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
    /// What dialects are told, by name; see [`Spoken::check`](dialects::Spoken::check).
    pub dialects: Map<String, Value>,
}

impl Config {
    /// Where clients connect if nothing else is said.
    pub const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8090);
    /// Where the dashboard connects if nothing else is said.
    pub const ADMIN_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8091);

    /// Everything that can be seen to be wrong before anything is opened: the name of the setting, and what is wrong.
    pub fn check(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        let mut fault = |key, message: Option<String>| faults.extend(message.map(|message| (key, message)));
        let same = self.listen == self.admin_listen && self.listen.port() != 0;
        fault(
            "admin_listen",
            same.then(|| {
                format!(
                    "admin_listen is {}, as listen is; give each its own port",
                    self.listen
                )
            }),
        );
        let bad_key = self.admin_key.as_ref().is_some_and(|key| !is_key(key));
        fault("admin_key", bad_key.then(|| BAD_KEY.to_owned()));
        fault(
            "admin_hosts",
            self.admin_hosts.iter().find(|host| !is_host(host)).map(|host| {
                format!(
                    "admin_hosts has {host:?}; give a name as in the Host header, like panel.example:8091"
                )
            }),
        );
        for (key, origins) in [("admin_origins", &self.admin_origins), ("origins", &self.origins)] {
            fault(
                key,
                origins.iter().find(|origin| !is_origin(origin)).map(|origin| {
                    format!("{key} has {origin:?}; give an origin without a path, like https://panel.example")
                }),
            );
        }
        let moved = self.moved_to.as_deref().map(CloseReason::moved);
        let moved = moved.and_then(Result::err);
        fault(
            "moved_to",
            moved.map(|refusal| {
                let fix = refusal.fix.unwrap_or_default();
                format!("moved_to is not right: {}; {fix}", refusal.message)
            }),
        );
        fault(
            "outbox_bytes",
            within("outbox_bytes", self.outbox_bytes, 4_096..=1 << 30),
        );
        fault(
            "frame_bytes",
            within("frame_bytes", self.frame_bytes, 1_024..=16 << 20),
        );
        fault("body_bytes", within("body_bytes", self.body_bytes, 64..=64 << 20));
        faults.extend(
            self.dialect_faults()
                .into_iter()
                .map(|message| ("dialects", message)),
        );
        faults
    }

    fn dialect_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, settings) in &self.dialects {
            match ALL.iter().find(|spoken| spoken.name == name) {
                Some(spoken) => faults.extend((spoken.check)(settings).into_iter().map(|(key, message)| {
                    let place = if key.is_empty() {
                        name.clone()
                    } else {
                        format!("{name}.{key}")
                    };
                    format!("dialects.{place}: {message}")
                })),
                None => {
                    let known: Vec<_> = ALL.iter().map(|spoken| spoken.name).collect();
                    let known = known.join(", ");
                    faults.push(format!(
                        "dialects.{name}: there is no such dialect; there are {known}"
                    ));
                }
            }
        }
        faults
    }

    /// Where a dialect has a listener of its own.
    pub fn own_listener(&self, dialect: &str) -> Option<SocketAddr> {
        self.dialects.get(dialect)?.get("listen")?.as_str()?.parse().ok()
    }
}

/// What is said about a key that cannot be one.
pub const BAD_KEY: &str = "the admin key is not right: use 1 or more letters, digits or signs without spaces, or give \
                           none and one is made";

/// An empty key would let everybody in; a header cannot carry what is not visible.
pub fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_graphic())
        && !text.contains(['/', '@', '?', '#'])
}

/// `null` is what a page has that comes from nowhere.
fn is_origin(text: &str) -> bool {
    text == "null"
        || text
            .split_once("://")
            .is_some_and(|(scheme, host)| scheme.bytes().all(|byte| byte.is_ascii_graphic()) && is_host(host))
}

fn within(key: &str, value: usize, range: RangeInclusive<usize>) -> Option<String> {
    let (least, most) = (range.start(), range.end());
    (!range.contains(&value)).then(|| format!("{key} is {value}; use {least} to {most}"))
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
            dialects: Map::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_is_right() {
        assert_eq!(Config::default().check(), []);
    }

    #[test]
    fn what_cannot_work_is_named() {
        let wrong = |change: fn(&mut Config)| {
            let mut config = Config::default();
            change(&mut config);
            let all = config.check();
            assert_eq!(all.len(), 1, "{all:?}");
            all[0].0
        };
        assert_eq!(
            wrong(|config| config.admin_listen = config.listen),
            "admin_listen"
        );
        assert_eq!(wrong(|config| config.admin_key = Some("a b".into())), "admin_key");
        assert_eq!(
            wrong(|config| config.admin_key = Some(String::new())),
            "admin_key"
        );
        assert_eq!(
            wrong(|config| config.admin_hosts = vec!["http://a.example".into()]),
            "admin_hosts"
        );
        assert_eq!(
            wrong(|config| config.origins = vec!["a.example".into()]),
            "origins"
        );
        assert_eq!(
            wrong(|config| config.admin_origins = vec!["https://a.example/".into()]),
            "admin_origins"
        );
        assert_eq!(
            wrong(|config| config.moved_to = Some("nowhere".into())),
            "moved_to"
        );
        assert_eq!(wrong(|config| config.outbox_bytes = 1), "outbox_bytes");
        assert_eq!(wrong(|config| config.body_bytes = 1 << 30), "body_bytes");
    }

    #[test]
    fn origins_of_every_kind_are_right() {
        let config = Config {
            origins: vec![
                "https://a.example:8443".into(),
                "tauri://localhost".into(),
                "null".into(),
            ],
            admin_hosts: vec!["panel.example".into(), "panel.example:80".into()],
            ..Config::default()
        };
        assert_eq!(config.check(), []);
    }
}
