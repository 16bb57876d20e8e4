//! Credentials that are signed, not stored: what the dashboard can say of one, and how it makes one.

use model::Timestamp;
use serde_json::{Map, Value};

/// A credential to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// Which of the dialect's kinds: `jwt`, `jwe`.
    pub kind: String,
    /// What the backend calls the client.
    pub client: String,
    /// `Client`, `Admin` or `SuperAdmin`.
    pub role: String,
    /// The app's id.
    pub app: String,
    pub issued_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    /// Drawn for it.
    pub entropy: [u8; 16],
}

/// A credential that was made.
#[derive(Clone, PartialEq, Eq)]
pub struct Minted {
    pub credential: String,
}

/// What a text is that may be a credential.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// `JWT, HS256`
    pub kind: String,
    /// What it says before anything is believed, if that can be read.
    pub header: Map<String, Value>,
    /// What it claims; of an encrypted one only if a key opens it.
    pub claims: Option<Map<String, Value>>,
    /// Whose it is, if it holds.
    pub client: Option<String>,
    pub expires_at: Option<Timestamp>,
    /// Why it does not hold, in a sentence, and what would help.
    pub refusal: Option<model::Refusal>,
}
