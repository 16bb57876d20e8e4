//! One loop's thread.

use std::{io::ErrorKind, mem, sync::Arc, time::Duration};

use mio::{Events, Poll};

use super::home::{BELL, Home, Letters, Place};
use crate::net::socket::{Cause, Next, Turns};

/// Events taken from the system in one call.
const EVENTS: usize = 256;

/// Room that a burst may leave behind.
const SPARE: usize = 256;

pub(super) struct Loop {
    home: Arc<Home>,
    poll: Poll,
    places: Vec<Option<Box<dyn Turns>>>,
    /// Connections that gave way to others with work left.
    again: Vec<Place>,
}

impl Loop {
    pub(super) fn new(home: Arc<Home>, poll: Poll) -> Self {
        Self {
            home,
            poll,
            places: Vec::new(),
            again: Vec::new(),
        }
    }

    /// Runs until the end of [`Loops`](super::Loops), or of what the system gives.
    pub(super) fn drive(mut self) {
        let mut events = Events::with_capacity(EVENTS);
        let mut letters = Letters::default();
        let mut resumed = Vec::new();
        loop {
            let rests = self.home.collect(&mut letters, !self.again.is_empty());
            if letters.over {
                return;
            }
            for mut newcomer in letters.newcomers.drain(..) {
                let at = newcomer.place as usize;
                if at >= self.places.len() {
                    self.places.resize_with(at + 1, || None);
                }
                self.places[at] = Some(newcomer.connection);
                self.turn(newcomer.place, Cause::Begun(&mut newcomer.leftover));
            }
            for place in letters.called.drain(..) {
                self.turn(place, Cause::Called);
            }
            mem::swap(&mut resumed, &mut self.again);
            for place in resumed.drain(..) {
                self.turn(place, Cause::Resumed);
            }
            letters.newcomers.shrink_to(SPARE);
            letters.called.shrink_to(SPARE);
            resumed.shrink_to(SPARE);
            let limit = (!rests).then_some(Duration::ZERO);
            match self.poll.poll(&mut events, limit) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    tracing::error!(%error, "the system tells nothing of its sockets any more");
                    return;
                }
            }
            for event in &events {
                if event.token() != BELL {
                    let cause = Cause::Event {
                        readable: event.is_readable() || event.is_error(),
                        hung_up: event.is_read_closed() || event.is_error(),
                    };
                    self.turn(event.token().0 as Place, cause);
                }
            }
        }
    }

    /// An event may be one of a connection that has just left this place: whoever is there now finds nothing to do.
    fn turn(&mut self, place: Place, cause: Cause<'_>) {
        let Some(tenant) = self.places.get_mut(place as usize) else {
            return;
        };
        let Some(connection) = tenant else { return };
        match connection.turn(cause) {
            Next::Wait => {}
            Next::Again => self.again.push(place),
            Next::Over => {
                *tenant = None;
                self.home.vacate(place);
            }
        }
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        // Whoever comes later must not wait for turns that will not be given.
        self.home.end();
        let mut letters = Letters::default();
        self.home.collect(&mut letters, true);
    }
}
