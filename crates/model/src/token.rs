//! A client's credential.

use serde::{Deserialize, Serialize};

use crate::{State, Timestamp, TokenId};

/// A token of an app. A token with a name is a *persona*.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    pub id: TokenId,
    /// Name of the persona, if it is one ("Alice").
    pub name: Option<String>,
    /// Metadata that the backend keeps with the token; the client sees it when it connects.
    pub state: State,
    pub created_at: Timestamp,
    /// From this instant on the token is refused. `None`: never.
    pub expires_at: Option<Timestamp>,
    /// When the last connection that it had went. `None`: it never had one, or has its first now.
    pub last_seen: Option<Timestamp>,
}

impl Token {
    /// Has the token expired at `now`?
    pub fn expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}
