//! What the engine and the reference model are compared in: plain numbers, sets and maps.

use std::collections::{BTreeMap, BTreeSet};

use engine::Tag;
use model::{Millis, RefusalCode};

/// A place where a connection can be; after it is lost another one may take it.
pub type Slot = usize;
/// Number of a connection, in the order in which they came.
pub type Serial = u64;
/// Number of a token.
pub type TokenNo = usize;
/// Number of a channel.
pub type Room = usize;

/// Number of a key that a publish has.
pub type KeyNo = usize;

/// Number of a word that a channel may ask for.
pub type WordNo = usize;

/// The words that a channel asks for, or that somebody shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    pub join: Option<WordNo>,
    pub send: Option<WordNo>,
}

/// Somebody who waits, and under which tag.
pub type Waiting = (Serial, Option<Tag>);

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Token(TokenNo),
    Anonymous(Serial),
    Backend,
}

/// The value of a state.
pub type Value = BTreeMap<String, u64>;

/// A channel as somebody who joins is told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub room: Room,
    pub closed: bool,
    pub position: u64,
    pub version: u64,
    pub value: Value,
}

/// What a connection is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    Welcome {
        who: Who,
        connections: usize,
        channels: Vec<View>,
    },
    Joined {
        view: View,
        alone: bool,
    },
    Left {
        room: Room,
    },
    Refused {
        room: Room,
        code: RefusalCode,
        tag: Option<Tag>,
    },
    Done(Tag),
    Message {
        room: Room,
        /// 0: it has none.
        position: u64,
        sender: Who,
        body: usize,
    },
    State {
        room: Room,
        version: u64,
        value: Value,
    },
    Presence {
        room: Room,
        who: Who,
        came: bool,
    },
    Closed(&'static str),
}

/// What each connection has been told since it was last looked at.
pub type Letters = BTreeMap<Serial, Vec<Told>>;

/// What who asked by API is answered: a position or version, or 0 where there is none.
pub type Answered = Result<u64, RefusalCode>;

/// Everything there is to see at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    pub live: BTreeMap<Who, BTreeSet<Serial>>,
    pub subscribed: BTreeSet<(Who, Room)>,
    /// Those subscriptions that are kept beyond the session.
    pub standing: BTreeSet<(Who, Room)>,
    /// Who is in a channel, with which connections: none during the grace of the session.
    pub present: BTreeMap<(Room, Who), BTreeSet<Serial>>,
    /// To whom the next message goes.
    pub audience: BTreeMap<Room, BTreeSet<Serial>>,
    /// Open questions: deadline and who waits.
    pub questions: BTreeMap<(Who, Room), (Millis, BTreeSet<Waiting>)>,
    /// Grants with their end.
    pub grants: BTreeMap<(Who, Room), Option<Millis>>,
    pub rooms: BTreeMap<Room, View>,
}
