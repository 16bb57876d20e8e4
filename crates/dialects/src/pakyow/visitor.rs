//! Who a page is: its id and its key together. Nothing of it is kept on the server.
//!
//! The key of a session is computed from the session's id and a secret of this server's. Id and key make a digest, under
//! which Pakyow keeps what a page is subscribed to; here the digest's hash is the name of the client that the page is.

use hmac::{Hmac, Mac, digest::KeyInit};
use model::{Refusal, TokenId};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::{Given, ID, Settings, invalid};
use crate::{Headers, Lookup};

/// Most bytes of an id or a key.
const LONGEST: usize = 256;
/// Most bytes of what is taken for a session's id; browsers keep no more.
const LONGEST_SESSION: usize = 4_096;

/// A page, or whatever connects like one. Has no `Debug`: all but the id is secret.
pub(super) struct Visitor {
    /// Of the page; everybody who sees the page sees it.
    pub id: Box<str>,
    /// The key that it shows by itself.
    pub shown: Option<Box<str>>,
    /// The id of its session.
    pub session: Box<str>,
    /// It came without a session.
    pub new: bool,
}

impl Visitor {
    /// Who asks: by parameter, else by header, else by cookie; what is missing is made from `entropy`.
    pub fn new(
        given: &Given<'_>,
        headers: Headers<'_>,
        entropy: &[u8],
        lookup: &dyn Lookup,
    ) -> Result<Self, Refusal> {
        let either = |name: &str, header: &str| {
            given
                .text(name)
                .or_else(|| headers.get(header).map(str::to_owned))
        };
        let id = either(ID, "x-socket-connection-id").unwrap_or_else(|| fresh("id", entropy));
        let shown = either("socket_key", "x-socket-key");
        check(ID, &id)?;
        check("socket_key", shown.as_deref().unwrap_or_default())?;
        let session = session(headers, Settings::of(lookup).cookie());
        Ok(Self {
            id: id.into(),
            shown: shown.map(Into::into),
            new: session.is_none(),
            session: session
                .map_or_else(|| fresh("session", entropy), str::to_owned)
                .into(),
        })
    }

    /// The client of the engine's that it is.
    pub fn client(&self, lookup: &dyn Lookup) -> TokenId {
        match &self.shown {
            Some(key) => client(key, &self.id),
            None => client(&key_of(&self.session, lookup), &self.id),
        }
    }
}

/// The client of an id and a key.
pub(super) fn client(key: &str, id: &str) -> TokenId {
    let hash = hex(&Sha256::digest(digest(key, id)));
    TokenId::of_client(&format!("page-{}", &hash[..16]))
}

/// The key of a session.
pub(super) fn key_of(session: &str, lookup: &dyn Lookup) -> String {
    let mut block = [0; 64];
    block[..32].copy_from_slice(&lookup.secret("pakyow session"));
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(session.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// Is this short enough for an id or a key? The text is not repeated: it may be a key.
pub(super) fn check(name: &str, text: &str) -> Result<(), Refusal> {
    if text.len() <= LONGEST {
        return Ok(());
    }
    let message = format!("{name} has {} bytes, {LONGEST} is the most", text.len());
    Err(invalid(message).fix("use 64 hex digits"))
}

/// What Pakyow keeps the subscriptions of a page under.
fn digest(key: &str, id: &str) -> String {
    hex(&Sha1::digest(format!("--{key}--{id}--")))
}

fn session<'a>(headers: Headers<'a>, cookie: &str) -> Option<&'a str> {
    let mut pairs = headers
        .get("cookie")?
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, session) = pairs.find(|(name, _)| *name == cookie)?;
    (1..=LONGEST_SESSION).contains(&session.len()).then_some(session)
}

/// 64 hex digits that tell nothing of `entropy`, nor of those made for another purpose.
fn fresh(purpose: &str, entropy: &[u8]) -> String {
    hex(&Sha256::new()
        .chain_update(purpose)
        .chain_update(entropy)
        .finalize())
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";

    let digits = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    bytes.iter().flat_map(digits).map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_pakyow() {
        assert_eq!(
            digest("sekret", "me1"),
            "c5dd78ce8a3268868be2062f31296c49232f48ce"
        );
        assert_eq!(digest("abc", ""), "ff7e51e377b43ced3b0978b9f7e911725aae515d");
    }

    #[test]
    fn what_is_drawn_for_one_purpose_tells_nothing_of_another() {
        let (id, session) = (fresh("id", &[1; 16]), fresh("session", &[1; 16]));
        assert_eq!((id.len(), session.len()), (64, 64));
        assert_ne!(id, session);
        assert_ne!(id, fresh("id", &[2; 16]));
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        for (header, session_id) in [
            ("pakyow.session=abc", Some("abc")),
            ("a=b; pakyow.session=a=b;c=d", Some("a=b")),
            ("xpakyow.session=abc", None),
            ("pakyow.session=", None),
            ("pakyow.session", None),
            ("", None),
        ] {
            let headers = [("cookie", header.as_bytes())];
            assert_eq!(
                session(Headers(&headers), "pakyow.session"),
                session_id,
                "{header}"
            );
        }
        let long = format!("s={}", "x".repeat(LONGEST_SESSION + 1));
        assert_eq!(session(Headers(&[("cookie", long.as_bytes())]), "s"), None);
    }
}
