//! One connection: a conversation while it joins, then a stream of frames that is read without blocking.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::net::sockopt::set_tcp_quickack;

use crate::websocket::{self, BINARY, CLOSE, Frame, PING, TEXT};

/// How long a server may take for one answer while a connection joins.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection that still asks and answers, one thing at a time.
pub struct Conversation {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Conversation {
    /// Connects.
    pub fn with(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream,
            received: Vec::new(),
        })
    }

    /// Connects and opens a WebSocket at `path`.
    pub fn websocket(address: SocketAddr, path: &str) -> Result<Self> {
        Self::websocket_with(address, path, "")
    }

    /// The same with further header lines, each with its end.
    pub fn websocket_with(address: SocketAddr, path: &str, lines: &str) -> Result<Self> {
        let mut conversation = Self::with(address)?;
        conversation.say(&websocket::upgrade_with(&address.to_string(), path, lines))?;
        let head = conversation.head()?;
        let status = head.lines().next().unwrap_or_default();
        if !status.starts_with("HTTP/1.1 101") {
            bail!("no WebSocket at {address}{path}: {status}");
        }
        Ok(conversation)
    }

    /// Sends `bytes` as they are.
    pub fn say(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(bytes)?)
    }

    /// Sends one text frame.
    pub fn say_text(&mut self, body: &[u8]) -> Result<()> {
        let mut frame = Vec::with_capacity(body.len() + 8);
        websocket::client_text(body, &mut frame);
        self.say(&frame)
    }

    /// Waits for `wanted`, bytes that are sent without a frame around them.
    pub fn hear(&mut self, wanted: u8) -> Result<()> {
        let mut byte = [0];
        self.stream.read_exact(&mut byte)?;
        if byte[0] != wanted {
            bail!("expected byte {wanted:#04x}, got {:#04x}", byte[0]);
        }
        Ok(())
    }

    /// Waits for the next text frame.
    pub fn hear_text(&mut self) -> Result<String> {
        loop {
            if let (TEXT, body) = self.hear_frame()? {
                return Ok(String::from_utf8(body)?);
            }
        }
    }

    /// Waits for the next frame with data, and answers pings meanwhile.
    pub fn hear_frame(&mut self) -> Result<(u8, Vec<u8>)> {
        loop {
            let Some((frame, taken)) = websocket::split(&self.received)? else {
                self.more()?;
                continue;
            };
            let (opcode, body) = (frame.opcode, frame.body.to_vec());
            self.received.drain(..taken);
            match opcode {
                CLOSE => bail!("the server closed the connection: {}", close_reason(&body)),
                PING => {
                    let mut pong = Vec::new();
                    websocket::client_pong(&body, &mut pong);
                    self.say(&pong)?;
                }
                TEXT | BINARY => return Ok((opcode, body)),
                _ => {}
            }
        }
    }

    /// Ends the conversation; what comes from now on is read by the swarm.
    pub fn into_link(self) -> Result<Link> {
        self.stream.set_nonblocking(true)?;
        // Acknowledging every segment at once would cost us more than reading it. Clients far away do not either.
        set_tcp_quickack(&self.stream, false)?;
        Ok(Link {
            stream: self.stream,
            carry: self.received,
        })
    }

    /// The head of an HTTP response; what follows it stays unread.
    pub fn head(&mut self) -> Result<String> {
        loop {
            if let Some(end) = self.received.windows(4).position(|window| window == b"\r\n\r\n") {
                let head: Vec<u8> = self.received.drain(..end + 4).collect();
                return Ok(String::from_utf8_lossy(&head).into_owned());
            }
            self.more()?;
        }
    }

    /// The body of an HTTP response whose head was `head`.
    pub fn body(&mut self, head: &str) -> Result<Vec<u8>> {
        let head = head.to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length = length.map_or(Ok(0), |length| length.trim().parse())?;
        while self.received.len() < length {
            self.more()?;
        }
        Ok(self.received.drain(..length).collect())
    }

    fn more(&mut self) -> Result<()> {
        let mut buffer = [0; 4096];
        match self.stream.read(&mut buffer) {
            Ok(0) => bail!("the server hung up in the middle of joining"),
            Ok(length) => self.received.extend_from_slice(&buffer[..length]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                bail!("the server did not answer within {PATIENCE:?}")
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// A connection that has joined.
pub struct Link {
    stream: TcpStream,
    /// The beginning of a frame whose rest has not come yet. Empty nearly always.
    carry: Vec<u8>,
}

impl Link {
    /// Reads once, as much as fits into `scratch`, and hands every data frame that is whole to `each`.
    #[inline]
    pub fn read(&mut self, scratch: &mut [u8], mut each: impl FnMut(Frame<'_>) -> Result<()>) -> Result<()> {
        let length = match (&self.stream).read(scratch) {
            Ok(0) => bail!("the server hung up"),
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let fresh = &scratch[..length];
        if self.carry.is_empty() {
            let taken = self.take(fresh, &mut each)?;
            self.carry.extend_from_slice(&fresh[taken..]);
        } else {
            let mut all = std::mem::take(&mut self.carry);
            all.extend_from_slice(fresh);
            let taken = self.take(&all, &mut each)?;
            all.drain(..taken);
            self.carry = all;
        }
        Ok(())
    }

    /// Sends bytes that are few enough to fit into the socket's buffer.
    pub fn send(&self, bytes: &[u8]) -> Result<()> {
        match (&self.stream).write_all(bytes) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => bail!("the server has stopped reading"),
            done => Ok(done?),
        }
    }

    #[inline]
    fn take(&self, bytes: &[u8], each: &mut impl FnMut(Frame<'_>) -> Result<()>) -> Result<usize> {
        let mut taken = 0;
        while let Some((frame, length)) = websocket::split(&bytes[taken..])? {
            taken += length;
            match frame.opcode {
                PING => self.pong(frame.body)?,
                CLOSE => bail!("the server closed a connection: {}", close_reason(frame.body)),
                _ => each(frame)?,
            }
        }
        Ok(taken)
    }

    fn pong(&self, body: &[u8]) -> Result<()> {
        let mut pong = Vec::new();
        websocket::client_pong(body, &mut pong);
        self.send(&pong)
    }
}

impl AsFd for Link {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }
}

/// Code and reason of a close frame, for messages.
pub fn close_reason(body: &[u8]) -> String {
    match body {
        &[a, b, ref reason @ ..] => format!(
            "{} {}",
            u16::from_be_bytes([a, b]),
            String::from_utf8_lossy(reason)
        ),
        _ => "no code".to_owned(),
    }
}
