//! HTTP requests that clients make through their sockets: to the routes of this listener, or to a backend elsewhere.

use std::{
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
};
use bytes::Bytes;
use engine::{CallBody, HttpCall};
use http::{HeaderMap, HeaderName, Request, header};
use model::Payload;
use serde_json::Value;
use tower::ServiceExt;

use super::World;
use crate::{
    Config,
    hub::{Callee, HttpAnswer},
};

/// How long a backend may take for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where requests go that come through sockets.
pub struct Through {
    routes: Router,
    config: Arc<Config>,
    /// Made when it is first needed: most servers call nobody.
    client: OnceLock<reqwest::Client>,
}

impl Through {
    /// `routes`: where they go if the dialect's setting `upstream` names no backend.
    pub fn new(routes: Router, world: &World) -> Self {
        Self {
            routes,
            config: world.config.clone(),
            client: OnceLock::new(),
        }
    }

    fn client(&self) -> Result<&reqwest::Client, reqwest::Error> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // Somebody else in this process may have done so before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(self.client.get_or_init(|| client))
    }

    async fn here(&self, peer: SocketAddr, call: HttpCall) -> Option<HttpAnswer> {
        let mut request = Request::builder().method(call.method.as_str()).uri(&call.path);
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(Body::from(call.body)).ok()?;
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.routes.clone().oneshot(request).await.ok()?;
        let (head, body) = response.into_parts();
        let body = to_bytes(body, self.config.body_bytes).await.ok()?;
        Some(answer(head.status.as_u16(), &head.headers, &body))
    }

    async fn elsewhere(&self, upstream: &str, call: HttpCall) -> Result<HttpAnswer, reqwest::Error> {
        let method = call.method.parse().unwrap_or(reqwest::Method::GET);
        let url = format!("{}{}", upstream.trim_end_matches('/'), call.path);
        let mut request = self.client()?.request(method, url).body(call.body);
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        let mut response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await? {
            if body.len() + piece.len() > self.config.body_bytes {
                return Ok(HttpAnswer::empty(502));
            }
            body.extend_from_slice(&piece);
        }
        Ok(answer(status, &headers, &body.into()))
    }
}

impl Callee for Through {
    fn call(
        &self,
        dialect: &'static str,
        peer: SocketAddr,
        call: HttpCall,
    ) -> Pin<Box<dyn Future<Output = HttpAnswer> + Send + '_>> {
        Box::pin(async move {
            let settings = self.config.dialects.get(dialect);
            let upstream = settings.and_then(|settings| settings.get("upstream")?.as_str());
            match upstream {
                Some(upstream) => self.elsewhere(upstream, call).await.unwrap_or_else(|error| {
                    // Without the URL, which may hold what only the client is to know.
                    let error = error.without_url();
                    tracing::warn!(dialect, %error, "the backend behind a dialect does not answer");
                    HttpAnswer::empty(if error.is_timeout() { 504 } else { 502 })
                }),
                None => self
                    .here(peer, call)
                    .await
                    .unwrap_or_else(|| HttpAnswer::empty(500)),
            }
        })
    }
}

fn answer(status: u16, headers: &HeaderMap, body: &Bytes) -> HttpAnswer {
    let json = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.contains("json"));
    let text = || CallBody::Text(String::from_utf8_lossy(body).into_owned());
    HttpAnswer {
        status,
        headers: headers
            .iter()
            .filter_map(|(name, value)| Some((spelled(name), value.to_str().ok()?.to_owned())))
            .collect(),
        body: match body.is_empty() {
            true => CallBody::Nothing,
            false if json => match serde_json::from_slice::<Value>(body) {
                Ok(_) => Payload::parse(body.clone()).map_or_else(|_| text(), CallBody::Json),
                Err(_) => text(),
            },
            false => text(),
        },
    }
}

/// As people write the name of a header: `Content-Type`.
fn spelled(name: &HeaderName) -> String {
    let words = name.as_str().split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    });
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_spelled_as_people_do() {
        for (name, as_people) in [
            (header::LOCATION, "Location"),
            (header::CONTENT_TYPE, "Content-Type"),
            (HeaderName::from_static("x-request-id"), "X-Request-Id"),
        ] {
            assert_eq!(spelled(&name), as_people);
        }
    }

    #[test]
    fn a_body_is_what_its_type_says_if_it_is() {
        let headers = |kind: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
            headers
        };
        let body = |kind, text: &'static str| answer(200, &headers(kind), &Bytes::from(text)).body;
        assert_eq!(body("text/html", ""), CallBody::Nothing);
        assert_eq!(body("text/html", "<p>"), CallBody::Text("<p>".into()));
        assert_eq!(
            body("application/json", "[1]"),
            CallBody::Json(Payload::parse("[1]").unwrap())
        );
        assert_eq!(body("application/json", "[1"), CallBody::Text("[1".into()));
    }
}
