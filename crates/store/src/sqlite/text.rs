//! How values of the model look in a column, and back.

use model::{ConnId, Subject, TokenId};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::fault::Fault;
use crate::StoreError;

/// SQLite's integers are signed; what is larger than they can be is as large as they can be.
pub(super) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Back from [`int`].
pub(super) fn number(int: i64) -> Result<u64, sqlx::Error> {
    u64::try_from(int).map_err(odd)
}

/// `backend`, `token:<id>` or `anonymous:<connection>`.
pub(super) fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Backend => "backend".to_owned(),
        Subject::Token(id) => ["token:", id.as_str()].concat(),
        Subject::Anonymous(id) => format!("anonymous:{id}"),
    }
}

/// Back from [`subject`].
pub(super) fn read_subject(text: &str) -> Result<Subject, sqlx::Error> {
    match text.split_once(':') {
        Some(("token", id)) => Ok(Subject::Token(TokenId::from(id))),
        Some(("anonymous", id)) => Ok(Subject::Anonymous(ConnId::from(id))),
        _ if text == "backend" => Ok(Subject::Backend),
        _ => Err(odd("a subject that is neither backend, token nor anonymous")),
    }
}

/// JSON text.
pub(super) fn json(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| {
        let detail = error.to_string();
        StoreError::Failed { detail }.into()
    })
}

/// Back from [`json`].
pub(super) fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(odd)
}

/// A value that is one word of its own vocabulary.
pub(super) fn read_word<T: DeserializeOwned>(word: String) -> Result<T, sqlx::Error> {
    serde_json::from_value(Value::String(word)).map_err(odd)
}

/// What is stored is not what was written.
pub(super) fn odd(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}
