//! What happened lately beside messages and signs of life: the timelines of connections, also of those that have gone,
//! and the refusals. One ring for all, whether or not somebody watches, so an entry is small.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use engine::{Happening, Kind};
use model::{AppId, ConnId, StateVersion, Subject, Timestamp};

use super::{Hub, Lane, Link};

/// Entries that are kept.
const ROOM: usize = 8_192;

/// Bytes of each text that are kept: clients write some of them.
const TEXT: usize = 400;

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Entry {
    pub at: Timestamp,
    pub kind: Kind,
    pub app: Option<AppId>,
    pub subject: Option<Subject>,
    pub connection: Option<ConnId>,
    /// Of many entries there is nothing more to say.
    pub details: Option<Box<Details>>,
}

/// What there is to say about it.
#[derive(Clone, Debug, Default)]
pub struct Details {
    pub channel: Option<Box<str>>,
    /// What was asked.
    pub event: Option<Box<str>>,
    pub dialect: Option<&'static str>,
    pub code: Option<&'static str>,
    pub reason: Option<Box<str>>,
    pub fix: Option<Box<str>>,
    pub from: Option<Origin>,
}

/// Where a client is, and what it says about itself.
#[derive(Clone, Debug)]
pub struct Origin {
    pub address: SocketAddr,
    pub user_agent: Option<Box<str>>,
    pub origin: Option<Box<str>>,
}

impl Origin {
    pub fn new(address: SocketAddr, user_agent: Option<&str>, origin: Option<&str>) -> Self {
        Self {
            address,
            user_agent: user_agent.map(Into::into),
            origin: origin.map(Into::into),
        }
    }

    pub fn of(link: &Link) -> Self {
        let (agent, origin) = (&link.caller.user_agent, &link.caller.origin);
        Self::new(link.outbox.peer(), agent.as_deref(), origin.as_deref())
    }
}

/// The life of a connection, as far as it is known.
pub struct Life {
    /// The app it was let into.
    pub app: Option<AppId>,
    pub entries: Vec<Entry>,
    /// Its beginning is known no longer.
    pub cut: bool,
}

/// What happened lately.
#[derive(Default)]
pub struct Trail(Mutex<Ring>);

#[derive(Default)]
struct Ring {
    /// Entries that are gone: the number of the oldest one that is kept.
    gone: u64,
    entries: VecDeque<Entry>,
}

impl Trail {
    fn keep(&self, entry: Entry) {
        let mut ring = self.lock();
        if ring.entries.len() == ROOM {
            ring.entries.pop_front();
            ring.gone += 1;
        }
        ring.entries.push_back(entry);
    }

    /// Up to `most` refusals with their numbers, newest first.
    pub fn refusals(&self, app: Option<&AppId>, most: usize) -> Vec<(u64, Entry)> {
        let ring = self.lock();
        let numbered = (ring.gone..)
            .zip(&ring.entries)
            .map(|(number, entry)| (number + 1, entry));
        let mut all: Vec<_> = numbered
            .filter(|(_, entry)| entry.kind == Kind::Refused)
            .filter(|(_, entry)| app.is_none() || entry.app.as_ref() == app)
            .map(|(number, entry)| (number, entry.clone()))
            .collect();
        all.reverse();
        all.truncate(most);
        all
    }

