//! Signed tokens: HMAC and nothing else.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto};
use model::Refusal;
use serde_json::{Map, Value};

use super::{
    Secret, no,
    shape::{bytes, part, word},
};

fn algorithm(header: &Map<String, Value>) -> Option<Algorithm> {
    match word(header, "alg") {
        "HS256" => Some(Algorithm::HS256),
        "HS384" => Some(Algorithm::HS384),
        "HS512" => Some(Algorithm::HS512),
        _ => None,
    }
}

/// The claims as they are written, and the secret that has signed them.
pub fn open<'s>(
    header: &Map<String, Value>,
    [head, claims, signature]: [&str; 3],
    secrets: &'s [Secret],
) -> Result<(Vec<u8>, &'s Secret), Refusal> {
    let Some(algorithm) = algorithm(header) else {
        return Err(no("the token is not signed with HS256, HS384 or HS512").fix("sign it with HS256"));
    };
    let signed = [head, ".", claims].concat();
    let fits = |secret: &&Secret| {
        let key = DecodingKey::from_secret(secret.text.as_bytes());
        crypto::verify(signature, signed.as_bytes(), &key, algorithm).unwrap_or(false)
    };
    let Some(secret) = secrets.iter().find(fits) else {
        return Err(no("the token's signature is by no secret that holds here")
            .fix("sign it with a secret of the app, as the dashboard shows it"));
    };
    match bytes(claims) {
        Some(claims) => Ok((claims, secret)),
        None => Err(no("the token's claims are not base64url").fix("copy the whole token")),
    }
}

/// A token with these claims, signed; `None` if the secret is none.
pub fn seal(claims: &Value, secret: &str) -> Option<String> {
    let signed = [part(r#"{"alg":"HS256","typ":"JWT"}"#), part(claims.to_string())].join(".");
    let key = EncodingKey::from_secret(secret.as_bytes());
    let signature = crypto::sign(signed.as_bytes(), &key, Algorithm::HS256).ok()?;
    Some([signed, signature].join("."))
}
