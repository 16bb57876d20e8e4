//! Tokens, made by hand as a backend makes them, or as somebody does who wants to get in.

use aes_gcm::{
    AesGcm, Nonce,
    aead::{Aead, KeyInit, Payload, consts::U12},
    aes::{Aes128, Aes192, Aes256},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};

/// The app's secret, and the one that it replaces.
pub const SECRET: &str = "0123456789abcdef";
pub const OLD: &str = "the app's older secret";
pub const OPERATORS: &str = "the operator's own secret";

/// Now, in seconds.
pub const NOW: u64 = 1_767_225_600;

pub fn part(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn client() -> Value {
    json!({ "Role": "Client", "ClientID": "c1", "AppID": "project_1" })
}

pub fn admin() -> Value {
    json!({ "Role": "Admin", "ClientID": "root", "AppID": "project_1" })
}

/// Of all apps, if the operator's secret signs it.
pub fn super_admin() -> Value {
    json!({ "Role": "SuperAdmin", "ClientID": "op" })
}

/// These claims, with one more or another.
pub fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

pub fn without(mut claims: Value, name: &str) -> Value {
    claims.as_object_mut().unwrap().remove(name);
    claims
}

/// Signed with HS256.
pub fn signed(claims: &Value, secret: &str) -> String {
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    signed_as(&header, claims.to_string(), secret, Algorithm::HS256)
}

/// Signed with an algorithm, whatever the header says.
pub fn signed_as(header: &Value, claims: impl AsRef<[u8]>, secret: &str, algorithm: Algorithm) -> String {
    let text = format!("{}.{}", part(header.to_string()), part(claims));
    let key = EncodingKey::from_secret(secret.as_bytes());
    let signature = crypto::sign(text.as_bytes(), &key, algorithm).unwrap();
    format!("{text}.{signature}")
}

/// Encrypted with the cipher that the secret's length is for.
pub fn encrypted(claims: &Value, secret: &str) -> String {
    let enc = match secret.len() {
        16 => "A128GCM",
        24 => "A192GCM",
        _ => "A256GCM",
    };
    let header = json!({ "alg": "dir", "enc": enc, "typ": "JWT" });
    encrypted_as(&header, claims.to_string(), secret)
}

/// The same, whatever the header says.
pub fn encrypted_as(header: &Value, claims: impl AsRef<[u8]>, secret: &str) -> String {
    let head = part(header.to_string());
    let nonce = [9; 12];
    let text = Payload {
        msg: claims.as_ref(),
        aad: head.as_bytes(),
    };
    let key = secret.as_bytes();
    let sealed = match key.len() {
        16 => encrypt::<AesGcm<Aes128, U12>>(key, nonce, text),
        24 => encrypt::<AesGcm<Aes192, U12>>(key, nonce, text),
        _ => encrypt::<AesGcm<Aes256, U12>>(key, nonce, text),
    };
    let (content, tag) = sealed.split_at(sealed.len() - 16);
    format!("{head}..{}.{}.{}", part(nonce), part(content), part(tag))
}

fn encrypt<A: KeyInit + Aead<NonceSize = U12>>(
    key: &[u8],
    nonce: [u8; 12],
    text: Payload<'_, '_>,
) -> Vec<u8> {
    let cipher = A::new_from_slice(key).unwrap();
    cipher.encrypt(&Nonce::<U12>::from(nonce), text).unwrap()
}

/// What OpenSSL makes of [`client`], not what is made here: `(secret, token)`.
#[rustfmt::skip] // A table.
pub const OPENSSLS: [(&str, &str); 3] = [
    ("0123456789abcdef", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIiwidHlwIjoiSldUIn0..AAECAwQFBgcICQoL.hh2WcnIRGQzKZWtzpfXEDyz1FJZu1iQ_Pi3Iyc3Imk5yNd6egKfc5VAF1-wRBzhCFz04DEk.6tX1awWPdYrSlFf4qvdFAw"),
    ("0123456789abcdef01234567", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTkyR0NNIiwidHlwIjoiSldUIn0..AAECAwQFBgcICQoL.1DnwXPWXYsU-y39o3OjoKt7benggp9SJ6tF8hWsxMQUPSQfY4YffctnHxe9FOqjT8zs-qJM.h6ARrIVuE6-L9mXGB7IBXA"),
    ("0123456789abcdef0123456789abcdef", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwidHlwIjoiSldUIn0..AAECAwQFBgcICQoL.VsfpE7V98JaKnx3XFKGlJsoqQOtV2Rr_aZiZjppGnaaRiXduOfxTMqsHyy61xqZZWLSs03U.FjXmp_V0DQlPuXFlU5Mtig"),
];

#[test]
fn they_are_made_as_others_make_them() {
    let token = signed(&json!({ "a": 1 }), "secret-of-16-byt");
    let openssls =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhIjoxfQ.FVUHPDHwcUCjLw2HODF69XzinhM_Gk5O-VQo57HYunM";
    assert_eq!(token, openssls);
}
