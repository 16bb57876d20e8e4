//! Who may call the admin API. Loopback is no trust boundary: any web page can send requests there, and a name that was
//! rebound to loopback passes for its own origin. So: a `Host` that is ours, an `Origin` that is allowed, and the key.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, header};
use subtle::ConstantTimeEq;

use super::Failure;
use crate::{Config, Ready};

/// Subprotocol by which a browser, which cannot set headers on a WebSocket, shows the key: `bearer.<key>`.
const BEARER_PROTOCOL: &str = "bearer.";

pub struct Guard {
    key: String,
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Guard {
    pub fn new(config: &Config, ready: &Ready) -> Self {
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
            key: ready.admin_key.clone(),
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

    fn check_key(&self, headers: &HeaderMap) -> Result<(), Failure> {
        match key_in(headers) {
            Some(shown) if bool::from(shown.as_bytes().ct_eq(self.key.as_bytes())) => Ok(()),
            _ => Err(Failure::unauthorized()),
        }
    }
}

/// Lets a request through that comes from where it may, or answers it.
pub async fn check_address(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    match guard.check_address(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

/// Lets a request through that shows the key, or answers it.
pub async fn check_key(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    match guard.check_key(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
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
            apps: Vec::new(),
            personas: Vec::new(),
        };
        Guard::new(&config, &ready)
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
        match guard.check_address(&map).and_then(|()| guard.check_key(&map)) {
            Ok(()) => 200,
            Err(failure) => failure.into_response().status().as_u16(),
        }
    }

    #[test]
    fn key_host_and_origin_must_all_be_right() {
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
