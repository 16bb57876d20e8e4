//! Identifiers in the form Hop's clients know: `<prefix>_<base64url of an ASCII tail>`.
//!
//! An ordinary tail is a decimal snowflake, a secure tail `s_<32 hex digits>_<snowflake>`. Clients look at prefixes
//! only; a secure id is a credential and must never be logged.

use std::{borrow::Borrow, fmt, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Timestamp;

/// First instant of the snowflake, 2022-04-17T00:00:00Z in ms since 1970 (read off Hop's own webhook sample).
const EPOCH: u64 = 1_650_153_600_000;

/// What makes an id unique: 16 random bytes, drawn by the caller.
pub type Entropy = [u8; 16];

fn snowflake(at: Timestamp, entropy: &Entropy) -> u64 {
    let random = u64::from(entropy[0]) << 16 | u64::from(entropy[1]) << 8 | u64::from(entropy[2]);
    at.0.saturating_sub(EPOCH) << 22 | (random & 0x3F_FFFF)
}

/// An id that is no secret: `<prefix>_<base64url(snowflake)>`.
pub fn pika(prefix: &str, at: Timestamp, entropy: &Entropy) -> String {
    numbered(prefix, snowflake(at, entropy))
}

fn numbered(prefix: &str, number: u64) -> String {
    format!("{prefix}_{}", URL_SAFE_NO_PAD.encode(number.to_string()))
}

/// An id that is a credential: the tail carries 128 random bits.
pub fn secure_pika(prefix: &str, at: Timestamp, entropy: &Entropy) -> String {
    let hex: String = entropy.iter().map(|byte| format!("{byte:02x}")).collect();
    let tail = format!("s_{hex}_{}", snowflake(at, entropy));
    format!("{prefix}_{}", URL_SAFE_NO_PAD.encode(tail))
}

/// When an id of either form was made, read from its text; `None` if it is no id of this form.
pub fn pika_time(id: &str) -> Option<Timestamp> {
    // A prefix may have underscores of its own, and base64url knows them too.
    let mut tails = id.match_indices('_').map(|(at, _)| &id[at + 1..]);
    let read = |tail: &str| {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(tail).ok()?).ok()?;
        let snowflake = match text.strip_prefix("s_") {
            Some(secure) => secure.split_once('_').filter(|(random, _)| random.len() == 32)?.1,
            None => &text,
        };
        let number: u64 = snowflake.parse().ok()?;
        Some(Timestamp((number >> 22) + EPOCH))
    };
    tails.find_map(read)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $make:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// What every id of this kind starts with, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// A fresh id for the instant `at`.
            pub fn fresh(at: Timestamp, entropy: &Entropy) -> Self {
                Self($make($prefix, at, entropy).into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

macro_rules! public_debug {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}

id!(
    /// An app (Hop: project).
    AppId, "project", pika
);
id!(
    /// A token: the id *is* the client's credential, so `Debug` shows only its end.
    TokenId, "leap_token", secure_pika
);
id!(
    /// One question to a person: may this subject join that channel?
    TicketId, "ticket", pika
);
public_debug!(AppId ConnId TicketId);

/// One connection. There may be very many, so one of our own keeps its number only.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnId(Conn);

#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Conn {
    Numbered(u64),
    /// Said by somebody, and none of ours.
    Other(Arc<str>),
}

impl ConnId {
    /// What every id of this kind starts with, without the underscore.
    pub const PREFIX: &'static str = "leap_conn";

    /// A fresh id for the instant `at`.
    pub fn fresh(at: Timestamp, entropy: &Entropy) -> Self {
        Self(Conn::Numbered(snowflake(at, entropy)))
    }

    fn number(text: &str) -> Option<u64> {
        let tail = text.strip_prefix(Self::PREFIX)?.strip_prefix('_')?;
        let number = String::from_utf8(URL_SAFE_NO_PAD.decode(tail).ok()?).ok()?;
        let number: u64 = number.parse().ok()?;
        // Two texts are never one id.
        (numbered(Self::PREFIX, number) == text).then_some(number)
    }
}

impl From<&str> for ConnId {
    fn from(text: &str) -> Self {
        Self(Self::number(text).map_or_else(|| Conn::Other(text.into()), Conn::Numbered))
    }
}

impl From<String> for ConnId {
    fn from(text: String) -> Self {
        Self::from(&*text)
    }
}

impl fmt::Display for ConnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Conn::Numbered(number) => f.write_str(&numbered(Self::PREFIX, *number)),
            Conn::Other(text) => f.write_str(text),
        }
    }
}

