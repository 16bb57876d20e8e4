//! What a channel can do beyond passing messages on.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A set of capabilities. In Rust a bit field (the integer of Hop's REST object), in JSON a list of names.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Capabilities(u32);

impl Capabilities {
    /// None at all: messages go from the backend to whoever is there.
    pub const NONE: Self = Self(0);
    /// Deleted when the last subscriber has gone.
    pub const EPHEMERAL: Self = Self(1);
    /// Subscribers may publish.
    pub const CLIENT_PUBLISH: Self = Self(2);
    /// Subscribers may replace the state.
    pub const CLIENT_SET_STATE: Self = Self(4);
    /// Keeps history; a publish is acknowledged when it is on disk.
    pub const PERSISTENT: Self = Self(8);
    /// Announces who is there.
    pub const PRESENCE: Self = Self(16);

    const NAMES: [(&'static str, Self); 5] = [
        ("persistent", Self::PERSISTENT),
        ("presence", Self::PRESENCE),
        ("ephemeral", Self::EPHEMERAL),
        ("client_publish", Self::CLIENT_PUBLISH),
        ("client_set_state", Self::CLIENT_SET_STATE),
    ];

    /// Reads the bit field; unknown bits make it `None`.
    pub fn from_bits(bits: u32) -> Option<Self> {
        (bits & !0b1_1111 == 0).then_some(Self(bits))
    }

    /// The bit field.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Are all of `wanted` in here?
    pub fn has(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    /// The names in this set, in the order of the glossary.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES
            .into_iter()
            .filter(move |(_, one)| self.has(*one))
            .map(|(name, _)| name)
    }

    /// The capability called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, one)| one)
    }
}

impl fmt::Debug for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

impl Serialize for Capabilities {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.names())
    }
}

impl<'de> Deserialize<'de> for Capabilities {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut all = Self::NONE;
        for name in Vec::<String>::deserialize(from)? {
            all = all.with(Self::named(&name).ok_or_else(|| {
                let known: Vec<_> = Self::NAMES.iter().map(|(name, _)| *name).collect();
                serde::de::Error::custom(format!(
                    "unknown capability \"{name}\"; known: {}",
                    known.join(", ")
                ))
            })?);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_bits_agree() {
        let set = Capabilities::PERSISTENT.with(Capabilities::PRESENCE);
        assert_eq!(set.bits(), 24);
        assert_eq!(Capabilities::from_bits(24), Some(set));
        assert_eq!(Capabilities::from_bits(32), None);
        assert_eq!(
            serde_json::to_string(&set).unwrap(),
            r#"["persistent","presence"]"#
        );
        assert_eq!(
            serde_json::from_str::<Capabilities>(r#"["presence","persistent"]"#).unwrap(),
            set
        );
        let error = serde_json::from_str::<Capabilities>(r#"["persistant"]"#)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("\"persistant\"") && error.contains("client_set_state"),
            "{error}"
        );
    }
}
