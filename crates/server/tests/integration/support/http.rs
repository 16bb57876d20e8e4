//! HTTP by hand, for requests that no well-behaved client sends.

use contract::{ErrorBody, ErrorDetail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::within;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The reason, which every error of the admin API has.
    pub fn error(&self) -> ErrorDetail {
        match serde_json::from_str::<ErrorBody>(&self.body) {
            Ok(body) => body.error,
            Err(error) => panic!(
                "not the body of an error ({error}): {} {:.200}",
                self.status, self.body
            ),
        }
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// Sends bytes as they are and reads until the server closes or has sent one answer.
pub async fn raw(address: &str, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that answers early may close before it has read everything.
    let _ = stream.write_all(request).await;
    let mut text = Vec::new();
    loop {
        if let Some(answer) = complete(&text) {
            return answer;
        }
        let read = within(stream.read_buf(&mut text)).await.unwrap_or_default();
        assert!(read > 0, "no answer: {:?}", String::from_utf8_lossy(&text));
    }
}

/// The answer, once its head and as many bytes as it announces are there.
fn complete(bytes: &[u8]) -> Option<Answer> {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length = length.map_or(0, |length| length.parse().unwrap());
    (body.len() >= length).then(|| Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

/// One request on a connection of its own. `headers` may bring their own `Host`.
pub async fn raw_with(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut request = format!("{method} {path} HTTP/1.1\r\nContent-Length: {}\r\n", body.len());
    let has = |name: &str| headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    if !has("host") {
        request.push_str(&format!("Host: {address}\r\n"));
    }
    if !has("connection") {
        request.push_str("Connection: close\r\n");
    }
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    raw(address, &[request.as_bytes(), body].concat()).await
}
