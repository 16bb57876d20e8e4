//! One call of a running server's admin API.

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use contract::ErrorBody;
use http::{Method, Request, Uri, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;

/// Where a server is, and the key to it.
pub struct Target {
    uri: Uri,
    key: String,
}

impl Target {
    pub fn new(url: &str, key: Option<String>) -> Result<Self> {
        let uri: Uri = url.parse().with_context(|| format!("{url:?} is no URL"))?;
        ensure!(
            uri.scheme_str() == Some("http") && uri.authority().is_some(),
            "--url is {url:?}; give the address of the admin listener, like http://127.0.0.1:8091 (through TLS, call \
             {base}/project with any HTTP client)",
            base = contract::BASE
        );
        let key = key.context("the key of the server is missing; put it into SWITCHBOARD_ADMIN_KEY")?;
        Ok(Self { uri, key })
    }

    /// `path` begins behind the base of the API.
    pub async fn call<T: DeserializeOwned>(&self, method: Method, path: &str, body: Vec<u8>) -> Result<T> {
        let authority = self.uri.authority().context("the URL has no host")?;
        let port = authority.port_u16().unwrap_or(80);
        let host = authority.host().trim_matches(['[', ']']);
        let stream = TcpStream::connect((host, port))
            .await
            .with_context(|| format!("nothing answers at {}; check that the server runs", self.uri))?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let running = tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", contract::BASE))
            .header(header::HOST, authority.as_str())
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key))
            .body(Full::new(Bytes::from(body)))?;
        let response = sender.send_request(request).await?;
        let status = response.status();
        let answer = response.into_body().collect().await?.to_bytes();
        running.abort();
        if status.is_success() {
            return serde_json::from_slice(&answer)
                .context("the server answered what is not understood here");
        }
        let Ok(ErrorBody { error }) = serde_json::from_slice(&answer) else {
            bail!("the server answered with status {status}");
        };
        match error.detail {
            Some(fix) => bail!("{}; {fix}", error.message),
            None => bail!("{}", error.message),
        }
    }
}
