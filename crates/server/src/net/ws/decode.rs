//! Bytes of a client into messages, without I/O.
//!
//! What arrives whole is handed on where it lies; only the beginning of something that is not complete yet is
//! kept, in memory that grows with what has come, never with what a header promises. Between messages a decoder
//! owns no memory.

mod header;
mod partial;
#[cfg(test)]
mod tests;

use std::mem;

use self::{header::Header, partial::Partial};
use super::{Breach, Fault, Message, OpCode, mask::unmask};

/// What a client said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    Message(Message<'a>),
    /// To be answered by a pong with the same bytes.
    Ping(&'a [u8]),
    Pong(&'a [u8]),
    /// The client closes, with a code and a reason if it gave one. Nothing follows.
    Close(Option<(u16, &'a str)>),
}

/// Reads one client.
#[derive(Debug)]
pub struct Decoder {
    /// Most bytes of a message.
    limit: u32,
    /// After a close frame or a fault nothing is read.
    ended: bool,
    partial: Option<Box<Partial>>,
}

impl Decoder {
    /// A decoder that refuses messages of more than `limit` bytes (at most 4 GiB).
    pub fn new(limit: usize) -> Self {
        Self {
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
            ended: false,
            partial: None,
        }
    }

    /// Reads the next bytes, which it unmasks in place, and hands on what they complete, in order. After a
    /// fault, or a close, the rest is ignored.
    pub fn read(&mut self, input: &mut [u8], mut sink: impl FnMut(Event<'_>)) -> Result<(), Fault> {
        let result = self.read_on(input, &mut sink);
        if result.is_err() {
            self.ended = true;
        }
        if self.ended || self.partial.as_ref().is_some_and(|p| p.is_empty()) {
            self.partial = None;
        }
        result
    }

    fn read_on(&mut self, mut input: &mut [u8], sink: &mut impl FnMut(Event<'_>)) -> Result<(), Fault> {
        while !self.ended && !input.is_empty() {
            let Some((header, used)) = self.header(input)? else {
                return Ok(());
            };
            let rest = &mut mem::take(&mut input)[used..];
            let arrived = rest.len().min(usize::try_from(header.left).unwrap_or(usize::MAX));
            let (payload, rest) = rest.split_at_mut(arrived);
            input = rest;
            let mask = unmask(payload, header.mask);
            let left = header.left - arrived as u64;
            let next = Header { left, mask, ..header };
            self.payload(next, payload, sink)?;
        }
        Ok(())
    }

    /// The header of the frame that goes on here, and how many bytes of the input it took.
    fn header(&mut self, input: &[u8]) -> Result<Option<(Header, usize)>, Fault> {
        if let Some(header) = self.partial.as_mut().and_then(|p| p.frame.take()) {
            return Ok(Some((header, 0)));
        }
        let kept = self.partial.as_deref_mut().filter(|p| p.has_header_bytes());
        let found = match kept {
            Some(partial) => partial.complete_header(input)?,
            None => match Header::parse(input)? {
                None => {
                    self.partial.get_or_insert_default().complete_header(input)?;
                    None
                }
                found => found,
            },
        };
        if let Some((header, _)) = &found {
            self.check(header)?;
        }
        Ok(found)
    }

    /// What a header may not say at this point, before any of its payload is taken.
    fn check(&self, header: &Header) -> Result<(), Fault> {
        if header.op.is_control() {
            return Ok(());
        }
        let begun = self.partial.as_ref().and_then(|p| p.begun());
        let size = match (begun, header.op) {
            (None, OpCode::Continuation) => return Err(Fault::Protocol(Breach::NothingToContinue)),
            (None, _) => 0,
            (Some(size), OpCode::Continuation) => size as u64,
            (Some(_), _) => return Err(Fault::Protocol(Breach::MessageInMessage)),
        };
        if size.saturating_add(header.left) > u64::from(self.limit) {
            return Err(Fault::TooBig);
        }
        Ok(())
    }

    /// Bytes of a frame, of which `header.left` are still to come.
    fn payload(
        &mut self,
        header: Header,
        bytes: &[u8],
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Fault> {
        if header.op.is_control() {
            return self.control(header, bytes, sink);
        }
        let complete = header.fin && header.left == 0;
        if complete && self.partial.as_ref().is_none_or(|p| p.begun().is_none()) {
            sink(Event::Message(message(header.op, bytes)?));
            return Ok(());
        }
        let limit = self.limit as usize;
        let partial = self.partial.get_or_insert_default();
        partial.append(header.op, bytes, limit, complete)?;
        if header.left > 0 {
            partial.frame = Some(header);
        }
        if complete && let Some((op, bytes)) = partial.take() {
            sink(Event::Message(message(op, &bytes)?));
        }
        Ok(())
    }

    fn control(
        &mut self,
        header: Header,
        bytes: &[u8],
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Fault> {
        let mut kept = self
            .partial
            .as_mut()
            .map(|p| mem::take(&mut p.control))
            .unwrap_or_default();
        let payload = if kept.is_empty() && header.left == 0 {
            bytes
        } else {
            kept.extend_from_slice(bytes);
            &kept
        };
        if header.left > 0 {
            let partial = self.partial.get_or_insert_default();
            partial.control = kept;
            partial.frame = Some(header);
            return Ok(());
        }
        match header.op {
            OpCode::Ping => sink(Event::Ping(payload)),
            OpCode::Pong => sink(Event::Pong(payload)),
            _ => {
                let reason = close_reason(payload)?;
                self.ended = true;
                sink(Event::Close(reason));
            }
        }
        Ok(())
    }
}

fn message(op: OpCode, bytes: &[u8]) -> Result<Message<'_>, Fault> {
    if op == OpCode::Text {
        str::from_utf8(bytes)
            .map(Message::Text)
            .map_err(|_| Fault::NotUtf8)
    } else {
        Ok(Message::Binary(bytes))
    }
}

fn close_reason(payload: &[u8]) -> Result<Option<(u16, &str)>, Fault> {
    let Some((code, reason)) = payload.split_first_chunk() else {
        return match payload {
            [] => Ok(None),
            _ => Err(Fault::Protocol(Breach::HalfCloseCode)),
        };
    };
    let code = u16::from_be_bytes(*code);
    if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
        return Err(Fault::Protocol(Breach::CloseCode));
    }
    let reason = str::from_utf8(reason).map_err(|_| Fault::NotUtf8)?;
    Ok(Some((code, reason)))
}
