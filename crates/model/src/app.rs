//! The unit of isolation.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{AppId, Capabilities, Entropy, Limits, Millis, Retention, Timestamp, pika, secure_pika};

/// What happens to a request to join a private channel for which there is no grant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JoinMode {
    /// A person is asked; no answer by the deadline means no.
    Ask,
    /// Everybody with a token gets in.
    Allow,
    /// Nobody gets in without a grant.
    #[default]
    Deny,
}

impl JoinMode {
    /// The word used on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

/// An app: channels and tokens belong to exactly one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct App {
    pub id: AppId,
    pub name: String,
    /// Credentials of the app's backend, oldest first. More than one while a rotation overlaps.
    pub keys: Vec<ProjectKey>,
    pub join_mode: JoinMode,
    /// How long a person has to answer, in ms.
    pub ask_timeout: Millis,
    pub limits: Limits,
    /// What a channel can do that is made without saying so.
    pub default_capabilities: Capabilities,
    pub retention: Retention,
    pub created_at: Timestamp,
}

impl App {
    /// How long a person has to answer when nothing else is said: 30 s.
    pub const ASK_TIMEOUT: Millis = 30_000;

    /// An app without a key, everything else as it is when nothing is said.
    pub fn new(id: AppId, name: impl Into<String>, created_at: Timestamp) -> Self {
        Self {
            id,
            name: name.into(),
            keys: Vec::new(),
            join_mode: JoinMode::default(),
            ask_timeout: Self::ASK_TIMEOUT,
            limits: Limits::default(),
            default_capabilities: Capabilities::default(),
            retention: Retention::default(),
            created_at,
        }
    }

    /// The newest key that holds at `now`.
    pub fn key(&self, now: Timestamp) -> Option<&ProjectKey> {
        self.keys
            .iter()
            .filter(|key| key.valid(now))
            .max_by_key(|key| key.created_at)
    }
}

/// A credential of an app's backend.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectKey {
    /// `ptkid_…`, to speak of it.
    pub id: String,
    /// `ptk_…`, the credential itself. Shown to who manages the app, never logged.
    pub token: String,
    pub created_at: Timestamp,
    /// It was replaced, and holds until then. `None`: it holds.
    pub until: Option<Timestamp>,
}

impl ProjectKey {
    /// A fresh key. Both random parts are drawn by the caller.
    pub fn fresh(at: Timestamp, id: &Entropy, secret: &Entropy) -> Self {
        Self {
            id: pika("ptkid", at, id),
            token: secure_pika("ptk", at, secret),
            created_at: at,
            until: None,
        }
    }

    /// Does it open anything at `now`?
    pub fn valid(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Without the credential.
impl fmt::Debug for ProjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProjectKey")
            .field("id", &self.id)
            .field("created_at", &self.created_at)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(at: u64, until: Option<u64>) -> ProjectKey {
        ProjectKey {
            until: until.map(Timestamp),
            ..ProjectKey::fresh(Timestamp(at), &[at as u8; 16], &[7; 16])
        }
    }

    #[test]
    fn the_newest_key_that_holds_is_the_apps() {
        let mut app = App::new(AppId::from("project_1"), "App", Timestamp(0));
        assert_eq!(app.key(Timestamp(1)), None);
        app.keys = vec![key(10, Some(50)), key(20, None), key(30, Some(40))];
        assert_eq!(app.key(Timestamp(35)).unwrap().created_at, Timestamp(30));
        assert_eq!(app.key(Timestamp(40)).unwrap().created_at, Timestamp(20));
        app.keys.remove(1);
        assert_eq!(app.key(Timestamp(49)).unwrap().created_at, Timestamp(10));
        assert_eq!(app.key(Timestamp(50)), None, "the overlap is over");
    }

    #[test]
    fn debug_of_an_app_shows_no_credential() {
        let mut app = App::new(AppId::from("project_1"), "App", Timestamp(0));
        app.keys = vec![key(10, None)];
        let shown = format!("{app:?}");
        assert!(shown.contains(&app.keys[0].id), "{shown}");
        assert!(!shown.contains("ptk_"), "{shown}");
    }
}
