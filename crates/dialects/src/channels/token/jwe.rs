//! Encrypted tokens: the secret is the key (`dir`), AES-GCM of its length, and nothing else.

use aes_gcm::{
    AesGcm, Nonce,
    aead::{Aead, KeyInit, Payload, consts::U12},
    aes::{Aes128, Aes192, Aes256},
};
use model::Refusal;
use serde_json::{Map, Value, json};

use super::{
    Secret, no,
    shape::{bytes, part, word},
};

/// Bytes of the tag, which AES-GCM writes after the content.
const TAG: usize = 16;
/// Bytes of the nonce.
pub const NONCE: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    A128,
    A192,
    A256,
}

impl Cipher {
    const ALL: [Self; 3] = [Self::A128, Self::A192, Self::A256];

    pub fn name(self) -> &'static str {
        match self {
            Self::A128 => "A128GCM",
            Self::A192 => "A192GCM",
            Self::A256 => "A256GCM",
        }
    }

    /// Bytes of its key.
    pub fn key_length(self) -> usize {
        match self {
            Self::A128 => 16,
            Self::A192 => 24,
            Self::A256 => 32,
        }
    }

    /// The one whose key this secret can be.
    pub fn for_secret(secret: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|cipher| cipher.key_length() == secret.len())
    }

    fn open(self, key: &[u8], nonce: &[u8], text: Payload<'_, '_>) -> Option<Vec<u8>> {
        match self {
            Self::A128 => decrypt::<AesGcm<Aes128, U12>>(key, nonce, text),
            Self::A192 => decrypt::<AesGcm<Aes192, U12>>(key, nonce, text),
            Self::A256 => decrypt::<AesGcm<Aes256, U12>>(key, nonce, text),
        }
    }

    fn close(self, key: &[u8], nonce: &[u8], text: Payload<'_, '_>) -> Option<Vec<u8>> {
        match self {
            Self::A128 => encrypt::<AesGcm<Aes128, U12>>(key, nonce, text),
            Self::A192 => encrypt::<AesGcm<Aes192, U12>>(key, nonce, text),
            Self::A256 => encrypt::<AesGcm<Aes256, U12>>(key, nonce, text),
        }
    }
}

fn decrypt<A: KeyInit + Aead<NonceSize = U12>>(
    key: &[u8],
    nonce: &[u8],
    text: Payload<'_, '_>,
) -> Option<Vec<u8>> {
    let nonce = Nonce::<U12>::try_from(nonce).ok()?;
    A::new_from_slice(key).ok()?.decrypt(&nonce, text).ok()
}

fn encrypt<A: KeyInit + Aead<NonceSize = U12>>(
    key: &[u8],
    nonce: &[u8],
    text: Payload<'_, '_>,
) -> Option<Vec<u8>> {
    let nonce = Nonce::<U12>::try_from(nonce).ok()?;
    A::new_from_slice(key).ok()?.encrypt(&nonce, text).ok()
}

/// The claims as they are written, and the secret that opens them.
pub fn open<'s>(
    header: &Map<String, Value>,
    [head, key, nonce, content, tag]: [&str; 5],
    secrets: &'s [Secret],
) -> Result<(Vec<u8>, &'s Secret), Refusal> {
    let named = word(header, "enc");
    let cipher = Cipher::ALL.into_iter().find(|cipher| cipher.name() == named);
    let Some(cipher) = cipher.filter(|_| word(header, "alg") == "dir") else {
        return Err(
            no("the token is not encrypted with alg dir and enc A128GCM, A192GCM or A256GCM")
                .fix("encrypt it with dir and A128GCM, or sign it with HS256"),
        );
    };
    if !key.is_empty() {
        return Err(
            no("the token brings a key, which alg dir has none of").fix("leave its second part empty")
        );
    }
    let (nonce, content, tag) = match (bytes(nonce), bytes(content), bytes(tag)) {
        (Some(nonce), Some(content), Some(tag)) if nonce.len() == NONCE && tag.len() == TAG => {
            (nonce, content, tag)
        }
        _ => {
            let message = format!(
                "the token's nonce has not {NONCE} bytes, its tag not {TAG}, or they are not base64url"
            );
            return Err(no(message).fix("copy the whole token"));
        }
    };
    let mut fitting = secrets
        .iter()
        .filter(|secret| secret.text.len() == cipher.key_length())
        .peekable();
    if fitting.peek().is_none() {
        let message = format!(
            "{} takes a secret of {} bytes, and no secret that holds here has as many",
            cipher.name(),
            cipher.key_length()
        );
        return Err(no(message).fix("give the app a secret of that length, or sign the token with HS256"));
    }
    let sealed = [content, tag].concat();
    let mut opened = fitting.filter_map(|secret| {
        let text = Payload {
            msg: &sealed,
            aad: head.as_bytes(),
        };
        Some((cipher.open(secret.text.as_bytes(), &nonce, text)?, secret))
    });
    opened.next().ok_or_else(|| {
        no("the token is encrypted with no secret that holds here")
            .fix("encrypt it with a secret of the app, as the dashboard shows it")
    })
}

/// A token with these claims, encrypted; `None` if the secret is no key.
pub fn seal(claims: &Value, secret: &str, nonce: &[u8; NONCE]) -> Option<String> {
    let cipher = Cipher::for_secret(secret)?;
    let head = part(json!({ "alg": "dir", "enc": cipher.name(), "typ": "JWT" }).to_string());
    let claims = claims.to_string();
    let text = Payload {
        msg: claims.as_bytes(),
        aad: head.as_bytes(),
    };
    let sealed = cipher.close(secret.as_bytes(), nonce, text)?;
    let (content, tag) = sealed.split_last_chunk::<TAG>()?;
    Some([head, String::new(), part(nonce), part(content), part(tag)].join("."))
}
