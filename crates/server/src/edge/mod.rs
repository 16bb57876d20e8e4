//! What clients meet: the sockets and the HTTP requests of every dialect, on one listener.

mod rest;
mod socket;

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    response::{IntoResponse, Response},
};
use dialects::{ALL, Spoken};
use http::StatusCode;
use tower::{ServiceExt, util::MapRequest};

use crate::{Config, health, hub::Hub, net::Homes};

/// Collapses `//` in a path before it is routed: some clients of Hop's API send it.
type Tidy = fn(http::Request<hyper::body::Incoming>) -> http::Request<hyper::body::Incoming>;

/// The service of the client listener.
pub type Service = MapRequest<Router, Tidy>;

/// Makes the service of the client listener.
pub fn router(hub: Arc<Hub>, config: Arc<Config>, homes: &Homes) -> Service {
    let mut router = Router::new();
    for spoken in ALL {
        let door = Arc::new(socket::Door::new(
            spoken,
            hub.clone(),
            config.clone(),
            homes.clone(),
        ));
        for path in spoken.sockets {
            router = router.route(path, door.clone().route());
        }
        for route in spoken.rest {
            router = router.route(
                route.path,
                rest::route(spoken, route, hub.clone(), config.body_bytes),
            );
        }
    }
    router = router.route(health::PATH, health::route(hub));
    let nothing = |request: Request| async move { nothing_here(request.uri().path()) };
    let router = router.method_not_allowed_fallback(nothing).fallback(nothing);
    router.map_request(tidy as Tidy)
}

fn tidy<B>(mut request: http::Request<B>) -> http::Request<B> {
    let path = request.uri().path();
    if !path.contains("//") {
        return request;
    }
    let mut clean = String::with_capacity(path.len());
    for c in path.chars() {
        if c != '/' || !clean.ends_with('/') {
            clean.push(c);
        }
    }
    if let Some(query) = request.uri().query() {
        clean.push('?');
        clean.push_str(query);
    }
    if let Ok(uri) = clean.parse() {
        *request.uri_mut() = uri;
    }
    request
}

/// The answer under a path that no route takes, in the words of the dialect that speaks there.
fn nothing_here(path: &str) -> Response {
    let first = |path: &str| path.split('/').nth(1).map(str::to_owned);
    let speaks_here = |spoken: &&&Spoken| spoken.rest.iter().any(|route| first(route.path) == first(path));
    match ALL.iter().find(speaks_here) {
        Some(spoken) => rest::response((spoken.not_found)(path)),
        None => (
            StatusCode::NOT_FOUND,
            "There is nothing here. Clients connect to the paths of their protocol.\n",
        )
            .into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_slashes_are_one() {
        let request = http::Request::builder()
            .uri("/v1//channels///a%2Fb?x=//")
            .body(())
            .unwrap();
        assert_eq!(tidy(request).uri(), "/v1/channels/a%2Fb?x=//");
    }
}
