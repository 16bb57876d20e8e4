//! What goes out of a lane together, written once for each encoding and joined into few pieces.

use bytes::{Bytes, BytesMut};
use dialects::{Encoding, Frame};
use engine::Event;

use super::{
    journeys::{Fate, Part, Steps, Words},
    lane::{Pending, Segment},
    link::{Handle, ready},
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
    /// What becomes of it at each reader, if somebody watches.
    steps: Option<Steps>,
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
    /// Number of its first piece.
    first: usize,
    /// For each event the piece that has it; `None` if the encoding has no word for it.
    said: Vec<Option<usize>>,
    /// Readers that took all of it.
    taken: usize,
}

impl<'a> Pieces<'a> {
    /// `watched`: what becomes of it is to be written down.
    pub fn of(segment: &'a Segment, watched: bool) -> Self {
        Self {
            steps: (watched && segment.has_message())
                .then(|| Steps::new(segment.begun, segment.audience.len())),
            encodings: Vec::with_capacity(1),
            segment,
            left_out: match segment.events.iter().any(|pending| pending.not_for.is_some()) {
                true => vec![LeftOut::default(); segment.events.len()],
                false => Vec::new(),
            },
        }
    }

    /// Hands everything to the outboxes of these readers.
    pub fn send(&mut self, readers: &[Handle]) {
        match self.steps.take() {
            None => readers.iter().for_each(|handle| self.send_to(handle)),
            Some(mut steps) => {
                for handle in readers {
                    self.send_watched(handle, &mut steps);
                }
                self.steps = Some(steps);
            }
        }
    }

    fn send_to(&mut self, handle: &Handle) {
        if self.has_own(handle) {
            self.send_but_own(handle, |event, _| handle.tell(event?));
            return;
        }
        let ready = self.ready(handle.encoding);
        let mut taken = true;
        for (piece, frames) in &ready.pieces {
            taken &= handle.outbox.send_joined(piece, *frames) != Sent::Refused;
        }
        ready.taken += usize::from(taken);
    }

    fn send_watched(&mut self, handle: &Handle, steps: &mut Steps) {
        if self.has_own(handle) {
            self.send_but_own(handle, |event, number| {
                let part = Part::Event(number);
                let Some(event) = event else {
                    steps.note(handle.key, part, Fate::EchoOff);
                    return None;
                };
                let Some(frame) = (handle.encoding.render)(event) else {
                    steps.note(handle.key, part, Fate::NoWord);
                    return None;
                };
                Some(steps.send(handle, part, &ready(&frame), 1))
            });
            return;
        }
        let ready = self.ready(handle.encoding);
        let mut taken = true;
        for (number, (piece, frames)) in (ready.first..).zip(&ready.pieces) {
            taken &= steps.send(handle, Part::Piece(number), piece, *frames) != Sent::Refused;
        }
        if ready.pieces.is_empty() {
            steps.note(handle.key, Part::Piece(ready.first), Fate::NoWord);
        }
        ready.taken += usize::from(taken);
    }

    /// The frames in this encoding, rendered when the first reader of it comes up.
    fn ready(&mut self, encoding: &'static Encoding) -> &mut Rendered {
        let known = self
            .encodings
            .iter()
            .position(|known| std::ptr::eq(known.encoding, encoding));
        let index = known.unwrap_or_else(|| {
            let first = self.encodings.last().map_or(0, Rendered::end);
            let rendered = Rendered::of(&self.segment.events, encoding, first);
            self.encodings.push(rendered);
            self.encodings.len() - 1
        });
        &mut self.encodings[index]
    }

    /// Is something in it that this reader has sent and does not want to hear?
    fn has_own(&self, handle: &Handle) -> bool {
        let mut events = self.segment.events.iter();
        !self.left_out.is_empty() && events.any(|pending| pending.not_for == Some(handle.key))
    }

    /// Hands over what others have sent, to a reader that does not want to hear itself.
    fn send_but_own(&mut self, handle: &Handle, mut send: impl FnMut(Option<&Event>, usize) -> Option<Sent>) {
        for (number, (pending, left_out)) in self.segment.events.iter().zip(&mut self.left_out).enumerate() {
            let own = pending.not_for == Some(handle.key);
            let sent = send((!own).then_some(&pending.event), number);
            left_out.spared += usize::from(own);
            left_out.missed += usize::from(sent == Some(Sent::Refused));
        }
        self.ready(handle.encoding).taken += 1;
    }

    /// Readers that took the event of this number.
    pub fn delivered(&self, event: usize) -> usize {
        let had_a_word = self.encodings.iter().filter(|ready| ready.said[event].is_some());
        let taken: usize = had_a_word.map(|ready| ready.taken).sum();
        let left_out = self.left_out.get(event).copied().unwrap_or_default();
        taken.saturating_sub(left_out.missed + left_out.spared)
    }

    /// Readers for which the event of this number was not meant.
    pub fn spared(&self, event: usize) -> usize {
        self.left_out.get(event).map_or(0, |left_out| left_out.spared)
    }

    /// What became of it at each reader, and which piece says what, if somebody watched.
    pub fn steps(self) -> Option<(Steps, Vec<Words>)> {
        let words = self.encodings.into_iter().map(|ready| Words {
            pieces: ready.first..ready.end(),
            said: ready.said,
        });
        Some((self.steps?, words.collect()))
    }
}

impl Rendered {
    fn of(events: &[Pending], encoding: &'static Encoding, first: usize) -> Self {
        let mut pieces = Vec::with_capacity(1);
        let mut said = Vec::with_capacity(events.len());
        let (mut piece, mut frames) = (BytesMut::new(), 0);
        for pending in events {
            let frame = (encoding.render)(&pending.event);
            said.push(frame.is_some().then_some(first + pieces.len()));
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
            first,
            said,
            taken: 0,
        }
    }

    /// The number after that of its last piece. One that says nothing has a number, too.
    fn end(&self) -> usize {
        self.first + self.pieces.len().max(1)
    }
}
