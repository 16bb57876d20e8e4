//! What is known of one simulated client, and how it changes with what it says and hears.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use contract::desktop::{MembershipState, SimulatedChannel, SimulatedClient, SimulatedEntry, SimulatedState};
use tokio_tungstenite::tungstenite::Message;

use super::words::{Act, Errand};

/// Lines of its log.
const LINES: usize = 20;

/// Characters of a line.
const LINE: usize = 200;

/// Channels that it may have asked for.
pub(super) const MOST_CHANNELS: usize = 100;

/// What acts leave to be done outside of the lock, in this order.
#[derive(Debug, Default)]
pub(super) struct Todo {
    pub frames: Vec<Message>,
    pub errands: Vec<Errand>,
    pub beat: Option<(Duration, Message)>,
    /// The server has just let it in.
    pub let_in: bool,
}

impl Todo {
    /// What comes after it.
    pub fn add(&mut self, more: Self) {
        self.frames.extend(more.frames);
        self.errands.extend(more.errands);
        self.beat = more.beat.or(self.beat.take());
        self.let_in |= more.let_in;
    }
}

/// One client.
#[derive(Debug)]
pub(super) struct Record {
    pub shown: SimulatedClient,
    /// Channels that it wants to be in, also after it has connected again.
    pub wanted: Vec<String>,
    /// Number of its connection: what an earlier one still has to tell is passed over.
    pub life: u64,
}

impl Record {
    pub fn apply(&mut self, acts: Vec<Act>) -> Todo {
        let mut todo = Todo::default();
        for act in acts {
            match act {
                Act::Say(frame, line) => {
                    self.note(true, &line);
                    todo.frames.push(frame);
                }
                Act::Beat(every, frame) => todo.beat = Some((every, frame)),
                Act::Open(connection) => {
                    self.shown.state = SimulatedState::Open;
                    self.shown.reason = None;
                    self.shown.connection = connection;
                    todo.let_in = true;
                }
                Act::Member(channel, state) => self.member(channel, state),
                Act::Left(channel) => self.left(&channel),
                Act::Got(line) => {
                    self.shown.received += 1;
                    self.note(false, &line);
                }
                Act::Hear(line) => self.note(false, &line),
                Act::Ask(errand) => {
                    self.note(true, &errand.line);
                    todo.errands.push(errand);
                }
            }
        }
        todo
    }

    /// An errand is done, or was refused for this reason.
    pub fn done(&mut self, errand: &Errand, refused: Option<&str>) {
        if let Some(why) = refused {
            self.note(false, &format!("refused: {why}"));
        }
        match (&errand.then, refused) {
            (Some((channel, Some(_))), Some(_)) => self.member(channel.clone(), MembershipState::Refused),
            (Some((channel, Some(state))), None) => self.member(channel.clone(), *state),
            (Some((channel, None)), None) => self.left(channel),
            (Some((_, None)) | None, _) => {}
        }
    }

    /// Its connection is no more.
    pub fn over(&mut self, state: SimulatedState, reason: &str) {
        self.note(false, reason);
        self.shown.state = state;
        self.shown.reason = Some(cut(reason));
        self.shown.connection = None;
        self.shown.channels.clear();
    }

    /// Adds a line to its log.
    pub fn note(&mut self, sent: bool, line: &str) {
        if self.shown.log.len() == LINES {
            self.shown.log.remove(0);
        }
        self.shown.log.push(SimulatedEntry {
            at: now(),
            sent,
            text: cut(line),
        });
    }

    fn member(&mut self, name: String, state: MembershipState) {
        let channels = &mut self.shown.channels;
        if let Some(known) = channels.iter_mut().find(|one| one.name == name) {
            known.state = state;
        } else if channels.len() < MOST_CHANNELS {
            // Beyond that there are only those that its token is in without having been asked for here.
            channels.push(SimulatedChannel { name, state });
        }
    }

    fn left(&mut self, name: &str) {
        self.shown.channels.retain(|one| one.name != name);
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LINE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            shown: SimulatedClient {
                id: 1,
                server: "embedded".into(),
                app: "app".into(),
                dialect: "leap".into(),
                label: "anonymous".into(),
                token: None,
                state: SimulatedState::Connecting,
                reason: None,
                connection: None,
                channels: Vec::new(),
                sent: 0,
                received: 0,
                log: Vec::new(),
            },
            wanted: Vec::new(),
            life: 1,
        }
    }

    #[test]
    fn the_log_has_the_last_lines_and_long_ones_are_cut() {
        let mut record = record();
        for n in 0..30 {
            record.apply(vec![Act::Got(format!("line {n}"))]);
        }
        record.apply(vec![Act::Hear("é".repeat(LINE + 1))]);
        assert_eq!((record.shown.log.len(), record.shown.received), (LINES, 30));
        assert_eq!(record.shown.log[0].text, "line 11");
        assert_eq!(record.shown.log[LINES - 1].text, format!("{}…", "é".repeat(LINE)));
    }

    #[test]
    fn where_it_is_follows_from_what_it_hears() {
        let mut record = record();
        let names = |record: &Record| {
            let channels = record.shown.channels.iter();
            channels
                .map(|one| format!("{:?} {}", one.state, one.name))
                .collect::<Vec<_>>()
        };
        let todo = record.apply(vec![
            Act::Open(Some("c1".into())),
            Act::Member("a".into(), MembershipState::Waiting),
            Act::Member("b".into(), MembershipState::Waiting),
            Act::Member("a".into(), MembershipState::Joined),
        ]);
        assert!(todo.let_in);
        assert_eq!(names(&record), ["Joined a", "Waiting b"]);
        let errand = |then| Errand {
            path: "/",
            body: String::new(),
            line: String::new(),
            then,
        };
        let joining = errand(Some(("b".into(), Some(MembershipState::Joined))));
        record.done(&joining, Some("no"));
        assert_eq!(names(&record), ["Joined a", "Refused b"]);
        record.done(&joining, None);
        record.done(&errand(Some(("a".into(), None))), None);
        assert_eq!(names(&record), ["Joined b"]);
        record.over(SimulatedState::Gone, "it was dropped here");
        assert!(record.shown.channels.is_empty() && record.shown.connection.is_none());
        assert_eq!(record.shown.reason.as_deref(), Some("it was dropped here"));
    }
}
