//! What waits for one slow socket. A plain value: no I/O, no lock.

use std::{collections::VecDeque, io::IoSlice, mem};

use bytes::{Buf, Bytes};

/// Whole frames, and how many.
#[derive(Clone, Debug)]
struct Waiting {
    bytes: Bytes,
    frames: u32,
}

/// Shared buffers in the order in which they must go out. Empty, it owns no memory.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    /// The first buffer is out in part: it must be finished whatever happens, or the stream is garbage.
    started: bool,
    /// While held, how many buffers were there before and may still go out.
    held: Option<usize>,
}

impl Queue {
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Nothing waits and nothing is held back: a frame may go straight to the socket.
    pub(super) fn is_clear(&self) -> bool {
        self.waiting.is_empty() && self.held.is_none()
    }

    /// Something may go out now.
    pub(super) fn is_ready(&self) -> bool {
        self.ready() > 0
    }

    pub(super) fn push(&mut self, bytes: Bytes, frames: u32) {
        self.bytes += bytes.len();
        self.waiting.push_back(Waiting { bytes, frames });
    }

    /// Pushes what is left of a buffer whose beginning is out. Only when clear.
    pub(super) fn push_rest(&mut self, rest: Bytes, frames: u32) {
        self.started = true;
        self.push(rest, frames);
    }

    /// From now on only what is there already goes out.
    pub(super) fn hold(&mut self) {
        if self.held.is_none() {
            self.held = Some(self.waiting.len());
        }
    }

    /// Ends the hold: `front` goes out before everything that came since it began.
    pub(super) fn release(&mut self, front: &[Bytes]) {
        let since = match self.held.take() {
            Some(before) => self.waiting.split_off(before),
            None => VecDeque::new(),
        };
        for bytes in front {
            self.push(bytes.clone(), 1);
        }
        self.waiting.extend(since);
    }

    /// Ends the hold and drops what came since it began. Returns the number of frames dropped.
    pub(super) fn forget_held(&mut self) -> u64 {
        match self.held.take() {
            Some(before) => self.cut(before),
            None => 0,
        }
    }

    /// Drops all that has not begun to go out, and the hold. Returns the number of frames dropped.
    pub(super) fn cut_unstarted(&mut self) -> u64 {
        self.held = None;
        self.cut(usize::from(self.started))
    }

    /// Drops everything. Returns the number of frames dropped.
    pub(super) fn clear(&mut self) -> u64 {
        let frames = self.waiting.iter().map(|w| u64::from(w.frames)).sum();
        *self = Self::default();
        frames
    }

    /// Fills `slices` with what may go out next; returns how many were filled.
    pub(super) fn fill<'a>(&'a self, slices: &mut [IoSlice<'a>]) -> usize {
        let ready = self.waiting.iter().take(self.ready());
        slices
            .iter_mut()
            .zip(ready)
            .map(|(slice, waiting)| *slice = IoSlice::new(&waiting.bytes))
            .count()
    }

    /// Takes off `written` bytes. Returns the number of frames that are out completely.
    pub(super) fn advance(&mut self, mut written: usize) -> u64 {
        self.bytes -= written;
        let mut frames = 0;
        while let Some(first) = self.waiting.front_mut() {
            if written < first.bytes.len() {
                first.bytes.advance(written);
                self.started |= written > 0;
                return frames;
            }
            written -= first.bytes.len();
            frames += u64::from(first.frames);
            self.started = false;
            self.waiting.pop_front();
            if let Some(before) = &mut self.held {
                *before -= 1;
            }
            if written == 0 {
                break;
            }
        }
        if self.waiting.is_empty() {
            self.waiting = VecDeque::new();
        }
        frames
    }

    fn ready(&self) -> usize {
        self.held.unwrap_or(self.waiting.len())
    }

    fn cut(&mut self, keep: usize) -> u64 {
        let dropped: VecDeque<_> = self.waiting.split_off(keep);
        self.bytes -= dropped.iter().map(|w| w.bytes.len()).sum::<usize>();
        if self.waiting.is_empty() {
            mem::take(&mut self.waiting);
        }
        dropped.iter().map(|w| u64::from(w.frames)).sum()
    }
}
