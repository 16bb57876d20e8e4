//! A refusal as an answer: `{"error":{"code","message"}}` and a status.

use model::{Refusal, RefusalCode};
use serde_json::json;

use crate::Reply;

/// The answer that says no.
pub(super) fn reply(refusal: &Refusal) -> Reply {
    let status = match refusal.code {
        RefusalCode::InvalidRequest => 400,
        RefusalCode::InvalidAuth | RefusalCode::NotIdentified => 401,
        RefusalCode::NotGranted
        | RefusalCode::Denied
        | RefusalCode::DeadlinePassed
        | RefusalCode::MissingCapability => 403,
        RefusalCode::UnknownApp
        | RefusalCode::UnknownChannel
        | RefusalCode::NotSubscribed
        | RefusalCode::NotFound => 404,
        RefusalCode::ChannelExists
        | RefusalCode::ChannelClosed
        | RefusalCode::VersionConflict
        | RefusalCode::AlreadyDecided => 409,
        RefusalCode::TooLarge => 413,
        RefusalCode::LimitReached => 429,
        RefusalCode::StoreUnavailable | RefusalCode::ShuttingDown => 503,
    };
    let message = match &refusal.fix {
        Some(fix) => format!("{}; {fix}", refusal.message),
        None => refusal.message.clone(),
    };
    let error = json!({ "error": { "code": refusal.code, "message": message } });
    Reply::json(status, &error)
}

/// The answer for a path that there is not.
pub(crate) fn not_found(path: &str) -> Reply {
    let message = format!("there is nothing at {path} for this method");
    reply(&Refusal::new(RefusalCode::NotFound, message))
}
