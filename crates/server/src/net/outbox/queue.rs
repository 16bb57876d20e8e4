//! What waits for one slow socket. A plain value: no I/O, no lock.

use std::{collections::VecDeque, io::IoSlice};

use bytes::{Buf, Bytes};

use super::mark::{Fate, Mark};

/// Shared buffers in the order in which they must go out. One pointer; clear, it owns no memory.
#[derive(Debug, Default)]
pub(super) struct Queue(Option<Box<Backlog>>);

#[derive(Debug, Default)]
struct Backlog {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    /// The first buffer is out in part: it must be finished whatever happens, or the stream is garbage.
    started: bool,
    /// While held, how many buffers were there before and may still go out.
    held: Option<usize>,
}

/// Whole frames, how many, and who wants to know what becomes of them.
#[derive(Debug)]
struct Waiting {
    bytes: Bytes,
    frames: u32,
    mark: Option<Mark>,
}

impl Queue {
    pub(super) fn bytes(&self) -> usize {
        self.0.as_ref().map_or(0, |b| b.bytes)
    }

    /// Nothing waits and nothing is held back: a frame may go straight to the socket.
    pub(super) fn is_clear(&self) -> bool {
        self.0.is_none()
    }

    /// Something may go out now.
    pub(super) fn is_ready(&self) -> bool {
        self.0.as_ref().is_some_and(|b| b.ready() > 0)
    }

    pub(super) fn push(&mut self, bytes: Bytes, frames: u32, mark: Option<Mark>) {
        self.0.get_or_insert_default().push(bytes, frames, mark);
    }

    /// Pushes what is left of a buffer whose beginning is out. Only when clear.
    pub(super) fn push_rest(&mut self, rest: Bytes, frames: u32, mark: Option<Mark>) {
        let backlog = self.0.get_or_insert_default();
        backlog.push(rest, frames, mark);
        backlog.started = true;
    }

    /// From now on only what is there already goes out.
    pub(super) fn hold(&mut self) {
        let backlog = self.0.get_or_insert_default();
        backlog.held.get_or_insert(backlog.waiting.len());
    }

    /// Ends the hold: `front` goes out before everything that came since it began.
    pub(super) fn release(&mut self, front: &[Bytes]) {
        let backlog = self.0.get_or_insert_default();
        let since = match backlog.held.take() {
            Some(before) => backlog.waiting.split_off(before),
            None => VecDeque::new(),
        };
        for bytes in front {
            backlog.push(bytes.clone(), 1, None);
        }
        backlog.waiting.extend(since);
        self.tidy();
    }

    /// Ends the hold and drops what came since it began. Returns the number of frames dropped.
    pub(super) fn forget_held(&mut self) -> u64 {
        let Some(backlog) = &mut self.0 else {
            return 0;
        };
        let dropped = backlog
            .held
            .take()
            .map_or(0, |before| backlog.cut(before, Fate::Closed));
        self.tidy();
        dropped
    }

    /// Too much waits: drops all that has not begun to go out, and the hold. Returns the number of frames dropped.
    pub(super) fn cut_unstarted(&mut self) -> u64 {
        let Some(backlog) = &mut self.0 else {
            return 0;
        };
        backlog.held = None;
        let dropped = backlog.cut(usize::from(backlog.started), Fate::Slow);
        self.tidy();
        dropped
    }

    /// Drops everything. Returns the number of frames dropped.
    pub(super) fn clear(&mut self) -> u64 {
        self.0
            .take()
            .map_or(0, |mut backlog| backlog.cut(0, Fate::Closed))
    }

    /// Fills `slices` with what may go out next; returns how many were filled.
    pub(super) fn fill<'a>(&'a self, slices: &mut [IoSlice<'a>]) -> usize {
        let backlog = self.0.iter();
        let ready = backlog.flat_map(|b| b.waiting.iter().take(b.ready()));
        slices
            .iter_mut()
            .zip(ready)
            .map(|(slice, waiting)| *slice = IoSlice::new(&waiting.bytes))
            .count()
    }

    /// Takes off `written` bytes. Returns the number of frames that are out completely.
    pub(super) fn advance(&mut self, written: usize) -> u64 {
        let frames = self.0.as_mut().map_or(0, |b| b.advance(written));
        self.tidy();
        frames
    }

    /// Gives the memory back when nothing is left to remember.
    fn tidy(&mut self) {
        if self
            .0
            .as_ref()
            .is_some_and(|b| b.waiting.is_empty() && b.held.is_none())
        {
            self.0 = None;
        }
    }
}

impl Backlog {
    fn ready(&self) -> usize {
        self.held.unwrap_or(self.waiting.len())
    }

    fn push(&mut self, bytes: Bytes, frames: u32, mark: Option<Mark>) {
        self.bytes += bytes.len();
        self.waiting.push_back(Waiting { bytes, frames, mark });
    }

    fn advance(&mut self, mut written: usize) -> u64 {
        self.bytes -= written;
        let mut frames = 0;
        while let Some(first) = self.waiting.front_mut() {
            if written < first.bytes.len() {
                first.bytes.advance(written);
                self.started |= written > 0;
                break;
            }
            written -= first.bytes.len();
            frames += u64::from(first.frames);
            self.started = false;
            if let Some(mark) = first.mark.take() {
                mark.settle(Fate::Written);
            }
            self.waiting.pop_front();
            if let Some(before) = &mut self.held {
                *before -= 1;
            }
        }
        frames
    }

