//! What clients meet: the connections and the HTTP requests of every dialect, on one listener.

mod calls;
mod cors;
mod door;
mod lookup;
mod rest;
mod stream;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use dialects::{ALL, Route, Spoken};
use http::{StatusCode, header};
use tower::{ServiceExt, util::MapRequest};

pub use self::lookup::World;
use self::{calls::Through, door::Door};
use crate::{health, net::Homes};

/// Collapses `//` in a path before it is routed: some clients of Hop's API send it.
type Tidy = fn(http::Request<hyper::body::Incoming>) -> http::Request<hyper::body::Incoming>;

/// The service of a client listener.
pub type Service = MapRequest<Router, Tidy>;

/// Makes the service of the client listener.
pub fn router(world: &World, homes: &Homes) -> Service {
    let mut router = Router::new();
    let takes_rest = |route: &Route| route.path.contains("{*");
    let all = ALL
        .iter()
        .flat_map(|spoken| spoken.rest.iter().map(move |route| (*spoken, route)));
    let whole_rest: Vec<_> = all.filter(|(_, route)| takes_rest(route)).collect();
    let (rest, world_here) = (Arc::new(whole_rest), world.clone());
    let otherwise = move |request: Request| {
        let (rest, world) = (rest.clone(), world_here.clone());
        async move {
            match rest::find(&rest, &request) {
                Some((spoken, route, params)) => rest::serve(spoken, route, &world, &params, request).await,
                None => nothing_here(request.uri().path()),
            }
        }
    };
    for spoken in ALL {
        let mut own = Router::new();
        for route in spoken.rest.iter().filter(|route| !takes_rest(route)) {
            own = own.route(route.path, rest::route(spoken, route, world.clone()));
        }
        let door = Arc::new(Door::stream(spoken, world.clone(), homes.clone()));
        for path in spoken.streams {
            own = own.route(path, door.clone().stream_route());
        }
        // Before the layer, which would not be around it: what a browser asks first is a method of no route.
        own = own.method_not_allowed_fallback(otherwise.clone());
        router = router.merge(cors::allow(own, spoken, world));
    }
    router = router.route(health::PATH, health::route(world.hub.clone()));
    let router = router
        .method_not_allowed_fallback(otherwise.clone())
        .fallback(otherwise);
    // What clients call through their sockets is what they would find here without one.
    world
        .hub
        .set_callee(Arc::new(Through::new(router.clone(), world)));
    let doors = doors(world, homes, false);
    before_all(router, doors)
}

/// Makes the service of a listener of one dialect's own.
pub fn own_router(spoken: &'static Spoken, world: &World, homes: &Homes) -> Service {
    let nothing = |request: Request| async move { nothing_here(request.uri().path()) };
    let router = Router::new().fallback(nothing);
    let door = Door::socket(spoken, world.clone(), homes.clone(), true);
    before_all(router, Arc::from([door]))
}

fn doors(world: &World, homes: &Homes, own: bool) -> Arc<[Door]> {
    let doors = ALL
        .iter()
        .map(|spoken| Door::socket(spoken, world.clone(), homes.clone(), own));
    doors.collect()
}

/// Openings of connections go through the door of the dialect that hears them, everything else to the routes.
fn before_all(router: Router, doors: Arc<[Door]>) -> Service {
    let look = move |ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request, next: Next| {
        let doors = doors.clone();
        async move {
            if !wants_socket(&request) {
                let path = request.uri().path().to_owned();
                let response = next.run(request).await;
                // Where a socket is and nothing else, it is said how to open it.
                let alone = response.status() == StatusCode::NOT_FOUND
                    && response.extensions().get::<Nothing>().is_some();
                return match doors.iter().any(|door| alone && door.is_at(&path)) {
                    true => crate::net::ws::Refused::NoUpgrade.response::<Body>(),
                    false => response,
                };
            }
            match doors.iter().find(|door| door.hears(peer, &request)) {
                Some(door) => door.enter(peer, request),
                None => nothing_here(request.uri().path()),
            }
        }
    };
    router.layer(from_fn(look)).map_request(tidy as Tidy)
}

/// Marks an answer as that of no route, where no dialect has any either.
#[derive(Clone, Copy)]
struct Nothing;

fn wants_socket<B>(request: &http::Request<B>) -> bool {
    let upgrade = request.headers().get(header::UPGRADE);
    let names = upgrade.and_then(|value| value.to_str().ok()).unwrap_or_default();
    names
        .split(',')
        .any(|name| name.trim().eq_ignore_ascii_case("websocket"))
}

fn tidy<B>(mut request: http::Request<B>) -> http::Request<B> {
    let path = request.uri().path();
    // The path of a socket may be a name, which is nobody's to change.
    if !path.contains("//") || wants_socket(&request) {
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
    if let Some(spoken) = ALL.iter().find(speaks_here) {
        return rest::response((spoken.not_found)(path));
    }
    let sentence = "There is nothing here. Clients connect to the paths of their protocol.\n";
    let mut response = (StatusCode::NOT_FOUND, sentence).into_response();
    response.extensions_mut().insert(Nothing);
    response
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

    #[test]
    fn but_not_in_the_path_of_a_socket() {
        let request = http::Request::builder()
            .uri("/c/a//b")
            .header("upgrade", "WebSocket")
            .body(())
            .unwrap();
        assert_eq!(tidy(request).uri(), "/c/a//b");
    }
}
