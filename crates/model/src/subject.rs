//! Who acts.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ChannelName, ConnId, Timestamp, TokenId};

/// Who acts in an app.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "lowercase")]
pub enum Subject {
    /// A holder of a token.
    Token(TokenId),
    /// A connection that showed no credential.
    Anonymous(ConnId),
    /// The app's own backend, or a person at the dashboard.
    Backend,
}

/// Short form that is safe on screen and in logs.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(id) => f.write_str(&id.tail()),
            Self::Anonymous(_) => f.write_str("anonymous"),
            Self::Backend => f.write_str("backend"),
        }
    }
}

/// A token's standing subscription, kept until somebody ends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    pub token: TokenId,
    pub channel: ChannelName,
    pub since: Timestamp,
}
