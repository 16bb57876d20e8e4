use std::time::Duration;

use bytes::{Bytes, BytesMut};
use contract::ErrorBody;
use reqwest::{
    Method,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue},
    redirect::Policy,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{CallError, EventStream, FetchError, Target, error::root_cause};

/// How long the TCP and TLS handshakes may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// How long a whole answer may take.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);
/// The largest answer that is read.
const LARGEST_ANSWER: usize = 32 * 1024 * 1024;

/// A way to one server. Cheap to clone; clones share their connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    target: Target,
}

/// What the server answered, whatever the status.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: Bytes,
}

impl Client {
    /// Makes no connection yet. Redirects are never followed: the key stays with the host it belongs to.
    pub fn new(target: Target) -> Result<Self, FetchError> {
        // An earlier caller may have installed a provider already; any will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, target.bearer().clone());
        let mut builder = reqwest::Client::builder()
            .default_headers(headers)
            .redirect(Policy::none())
            .connect_timeout(CONNECT_LIMIT)
            .timeout(ANSWER_LIMIT);
        if target.is_local() {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| FetchError::Failed {
            address: target.address(),
            cause: root_cause(&error),
        })?;
        Ok(Self { http, target })
    }

    /// Where it leads to.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Sends one request. `path` is absolute, with its query; `body` is JSON text.
    pub async fn fetch(&self, method: Method, path: &str, body: Option<Bytes>) -> Result<Reply, FetchError> {
        let mut request = self.http.request(method, self.target.url(path)?);
        if let Some(body) = body {
            request = request
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body);
        }
        let mut response = request.send().await.map_err(|error| self.explain(&error))?;
        let status = response.status().as_u16();
        let content_type = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.explain(&error))? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(FetchError::TooLarge {
                    address: self.target.address(),
                    limit: LARGEST_ANSWER,
                });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply {
            status,
            content_type,
            body: body.freeze(),
        })
    }

    /// Calls an operation of the contract: JSON in, JSON out, a refusal as an error. An empty answer reads as `null`,
    /// so `T` is `()` where the contract has no content.
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&(impl Serialize + ?Sized)>,
    ) -> Result<T, CallError> {
        let off_contract = |status: u16, cause: serde_json::Error| CallError::OffContract {
            method: method.to_string(),
            path: path.to_owned(),
            status,
            cause: cause.to_string(),
        };
        let body = body
            .map(|value| serde_json::to_vec(value).map(Bytes::from))
            .transpose()
            .map_err(|cause| off_contract(0, cause))?;
        let Reply { status, body, .. } = self.fetch(method.clone(), path, body).await?;
        if status >= 400 {
            return Err(match serde_json::from_slice::<ErrorBody>(&body) {
                Ok(ErrorBody { error }) => CallError::Refused { status, error },
                Err(cause) => off_contract(status, cause),
            });
        }
        let text: &[u8] = if body.is_empty() { b"null" } else { &body };
        serde_json::from_slice(text).map_err(|cause| off_contract(status, cause))
    }

    /// Reads what changes nothing.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, CallError> {
        self.call(Method::GET, path, None::<&()>).await
    }

    /// Follows a stream of the server; `path` is absolute, with its query.
    pub fn stream(&self, path: &str) -> Result<EventStream, FetchError> {
        EventStream::new(&self.target, path)
    }

    fn explain(&self, error: &reqwest::Error) -> FetchError {
        let address = self.target.address();
        if error.is_timeout() {
            let limit = if error.is_connect() {
                CONNECT_LIMIT
            } else {
                ANSWER_LIMIT
            };
            return FetchError::TimedOut { address, limit };
        }
        if was_refused(error) {
            return FetchError::Refused { address };
        }
        FetchError::Failed {
            address,
            cause: root_cause(error),
        }
    }
}

/// Is a refused connection at the bottom of this error?
pub(crate) fn was_refused(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let io = error.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::ConnectionRefused) {
            return true;
        }
        next = error.source();
    }
    false
}
