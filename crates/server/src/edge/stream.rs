//! A connection without a WebSocket: an answer whose body does not end, written to like any other connection. What the
//! outbox writes goes through a pair of sockets of this process's own, from which the answer's body is read; so a slow
//! reader is the same thing here as everywhere.

use std::{io, net::SocketAddr, sync::Arc};

use axum::{
    body::Body,
    extract::{ConnectInfo, Request},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use bytes::Bytes;
use dialects::{Spoken, Transport};
use engine::CloseReason;
use futures_util::stream;
use http::{HeaderValue, StatusCode, header};
use socket2::{Domain, Socket, Type};
use tokio::io::AsyncReadExt;

use super::{
    World,
    door::{Door, text},
};
use crate::net::{Homes, Terms, ws::Opened};

/// Bytes that the pair of sockets holds in each direction. What does not fit waits in the outbox, where it is counted.
const HELD: usize = 32 << 10;

/// Bytes that are read at a time.
const PIECE: usize = 16 << 10;

impl Door {
    /// For streams of events.
    pub fn stream(spoken: &'static Spoken, world: World, homes: Homes) -> Self {
        let (code, sentence) = (spoken.close)(&CloseReason::Slow);
        let mut terms = Terms::new(world.hub.wheel.clone(), homes, farewell(code, &sentence));
        terms.unframed = Some(farewell);
        Self::new(spoken, world, terms, false)
    }

    /// Where streams begin.
    pub fn stream_route(self: Arc<Self>) -> MethodRouter {
        get(
            move |ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request| async move {
                self.begin_stream(peer, &request)
            },
        )
    }

    fn begin_stream(&self, peer: SocketAddr, request: &Request) -> Response {
        let caller = self.caller(request);
        if let Err(denied) = self.check_origin(text(request.headers(), &header::ORIGIN)) {
            return self.refuse(&denied, peer, &caller);
        }
        let accepted = self.greeted(peer, request, Transport::EventStream, |hello| {
            (self.spoken.accept)(hello)
        });
        let dialect = match accepted {
            Ok(dialect) => dialect,
            Err(denied) => return self.refuse(&denied, peer, &caller),
        };
        let begin = self.begin(peer, caller, dialect);
        let begun = pair().and_then(|(ours, bodys)| {
            let leftover = Bytes::new();
            begin(Opened {
                stream: ours,
                leftover,
            })?;
            tokio::net::TcpStream::from_std(bodys)
        });
        match begun {
            Ok(source) => answer(source),
            Err(error) => {
                tracing::warn!(%error, "a stream of events could not be begun");
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The server has no room for it; try again.\n",
                )
                    .into_response()
            }
        }
    }
}

fn answer(source: tokio::net::TcpStream) -> Response {
    let pieces = stream::unfold(source, |mut source| async {
        let mut piece = vec![0; PIECE];
        match source.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(Bytes::from(piece)), source))
            }
            Err(error) => Some((Err(error), source)),
        }
    });
    let mut response = Response::new(Body::from_stream(pieces));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that gather what they pass on would make a stream of it that stutters.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// The last event of a stream.
fn farewell(code: u16, reason: &str) -> Bytes {
    let data = serde_json::json!({ "code": code, "reason": reason });
    format!("event: close\ndata: {data}\n\n").into()
}

/// Two ends of one connection inside this process. Whoever else connects in between is not taken for an end.
fn pair() -> io::Result<(std::net::TcpStream, std::net::TcpStream)> {
    let socket = || {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.set_recv_buffer_size(HELD)?;
        socket.set_send_buffer_size(HELD)?;
        Ok::<_, io::Error>(socket)
    };
    let listener = socket()?;
    let here = SocketAddr::from(([127, 0, 0, 1], 0));
    listener.bind(&here.into())?;
    listener.listen(16)?;
    let one = socket()?;
    one.connect(&listener.local_addr()?)?;
    let mine = one.local_addr()?;
    loop {
        let (other, peer) = listener.accept()?;
        if peer.as_socket() != mine.as_socket() {
            continue;
        }
        for end in [&one, &other] {
            end.set_nonblocking(true)?;
            end.set_tcp_nodelay(true)?;
        }
        return Ok((one.into(), other.into()));
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    #[test]
    fn what_goes_in_at_one_end_comes_out_at_the_other() {
        let (mut one, mut other) = pair().unwrap();
        one.set_nonblocking(false).unwrap();
        other.set_nonblocking(false).unwrap();
        one.write_all(b"hello").unwrap();
        drop(one);
        let mut heard = String::new();
        other.read_to_string(&mut heard).unwrap();
        assert_eq!(heard, "hello");
    }

    #[test]
    fn the_end_says_why() {
        let said = farewell(1013, "too \"slow\"\n");
        assert_eq!(
            said,
            "event: close\ndata: {\"code\":1013,\"reason\":\"too \\\"slow\\\"\\n\"}\n\n"
        );
    }
}
