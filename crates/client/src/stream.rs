use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::{Url, header::AUTHORIZATION};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{
        Bytes, Error, Message,
        client::IntoClientRequest,
        handshake::client::Request,
        protocol::{CloseFrame, WebSocketConfig},
    },
};

use crate::{FetchError, Target, error::root_cause, fetch::was_refused};

/// How long a connection attempt may take, upgrade included.
const OPEN_LIMIT: Duration = Duration::from_secs(10);
/// After this much silence the peer is asked for a sign of life; after as much again it is given up.
const SILENCE: Duration = Duration::from_secs(20);
/// The largest frame: 256 events, each with a payload of up to 64 KiB, escaped.
const LARGEST_FRAME: usize = 64 * 1024 * 1024;

/// What a stream tells its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamEvent {
    /// Connected.
    Open,
    /// One frame, as the server wrote it.
    Frame(String),
    /// It never opened, or is over; the last event.
    Closed { reason: String },
}

/// One connection to a stream of a server: `Open`, `Frame…`, `Closed`; or `Closed` at once.
///
/// It owns no task and no queue. Who does not call [`EventStream::next`] does not read, and the server, not this
/// process, decides what to drop for a reader that is too slow. Dropping it closes the connection. When to try
/// again is for the reader to say, who also knows what to read again.
#[derive(Debug)]
pub struct EventStream {
    address: String,
    phase: Phase,
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

#[derive(Debug)]
enum Phase {
    New(Box<Request>),
    Open(Box<Socket>),
    Over,
}

impl EventStream {
    pub(crate) fn new(target: &Target, path: &str) -> Result<Self, FetchError> {
        Ok(Self {
            address: target.address(),
            phase: Phase::New(Box::new(upgrade(target, &target.socket_url(path)?)?)),
        })
    }

    /// The next event; `None` after `Closed`. Cancelling it loses nothing that has arrived.
    pub async fn next(&mut self) -> Option<StreamEvent> {
        let result = match &mut self.phase {
            Phase::New(request) => connect(&self.address, request).await.map(|socket| {
                self.phase = Phase::Open(Box::new(socket));
                StreamEvent::Open
            }),
            Phase::Open(socket) => read(socket).await.map(StreamEvent::Frame),
            Phase::Over => return None,
        };
        Some(result.unwrap_or_else(|reason| {
            self.phase = Phase::Over;
            StreamEvent::Closed { reason }
        }))
    }
}

fn upgrade(target: &Target, url: &Url) -> Result<Request, FetchError> {
    let mut request = url
        .as_str()
        .into_client_request()
        .map_err(|error| FetchError::Failed {
            address: target.address(),
            cause: root_cause(&error),
        })?;
    request
        .headers_mut()
        .insert(AUTHORIZATION, target.bearer().clone());
    Ok(request)
}

async fn connect(address: &str, request: &Request) -> Result<Socket, String> {
    let limits = WebSocketConfig::default()
        .max_message_size(Some(LARGEST_FRAME))
        .max_frame_size(Some(LARGEST_FRAME));
    // Frames are small and wanted at once: no Nagle.
    let attempt = connect_async_with_config(request.clone(), Some(limits), true);
    match timeout(OPEN_LIMIT, attempt).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(error)) => Err(explain(address, &error)),
        Err(_) => Err(format!(
            "{address} did not open the stream within {} s",
            OPEN_LIMIT.as_secs()
        )),
    }
}

/// Waits for one text frame.
async fn read(socket: &mut Socket) -> Result<String, String> {
    let mut asked = false;
    loop {
        let Ok(next) = timeout(SILENCE, socket.next()).await else {
            if asked {
                return Err(format!(
                    "the server gave no sign of life for {} s",
                    2 * SILENCE.as_secs()
                ));
            }
            asked = true;
            let ping = socket.send(Message::Ping(Bytes::new()));
            ping.await.map_err(|error| root_cause(&error))?;
            continue;
        };
        asked = false;
        match next {
            Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
            Some(Ok(Message::Close(frame))) => return Err(farewell(frame)),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(root_cause(&error)),
            None => return Err("the server closed the stream".to_owned()),
        }
    }
}

fn farewell(frame: Option<CloseFrame>) -> String {
    match frame {
        Some(CloseFrame { code, reason }) if reason.is_empty() => {
            format!("the server closed the stream with code {code}")
        }
        Some(CloseFrame { code, reason }) => {
            format!("the server closed the stream with code {code}: {reason}")
        }
        None => "the server closed the stream".to_owned(),
    }
}

fn explain(address: &str, error: &Error) -> String {
    match error {
        Error::Http(answer) => format!("{address} refused the stream with status {}", answer.status()),
        error if was_refused(error) => FetchError::Refused {
            address: address.to_owned(),
        }
        .to_string(),
        error => format!("talking to {address} failed: {}", root_cause(error)),
    }
}
