//! A *no*: always a code, a sentence that says what failed, and what would fix it.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What kind of *no*. Programs decide by the code, people read the sentence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum RefusalCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl RefusalCode {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as text, in capitals.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// The credential is missing, unknown, expired or of another app.
    InvalidAuth = "INVALID_AUTH",
    /// The app does not exist.
    UnknownApp = "UNKNOWN_APP",
    /// Something was asked before saying who one is.
    NotIdentified = "NOT_IDENTIFIED",
    /// The subject has no permission for that channel.
    NotGranted = "NOT_GRANTED",
    /// Somebody, or the app's mode, said no.
    Denied = "DENIED",
    /// Nobody answered in time.
    DeadlinePassed = "DEADLINE_PASSED",
    /// The channel does not exist.
    UnknownChannel = "UNKNOWN_CHANNEL",
    /// The subject is not subscribed.
    NotSubscribed = "NOT_SUBSCRIBED",
    /// The channel is closed.
    ChannelClosed = "CHANNEL_CLOSED",
    /// The channel exists already.
    ChannelExists = "CHANNEL_EXISTS",
    /// The channel lacks a capability that the request needs.
    MissingCapability = "MISSING_CAPABILITY",
    /// The state has moved on since the caller saw it.
    VersionConflict = "VERSION_CONFLICT",
    /// The question has its answer already.
    AlreadyDecided = "ALREADY_DECIDED",
    /// The frame, body or name is not what the protocol asks for.
    InvalidRequest = "INVALID_REQUEST",
    /// More bytes than are allowed.
    TooLarge = "TOO_LARGE",
    /// More of something than is allowed.
    LimitReached = "LIMIT_REACHED",
    /// Something named in the request does not exist.
    NotFound = "NOT_FOUND",
    /// The store did not take it.
    StoreUnavailable = "STORE_UNAVAILABLE",
    /// The server is going down.
    ShuttingDown = "SHUTTING_DOWN",
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A *no* with its reason and its way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    pub code: RefusalCode,
    /// One sentence: what failed.
    pub message: String,
    /// One sentence: what would make it work.
    pub fix: Option<String>,
}

impl Refusal {
    /// A refusal without advice.
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            fix: None,
        }
    }

    /// Adds what would make it work.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_serialise_as_their_text() {
        let mut seen = std::collections::HashSet::new();
        for code in RefusalCode::ALL {
            assert!(seen.insert(code.as_str()));
            assert_eq!(serde_json::to_string(code).unwrap(), format!("\"{code}\""));
        }
    }
}
