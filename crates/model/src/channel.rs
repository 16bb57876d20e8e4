//! A channel as it is described and stored; who is in it lives in the engine.

use std::{borrow::Borrow, fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

use crate::{Capabilities, Timestamp};

/// Who may join a channel that they know the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Only subjects with a grant, or whom the decider lets in.
    Private,
    /// Every token of the app.
    Public,
    /// Everybody, also without a token.
    Unprotected,
}

impl Visibility {
    /// The word used on the wire and on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
            Self::Unprotected => "unprotected",
        }
    }
}

impl FromStr for Visibility {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "private" => Ok(Self::Private),
            "public" => Ok(Self::Public),
            "unprotected" => Ok(Self::Unprotected),
            other => Err(format!(
                "unknown visibility \"{other}\"; use private, public or unprotected"
            )),
        }
    }
}

/// The name of a channel, unique in its app: 1 to 256 characters, none of them a control character or one of
/// `% ? # \ * < > "`; not `tokens`, which Hop's REST paths take for themselves.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct ChannelName(Arc<str>);

/// Why a text is no channel name. The sentence says what would be right.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChannelNameError {
    #[error("the channel name is empty; use 1 to 256 characters")]
    Empty,
    #[error("the channel name has {0} characters; 256 is the most")]
    TooLong(usize),
    #[error("the channel name contains {0:?}; leave out control characters and % ? # \\ * < > \"")]
    Character(char),
    #[error("\"tokens\" is reserved (Hop's REST API uses it as a path); choose another channel name")]
    Reserved,
}

impl ChannelName {
    /// The longest name, in characters.
    pub const LONGEST: usize = 256;

    /// Checks a name from outside.
    pub fn parse(text: &str) -> Result<Self, ChannelNameError> {
        let length = text.chars().count();
        if length == 0 {
            return Err(ChannelNameError::Empty);
        }
        if length > Self::LONGEST {
            return Err(ChannelNameError::TooLong(length));
        }
        if let Some(odd) = text.chars().find(|c| c.is_control() || "%?#\\*<>\"".contains(*c)) {
            return Err(ChannelNameError::Character(odd));
        }
        if text == "tokens" {
            return Err(ChannelNameError::Reserved);
        }
        Ok(Self(text.into()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for ChannelName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ChannelName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A channel's description.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    pub name: ChannelName,
    pub visibility: Visibility,
    pub capabilities: Capabilities,
    /// A closed channel accepts nothing on any path until it is opened again.
    pub closed: bool,
    /// What people call it, where that is not its name.
    pub title: Option<String>,
    /// Free text of the backend.
    pub extra: Option<String>,
    /// Its backend wishes that those who are offline are notified. Kept for it; nothing is sent.
    pub push: bool,
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_with_a_reason() {
        for good in [
            "room",
            "group_chat_1",
            "a b",
            "user:42@home~x.y-z",
            "café",
            "watching/docs/a.html",
            "scope:message;mutation:list",
            &"x".repeat(256),
        ] {
            assert_eq!(ChannelName::parse(good).unwrap().as_str(), good);
        }
        assert_eq!(ChannelName::parse(""), Err(ChannelNameError::Empty));
        assert_eq!(
            ChannelName::parse(&"x".repeat(257)),
            Err(ChannelNameError::TooLong(257))
        );
        assert_eq!(ChannelName::parse("tokens"), Err(ChannelNameError::Reserved));
        for bad in ['*', '?', '#', '%', '\\', '\n', '\u{0}'] {
            assert_eq!(
                ChannelName::parse(&format!("a{bad}b")),
                Err(ChannelNameError::Character(bad))
            );
        }
    }
}
