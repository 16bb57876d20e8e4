//! A client's credential.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{State, Timestamp, TokenId};

/// A token of an app, or a client that its backend has registered; the id tells which. A token with a name is a
/// *persona*.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    pub id: TokenId,
    /// Name of the persona, if it is one ("Alice"); of a client its username.
    pub name: Option<String>,
    /// Free text that the backend keeps with a client.
    pub extra: Option<String>,
    /// Metadata that the backend keeps with the token; the client sees it when it connects.
    pub state: State,
    pub created_at: Timestamp,
    /// From this instant on the token is refused. `None`: never.
    pub expires_at: Option<Timestamp>,
    /// When the last connection that it had went. `None`: it never had one, or has its first now.
    pub last_seen: Option<Timestamp>,
}

/// Where a client can be notified while it is offline. Kept for its backend; nothing is sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Unique in its app.
    pub id: String,
    /// Whose it is.
    pub client: TokenId,
    /// What the push service knows it by. A credential.
    pub token: String,
}

/// Without the credential.
impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device")
            .field("id", &self.id)
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

impl Token {
    /// Has the token expired at `now`?
    pub fn expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_of_a_device_shows_no_credential() {
        let device = Device {
            id: "phone".into(),
            client: TokenId::of_client("alice"),
            token: "sesame".into(),
        };
        let shown = format!("{device:?}");
        assert!(
            shown.contains("phone") && shown.contains("client:alice"),
            "{shown}"
        );
        assert!(!shown.contains("sesame"), "{shown}");
    }
}
