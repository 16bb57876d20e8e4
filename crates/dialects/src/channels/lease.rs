//! Until when a connection may stay: as long as the token holds with which it came.

use engine::CloseReason;
use model::{Millis, Timestamp};

use super::token::Identity;
use crate::Step;

#[derive(Debug)]
pub(super) struct Lease {
    /// From the opening on; `None`: without end.
    length: Option<Millis>,
    /// `None`: it has not begun, or is over, or has no end.
    end: Option<Millis>,
}

impl Lease {
    pub fn new(identity: &Identity, now: Timestamp) -> Self {
        Self {
            length: identity.expires_at.map(|end| end.0.saturating_sub(now.0)),
            end: None,
        }
    }

    /// The connection is open.
    pub fn begin(&mut self, now: Millis) {
        self.end = self.length.map(|length| now.saturating_add(length));
    }

    pub fn tick(&mut self, now: Millis, steps: &mut Vec<Step>) {
        if self.end.is_some_and(|end| end <= now) {
            self.end = None;
            let sentence = "the token has expired; connect with a new one".to_owned();
            steps.push(Step::Close(CloseReason::InvalidAuth(sentence)));
        }
    }

    pub fn due(&self) -> Option<Millis> {
        self.end
    }
}
