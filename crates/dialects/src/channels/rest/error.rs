//! A refusal as an answer. The original answers without a body; this one says why, and clients look at the status.

use model::{Refusal, RefusalCode};
use serde_json::json;

use crate::{Reply, channels::row};

/// The request is not what it has to be.
pub(super) fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalCode::InvalidRequest, message)
}

/// A header is missing, which here is a bad request, not a bad credential.
pub(super) fn missing(header: &str, what: &str) -> Refusal {
    invalid(format!("the request has no header {header}")).fix(format!("put {what} into it"))
}

/// The answer that says no. There is no 403 among them.
pub(super) fn reply(refusal: &Refusal) -> Reply {
    let status = match refusal.code {
        RefusalCode::InvalidRequest | RefusalCode::ChannelClosed => 400,
        RefusalCode::InvalidAuth
        | RefusalCode::NotIdentified
        | RefusalCode::NotGranted
        | RefusalCode::Denied
        | RefusalCode::DeadlinePassed
        | RefusalCode::MissingCapability => 401,
        RefusalCode::UnknownApp
        | RefusalCode::UnknownChannel
        | RefusalCode::NotSubscribed
        | RefusalCode::NotFound => 404,
        RefusalCode::ChannelExists | RefusalCode::VersionConflict | RefusalCode::AlreadyDecided => 409,
        RefusalCode::TooLarge => 413,
        RefusalCode::LimitReached => 429,
        RefusalCode::StoreUnavailable | RefusalCode::ShuttingDown => 503,
    };
    Reply::json(status, &row::no(refusal))
}

/// The answer where the outcome is not one that the request can have.
pub(super) fn unexpected() -> Reply {
    let message = "the server has an answer that does not belong to this request";
    Reply::json(500, &json!({ "code": "SERVER_ERROR", "message": message }))
}

/// The answer for a path that there is not, as the original words it.
pub(crate) fn not_found(_: &str) -> Reply {
    Reply::with(404, "text/plain; charset=utf-8", "404 page not found\n")
}
