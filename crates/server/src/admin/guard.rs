//! Who may call the admin API. Loopback is no trust boundary: any web page can send requests there, and a name that was
//! rebound to loopback passes for its own origin. So: a `Host` that is ours, an `Origin` that is allowed, and a key with
//! the scope that the call needs.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use model::Scope;
use subtle::ConstantTimeEq;
use tokio::time::sleep;

use super::Failure;
use crate::{
    Config, Ready,
    hub::{Hub, Pass, hash},
    net::Clock,
};

/// Subprotocol by which a browser, which cannot set headers on a WebSocket, shows the key: `bearer.<key>`.
const BEARER_PROTOCOL: &str = "bearer.";

/// Who calls.
#[derive(Clone)]
pub struct Visitor {
    pub scope: Scope,
    /// The key it showed, unless it is the one that the server was started with.
    pass: Option<Arc<Pass>>,
}

impl Visitor {
    /// Resolves when the key no longer holds; answers why.
    pub async fn over(&self, clock: &Clock) -> &'static str {
        let Some(pass) = &self.pass else {
            return std::future::pending().await;
        };
        let expired = async {
            let Some(end) = pass.key.expires_at else {
                return std::future::pending().await;
            };
            // In pieces: the wall clock may be set meanwhile.
            while !pass.key.expired(clock.now().wall) {
                let left = Duration::from_millis(end.0.saturating_sub(clock.now().wall.0));
                sleep(left.clamp(Duration::from_millis(1), Duration::from_secs(60))).await;
            }
        };
        tokio::select! {
            () = pass.deleted() => "the key was deleted",
            () = expired => "the key has expired",
        }
    }
}

pub struct Guard {
    hub: Arc<Hub>,
    /// SHA-256 of the key that the server was started with.
    first_key: [u8; 32],
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Guard {
    pub fn new(hub: Arc<Hub>, config: &Config, ready: &Ready) -> Self {
        let port = ready.admin.rsplit_once(':').map_or("", |(_, port)| port);
        let mut hosts = vec![ready.admin.clone()];
        hosts.extend(["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}")));
        hosts.extend(config.admin_hosts.iter().cloned());
        let mut origins: Vec<_> = hosts
            .iter()
            .flat_map(|host| [format!("http://{host}"), format!("https://{host}")])
            .collect();
        origins.extend(config.admin_origins.iter().cloned());
        Self {
            hub,
            first_key: hash(&ready.admin_key),
            hosts,
            origins,
        }
    }

    /// Is it called by a name of its own, and by no page but those that may?
    fn check_address(&self, headers: &HeaderMap) -> Result<(), Failure> {
        let host = text(headers, &header::HOST).unwrap_or_default();
        if headers.get_all(header::HOST).iter().count() > 1
            || !self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
        {
            let message = format!("the admin API is not served under the name {host:?}");
            return Err(Failure::forbidden(
                message,
                "call it by its address, or add the name to admin_hosts",
            ));
        }
        for origin in headers.get_all(header::ORIGIN) {
            let origin = origin.to_str().unwrap_or("?");
            if !self.origins.iter().any(|known| known == origin) {
                let message = format!("web pages of {origin:?} may not call the admin API");
                return Err(Failure::forbidden(
                    message,
                    "add the origin to admin_origins if you trust the page",
                ));
            }
        }
        Ok(())
    }

    /// Whose key is it, if it holds?
    fn visitor(&self, headers: &HeaderMap) -> Result<Visitor, Failure> {
        let shown = hash(key_in(headers).ok_or_else(Failure::unauthorized)?);
        let first = bool::from(shown.ct_eq(&self.first_key));
        let pass = self.hub.access_keys.find(&shown, self.hub.clock.now().wall);
        match pass {
            _ if first => Ok(Visitor {
                scope: Scope::Manage,
                pass: None,
            }),
            Some(pass) => Ok(Visitor {
                scope: pass.key.scope,
                pass: Some(pass),
            }),
            None => Err(Failure::unauthorized()),
        }
    }
}

/// What a call needs. What changes nothing needs to read, except where credentials are shown.
fn scope_of(method: &Method, route: &str) -> Scope {
    let last = route.rsplit('/').next().unwrap_or_default();
    match (method, last) {
        (&Method::GET | &Method::HEAD, "credentials") => Scope::Manage,
        // These ask with a body, and change nothing.
        (&Method::GET | &Method::HEAD, _) | (&Method::POST, "resolve" | "inspect" | "filter") => Scope::Read,
        (&Method::POST, "decision") => Scope::Approve,
        _ => Scope::Manage,
    }
}

/// Lets a request through that comes from where it may, or answers it. The browser of a page that may call is told so.
pub async fn check_address(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    if let Err(failure) = guard.check_address(request.headers()) {
        return failure.into_response();
    }
    let Some(page) = request.headers().get(header::ORIGIN).cloned() else {
        return next.run(request).await;
    };
    let asks = request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if asks {
        let methods = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE");
        let fields = HeaderValue::from_static("authorization, content-type");
        let allowed = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, methods),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, fields),
        ];
        (StatusCode::NO_CONTENT, allowed).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, page);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    response
}

