//! The configuration file: read so that everything that is wrong with it is said at once, each with its line.

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use thiserror::Error;
use toml::{Table, Value};

use crate::{Config, Data};

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
    /// A table for each dialect that is to be told something.
    pub dialects: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Every key that a file may have.
const KEYS: [&str; 13] = [
    "listen",
    "admin_listen",
    "data",
    "dev",
    "admin_key",
    "admin_hosts",
    "admin_origins",
    "origins",
    "moved_to",
    "outbox_bytes",
    "frame_bytes",
    "body_bytes",
    "dialects",
];

/// How alike two words have to be for one to be meant by the other.
const ALIKE: f64 = 0.75;

/// Something that is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// From 1; absent if it is nowhere in particular.
    pub line: Option<usize>,
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("cannot read the configuration {path}: {error}; check the path given with --config")]
    Unreadable { path: PathBuf, error: std::io::Error },
    #[error("the configuration {path} is not right: {}", list(.faults))]
    Invalid { path: PathBuf, faults: Vec<Fault> },
}

fn list(faults: &[Fault]) -> String {
    faults
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n  ")
}

impl ConfigFile {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
            path: path.to_owned(),
            error,
        })?;
        Self::parse(&text).map_err(|faults| ConfigError::Invalid {
            path: path.to_owned(),
            faults,
        })
    }

    fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        let table = text.parse::<Table>().map_err(|error| {
            let line = error.span().map(|span| line_at(text, span.start));
            let message = error.message().to_owned();
            vec![Fault { line, message }]
        })?;
        let mut faults = Vec::new();
        let mut right = Table::new();
        for (key, value) in table {
            match check_one(&key, value.clone()) {
                Ok(()) => drop(right.insert(key, value)),
                Err(message) => faults.push(Fault {
                    line: line_of(text, &key),
                    message,
                }),
            }
        }
        let file = Value::Table(right).try_into::<Self>();
        let file = file.map_err(|error| {
            let message = error.message().to_owned();
            vec![Fault { line: None, message }]
        })?;
        let mut config = Config::default();
        file.clone().apply(&mut config);
        // Where it listens may be said elsewhere too; that is looked at when all is put together.
        let wrong = config
            .check()
            .into_iter()
            .filter(|(key, _)| *key != "admin_listen");
        faults.extend(wrong.map(|(key, message)| Fault {
            line: line_of(text, inner_key(&message).unwrap_or(key)),
            message,
        }));
        faults.sort_by_key(|fault| fault.line);
        if faults.is_empty() { Ok(file) } else { Err(faults) }
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
        set(&mut config.dialects, self.dialects);
    }
}

/// Is it a key, and the value one for it?
fn check_one(key: &str, value: Value) -> Result<(), String> {
    if !KEYS.contains(&key) {
        return Err(unknown(key));
    }
    let alone = Table::from_iter([(key.to_owned(), value)]);
    match Value::Table(alone).try_into::<ConfigFile>() {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("{key}: {}", error.message())),
    }
}

fn unknown(key: &str) -> String {
    let likeness = |known: &&&str| (strsim::jaro_winkler(key, known) * 1e6) as u64;
    let nearest = KEYS.iter().max_by_key(likeness);
    match nearest.filter(|known| strsim::jaro_winkler(key, known) >= ALIKE) {
        Some(known) => format!("there is no setting {key:?}; did you mean {known:?}?"),
        None => format!("there is no setting {key:?}; there are {}", KEYS.join(", ")),
    }
}

/// The last part of the dotted name with which a message about a table begins.
fn inner_key(message: &str) -> Option<&str> {
    let name = message.strip_prefix("dialects.")?.split(':').next()?;
    name.rsplit('.').next()
}

/// The line on which a key is set, or a table of its name begins.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let heads = |line: &str| {
        let name = line.trim().strip_prefix('[')?.strip_suffix(']')?;
        name.rsplit('.')
            .next()
            .map(|last| last.trim_matches(['"', '\'']) == key)
    };
    let sets = |line: &str| {
        let after = line
            .trim_start()
            .trim_start_matches(['"', '\''])
            .strip_prefix(key);
        after.is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with('='))
    };
    let mut lines = text.lines();
    let found = lines.position(|line| sets(line) || heads(line) == Some(true));
    found.map(|at| at + 1)
}

fn line_at(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().iter().take(byte);
    before.filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let faults = ConfigFile::parse(text).unwrap_err();
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_changes_only_what_it_names() {
        let file = ConfigFile::parse("listen = \"127.0.0.1:9000\"\ndata = \":memory:\"").unwrap();
        let mut config = Config::default();
        file.apply(&mut config);
        assert_eq!(config.listen.port(), 9000);
        assert_eq!(config.data, Data::Memory);
        assert_eq!(config.admin_listen, Config::ADMIN_LISTEN);
    }

    #[test]
    fn every_key_is_known() {
        for key in KEYS {
            let text = format!("{key} = 1.5");
            assert!(
                faults(&text)[0].starts_with(&format!("line 1: {key}: ")),
                "{:?}",
                faults(&text)
            );
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_with_its_line() {
        let text = "# a comment\nlisen = \"127.0.0.1:9000\"\n\nbody_bytes = \"1 MiB\"\nframe_bytes = 3\nunicorns = true\n";
        let [lisen, body, frame, unicorns] = &faults(text)[..] else {
            panic!("{:?}", faults(text))
        };
        assert_eq!(
            lisen,
            "line 2: there is no setting \"lisen\"; did you mean \"listen\"?"
        );
        assert!(
            body.starts_with("line 4: body_bytes: ") && body.contains("expected usize"),
            "{body}"
        );
        assert_eq!(frame, "line 5: frame_bytes is 3; use 1024 to 16777216");
        assert!(
            unicorns.starts_with("line 6: there is no setting \"unicorns\"; there are listen, "),
            "{unicorns}"
        );
        assert_eq!(
            faults("dev = true\n\nlisten = ")[0].split(':').next(),
            Some("line 3")
        );
    }
}
