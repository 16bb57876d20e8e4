//! Whether the server is well, for whoever watches over it: on both listeners, without a key.

use std::sync::Arc;

use axum::{
    Json,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use contract::Health;
use http::{HeaderValue, StatusCode, header};

use crate::hub::Hub;

/// Where it is asked.
pub const PATH: &str = "/healthz";

pub fn route(hub: Arc<Hub>) -> MethodRouter {
    get(move || {
        let answer = answer(&hub);
        async move { answer }
    })
}

fn answer(hub: &Hub) -> Response {
    let (code, status) = if hub.farewell().is_some() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping")
    } else if hub.store_failing() {
        (StatusCode::SERVICE_UNAVAILABLE, "store_failing")
    } else {
        (StatusCode::OK, "ok")
    };
    let health = Health {
        status: status.to_owned(),
    };
    let fresh = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (code, fresh, Json(health)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_goes_down_says_so() {
        let hub = Hub::bare();
        assert_eq!(answer(&hub).status(), StatusCode::OK);
        hub.stop(engine::CloseReason::Shutdown);
        let stopping = answer(&hub);
        assert_eq!(stopping.status(), StatusCode::SERVICE_UNAVAILABLE);
        let body = axum::body::to_bytes(stopping.into_body(), 1 << 10).await.unwrap();
        assert_eq!(&body[..], br#"{"status":"stopping"}"#);
    }
}
