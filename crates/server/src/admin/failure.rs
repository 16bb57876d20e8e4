//! Errors of the admin API, and bodies that are read so that the error says what is wrong.

use axum::{
    Json,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use contract::{ErrorBody, ErrorDetail};
use http::StatusCode;
use model::{AppId, ChannelName, Refusal, RefusalCode};
use serde::de::DeserializeOwned;

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
        Refusal::new(RefusalCode::UnknownApp, format!("there is no app {app}"))
            .fix("list the apps for their ids")
            .into()
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

/// A JSON body. Says where and why it is not what was expected.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let bytes = Bytes::from_request(request, state).await.map_err(|error| {
            Failure::from(Refusal::new(
                RefusalCode::TooLarge,
                format!("the body could not be read: {error}"),
            ))
        })?;
        let read = serde_json::from_slice(&bytes);
        read.map(Self)
            .map_err(|error| Failure::invalid(format!("the body is not what this request needs: {error}")))
    }
}

/// A channel's name from a path.
pub fn channel_name(text: &str) -> Result<ChannelName, Failure> {
    ChannelName::parse(text).map_err(|error| Failure::invalid(error.to_string()))
}
