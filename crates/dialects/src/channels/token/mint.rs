//! Tokens that are made here, for those who try things out.

use model::{Refusal, RefusalCode};
use serde_json::{Value, json};

use super::{Role, claims::is_name, jwe, jws};
use crate::{Minted, Wish};

/// A token of the wished kind, made with this secret.
pub(in super::super) fn mint(wish: &Wish, secret: &str) -> Result<Minted, Refusal> {
    let role = Role::named(&wish.role).ok_or_else(|| {
        invalid(format!("there is no role \"{}\"", wish.role)).fix("use Client, Admin or SuperAdmin")
    })?;
    if !is_name(&wish.client) {
        return Err(
            invalid("a client's id has 1 to 256 characters, none of them a control character")
                .fix("name the client that the token is for"),
        );
    }
    let claims = claims(wish, role);
    let made = match &*wish.kind {
        "jwt" if !secret.is_empty() => jws::seal(&claims, secret).ok_or_else(unsealed)?,
        "jwt" => return Err(unsealed()),
        "jwe" => {
            let [nonce @ .., _, _, _, _] = &wish.entropy;
            jwe::seal(&claims, secret, nonce).ok_or_else(|| wrong_length(secret))?
        }
        other => {
            return Err(invalid(format!("there is no kind of token \"{other}\"")).fix("use jwt or jwe"));
        }
    };
    Ok(Minted { credential: made })
}

/// As the original makes them, and `iat`.
fn claims(wish: &Wish, role: Role) -> Value {
    let mut claims = json!({
        "Role": role.as_str(),
        "ClientID": wish.client,
        "AppID": wish.app,
        "sub": wish.client,
        "iat": wish.issued_at.0 / 1_000,
    });
    if let Some(at) = wish.expires_at {
        claims["exp"] = (at.0 / 1_000).into();
    }
    claims
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalCode::InvalidRequest, message)
}

fn unsealed() -> Refusal {
    invalid("the app has no secret to sign with").fix("make one for the app in the dashboard")
}

fn wrong_length(secret: &str) -> Refusal {
    let message = format!(
        "an encrypted token takes a secret of 16, 24 or 32 bytes, the app's has {}",
        secret.len()
    );
    invalid(message).fix("give the app a secret of that length, or make a signed token (jwt)")
}
