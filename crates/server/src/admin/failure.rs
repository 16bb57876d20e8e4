//! Errors of the admin API, and bodies that are read so that the error says what is wrong.

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Request},
    response::{IntoResponse, Response},
};
use contract::{ErrorBody, ErrorDetail};
use http::{StatusCode, request};
use model::{AppId, ChannelName, Refusal, RefusalCode, Scope, Timestamp};
use serde::de::DeserializeOwned;
use store::StoreError;

use super::Desk;
use crate::{
    body,
    hub::{check_extra, check_persona_name, unknown_app},
};

/// A request that was not carried out.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    code: &'static str,
    message: String,
    fix: Option<String>,
}

impl Failure {
    pub fn no_app(app: &AppId) -> Self {
        unknown_app(app).into()
    }

    pub fn no_channel(name: &str) -> Self {
        engine::Channel::<()>::unknown(name).into()
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Refusal::new(RefusalCode::InvalidRequest, message).into()
    }

    pub fn not_found(message: impl Into<String>) -> Self {
        Refusal::new(RefusalCode::NotFound, message).into()
    }

    pub fn unauthorized() -> Self {
        Refusal::new(RefusalCode::InvalidAuth, "the admin key is missing or wrong")
            .fix("send `Authorization: Bearer <admin key>`; the key is in the ready file and in admin.key of the data folder")
            .into()
    }

    pub fn forbidden(message: impl Into<String>, fix: &str) -> Self {
        let (code, status) = ("FORBIDDEN", StatusCode::FORBIDDEN);
        Self {
            status,
            code,
            message: message.into(),
            fix: Some(fix.into()),
        }
    }

    /// The key opens less than the call needs.
    pub fn scope(has: Scope, wanted: Scope) -> Self {
        let (has, wanted) = (has.as_str(), wanted.as_str());
        let message = format!("this needs a key of scope `{wanted}`; the scope of this key is `{has}`");
        Self::forbidden(
            message,
            "use another key; who has a key of scope `manage` can make one",
        )
    }

    /// Something stands against it that may be otherwise another time, or elsewhere.
    pub fn conflict(code: &'static str, message: impl Into<String>, fix: &str) -> Self {
        Self {
            status: StatusCode::CONFLICT,
            code,
            message: message.into(),
            fix: Some(fix.into()),
        }
    }

    pub fn no_route() -> Self {
        Self::not_found(format!(
            "there is nothing under this path; the admin API is under {}",
            contract::BASE
        ))
    }

    pub fn method() -> Self {
        let (code, status) = ("METHOD_NOT_ALLOWED", StatusCode::METHOD_NOT_ALLOWED);
        let fix = Some("see the OpenAPI document for what it has".into());
        Self {
            status,
            code,
            message: "this path does not have this method".into(),
            fix,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.code {
            RefusalCode::InvalidAuth => StatusCode::UNAUTHORIZED,
            RefusalCode::InvalidRequest => StatusCode::BAD_REQUEST,
            RefusalCode::UnknownApp | RefusalCode::UnknownChannel | RefusalCode::NotFound => {
                StatusCode::NOT_FOUND
            }
            RefusalCode::ChannelExists
            | RefusalCode::ChannelClosed
            | RefusalCode::AlreadyDecided
            | RefusalCode::VersionConflict => StatusCode::CONFLICT,
            RefusalCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            RefusalCode::LimitReached => StatusCode::TOO_MANY_REQUESTS,
            RefusalCode::StoreUnavailable | RefusalCode::ShuttingDown => StatusCode::SERVICE_UNAVAILABLE,
            RefusalCode::NotIdentified
            | RefusalCode::NotGranted
            | RefusalCode::Denied
            | RefusalCode::DeadlinePassed
            | RefusalCode::NotSubscribed
            | RefusalCode::MissingCapability => StatusCode::FORBIDDEN,
        };
        Self {
            status,
            code: refusal.code.as_str(),
            message: refusal.message,
            fix: refusal.fix,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let error = ErrorDetail {
            code: self.code.into(),
            message: self.message,
            detail: self.fix,
        };
        (self.status, Json(ErrorBody { error })).into_response()
    }
}

/// The parameters of a path, in their order.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut request::Parts, state: &S) -> Result<Self, Failure> {
        axum::extract::Path::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(values)| Self(values))
            .map_err(|error| Failure::invalid(error.body_text()))
    }
}

/// What stands behind the `?` of a path. Says what is wrong with it.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut request::Parts, state: &S) -> Result<Self, Failure> {
        axum::extract::Query::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(values)| Self(values))
            .map_err(|error| Failure::invalid(error.body_text()))
    }
}

/// A JSON body. Says where and why it is not what was expected.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Desk> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Failure> {
        let bytes = body::whole(request.into_body(), desk.body_bytes).await?;
        // serde would take an array for a struct as well.
        if !bytes.trim_ascii_start().starts_with(b"{") {
            return Err(Failure::invalid(
                "the body is not a JSON object; send {\"field\": value, …}",
            ));
        }
        let read = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(&bytes));
        let value = read.map_err(|error| {
            let place = match error.path().to_string() {
                path if path == "." => String::new(),
                path => format!("{path}: "),
            };
            let error = error.into_inner();
            Failure::invalid(format!("the body is not what this request needs: {place}{error}"))
        })?;
        // Nothing may follow it.
        match serde_json::from_slice::<serde::de::IgnoredAny>(&bytes) {
            Ok(_) => Ok(Self(value)),
            Err(error) => Err(Failure::invalid(format!("the body is not JSON: {error}"))),
        }
    }
}

/// The store could not be read.
pub fn unread(error: StoreError) -> Failure {
    Refusal::new(RefusalCode::StoreUnavailable, error.to_string()).into()
}

/// The name of a persona, if there is one.
pub fn persona_name(name: Option<&str>) -> Result<(), Failure> {
    Ok(name.map_or(Ok(()), check_persona_name)?)
}

/// The backend's text about a channel, if there is one.
pub fn extra_text(extra: Option<&str>) -> Result<(), Failure> {
    Ok(check_extra(extra)?)
}

/// An instant in the future from a request.
pub fn future(field: &str, text: &str, now: Timestamp) -> Result<Timestamp, Failure> {
    let at = instant(field, text)?;
    if at > now {
        return Ok(at);
    }
    let message = format!("{field} is {text:?}, which is in the past");
    Err(Refusal::new(RefusalCode::InvalidRequest, message)
        .fix("give an instant in the future")
        .into())
}

/// An instant from a request.
pub fn instant(field: &str, text: &str) -> Result<Timestamp, Failure> {
    Timestamp::parse(text).ok_or_else(|| {
        Failure::invalid(format!(
            "{field} is {text:?}; give a time like 2030-01-31T09:00:00Z"
        ))
    })
}

/// A channel's name from a request.
pub fn channel_name(text: &str) -> Result<ChannelName, Failure> {
    ChannelName::parse(text).map_err(|error| Failure::invalid(error.to_string()))
}
