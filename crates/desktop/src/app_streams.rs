//! The app's own streams, on the target `app`: read in this process, without a socket.

use std::{pin::Pin, sync::Arc};

use axum::http::{StatusCode, Uri};
use futures_util::Stream;

use crate::{
    captures::{Captures, view_stream},
    exchange::Failure,
    simulated::{self, Simulated},
};

/// Frames as JSON text. Nothing is made before it is asked for, so nothing waits for a reader that is slow.
pub(crate) type AppStream = Pin<Box<dyn Stream<Item = String> + Send>>;

/// What the streams are made of.
#[derive(Clone, Debug)]
pub(crate) struct AppStreams {
    pub(crate) captures: Arc<Captures>,
    pub(crate) simulated: Simulated,
}

impl AppStreams {
    /// Opens the stream at `path`.
    pub(crate) fn open(&self, path: &str) -> Result<AppStream, Failure> {
        let uri: Uri = path.parse().map_err(|_| {
            let message = format!("\"{path}\" is no path");
            Failure::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message)
        })?;
        let steps: Vec<&str> = uri.path().split('/').skip(1).collect();
        match steps[..] {
            ["app", "v1", "captures", capture, "view"] => view_stream(&self.captures, capture, &uri),
            _ if uri.path() == simulated::STREAM => Ok(self.simulated.stream()),
            _ => {
                let message = format!("the app has no stream {}", uri.path());
                Err(Failure::new(StatusCode::NOT_FOUND, "NOT_FOUND", message))
            }
        }
    }
}
