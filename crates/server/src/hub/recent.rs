//! The last comings and goings of connections in one channel.

use std::{collections::VecDeque, sync::Arc};

use model::{ConnId, Subject, Timestamp};

/// How many are kept.
const ROOM: usize = 50;

/// A connection came into a channel, or went.
#[derive(Clone, Debug)]
pub struct Passage {
    pub at: Timestamp,
    pub subject: Subject,
    pub connection: ConnId,
    /// Why it went; `None`: it came.
    pub left: Option<Leaving>,
}

/// Why a connection is no longer in a channel.
#[derive(Clone, Debug)]
pub struct Leaving {
    pub code: &'static str,
    /// Shared by all channels that it left at once.
    pub reason: Arc<str>,
}

impl Leaving {
    pub fn new(code: &'static str, reason: impl Into<Arc<str>>) -> Self {
        Self {
            code,
            reason: reason.into(),
        }
    }
}

/// The last of them; made when there is the first.
#[derive(Debug, Default)]
pub struct Recent(VecDeque<Passage>);

impl Recent {
    pub fn add(&mut self, passage: Passage) {
        if self.0.len() == ROOM {
            self.0.pop_front();
        }
        self.0.push_back(passage);
    }

    /// Newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Passage> {
        self.0.iter().rev()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ones_are_kept_newest_first() {
        let mut recent = Recent::default();
        for at in 1..=60 {
            recent.add(Passage {
                at: Timestamp(at),
                subject: Subject::Backend,
                connection: ConnId::from("leap_conn_1"),
                left: None,
            });
        }
        let times: Vec<_> = recent.iter().map(|passage| passage.at.0).collect();
        assert_eq!(times, (11..=60).rev().collect::<Vec<_>>());
    }
}
