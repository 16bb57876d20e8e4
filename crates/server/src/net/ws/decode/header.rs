//! The first 6 to 14 bytes of a client's frame.

use crate::net::ws::{Breach, Fault, OpCode};

/// Longest header of a client: two bytes, eight of length, four of mask.
pub(super) const MAX: usize = 14;

/// A frame's header; while the frame arrives, what is left of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) fin: bool,
    pub(super) op: OpCode,
    /// Payload bytes still to come.
    pub(super) left: u64,
    /// Mask for the next byte and those after it.
    pub(super) mask: [u8; 4],
}

impl Header {
    /// Reads a header from the beginning of `bytes`; also says how long it is. `None`: it is not all there.
    /// Whatever is wrong is said as soon as it can be seen.
    pub(super) fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, Fault> {
        let Some(&first) = bytes.first() else {
            return Ok(None);
        };
        if first & 0x70 != 0 {
            return Err(Fault::Protocol(Breach::ReservedBits));
        }
        let op = OpCode::from_bits(first & 0x0f).ok_or(Fault::Protocol(Breach::UnknownOpCode))?;
        let fin = first & 0x80 != 0;
        if op.is_control() && !fin {
            return Err(Fault::Protocol(Breach::FragmentedControl));
        }
        let Some(&second) = bytes.get(1) else {
            return Ok(None);
        };
        if second & 0x80 == 0 {
            return Err(Fault::Protocol(Breach::Unmasked));
        }
        let short = second & 0x7f;
        if op.is_control() && short > 125 {
            return Err(Fault::Protocol(Breach::LongControl));
        }
        let (left, mask_at) = match (short, &bytes[2..]) {
            (127, [a, b, c, d, e, f, g, h, ..]) => (u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]), 10),
            (126, [a, b, ..]) => (u64::from(u16::from_be_bytes([*a, *b])), 4),
            (126 | 127, _) => return Ok(None),
            (len, _) => (u64::from(len), 2),
        };
        if left >> 63 != 0 {
            return Err(Fault::Protocol(Breach::NegativeLength));
        }
        let Some(mask) = bytes[mask_at..].first_chunk() else {
            return Ok(None);
        };
        let header = Self {
            fin,
            op,
            left,
            mask: *mask,
        };
        Ok(Some((header, mask_at + 4)))
    }
}
