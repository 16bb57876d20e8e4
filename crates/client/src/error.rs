use std::time::Duration;

use contract::ErrorDetail;
use thiserror::Error;

/// Why there is no answer at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FetchError {
    #[error("the path \"{0}\" is not part of the server's API, which lives under {base}/", base = contract::BASE)]
    OutsideApi(String),
    #[error("nothing listens at {address}; check that the server is running and the address is right")]
    Refused { address: String },
    #[error("{address} did not answer within {} s; the server is overloaded, or the network is", .limit.as_secs())]
    TimedOut { address: String, limit: Duration },
    #[error("the answer of {address} is larger than {limit} bytes; ask for less at a time")]
    TooLarge { address: String, limit: usize },
    #[error("talking to {address} failed: {cause}")]
    Failed { address: String, cause: String },
}

impl FetchError {
    /// What programs decide by.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutsideApi(_) => "INVALID_REQUEST",
            Self::Refused { .. } | Self::Failed { .. } => "UNREACHABLE",
            Self::TimedOut { .. } => "TIMED_OUT",
            Self::TooLarge { .. } => "TOO_LARGE",
        }
    }
}

/// Why a typed call has no value to give.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CallError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The server said no.
    #[error("{}: {} (status {status})", .error.code, .error.message)]
    Refused { status: u16, error: ErrorDetail },
    /// The answer, or the value to send, is not what the contract says.
    #[error("{method} {path}: {cause} (status {status})")]
    OffContract {
        method: String,
        path: String,
        status: u16,
        cause: String,
    },
}

/// The innermost cause, which names the fact; the outer ones name layers.
pub(crate) fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut inner = error;
    while let Some(next) = inner.source() {
        inner = next;
    }
    inner.to_string()
}
