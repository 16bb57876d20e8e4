//! Who is in a channel: subjects, not connections. A subject stays through the grace of its session.

use std::collections::HashMap;

use model::{Subject, Timestamp};

use crate::{ConnKey, few::Few};

/// One subject in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present<'a> {
    pub subject: &'a Subject,
    pub since: Timestamp,
    /// Its live connections; empty during the grace of its session.
    pub connections: &'a [ConnKey],
}

/// Somebody came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PresenceChange {
    Joined { subject: Subject, at: Timestamp },
    Left { subject: Subject, at: Timestamp },
}

/// Subjects of one channel. An anonymous one is its only connection, so while that has a seat it need not be in here.
#[derive(Debug, Default)]
pub(crate) struct Presence(HashMap<Subject, Stay>);

#[derive(Debug)]
struct Stay {
    since: Timestamp,
    connections: Few<ConnKey>,
}

impl Presence {
    /// A connection of `subject` has come. Answers `Joined` if it is the subject's first.
    pub fn arrive(&mut self, subject: &Subject, key: ConnKey, at: Timestamp) -> Option<PresenceChange> {
        if let Some(present) = self.0.get_mut(subject) {
            if !present.connections.contains(&key) {
                present.connections.push(key);
            }
            return None;
        }
        let mut connections = Few::default();
        connections.push(key);
        let stay = Stay {
            since: at,
            connections,
        };
        self.0.insert(subject.clone(), stay);
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

    /// A subject that was not in here has no connection any more; it stays until it [departs](Self::depart).
    pub fn linger(&mut self, subject: Subject, since: Timestamp) {
        let connections = Few::default();
        self.0.insert(subject, Stay { since, connections });
    }

    /// A subject that [lingered](Self::linger) has a connection again, which is not to be in here. Since when it is
    /// present.
    pub fn come_back(&mut self, subject: &Subject) -> Option<Timestamp> {
        self.0.remove(subject).map(|stay| stay.since)
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

    /// Has the subject a connection here?
    pub fn has(&self, subject: &Subject) -> bool {
        self.0
            .get(subject)
            .is_some_and(|stay| !stay.connections.is_empty())
    }

    pub fn iter(&self) -> impl Iterator<Item = Present<'_>> {
        self.0.iter().map(|(subject, stay)| Present {
            subject,
            since: stay.since,
            connections: &stay.connections,
        })
    }
}

#[cfg(test)]
mod tests {
    use model::{ConnId, TokenId};

    use super::*;

    fn alice() -> Subject {
        Subject::Token(TokenId::from("leap_token_alice"))
    }

    fn connections(presence: &Presence) -> Vec<ConnKey> {
        let all = presence.iter();
        all.flat_map(|present| present.connections.to_vec()).collect()
    }

    #[test]
    fn only_the_first_device_is_an_arrival() {
        let mut presence = Presence::default();
        assert!(presence.arrive(&alice(), 1, Timestamp(1)).is_some());
        assert!(presence.arrive(&alice(), 2, Timestamp(2)).is_none());
        assert!(
            presence.arrive(&alice(), 2, Timestamp(3)).is_none(),
            "and counts once"
        );
        assert_eq!(connections(&presence), [1, 2]);
    }

    #[test]
    fn a_subject_without_devices_stays_until_it_departs() {
        let mut presence = Presence::default();
        presence.arrive(&alice(), 1, Timestamp(1));
        assert_eq!(presence.depart(&alice(), Timestamp(2)), None);
        presence.disconnect(&alice(), 1);
        assert_eq!(presence.iter().count(), 1);
        assert!(
            presence.arrive(&alice(), 2, Timestamp(3)).is_none(),
            "it never went"
        );
        presence.disconnect(&alice(), 2);
        let left = PresenceChange::Left {
            subject: alice(),
            at: Timestamp(4),
        };
        assert_eq!(presence.depart(&alice(), Timestamp(4)), Some(left));
        assert_eq!(presence.iter().count(), 0);
    }

    #[test]
    fn strangers_do_not_disturb() {
        let mut presence = Presence::default();
        presence.arrive(&alice(), 1, Timestamp(1));
        let stranger = Subject::Anonymous(ConnId::from("leap_conn_2"));
        presence.disconnect(&stranger, 1);
        assert_eq!(presence.depart(&stranger, Timestamp(2)), None);
        assert_eq!(connections(&presence), [1]);
    }
}