/// Lets a request through whose key opens what it asks for, or answers it.
pub async fn check_key(State(guard): State<Arc<Guard>>, mut request: Request, next: Next) -> Response {
    let visitor = match guard.visitor(request.headers()) {
        Ok(visitor) => visitor,
        Err(failure) => return failure.into_response(),
    };
    let route = request.extensions().get::<MatchedPath>();
    let wanted = route.map(|route| scope_of(request.method(), route.as_str()));
    if let Some(wanted) = wanted.filter(|wanted| !visitor.scope.includes(*wanted)) {
        return Failure::scope(visitor.scope, wanted).into_response();
    }
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

fn key_in(headers: &HeaderMap) -> Option<&str> {
    if let Some(value) = text(headers, &header::AUTHORIZATION) {
        return value.strip_prefix("Bearer ");
    }
    let protocols = text(headers, &header::SEC_WEBSOCKET_PROTOCOL)?;
    protocols
        .split(',')
        .find_map(|protocol| protocol.trim().strip_prefix(BEARER_PROTOCOL))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> Guard {
        let config = Config {
            admin_origins: vec!["https://tools.example".into()],
            ..Config::default()
        };
        let ready = Ready {
            listen: "127.0.0.1:1".into(),
            admin: "127.0.0.1:4000".into(),
            admin_key: "right".into(),
            own: Vec::new(),
            apps: Vec::new(),
            personas: Vec::new(),
        };
        Guard::new(Hub::bare(), &config, &ready)
    }

    fn status(headers: &[(&str, &str)]) -> u16 {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                value.parse().unwrap(),
            );
        }
        let guard = guard();
        match guard.check_address(&map).and_then(|()| guard.visitor(&map)) {
            Ok(visitor) => {
                assert_eq!(visitor.scope, Scope::Manage);
                200
            }
            Err(failure) => failure.into_response().status().as_u16(),
        }
    }

    #[test]
    fn what_only_looks_needs_to_read() {
        let app = "/admin/v1/apps/{app}";
        for (scope, method, route) in [
            (Scope::Read, Method::GET, app.to_owned()),
            (Scope::Read, Method::GET, "/admin/v1/stream".into()),
            (Scope::Read, Method::HEAD, app.to_owned()),
            (Scope::Read, Method::POST, format!("{app}/resolve")),
            (Scope::Read, Method::POST, "/admin/v1/inspect".into()),
            (
                Scope::Approve,
                Method::POST,
                "/admin/v1/approvals/{approval}/decision".into(),
            ),
            (Scope::Manage, Method::GET, format!("{app}/credentials")),
            (Scope::Manage, Method::POST, format!("{app}/credentials/rotate")),
            (Scope::Manage, Method::POST, "/admin/v1/probe".into()),
            (Scope::Manage, Method::PATCH, app.to_owned()),
            (Scope::Manage, Method::DELETE, app.to_owned()),
            (
                Scope::Manage,
                Method::PUT,
                format!("{app}/channels/{{channel}}/state"),
            ),
        ] {
            assert_eq!(scope_of(&method, &route), scope, "{method} {route}");
        }
    }

    #[tokio::test]
    async fn key_host_and_origin_must_all_be_right() {
        const KEY: (&str, &str) = ("authorization", "Bearer right");
        const HOST: (&str, &str) = ("host", "127.0.0.1:4000");
        let table: &[(u16, &[(&str, &str)])] = &[
            (200, &[HOST, KEY]),
            (200, &[("host", "localhost:4000"), KEY]),
            (200, &[("host", "[::1]:4000"), KEY]),
            (200, &[HOST, KEY, ("origin", "http://127.0.0.1:4000")]),
            (200, &[HOST, KEY, ("origin", "https://tools.example")]),
            (
                200,
                &[HOST, ("sec-websocket-protocol", "switchboard.v1, bearer.right")],
            ),
            (401, &[HOST]),
            (401, &[HOST, ("authorization", "Bearer wrong")]),
            (401, &[HOST, ("authorization", "Bearer righ")]),
            (401, &[HOST, ("authorization", "right")]),
            (401, &[HOST, ("authorization", "Basic right")]),
            (401, &[HOST, ("cookie", "key=right")]),
            (401, &[HOST, ("sec-websocket-protocol", "bearer.wrong")]),
            (403, &[KEY]),
            (403, &[("host", "evil.example:4000"), KEY]),
            (403, &[("host", "127.0.0.1:4001"), KEY]),
            (403, &[("host", "127.0.0.1"), KEY]),
            (403, &[("host", "127.0.0.1:4000.evil.example"), KEY]),
            (403, &[HOST, HOST, KEY]),
            (403, &[HOST, KEY, ("origin", "http://evil.example")]),
            (403, &[HOST, KEY, ("origin", "http://127.0.0.1:3000")]),
            (403, &[HOST, KEY, ("origin", "http://localhost")]),
            (403, &[HOST, KEY, ("origin", "null")]),
            (
                403,
                &[
                    HOST,
                    KEY,
                    ("origin", "http://127.0.0.1:4000"),
                    ("origin", "http://evil.example"),
                ],
            ),
            (
                403,
                &[HOST, KEY, ("origin", "http://127.0.0.1:4000.evil.example")],
            ),
        ];
        for (expected, headers) in table {
            assert_eq!(status(headers), *expected, "{headers:?}");
        }
    }
}
