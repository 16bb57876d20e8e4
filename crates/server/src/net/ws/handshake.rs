//! The opening handshake: checks the request, answers it, and takes the TCP stream back from HTTP, so that
//! nothing of the HTTP machinery stays with the connection.

use std::io;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version,
    header::{
        CONNECTION, CONTENT_TYPE, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
        SEC_WEBSOCKET_VERSION, UPGRADE,
    },
};
use hyper::upgrade::{OnUpgrade, Parts};
use hyper_util::rt::TokioIo;
use sha1::{Digest, Sha1};
use thiserror::Error;
use tokio::net::TcpStream;

/// Appended to the client's key before hashing (RFC 6455, 4.2.2).
const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Why a request does not open a WebSocket, and what would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    #[error("This address speaks WebSocket: open it with GET.")]
    Method,
    #[error("This address speaks WebSocket: ask with `Upgrade: websocket` over HTTP/1.1.")]
    NoUpgrade,
    #[error("`Connection` must contain `Upgrade`.")]
    NoConnection,
    #[error("Only WebSocket version 13 is spoken here: send `Sec-WebSocket-Version: 13`.")]
    Version,
    #[error("`Sec-WebSocket-Key` must be 16 bytes in base64.")]
    Key,
}

impl Refused {
    pub fn status(self) -> StatusCode {
        match self {
            Self::Method | Self::NoConnection | Self::Key => StatusCode::BAD_REQUEST,
            Self::NoUpgrade | Self::Version => StatusCode::UPGRADE_REQUIRED,
        }
    }

    /// The refusal as a plain text answer.
    pub fn response<B: From<String>>(self) -> Response<B> {
        let mut response = Response::new(B::from(format!("{self}\n")));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        if self.status() == StatusCode::UPGRADE_REQUIRED {
            headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
            headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
            headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        }
        response
    }
}

/// A request that may become a WebSocket: send [`response`](Self::response), then wait for
/// [`socket`](Self::socket) in another task.
#[derive(Debug)]
pub struct Opening {
    accept: HeaderValue,
    on: OnUpgrade,
}

/// The TCP stream behind an upgraded request, non-blocking, and what the client sent ahead.
#[derive(Debug)]
pub struct Opened {
    pub stream: std::net::TcpStream,
    pub leftover: Bytes,
}

/// Checks an upgrade request. It must come from [`serve`](crate::net::serve); its headers stay as they are.
pub fn open<B>(request: &mut Request<B>) -> Result<Opening, Refused> {
    if request.method() != Method::GET {
        return Err(Refused::Method);
    }
    let headers = request.headers();
    if request.version() != Version::HTTP_11 || !has_token(headers, UPGRADE.as_str(), "websocket") {
        return Err(Refused::NoUpgrade);
    }
    if !has_token(headers, CONNECTION.as_str(), "upgrade") {
        return Err(Refused::NoConnection);
    }
    if headers.get(SEC_WEBSOCKET_VERSION).map(HeaderValue::as_bytes) != Some(b"13") {
        return Err(Refused::Version);
    }
    let key = headers.get(SEC_WEBSOCKET_KEY).ok_or(Refused::Key)?.as_bytes();
    if STANDARD.decode(key).map(|k| k.len()) != Ok(16) {
        return Err(Refused::Key);
    }
    let accept = accept_of(key).ok_or(Refused::Key)?;
    let on = hyper::upgrade::on(request);
    Ok(Opening { accept, on })
}

impl Opening {
    /// The answer that switches protocols; names a subprotocol if one was agreed on.
    pub fn response<B: Default>(&self, subprotocol: Option<HeaderValue>) -> Response<B> {
        let mut response = Response::new(B::default());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(SEC_WEBSOCKET_ACCEPT, self.accept.clone());
        if let Some(name) = subprotocol {
            headers.insert(SEC_WEBSOCKET_PROTOCOL, name);
        }
        response
    }

    /// The stream, as soon as the answer is out. Fails if the client went away before.
    pub async fn socket(self) -> io::Result<Opened> {
        let upgraded = self.on.await.map_err(io::Error::other)?;
        let Parts { io, read_buf, .. } = upgraded
            .downcast::<TokioIo<TcpStream>>()
            .map_err(|_| io::Error::other("the request did not come over this server's own TCP listener"))?;
        Ok(Opened {
            stream: io.into_inner().into_std()?,
            leftover: read_buf,
        })
    }
}

fn accept_of(key: &[u8]) -> Option<HeaderValue> {
    let digest = Sha1::new().chain_update(key).chain_update(GUID).finalize();
    HeaderValue::try_from(STANDARD.encode(digest)).ok()
}

/// Whether a comma separated header, which may come several times, has a token.
fn has_token(headers: &HeaderMap, name: &str, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(change: impl FnOnce(&mut HeaderMap)) -> Request<()> {
        let mut request = Request::new(());
        let headers = request.headers_mut();
        headers.insert(UPGRADE, HeaderValue::from_static("h2c, WebSocket"));
        headers.insert(CONNECTION, HeaderValue::from_static("keep-alive, upgrade"));
        headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        headers.insert(
            SEC_WEBSOCKET_KEY,
            HeaderValue::from_static("dGhlIHNhbXBsZSBub25jZQ=="),
        );
        change(headers);
        request
    }

    #[test]
    fn the_example_of_the_standard() {
        let opening = open(&mut request(|_| ())).unwrap();
        let response: Response<()> = opening.response(Some(HeaderValue::from_static("chat")));
        assert_eq!(response.status(), 101);
        assert_eq!(
            response.headers()[SEC_WEBSOCKET_ACCEPT],
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        );
        assert_eq!(response.headers()[SEC_WEBSOCKET_PROTOCOL], "chat");
    }

    #[test]
    fn what_is_missing_is_said() {
        type Change = fn(&mut HeaderMap);
        let cases: [(Change, Refused); 5] = [
            (|h| drop(h.remove(UPGRADE)), Refused::NoUpgrade),
            (
                |h| drop(h.insert(CONNECTION, HeaderValue::from_static("close"))),
                Refused::NoConnection,
            ),
            (
                |h| drop(h.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("8"))),
                Refused::Version,
            ),
            (|h| drop(h.remove(SEC_WEBSOCKET_KEY)), Refused::Key),
            (
                |h| drop(h.insert(SEC_WEBSOCKET_KEY, HeaderValue::from_static("c2hvcnQ="))),
                Refused::Key,
            ),
        ];
        for (change, want) in cases {
            assert_eq!(open(&mut request(change)).unwrap_err(), want);
        }
        let mut post = request(|_| ());
        *post.method_mut() = Method::POST;
        assert_eq!(open(&mut post).unwrap_err(), Refused::Method);
        let mut old = request(|_| ());
        *old.version_mut() = Version::HTTP_10;
        assert_eq!(open(&mut old).unwrap_err(), Refused::NoUpgrade);
    }

    #[test]
    fn a_refusal_is_an_answer_in_words() {
        let response: Response<String> = Refused::Version.response();
        assert_eq!(response.status(), 426);
        assert_eq!(response.headers()[SEC_WEBSOCKET_VERSION], "13");
        assert!(response.body().contains("13"));
        assert_eq!(Refused::Key.response::<String>().status(), 400);
    }
}
