//! Frames to the client: never masked, so one buffer serves every reader.

use bytes::{BufMut, Bytes, BytesMut};

use super::OpCode;

/// Most bytes that a server's frame has before its payload.
pub const MAX_HEADER: usize = 10;

/// Most bytes of a control frame's payload.
const MAX_CONTROL: usize = 125;

/// One frame, header and payload in one buffer. Clones share it.
pub fn encode(op: OpCode, payload: &[u8]) -> Bytes {
    let mut out = BytesMut::with_capacity(header_len(payload.len()) + payload.len());
    encode_into(&mut out, op, payload);
    out.freeze()
}

/// Appends one frame, for several in one buffer.
pub fn encode_into(out: &mut impl BufMut, op: OpCode, payload: &[u8]) {
    out.put_u8(0x80 | op as u8);
    match payload.len() {
        len @ 0..=125 => out.put_u8(len as u8),
        len @ 126..=0xffff => {
            out.put_u8(126);
            out.put_u16(len as u16);
        }
        len => {
            out.put_u8(127);
            out.put_u64(len as u64);
        }
    }
    out.put_slice(payload);
}

/// A close frame. A reason that does not fit into it is cut.
pub fn close(code: u16, reason: &str) -> Bytes {
    let reason = &reason[..reason.floor_char_boundary(MAX_CONTROL - 2)];
    let mut payload = Vec::with_capacity(2 + reason.len());
    payload.put_u16(code);
    payload.put_slice(reason.as_bytes());
    encode(OpCode::Close, &payload)
}

/// The code in a ready close frame; 1005 (RFC 6455: "no code") if it has none.
pub fn close_code(frame: &[u8]) -> u16 {
    match frame {
        [_, _, high, low, ..] => u16::from_be_bytes([*high, *low]),
        _ => 1005,
    }
}

fn header_len(payload: usize) -> usize {
    match payload {
        0..=125 => 2,
        126..=0xffff => 4,
        _ => MAX_HEADER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_takes_as_few_bytes_as_the_standard_wants() {
        for (len, header) in [
            (0, &[0x82, 0][..]),
            (125, &[0x82, 125]),
            (126, &[0x82, 126, 0, 126]),
            (65_535, &[0x82, 126, 0xff, 0xff]),
            (65_536, &[0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let frame = encode(OpCode::Binary, &vec![7; len]);
            assert_eq!(frame[..header.len()], *header);
            assert_eq!(frame.len(), header.len() + len);
            assert!(frame[header.len()..].iter().all(|b| *b == 7));
        }
    }

    #[test]
    fn a_long_reason_is_cut_between_characters() {
        let frame = close(4001, &"é".repeat(100));
        assert_eq!(close_code(&frame), 4001);
        assert_eq!(frame.len(), 2 + 2 + 122);
        assert!(std::str::from_utf8(&frame[4..]).is_ok());
        assert_eq!(close_code(&encode(OpCode::Close, b"")), 1005);
    }
}
