//! The unit of isolation.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
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
    /// With which tokens of its clients are signed, oldest first. More than one while a rotation overlaps.
    pub signing_keys: Vec<SigningKey>,
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
            signing_keys: Vec::new(),
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

/// A secret with which the tokens of an app's clients are signed or encrypted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningKey {
    /// `signkid_…`, to speak of it.
    pub id: String,
    /// The secret itself, taken as its bytes. Shown to who manages the app, never logged.
    pub secret: String,
    pub created_at: Timestamp,
    /// It was replaced, and holds until then. `None`: it holds.
    pub until: Option<Timestamp>,
}

impl SigningKey {
    /// A key of this secret. The random part of its id is drawn by the caller.
    pub fn new(at: Timestamp, id: &Entropy, secret: impl Into<String>) -> Self {
        Self {
            id: pika("signkid", at, id),
            secret: secret.into(),
            created_at: at,
            until: None,
        }
    }

    /// A secret of 16 characters, which is what AES-128 takes, from what was drawn by the caller: 96 bits.
    pub fn secret_of(entropy: &Entropy) -> String {
        URL_SAFE_NO_PAD.encode(&entropy[..12])
    }

    /// Does it open anything at `now`?
    pub fn valid(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Without the secret.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("id", &self.id)
            .field("created_at", &self.created_at)
            .field("until", &self.until)
            .finish_non_exhaustive()
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
    fn a_secret_that_was_replaced_holds_until_its_end() {
        let mut key = SigningKey::new(Timestamp(10), &[1; 16], "secret");
        assert!(key.valid(Timestamp(u64::MAX)));
        key.until = Some(Timestamp(50));
        assert!(key.valid(Timestamp(49)) && !key.valid(Timestamp(50)));
    }

    #[test]
    fn a_secret_that_was_made_has_sixteen_characters_and_is_never_the_same() {
        let secret = SigningKey::secret_of(&[7; 16]);
        assert!(secret.len() == 16 && secret.is_ascii(), "{secret}");
        assert_ne!(secret, SigningKey::secret_of(&[8; 16]));
    }

    #[test]
    fn debug_of_an_app_shows_no_credential() {
        let mut app = App::new(AppId::from("project_1"), "App", Timestamp(0));
        app.keys = vec![key(10, None)];
        app.signing_keys = vec![SigningKey::new(Timestamp(10), &[1; 16], "sesame")];
        let shown = format!("{app:?}");
        assert!(shown.contains(&app.keys[0].id), "{shown}");
        assert!(shown.contains(&app.signing_keys[0].id), "{shown}");
        assert!(!shown.contains("ptk_") && !shown.contains("sesame"), "{shown}");
    }
}