impl Serialize for ConnId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ConnId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(Self::from)
    }
}

impl TokenId {
    /// How the id of a client begins.
    const CLIENT: &'static str = "client:";

    /// The id of the client that its backend calls `name`. It is no credential: nobody gets in by showing it.
    pub fn of_client(name: &str) -> Self {
        Self([Self::CLIENT, name].concat().into())
    }

    /// What the backend calls the client, if this is the id of one.
    pub fn client(&self) -> Option<&str> {
        self.0.strip_prefix(Self::CLIENT)
    }

    /// The last characters of the id, enough to recognise it and too few to use it: `…a1b2c3`.
    pub fn tail(&self) -> String {
        if let Some(client) = self.client() {
            return client.to_owned();
        }
        let from = self.0.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
        format!("…{}", &self.0[from..])
    }
}

impl fmt::Debug for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.client() {
            Some(client) => write!(f, "client:{client}"),
            None => write!(f, "leap_token_{}", self.tail()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_carry_the_instant_and_the_entropy() {
        let at = Timestamp(EPOCH + 1);
        let plain = AppId::fresh(at, &[0; 16]);
        let tail = URL_SAFE_NO_PAD
            .decode(plain.as_str().strip_prefix("project_").unwrap())
            .unwrap();
        assert_eq!(tail, (1u64 << 22).to_string().into_bytes());

        let secret = TokenId::fresh(at, &[0xAB; 16]);
        let tail = URL_SAFE_NO_PAD
            .decode(secret.as_str().strip_prefix("leap_token_").unwrap())
            .unwrap();
        assert!(
            String::from_utf8(tail)
                .unwrap()
                .starts_with(&format!("s_{}_", "ab".repeat(16)))
        );
    }

    #[test]
    fn an_id_tells_when_it_was_made() {
        for seed in 0..=255 {
            let at = Timestamp(EPOCH + 1_000 * u64::from(seed));
            assert_eq!(pika_time(&pika("leap_conn", at, &[seed; 16])), Some(at));
            assert_eq!(pika_time(&secure_pika("leap_token", at, &[seed; 16])), Some(at));
        }
        for other in [
            "",
            "_",
            "leap_token_",
            "leap_token_abc",
            "room",
            "leap_token_c19hYmNfMQ",
        ] {
            assert_eq!(pika_time(other), None, "{other}");
        }
    }

    #[test]
    fn a_connections_id_is_the_text_it_is_shown_as() {
        let fresh = ConnId::fresh(Timestamp(EPOCH + 1), &[0; 16]);
        assert_eq!(
            fresh.to_string(),
            pika(ConnId::PREFIX, Timestamp(EPOCH + 1), &[0; 16])
        );
        assert_eq!(ConnId::from(fresh.to_string()), fresh);
        // "7", "007" and "+7": numbers, and one of them is one of ours.
        let texts = [
            "leap_conn_Nw",
            "leap_conn_MDA3",
            "leap_conn_Kzc",
            "leap_conn_",
            "Nw",
            "leap_conn_1",
        ];
        for text in texts {
            let id = ConnId::from(text);
            assert_eq!(id.to_string(), text);
            assert_eq!(
                texts.iter().filter(|other| ConnId::from(**other) == id).count(),
                1
            );
            let json = format!("\"{text}\"");
            assert_eq!(serde_json::to_string(&id).unwrap(), json);
            assert_eq!(serde_json::from_str::<ConnId>(&json).unwrap(), id);
        }
        assert_eq!(size_of::<ConnId>(), size_of::<Arc<str>>());
    }

    #[test]
    fn the_id_of_a_client_is_no_credential() {
        for name in ["alice", "", "client:alice", "user 1 é"] {
            let id = TokenId::of_client(name);
            assert_eq!(id.as_str(), format!("client:{name}"));
            assert_eq!(id.client(), Some(name));
            assert_eq!(format!("{id:?}"), format!("client:{name}"), "nothing to hide");
            assert_eq!(id.tail(), name);
        }
        let token = TokenId::fresh(Timestamp(EPOCH), &[7; 16]);
        assert_eq!(token.client(), None);
        for other in ["", "client", "Client:alice", " client:alice"] {
            assert_eq!(TokenId::from(other).client(), None, "{other}");
        }
    }

    #[test]
    fn debug_of_a_credential_hides_it() {
        let secret = TokenId::fresh(Timestamp(EPOCH), &[7; 16]);
        let shown = format!("{secret:?}");
        assert!(shown.len() < 24 && !secret.as_str().contains(&shown), "{shown}");
    }
}
