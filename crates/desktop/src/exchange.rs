use axum::http::StatusCode;
use client::{FetchError, Reply};
use contract::{ErrorBody, ErrorDetail};

/// One call to a target.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Absolute, with its query; inside the API of the target.
    pub path: String,
    /// JSON text.
    pub body: Option<String>,
}

/// The answer to a call. Whatever goes wrong on the way is an answer too, with an [`ErrorBody`].
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Response {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: String,
}

/// Why a call or a stream did not get as far as its target.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) error: ErrorDetail,
}

impl Failure {
    pub(crate) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            error: ErrorDetail {
                code: code.to_owned(),
                message: message.into(),
                detail: None,
            },
        }
    }

    pub(crate) fn unknown_target(target: &str) -> Self {
        let message =
            format!("there is no server \"{target}\"; GET /app/v1/servers on the target \"app\" lists them");
        Self::new(StatusCode::NOT_FOUND, "UNKNOWN_TARGET", message)
    }
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        let status = match error {
            FetchError::OutsideApi(_) => StatusCode::BAD_REQUEST,
            FetchError::TimedOut { .. } => StatusCode::GATEWAY_TIMEOUT,
            FetchError::Refused { .. } | FetchError::TooLarge { .. } | FetchError::Failed { .. } => {
                StatusCode::BAD_GATEWAY
            }
        };
        Self::new(status, error.code(), error.to_string())
    }
}

impl From<Failure> for Response {
    fn from(Failure { status, error }: Failure) -> Self {
        Self {
            status: status.as_u16(),
            content_type: Some("application/json".to_owned()),
            body: serde_json::to_string(&ErrorBody { error }).unwrap_or_default(),
        }
    }
}

impl Response {
    /// The answer of a server, as it came.
    pub(crate) fn of_server(reply: Reply) -> Result<Self, Failure> {
        let body = String::from_utf8(reply.body.into()).map_err(|_| {
            let message = "the server answered with bytes that are not UTF-8 text";
            Failure::new(StatusCode::BAD_GATEWAY, "UNREACHABLE", message)
        })?;
        Ok(Self {
            status: reply.status,
            content_type: reply.content_type,
            body,
        })
    }
}
