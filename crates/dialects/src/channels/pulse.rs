//! Is the other side still there? A ping at once and one every 54 s; one that is not answered before the next is the
//! end.

use engine::CloseReason;
use model::Millis;

use crate::Step;

/// How often a client is pinged, and how long it has to answer.
const INTERVAL: Millis = 54_000;

#[derive(Debug)]
pub(super) struct Pulse {
    /// `None`: it has not begun, or it is over.
    next: Option<Millis>,
    answered: bool,
}

impl Pulse {
    pub fn new() -> Self {
        Self {
            next: None,
            answered: false,
        }
    }

    /// The connection is open.
    pub fn begin(&mut self, now: Millis, steps: &mut Vec<Step>) {
        self.answered = false;
        self.next = Some(now + INTERVAL);
        steps.push(Step::Ping);
    }

    /// The client has answered.
    pub fn answered(&mut self) {
        self.answered = true;
    }

    pub fn tick(&mut self, now: Millis, steps: &mut Vec<Step>) {
        if self.next.is_none_or(|next| now < next) {
            return;
        }
        if self.answered {
            return self.begin(now, steps);
        }
        self.next = None;
        let sentence = format!("no answer to a ping for {INTERVAL} ms");
        steps.push(Step::Close(CloseReason::Heartbeat(sentence)));
    }

    pub fn due(&self) -> Option<Millis> {
        self.next
    }
}
