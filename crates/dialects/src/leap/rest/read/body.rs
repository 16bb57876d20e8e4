//! The body of a request. Its content type does not matter: clients leave it out.

use model::Refusal;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use super::invalid;
use crate::Request;

/// The body, which there has to be.
pub fn required<T: DeserializeOwned>(request: &Request<'_>, shape: &str) -> Result<T, Refusal> {
    optional(request, shape)?.ok_or_else(|| invalid("the body is empty").fix(format!("send {shape}")))
}

/// The body, which has to be a JSON object; `None` if there is none, or null.
pub fn optional<T: DeserializeOwned>(request: &Request<'_>, shape: &str) -> Result<Option<T>, Refusal> {
    let body = request.body.trim_ascii();
    if body.is_empty() || body == b"null" {
        return Ok(None);
    }
    // serde would take an array for a struct as well.
    if !body.starts_with(b"{") {
        return Err(invalid("the body is not a JSON object").fix(format!("send {shape}")));
    }
    serde_json::from_slice(body).map(Some).map_err(|error| {
        if error.is_data() {
            invalid("the body has not the right fields").fix(format!("send {shape}"))
        } else {
            invalid(format!("the body is not JSON: {error}")).fix(format!("send {shape}"))
        }
    })
}

/// For fields that may be absent (`None`), null (`Some(None)`) or there.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}
