//! Who is in a channel: subjects, not connections. A subject stays through the grace of its session.

use std::collections::HashMap;

use model::{Subject, Timestamp};

use crate::ConnKey;

/// One subject in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    pub since: Timestamp,
    /// Its live connections; empty during the grace of its session.
    pub connections: Vec<ConnKey>,
}

/// Somebody came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PresenceChange {
    Joined { subject: Subject, at: Timestamp },
    Left { subject: Subject, at: Timestamp },
}

/// All subjects of one channel.
#[derive(Debug, Default)]
pub(crate) struct Presence(HashMap<Subject, Present>);

impl Presence {
    /// A connection of `subject` has come. Answers `Joined` if it is the subject's first.
    pub fn arrive(&mut self, subject: &Subject, key: ConnKey, at: Timestamp) -> Option<PresenceChange> {
        if let Some(present) = self.0.get_mut(subject) {
            if !present.connections.contains(&key) {
                present.connections.push(key);
            }
            return None;
        }
        self.0.insert(
            subject.clone(),
            Present {
                since: at,
                connections: vec![key],
            },
        );
        Some(PresenceChange::Joined {
            subject: subject.clone(),
            at,
        })
    }

    /// A connection of `subject` has gone; the subject itself stays until it [departs](Self::depart).
    pub fn disconnect(&mut self, subject: &Subject, key: ConnKey) {
        if let Some(present) = self.0.get_mut(subject) {
            present.connections.retain(|live| *live != key);
        }
    }

    /// The subject has gone for good. Answers `Left` if it was here and no connection of it is.
    pub fn depart(&mut self, subject: &Subject, at: Timestamp) -> Option<PresenceChange> {
        if !self.0.get(subject)?.connections.is_empty() {
            return None;
        }
        self.0.remove(subject);
        Some(PresenceChange::Left {
            subject: subject.clone(),
            at,
        })
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Subject, &Present)> {
        self.0.iter()
    }
}
