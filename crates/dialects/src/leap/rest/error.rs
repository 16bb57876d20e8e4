//! A refusal as an answer: `{"success":false,"error":{"code","message"}}` and a status.
//!
//! Always JSON: the JavaScript SDK takes an error of any other content type for a success.

use model::{ChannelNameError, Refusal, RefusalCode};
use serde_json::json;

use super::super::sentence;
use crate::Reply;

// Hop has a code of its own for three kinds of invalid request. There is one kind in the house, so those three are told
// by how their sentences begin, and made here only.
const QUERY: &str = "invalid query: ";
const CHANNEL_ID: &str = "invalid channel id: ";
const CHANNEL_TYPE: &str = "invalid channel type: ";

/// The value of `key` in the query is not what is `right`.
pub(super) fn query(key: &str, right: &str) -> Refusal {
    Refusal::new(
        RefusalCode::InvalidRequest,
        format!("{QUERY}{key} is not {right}"),
    )
}

/// The id in the path cannot be a channel's.
pub(super) fn channel_id(error: &ChannelNameError) -> Refusal {
    Refusal::new(RefusalCode::InvalidRequest, format!("{CHANNEL_ID}{error}"))
}

/// The channel's `type` is none.
pub(super) fn channel_type(error: &str) -> Refusal {
    Refusal::new(RefusalCode::InvalidRequest, format!("{CHANNEL_TYPE}{error}"))
}

/// The answer that says no.
pub(super) fn reply(refusal: &Refusal) -> Reply {
    let (status, code) = match refusal.code {
        RefusalCode::InvalidAuth | RefusalCode::NotIdentified => (401, "invalid_auth"),
        RefusalCode::NotGranted
        | RefusalCode::Denied
        | RefusalCode::DeadlinePassed
        | RefusalCode::MissingCapability => (403, "missing_permission"),
        RefusalCode::UnknownApp
        | RefusalCode::UnknownChannel
        | RefusalCode::NotSubscribed
        | RefusalCode::NotFound => (404, "not_found"),
        RefusalCode::ChannelExists => (409, "channel_exists"),
        RefusalCode::ChannelClosed => (409, "channel_closed"),
        RefusalCode::VersionConflict | RefusalCode::AlreadyDecided => (409, "conflict"),
        RefusalCode::InvalidRequest if refusal.message.starts_with(QUERY) => (400, "bad_request"),
        RefusalCode::InvalidRequest if refusal.message.starts_with(CHANNEL_ID) => (400, "invalid_channel_id"),
        RefusalCode::InvalidRequest if refusal.message.starts_with(CHANNEL_TYPE) => {
            (400, "invalid_channel_type")
        }
        RefusalCode::InvalidRequest => (400, "invalid_body"),
        RefusalCode::TooLarge => (413, "payload_too_large"),
        RefusalCode::LimitReached => (429, "rate_limited"),
        RefusalCode::StoreUnavailable | RefusalCode::ShuttingDown => (503, "server_error"),
    };
    envelope(status, code, &sentence(refusal))
}

/// The answer where the outcome is not one that the request can have.
pub(super) fn unexpected() -> Reply {
    envelope(
        500,
        "server_error",
        "the server has an answer that does not belong to this request",
    )
}

/// The answer for a path that there is not.
pub(crate) fn not_found(path: &str) -> Reply {
    envelope(
        404,
        "not_found",
        &format!("there is nothing at {path} for this method; Hop's channels are under /v1/channels"),
    )
}

fn envelope(status: u16, code: &str, message: &str) -> Reply {
    let error = json!({ "success": false, "error": { "code": code, "message": message } });
    Reply::json(status, &error)
}
