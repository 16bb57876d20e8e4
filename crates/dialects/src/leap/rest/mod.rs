//! The HTTP API beside the socket.

use crate::{Reply, Route};

pub(super) const ROUTES: &[Route] = &[];

pub(super) fn not_found(path: &str) -> Reply {
    Reply::json(404, &serde_json::json!({ "path": path }))
}
