//! Who may use the admin API.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// What a key of the admin API opens. A larger one includes the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// To see everything but credentials.
    Read,
    /// Also to answer those who wait to be let in.
    Approve,
    /// Everything.
    Manage,
}

impl Scope {
    /// The word used on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Approve => "approve",
            Self::Manage => "manage",
        }
    }

    /// Is `wanted` among what this opens?
    pub fn includes(self, wanted: Self) -> bool {
        self >= wanted
    }
}

/// A key of the admin API, as far as it is kept: who has the key can be recognised, the key cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessKey {
    /// `key_…`, to speak of it.
    pub id: String,
    /// What people call it.
    pub name: String,
    pub scope: Scope,
    /// SHA-256 of the key.
    pub hash: [u8; 32],
    /// Its last four characters.
    pub hint: String,
    pub created_at: Timestamp,
    /// From this instant on it opens nothing. `None`: never.
    pub expires_at: Option<Timestamp>,
}

impl AccessKey {
    /// Has it expired at `now`?
    pub fn expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_scope_includes_the_smaller() {
        let all = [Scope::Read, Scope::Approve, Scope::Manage];
        for (size, scope) in all.into_iter().enumerate() {
            for (wish, wanted) in all.into_iter().enumerate() {
                assert_eq!(scope.includes(wanted), size >= wish);
            }
        }
    }
}
