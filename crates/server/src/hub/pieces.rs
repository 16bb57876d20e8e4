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
        let ready = self.ready(handle.encoding);
        let mut taken = true;
        for (piece, frames) in &ready.pieces {
            taken &= handle.outbox.send_joined(piece, *frames) != Sent::Refused;
        }
        ready.taken += usize::from(taken);
    }

    /// Readers that took the event of this number.
    pub fn delivered(&self, event: usize) -> usize {
        let had_a_word = self.encodings.iter().filter(|ready| ready.said[event]);
        had_a_word.map(|ready| ready.taken).sum()
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
