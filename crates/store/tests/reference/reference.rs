//! The reference: what is to happen, in lists, written from the words of the documentation.

use std::collections::{BTreeMap, BTreeSet};

use crate::step::{Instant, Range, Step};

/// What a step is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// There is nothing to do at this point.
    Nothing,
    Done,
    Refused,
    /// Positions.
    Page(Vec<u64>),
    /// Messages, keys, and whether there is more.
    Swept(usize, usize, bool),
}

/// A message: its position, when it came.
type Came = (u64, Instant);

pub struct Reference {
    pub now: Instant,
    /// By position.
    pub messages: Vec<Came>,
    /// The newest message there ever was.
    pub newest: Option<Came>,
    /// Key, position, instant.
    pub keys: Vec<(u8, u64, Instant)>,
    /// Version and value, oldest first.
    pub states: Vec<(u64, u64)>,
    pub version: u64,
    /// How many messages are kept, for how long, and for how long a key is known.
    pub retain: (Option<u64>, Option<u64>, u64),
    pub clients: BTreeSet<u8>,
    /// Devices, and whose they are.
    pub devices: BTreeMap<u8, u8>,
    /// How many secrets the app has.
    pub secrets: u8,
    values: u64,
    reached: BTreeSet<&'static str>,
}

impl Default for Reference {
    fn default() -> Self {
        Self {
            now: 0,
            messages: Vec::new(),
            newest: None,
            keys: Vec::new(),
            states: Vec::new(),
            version: 0,
            retain: (None, None, 50),
            clients: BTreeSet::new(),
            devices: BTreeMap::new(),
            secrets: 0,
            values: 0,
            reached: BTreeSet::new(),
        }
    }
}

impl Reference {
    pub fn reached(self) -> BTreeSet<&'static str> {
        self.reached
    }

    /// Position of the message that an `Append` brings.
    pub fn position(&self, ahead: u64) -> u64 {
        self.newest.map_or(0, |(position, _)| position) + ahead
    }

    pub fn take(&mut self, step: &Step) -> Answer {
        match *step {
            Step::Append { ahead, key } => return self.append(ahead, key),
            Step::Put { next: false, .. } if self.states.is_empty() => return Answer::Nothing,
            Step::Put { next: false, .. } => return self.refuse(),
            Step::Put { keep, .. } => {
                self.values += 1;
                self.put(self.values, keep);
            }
            Step::Restore { back } => match self.states.iter().rev().nth(back) {
                Some((_, value)) => self.put(*value, 100),
                None => return Answer::Nothing,
            },
            Step::Clock(by) => {
                self.reach("a step back", by < 0);
                self.now = self.now.saturating_add_signed(by);
            }
            Step::Retain {
                messages,
                age,
                window,
            } => self.retain = (messages, age, window),
            Step::Sweep { at_most } => return self.sweep(at_most),
            Step::Replace => {
                *self = Self {
                    now: self.now,
                    retain: self.retain,
                    clients: std::mem::take(&mut self.clients),
                    devices: std::mem::take(&mut self.devices),
                    secrets: self.secrets,
                    values: self.values,
                    reached: std::mem::take(&mut self.reached),
                    ..Self::default()
                }
            }
            Step::Client { client, there: true } => {
                self.clients.insert(client);
            }
            Step::Client { client, there: false } => {
                self.clients.remove(&client);
                let before = self.devices.len();
                self.devices.retain(|_, one| *one != client);
                self.reach("a device that went along", self.devices.len() < before);
            }
            Step::Device { id, client: None } => {
                self.devices.remove(&id);
            }
            Step::Device {
                id,
                client: Some(client),
            } => {
                if !self.clients.contains(&client) {
                    self.reach("a device of nobody's", true);
                    return Answer::Refused;
                }
                let before = self.devices.insert(id, client);
                self.reach(
                    "a device that moved",
                    before.is_some_and(|before| before != client),
                );
            }
            Step::Secrets(number) => self.secrets = number,
            Step::Restart => {}
            Step::Ask { range, limit } => return Answer::Page(self.ask(range, limit)),
        }
        Answer::Done
    }

    fn append(&mut self, ahead: u64, key: Option<u8>) -> Answer {
        if ahead == 0 {
            // Only what is still there can be seen to be there.
            let there = self.newest.is_some() && self.messages.last() == self.newest.as_ref();
            return if there { self.refuse() } else { Answer::Nothing };
        }
        self.reach("a gap", ahead > 1);
        let message = (self.position(ahead), self.now);
        self.messages.push(message);
        self.newest = Some(message);
        if let Some(key) = key {
            self.keys.retain(|(one, ..)| *one != key);
            self.keys.push((key, message.0, message.1));
        }
        Answer::Done
    }

    fn put(&mut self, value: u64, keep: u32) {
        self.version += 1;
        self.states.push((self.version, value));
        let extra = self.states.len().saturating_sub(keep.max(1) as usize);
        self.reach("a state that went", extra > 0);
        self.states.drain(..extra);
    }

    fn sweep(&mut self, at_most: usize) -> Answer {
        let (most, age, window) = self.retain;
        let newest = self.messages.last().map_or(0, |(position, _)| *position);
        let gone = self
            .messages
            .iter()
            .take_while(|(position, at)| {
                most.is_some_and(|most| position + most <= newest)
                    || age.is_some_and(|age| at + age <= self.now)
            })
            .take(at_most)
            .count();
        self.messages.drain(..gone);
        self.reach("a cut", gone > 0);
        self.reach("nothing left", gone > 0 && self.messages.is_empty());
        let mut left = at_most - gone;
        // The oldest first.
        self.keys.sort_by_key(|(key, _, at)| (*at, *key));
        let old = self.keys.iter().take_while(|(.., at)| at + window <= self.now);
        let keys = old.take(left).count();
        self.keys.drain(..keys);
        left -= keys;
        self.reach("an old key", keys > 0);
        self.reach("a piece", left == 0);
        Answer::Swept(gone, keys, left == 0)
    }

    fn ask(&self, range: Range, limit: usize) -> Vec<u64> {
        let by_time = || {
            let mut all = self.messages.clone();
            all.sort_by_key(|(position, at)| (*at, *position));
            all
        };
        let first = |from: Instant| by_time().into_iter().find(|(_, at)| *at >= from);
        let last = |to: Instant| by_time().into_iter().rfind(|(_, at)| *at <= to);
        let wanted = |position: u64| match range {
            Range::Last => true,
            Range::After(after) => position > after,
            Range::Before(before) => position < before,
            Range::Between(after, before) => position > after && position < before,
            Range::Since(from) => first(from).is_some_and(|(start, _)| position >= start),
            Range::Until(to) => last(to).is_some_and(|(end, _)| position <= end),
            Range::During(from, to) => {
                first(from).is_some_and(|(start, _)| position >= start)
                    && last(to).is_some_and(|(end, _)| position <= end)
            }
        };
        let all: Vec<_> = self.messages.iter().map(|(position, _)| *position).collect();
        let mut page: Vec<_> = all.into_iter().filter(|position| wanted(*position)).collect();
        if matches!(range, Range::Last | Range::Before(_) | Range::Until(_)) {
            page.drain(..page.len().saturating_sub(limit));
        }
        page.truncate(limit);
        page
    }

    fn refuse(&mut self) -> Answer {
        self.reach("a refusal", true);
        Answer::Refused
    }

    fn reach(&mut self, what: &'static str, reached: bool) {
        if reached {
            self.reached.insert(what);
        }
    }
}
