//! What goes out of a lane together, written once for each encoding and joined into few pieces.

use bytes::{Bytes, BytesMut};
use dialects::{Encoding, Frame};

use super::{
    lane::{Pending, Segment},
    link::Handle,
};
use crate::net::{
    Sent,
    ws::{OpCode, encode_into},
};

/// Bytes of frames that are handed to a socket in one piece.
const PIECE: usize = 48 * 1024;

/// A segment's frames, ready to be sent, once for each encoding that one of its readers has.
pub struct Pieces<'a> {
    encodings: Vec<Rendered>,
    segment: &'a Segment,
    /// For each event how many readers did not get it that got the rest, and how many of these were not to. Of most
    /// segments there is none.
    left_out: Vec<LeftOut>,
}

/// Readers that were treated by themselves.
#[derive(Clone, Copy, Default)]
struct LeftOut {
    missed: usize,
    /// Who has sent it and does not want to hear itself.
    spared: usize,
}

/// A segment's frames in one encoding.
struct Rendered {
    encoding: &'static Encoding,
    /// Frames that go out in one piece, and how many they are.
    pieces: Vec<(Bytes, u32)>,
    /// For each event whether the encoding has a word for it.
    said: Vec<bool>,
    /// Readers that took all of it.
    taken: usize,
}

impl<'a> Pieces<'a> {
    pub fn of(segment: &'a Segment) -> Self {
        Self {
            encodings: Vec::with_capacity(1),
            segment,
            left_out: match segment.events.iter().any(|pending| pending.not_for.is_some()) {
                true => vec![LeftOut::default(); segment.events.len()],
                false => Vec::new(),
            },
        }
    }

    /// The frames in this encoding, rendered when the first reader of it comes up.
    fn ready(&mut self, encoding: &'static Encoding) -> &mut Rendered {
        let known = self
            .encodings
            .iter()
            .position(|known| std::ptr::eq(known.encoding, encoding));
        let index = known.unwrap_or_else(|| {
            self.encodings.push(Rendered::of(&self.segment.events, encoding));
            self.encodings.len() - 1
        });
        &mut self.encodings[index]
    }

    /// Hands everything to a reader's outbox.
    pub fn send(&mut self, handle: &Handle) {
        let own = |pending: &Pending| pending.not_for == Some(handle.key);
        if !self.left_out.is_empty() && self.segment.events.iter().any(own) {
            self.send_but(handle, own);
            return;
        }
        let ready = self.ready(handle.encoding);
        let mut taken = true;
        for (piece, frames) in &ready.pieces {
            taken &= handle.outbox.send_joined(piece, *frames) != Sent::Refused;
        }
        ready.taken += usize::from(taken);
    }

    /// Hands over what others have sent, to a reader that does not want to hear itself.
    fn send_but(&mut self, handle: &Handle, own: impl Fn(&Pending) -> bool) {
        for (pending, left_out) in self.segment.events.iter().zip(&mut self.left_out) {
            if own(pending) {
                left_out.spared += 1;
            } else if handle.tell(&pending.event) == Some(Sent::Refused) {
                left_out.missed += 1;
            }
        }
        self.ready(handle.encoding).taken += 1;
    }

    /// Readers that took the event of this number.
    pub fn delivered(&self, event: usize) -> usize {
        let had_a_word = self.encodings.iter().filter(|ready| ready.said[event]);
        let taken: usize = had_a_word.map(|ready| ready.taken).sum();
        let left_out = self.left_out.get(event).copied().unwrap_or_default();
        taken.saturating_sub(left_out.missed + left_out.spared)
    }

    /// Readers for which the event of this number was not meant.
    pub fn spared(&self, event: usize) -> usize {
        self.left_out.get(event).map_or(0, |left_out| left_out.spared)
    }
}

impl Rendered {
    fn of(events: &[Pending], encoding: &'static Encoding) -> Self {
        let mut pieces = Vec::with_capacity(1);
        let mut said = Vec::with_capacity(events.len());
        let (mut piece, mut frames) = (BytesMut::new(), 0);
        for pending in events {
            let frame = (encoding.render)(&pending.event);
            said.push(frame.is_some());
            match frame {
                Some(Frame::Text(text)) => encode_into(&mut piece, OpCode::Text, text.as_bytes()),
                Some(Frame::Binary(bytes)) => encode_into(&mut piece, OpCode::Binary, &bytes),
                Some(Frame::Raw(text)) => piece.extend_from_slice(text.as_bytes()),
                None => continue,
            }
            frames += 1;
            if piece.len() >= PIECE {
                pieces.push((piece.split().freeze(), frames));
                frames = 0;
            }
        }
        if frames > 0 {
            pieces.push((piece.freeze(), frames));
        }
        Self {
            encoding,
            pieces,
            said,
            taken: 0,
        }
    }
}
