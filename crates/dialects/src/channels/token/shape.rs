//! What a token looks like, before anything in it is believed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::Refusal;
use serde_json::{Map, Value};

use super::no;

/// Most bytes of a token.
const LONGEST: usize = 8 * 1_024;

/// What no token may bring: its own key, where to get one, compression, and rules that are not known here.
const UNWANTED: [&str; 8] = ["jwk", "jku", "x5u", "x5c", "zip", "crit", "b64", "p2c"];

/// A token in its parts, as they are written.
pub struct Shape<'a> {
    pub header: Map<String, Value>,
    pub parts: Parts<'a>,
}

#[derive(Clone, Copy)]
pub enum Parts<'a> {
    /// Header, claims, signature.
    Signed([&'a str; 3]),
    /// Header, key, nonce, content, tag.
    Encrypted([&'a str; 5]),
}

impl<'a> Shape<'a> {
    pub fn read(token: &'a str) -> Result<Self, Refusal> {
        if token.len() > LONGEST {
            return Err(
                no(format!("the token has more than {LONGEST} bytes")).fix("put fewer claims into it")
            );
        }
        if token.contains(char::is_whitespace) {
            return Err(
                no("there is more than a token").fix("send the token itself, without Bearer before it")
            );
        }
        let mut pieces = token.split('.');
        let mut all = [""; 5];
        let count = all
            .iter_mut()
            .zip(&mut pieces)
            .map(|(to, piece)| *to = piece)
            .count();
        let [header, second, third, ..] = all;
        let parts = match (count, pieces.next()) {
            (3, None) => Parts::Signed([header, second, third]),
            (5, None) => Parts::Encrypted(all),
            _ => {
                return Err(
                    no("a token is three parts with dots between them, or five if it is encrypted")
                        .fix("copy the whole token"),
                );
            }
        };
        let header = object(header)
            .ok_or_else(|| no("the token's header is not JSON in base64url").fix("copy the whole token"))?;
        if let Some(found) = UNWANTED.iter().find(|name| header.contains_key(**name)) {
            return Err(no(format!(
                "the token's header has \"{found}\", which is not taken here"
            ))
            .fix("leave it out; alg is enough, and enc if the token is encrypted"));
        }
        Ok(Self { header, parts })
    }
}

/// Text in the header that is a string.
pub fn word<'a>(header: &'a Map<String, Value>, key: &str) -> &'a str {
    header.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The JSON object that is written in a part.
pub fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&bytes(part)?).ok()
}

/// The bytes that are written in a part: base64url, without padding, and in the only way there is.
pub fn bytes(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).ok()
}

/// Writes a part.
pub fn part(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