    /// What happened to a connection, oldest first, with what befell its session while it was there.
    pub fn life(&self, connection: &ConnId) -> Life {
        let ring = self.lock();
        let own = |entry: &&Entry| entry.connection.as_ref() == Some(connection);
        let identified = ring
            .entries
            .iter()
            .filter(own)
            .find(|entry| entry.subject.is_some());
        let subject = identified.and_then(|entry| entry.subject.clone());
        let app = identified.and_then(|entry| entry.app.clone());
        let first = ring.entries.iter().position(|entry| own(&entry));
        let gone = ring
            .entries
            .iter()
            .position(|entry| own(&entry) && entry.kind == Kind::Disconnect);
        let to = gone.map_or(ring.entries.len(), |gone| gone + 1);
        let session = |entry: &&Entry| {
            matches!(entry.kind, Kind::Subscribe | Kind::Unsubscribe | Kind::Approval)
                && entry.app == app
                && entry.subject == subject
        };
        let entries: Vec<_> = ring
            .entries
            .range(first.unwrap_or(to)..to)
            .filter(|entry| own(entry) || subject.is_some() && session(entry))
            .cloned()
            .collect();
        Life {
            app,
            cut: entries.first().is_none_or(|entry| entry.kind != Kind::Connect),
            entries,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hub {
    /// A connection came, or said who it is: there are so many of them that nothing more is kept.
    pub(super) fn link_happened(&self, link: &Link, kind: Kind, tell: impl FnOnce(&mut Happening)) {
        if !link.caller.system {
            let identity = link.identity();
            self.trail.keep(Entry {
                at: self.clock.now().wall,
                kind,
                app: identity.map(|who| who.app.clone()),
                subject: link.subject(),
                connection: Some(link.id.clone()),
                details: None,
            });
        }
        self.tap.offer(|| {
            let mut happening = self.link_happening(link, kind);
            tell(&mut happening);
            happening
        });
    }

    /// Something happened that belongs into timelines. `link`: to this connection.
    pub(super) fn happened(&self, happening: Happening, link: Option<&Link>) {
        self.kept(&happening, link.map(Origin::of));
        self.tap.offer(|| happening);
    }

    /// Somebody was told *no*.
    pub fn refusal_happened(&self, happening: Happening, from: Option<Origin>) {
        self.counters.refusals.add(1);
        self.kept(&happening, from);
        self.changes.mark(|| "refusals".into());
        self.tap.offer(|| happening);
    }

    /// A connection has changed a state.
    pub(super) fn state_changed(
        &self,
        lane: &Lane,
        by: &ConnId,
        actor: Option<&Subject>,
        version: StateVersion,
    ) {
        self.trail.keep(Entry {
            at: self.clock.now().wall,
            kind: Kind::State,
            app: Some(lane.app.clone()),
            subject: actor.cloned(),
            connection: Some(by.clone()),
            details: Some(Box::new(Details {
                channel: Some(lane.name.as_str().into()),
                event: Some(format!("version {version}").into()),
                ..Details::default()
            })),
        });
    }

    /// Keeps what happened, without its payload.
    pub(super) fn kept(&self, happening: &Happening, from: Option<Origin>) {
        if happening.system {
            return;
        }
        let text = |text: &Option<String>| text.as_deref().map(short);
        self.trail.keep(Entry {
            at: happening.at,
            kind: happening.kind,
            app: happening.app.clone(),
            subject: happening.subject.clone(),
            connection: happening.connection.clone(),
            details: Some(Box::new(Details {
                channel: text(&happening.channel),
                event: text(&happening.event),
                dialect: happening.dialect,
                code: happening.code,
                reason: text(&happening.reason),
                fix: text(&happening.fix),
                from,
            })),
        });
    }
}

/// What is kept of a text that a client may have written.
pub fn short(text: &str) -> Box<str> {
    text[..text.floor_char_boundary(TEXT)].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conn(name: &str) -> ConnId {
        ConnId::from(name)
    }

    fn entry(at: u64, kind: Kind, connection: Option<&str>, subject: Option<&str>) -> Entry {
        Entry {
            at: Timestamp(at),
            kind,
            app: subject.map(|_| AppId::from("project_1")),
            subject: subject.map(|token| Subject::Token(model::TokenId::from(token))),
            connection: connection.map(conn),
            details: None,
        }
    }

    fn times(life: &Life) -> Vec<u64> {
        life.entries.iter().map(|entry| entry.at.0).collect()
    }

    #[test]
    fn a_life_is_what_befell_the_connection_and_its_session() {
        let trail = Trail::default();
        trail.keep(entry(1, Kind::Subscribe, None, Some("alice")));
        trail.keep(entry(2, Kind::Connect, Some("one"), None));
        trail.keep(entry(3, Kind::Connect, Some("two"), None));
        trail.keep(entry(4, Kind::Identify, Some("one"), Some("alice")));
        trail.keep(entry(5, Kind::Subscribe, None, Some("alice")));
        trail.keep(entry(6, Kind::Subscribe, None, Some("bob")));
        trail.keep(entry(7, Kind::Refused, Some("two"), Some("alice")));
        trail.keep(entry(8, Kind::Disconnect, Some("one"), Some("alice")));
        trail.keep(entry(9, Kind::Unsubscribe, None, Some("alice")));
        let life = trail.life(&conn("one"));
        assert_eq!((times(&life), life.cut), (vec![2, 4, 5, 8], false));
        assert_eq!(life.app, Some(AppId::from("project_1")));
        assert!(trail.life(&conn("three")).entries.is_empty());
    }

    #[test]
    fn the_oldest_go_and_that_is_told() {
        let trail = Trail::default();
        trail.keep(entry(0, Kind::Connect, Some("one"), None));
        for at in 1..=ROOM as u64 {
            trail.keep(entry(at, Kind::Refused, Some("one"), Some("alice")));
        }
        let life = trail.life(&conn("one"));
        assert!(life.cut && life.entries.len() == ROOM);
        let newest: Vec<_> = trail
            .refusals(None, 2)
            .iter()
            .map(|(number, _)| *number)
            .collect();
        assert_eq!(newest, [ROOM as u64 + 1, ROOM as u64]);
        assert!(trail.refusals(Some(&AppId::from("project_2")), 2).is_empty());
    }

    #[test]
    fn an_entry_is_small() {
        assert!(size_of::<Entry>() <= 96, "{}", size_of::<Entry>());
    }
}