    fn cut(&mut self, keep: usize, fate: Fate) -> u64 {
        let mut frames = 0;
        for dropped in self.waiting.drain(keep..) {
            self.bytes -= dropped.bytes.len();
            frames += u64::from(dropped.frames);
            if let Some(mark) = dropped.mark {
                mark.settle(fate);
            }
        }
        frames
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::{super::Follow, *};
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Step {
        Push(u8),
        Hold,
        Release(u8),
        Forget,
        Write(usize),
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (1u8..9).prop_map(Step::Push),
            1 => Just(Step::Hold),
            1 => (0u8..3).prop_map(Step::Release),
            1 => Just(Step::Forget),
            4 => (0usize..20).prop_map(Step::Write),
        ]
    }

    /// Takes what may go out, at most `most` bytes, as a socket would.
    fn write(queue: &mut Queue, most: usize) -> (Vec<u8>, u64) {
        let mut slices = [IoSlice::new(&[]); 4];
        let filled = queue.fill(&mut slices);
        let mut out: Vec<u8> = slices[..filled].iter().flat_map(|s| s.iter().copied()).collect();
        out.truncate(most);
        let frames = queue.advance(out.len());
        (out, frames)
    }

    proptest! {
        /// Against two plain lists of bytes: what may go out, and what is held.
        #[test]
        fn order_bytes_and_frames_are_those_of_plain_lists(
            steps in prop::collection::vec(any_step(), 0..60)
        ) {
            let mut queue = Queue::default();
            let (mut open, mut held, mut holding) = (Vec::new(), Vec::new(), false);
            let (mut pushed, mut gone, mut number) = (0, 0, 0u8);
            let mut fresh = |len: u8| {
                number = number.wrapping_add(1);
                vec![number; usize::from(len)]
            };
            for step in steps {
                match step {
                    Step::Push(len) => {
                        let bytes = fresh(len);
                        if holding { held.extend(&bytes) } else { open.extend(&bytes) }
                        queue.push(bytes.into(), 1, None);
                        pushed += 1;
                    }
                    Step::Hold => {
                        holding = true;
                        queue.hold();
                    }
                    Step::Release(len) => {
                        let front: Vec<Bytes> = (0..len).map(|_| fresh(3).into()).collect();
                        holding = false;
                        open.extend(front.concat());
                        open.append(&mut held);
                        pushed += front.len() as u64;
                        queue.release(&front);
                    }
                    Step::Forget => {
                        holding = false;
                        held.clear();
                        gone += queue.forget_held();
                    }
                    Step::Write(most) => {
                        let (out, frames) = write(&mut queue, most);
                        let want: Vec<u8> = open.drain(..out.len()).collect();
                        prop_assert_eq!(out, want);
                        gone += frames;
                    }
                }
                prop_assert_eq!(queue.bytes(), open.len() + held.len());
                prop_assert_eq!(queue.is_ready(), !open.is_empty());
                prop_assert_eq!(queue.is_clear(), open.is_empty() && held.is_empty() && !holding);
            }
            gone += queue.clear();
            prop_assert_eq!(gone, pushed);
            prop_assert!(queue.is_clear());
        }
    }

    #[test]
    fn what_has_begun_is_kept_when_the_rest_is_cut() {
        let mut queue = Queue::default();
        queue.push_rest(Bytes::from_static(b"half"), 1, None);
        queue.push(Bytes::from_static(b"three frames"), 3, None);
        queue.hold();
        queue.push(Bytes::from_static(b"held"), 1, None);
        assert_eq!(queue.cut_unstarted(), 4);
        assert_eq!(write(&mut queue, 100), (b"half".to_vec(), 1));
        queue.push(Bytes::from_static(b"not begun"), 1, None);
        assert_eq!(queue.cut_unstarted(), 1);
        assert!(queue.is_clear());
    }

    /// What it was told, in order.
    #[derive(Default)]
    struct Told(Mutex<Vec<(u32, Fate)>>);

    impl Follow for Told {
        fn settled(&self, number: u32, fate: Fate) {
            self.0.lock().unwrap().push((number, fate));
        }
    }

    #[test]
    fn who_wants_to_know_is_told_what_became_of_everything_once() {
        let told = Arc::new(Told::default());
        let mark = |number| Some(Mark::new(told.clone(), number));
        let mut queue = Queue::default();
        queue.push_rest(Bytes::from_static(b"half"), 1, mark(0));
        queue.push(Bytes::from_static(b"whole"), 1, mark(1));
        write(&mut queue, 6);
        assert_eq!(*told.0.lock().unwrap(), [(0, Fate::Written)]);
        queue.push(Bytes::from_static(b"cut"), 1, mark(2));
        queue.cut_unstarted();
        write(&mut queue, 3);
        queue.hold();
        queue.push(Bytes::from_static(b"held"), 1, mark(3));
        queue.forget_held();
        queue.push(Bytes::from_static(b"left"), 1, mark(4));
        queue.clear();
        queue.push(Bytes::from_static(b"dropped"), 1, mark(5));
        drop(queue);
        let rest = [
            (2, Fate::Slow),
            (1, Fate::Written),
            (3, Fate::Closed),
            (4, Fate::Closed),
            (5, Fate::Closed),
        ];
        assert_eq!(told.0.lock().unwrap()[1..], rest);
    }
}
