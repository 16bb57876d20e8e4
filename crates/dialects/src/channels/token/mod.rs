//! The tokens of clients: compact JOSE, signed or encrypted with a secret that server and backend share.
//!
//! Algorithms are chosen here, never by the token: it may say which of ours it is made with, not bring a key, compress,
//! or ask for work.

mod claims;
mod inspect;
mod jwe;
mod jws;
mod mint;
mod shape;

use model::{AppId, Refusal, RefusalCode, Timestamp, TokenId};
use serde_json::{Map, Value};

use self::shape::{Parts, Shape};
pub(super) use self::{claims::is_name, inspect::inspect, mint::mint};
use crate::Lookup;

/// The setting with the secret of the operator's tokens.
pub(super) const SETTING: &str = "secret";

/// What a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Client,
    /// Of one app.
    Admin,
    /// Of all apps, if it is signed with the operator's secret; else of the app whose secret it is.
    SuperAdmin,
}

impl Role {
    /// As tokens have it. The original's documentation writes the last one with an underscore, its code never did.
    fn named(text: &str) -> Option<Self> {
        match text {
            "Client" => Some(Self::Client),
            "Admin" => Some(Self::Admin),
            "SuperAdmin" | "Super_Admin" => Some(Self::SuperAdmin),
            _ => None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Client => "Client",
            Self::Admin => "Admin",
            Self::SuperAdmin => "SuperAdmin",
        }
    }
}

/// Who shows a token that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    /// What the backend calls the client.
    pub client: String,
    pub role: Role,
    /// It is signed with the operator's secret.
    pub operator: bool,
    /// Until when the token holds, if it says so.
    pub expires_at: Option<Timestamp>,
}

impl Identity {
    pub fn id(&self) -> TokenId {
        TokenId::of_client(&self.client)
    }

    /// May it be in every channel of the app, and manage it?
    pub fn is_admin(&self) -> bool {
        self.role != Role::Client
    }

    /// May it manage all apps?
    pub fn is_operator(&self) -> bool {
        self.operator && self.role == Role::SuperAdmin
    }
}

/// A secret that may have signed a token. There is no `Debug` here.
struct Secret {
    text: String,
    operator: bool,
}

/// Who shows this token, in this app; without one it has to be the operator.
pub(super) fn verify(token: &str, app: Option<&AppId>, lookup: &dyn Lookup) -> Result<Identity, Refusal> {
    let shape = Shape::read(token)?;
    let (claims, operator) = open(&shape, &secrets(app, lookup))?;
    claims::judge(&claims, operator, app, lookup.now())
}

/// The app's secrets first: where one is the operator's as well, it is worth less.
fn secrets(app: Option<&AppId>, lookup: &dyn Lookup) -> Vec<Secret> {
    let own = app.map(|app| lookup.signing_secrets(app)).unwrap_or_default();
    let operator = lookup.settings()[SETTING].as_str().map(str::to_owned);
    let own = own.into_iter().map(|text| (text, false));
    own.chain(operator.map(|text| (text, true)))
        .map(|(text, operator)| Secret { text, operator })
        // Anybody knows the empty one, and to HMAC one of zeros is the same.
        .filter(|secret| secret.text.bytes().any(|byte| byte != 0))
        .collect()
}

/// What the token claims, if one of the secrets opens it; and is that the operator's?
fn open(shape: &Shape<'_>, secrets: &[Secret]) -> Result<(Map<String, Value>, bool), Refusal> {
    if secrets.is_empty() {
        return Err(
            no("there is no secret here that tokens of clients could be signed with")
                .fix("make one for the app in the dashboard"),
        );
    }
    let (claims, secret) = match shape.parts {
        Parts::Signed(parts) => jws::open(&shape.header, parts, secrets)?,
        Parts::Encrypted(parts) => jwe::open(&shape.header, parts, secrets)?,
    };
    match serde_json::from_slice(&claims) {
        Ok(claims) => Ok((claims, secret.operator)),
        Err(_) => {
            Err(no("the token's content is no JSON object").fix("put the claims into it, and no other token"))
        }
    }
}

/// A refusal of a credential.
pub(super) fn no(message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalCode::InvalidAuth, message)
}
