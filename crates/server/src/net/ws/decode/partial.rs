//! What a decoder keeps of something that has not arrived completely.

use super::{Header, header};
use crate::net::ws::{Fault, OpCode};

#[derive(Debug, Default)]
pub(super) struct Partial {
    /// The frame that is arriving.
    pub(super) frame: Option<Header>,
    /// Its payload so far, if it is a control frame: these come in the midst of messages.
    pub(super) control: Vec<u8>,
    /// The kind of the message that is arriving.
    kind: Option<OpCode>,
    message: Vec<u8>,
    /// Bytes of a text that are known to be UTF-8.
    checked: usize,
    header: [u8; header::MAX],
    header_len: usize,
}

impl Partial {
    pub(super) fn is_empty(&self) -> bool {
        self.frame.is_none() && self.kind.is_none() && self.header_len == 0
    }

    pub(super) fn has_header_bytes(&self) -> bool {
        self.header_len > 0
    }

    /// Bytes of the message that is arriving, if one is.
    pub(super) fn begun(&self) -> Option<usize> {
        self.kind.map(|_| self.message.len())
    }

    /// Goes on with a header that came in pieces; also says how many bytes of the input it took.
    pub(super) fn complete_header(&mut self, input: &[u8]) -> Result<Option<(Header, usize)>, Fault> {
        for (at, byte) in input.iter().enumerate() {
            self.header[self.header_len] = *byte;
            self.header_len += 1;
            if let Some((header, _)) = Header::parse(&self.header[..self.header_len])? {
                self.header_len = 0;
                return Ok(Some((header, at + 1)));
            }
        }
        Ok(None)
    }

    /// Adds bytes to the message, which began as `op` if it begins here. Text that cannot become UTF-8 any more
    /// is refused at once; `complete` text that is not UTF-8 also.
    pub(super) fn append(
        &mut self,
        op: OpCode,
        bytes: &[u8],
        limit: usize,
        complete: bool,
    ) -> Result<(), Fault> {
        let kind = *self.kind.get_or_insert(op);
        let size = self.message.len() + bytes.len();
        if size > self.message.capacity() {
            // Doubling, as usual, but not beyond the limit.
            let room = (2 * size).min(limit).max(size);
            self.message.reserve_exact(room - self.message.len());
        }
        self.message.extend_from_slice(bytes);
        if kind == OpCode::Text {
            self.check_text(complete)?;
        }
        Ok(())
    }

    /// The message, now that it is complete.
    pub(super) fn take(&mut self) -> Option<(OpCode, Vec<u8>)> {
        self.checked = 0;
        let message = std::mem::take(&mut self.message);
        self.kind.take().map(|kind| (kind, message))
    }

    fn check_text(&mut self, complete: bool) -> Result<(), Fault> {
        match str::from_utf8(&self.message[self.checked..]) {
            Ok(_) => self.checked = self.message.len(),
            Err(e) if e.error_len().is_some() || complete => return Err(Fault::NotUtf8),
            Err(e) => self.checked += e.valid_up_to(),
        }
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn memory(&self) -> usize {
        self.message.capacity() + self.control.capacity()
    }
}
