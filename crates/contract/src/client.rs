use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A client to be registered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateClient {
    /// What the backend calls it, 1 to 128 characters. A guest of this id becomes it.
    pub id: String,
    /// At most 128 characters.
    #[serde(default)]
    pub username: Option<String>,
    #[serde(default)]
    pub extra: Option<String>,
}

/// What is to change; absent fields stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateClient {
    /// An empty text takes it away.
    #[serde(default)]
    pub username: Option<String>,
    /// An empty text takes it away.
    #[serde(default)]
    pub extra: Option<String>,
}

/// A secret with which credentials of an app's clients are signed or encrypted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SigningKey {
    /// `signkid_…`
    pub id: String,
    /// Taken as its bytes.
    pub secret: String,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339: from then on it is refused, because a newer one took its place. Absent: it stays valid.
    pub until: Option<String>,
}

/// Makes a new secret and lets the present ones run out.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateSigningKey {
    /// 8 to 256 bytes; absent: one is made up. One of 16, 24 or 32 can also encrypt.
    #[serde(default)]
    pub secret: Option<String>,
    /// For how long the present ones stay valid, in ms; 0 (at once, the default) to 2,592,000,000 (30 days).
    #[serde(default)]
    pub overlap_ms: u64,
}

/// A credential to be made for a client, signed with the app's newest secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mint {
    /// One whose `mints` says yes.
    pub dialect: String,
    /// `jwt` or `jwe`.
    pub kind: String,
    /// What the backend calls the client. It need not be registered.
    pub client: String,
    /// `Client`, `Admin` or `SuperAdmin`.
    pub role: String,
    /// 1,000 ms to 366 days; absent: it never expires.
    #[serde(default)]
    pub expires_in_ms: Option<u64>,
}

/// The only time that the credential is shown: the server does not keep it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Minted {
    pub credential: String,
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

/// Without the secret.
impl fmt::Debug for RotateSigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RotateSigningKey")
            .field("overlap_ms", &self.overlap_ms)
            .finish_non_exhaustive()
    }
}

/// Without the credential.
impl fmt::Debug for Minted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Minted").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let key = SigningKey {
            id: "signkid_1".into(),
            secret: "hush-hush".into(),
            created_at: String::new(),
            until: None,
        };
        let wish = RotateSigningKey {
            secret: Some("hush-hush".into()),
            overlap_ms: 1,
        };
        let made = Minted {
            credential: "hush-hush".into(),
        };
        let shown = format!("{key:?} {wish:?} {made:?}");
        assert!(shown.contains("signkid_1") && !shown.contains("hush"), "{shown}");
    }
}
