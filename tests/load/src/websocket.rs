//! As much of RFC 6455 as a load generator needs: the upgrade, whole frames in, small text frames out.

use anyhow::{Result, bail};

/// Opcodes that mean something here.
pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
const PONG: u8 = 10;

const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;

/// One frame as received.
pub struct Frame<'a> {
    pub opcode: u8,
    pub body: &'a [u8],
}

/// The first frame of `bytes` and the number of bytes it takes; `None` while it is incomplete.
///
/// # Errors
/// Fragments and masked frames: no server of a benchmark has reason to send them.
#[inline]
pub fn split(bytes: &[u8]) -> Result<Option<(Frame<'_>, usize)>> {
    let &[first, second, ref rest @ ..] = bytes else {
        return Ok(None);
    };
    if first & FINAL == 0 || second & MASKED != 0 {
        bail!("the server sent a fragmented or masked frame ({first:#04x} {second:#04x})");
    }
    let (header, length) = match (second, rest) {
        (126, &[a, b, ..]) => (4, usize::from(u16::from_be_bytes([a, b]))),
        (127, &[a, b, c, d, e, f, g, h, ..]) => {
            (10, usize::try_from(u64::from_be_bytes([a, b, c, d, e, f, g, h]))?)
        }
        (126 | 127, _) => return Ok(None),
        (short, _) => (2, usize::from(short)),
    };
    let end = header + length;
    Ok(bytes.get(header..end).map(|body| {
        (
            Frame {
                opcode: first & 0x0f,
                body,
            },
            end,
        )
    }))
}

/// Appends a text frame from a client.
pub fn client_text(body: &[u8], out: &mut Vec<u8>) {
    client_frame(TEXT, body, out);
}

/// Appends a binary frame from a client.
pub fn client_binary(body: &[u8], out: &mut Vec<u8>) {
    client_frame(BINARY, body, out);
}

/// Appends a ping.
pub fn client_ping(body: &[u8], out: &mut Vec<u8>) {
    client_frame(PING, body, out);
}

/// Appends the answer to a ping.
pub fn client_pong(body: &[u8], out: &mut Vec<u8>) {
    client_frame(PONG, body, out);
}

/// Appends a text frame from a server.
pub fn server_text(body: &[u8], out: &mut Vec<u8>) {
    header(TEXT, 0, body.len(), out);
    out.extend_from_slice(body);
}

/// The request that opens a WebSocket. The key is always the same: nobody caches between us.
pub fn upgrade(host: &str, path: &str) -> Vec<u8> {
    upgrade_with(host, path, "")
}

/// The same with further header lines, each with its end.
pub fn upgrade_with(host: &str, path: &str, lines: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{lines}\r\n"
    )
    .into_bytes()
}

/// The mask is all zeros, which is as good as any other to the server that undoes it and costs us nothing.
fn client_frame(opcode: u8, body: &[u8], out: &mut Vec<u8>) {
    header(opcode, MASKED, body.len(), out);
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(body);
}

fn header(opcode: u8, mask: u8, length: usize, out: &mut Vec<u8>) {
    out.push(FINAL | opcode);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ 0..=125), _) => out.push(mask | short),
        (_, Ok(medium)) => {
            out.push(mask | 126);
            out.extend_from_slice(&medium.to_be_bytes());
        }
        _ => {
            out.push(mask | 127);
            out.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_every_length_come_back_whole() {
        for length in [0, 1, 125, 126, 128, 65_535, 65_536] {
            let body = vec![b'x'; length];
            let mut bytes = Vec::new();
            server_text(&body, &mut bytes);
            let whole = bytes.len();
            bytes.extend_from_slice(b"\x81");
            let (frame, taken) = split(&bytes).unwrap().unwrap();
            assert_eq!((frame.opcode, frame.body, taken), (TEXT, body.as_slice(), whole));
        }
    }

    #[test]
    fn a_cut_frame_is_incomplete_at_every_byte() {
        let mut bytes = Vec::new();
        server_text(&[b'x'; 200], &mut bytes);
        for cut in 0..bytes.len() {
            assert!(split(&bytes[..cut]).unwrap().is_none(), "cut at {cut}");
        }
    }

    #[test]
    fn what_a_server_may_not_send_is_refused() {
        assert!(split(&[0x01, 0x00]).is_err());
        let mut masked = Vec::new();
        client_text(b"x", &mut masked);
        assert!(split(&masked).is_err());
    }

    #[test]
    fn client_frames_carry_a_mask() {
        let mut bytes = Vec::new();
        client_text(&[b'x'; 128], &mut bytes);
        assert_eq!(bytes[..8], [0x81, 0x80 | 126, 0, 128, 0, 0, 0, 0]);
        assert_eq!(bytes.len(), 8 + 128);
    }
}
