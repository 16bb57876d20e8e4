//! What can happen, and how it is made up.

use engine::{Answer, Tag};
use model::{Capabilities, GrantTerm, JoinMode, Millis, Visibility};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::words::{KeyNo, Room, Slot, TokenNo, WordNo, Words};

const SLOTS: Slot = 5;
const TOKENS: TokenNo = 3;
/// The token whose connections are in channels each by itself.
const LONER: TokenNo = TOKENS;
const ROOMS: Room = 5;
const KEYS: KeyNo = 2;

/// How long a publish with a key is known again.
pub const WINDOW: Millis = 30_000;

/// Which version the caller says it has seen.
#[derive(Clone, Copy, Debug)]
pub enum Expected {
    Any,
    Current,
    Other,
}

/// Who a connection says it is, and how it lives in channels.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    pub token: Option<TokenNo>,
    /// It may be in every channel and publish there.
    pub privileged: bool,
    /// It is in the channels that it has joined itself.
    pub alone: bool,
}

/// One thing that happens. What is impossible at that point (a slot that is taken, or free) changes nothing.
#[derive(Clone, Debug)]
pub enum Step {
    /// A connection comes and says who it is.
    Arrive(Slot, Caller),
    /// A connection comes and says nothing yet.
    Connect(Slot),
    Identify(Slot, Caller),
    Lost(Slot),
    Join {
        slot: Slot,
        room: Room,
        ephemeral: bool,
        tag: Option<Tag>,
        shown: Words,
    },
    Leave(Slot, Room),
    /// Leaves, comes back showing nothing, and speaks.
    Return(Slot, Room),
    /// True: in passing.
    Publish(Slot, Room, bool),
    /// By the backend, with a key or without.
    Announce(Room, Option<KeyNo>),
    SetState(Slot, Room, u64),
    Replace(Room, u64, Expected),
    Patch(Room, u64, Expected),
    Subscribe {
        token: TokenNo,
        room: Room,
        ephemeral: bool,
    },
    Unsubscribe(TokenNo, Room),
    /// What becomes of private joins from now on, and how long a person has to answer.
    Mode(JoinMode, Millis),
    /// Answers the question that was opened so many questions ago.
    Answer(usize, Answer),
    Grant(TokenNo, Room, Option<Millis>),
    Revoke(TokenNo, Room),
    /// What a channel asks for from now on.
    Keys(Room, Words),
    Close(Room),
    Open(Room),
    Create(Room, Visibility, Capabilities),
    Delete(Room),
    Pass(Millis),
}

/// The channels that are there from the start; the last number is free.
pub fn at_first() -> Vec<(Room, Visibility, Capabilities)> {
    use Capabilities as C;
    let talk = C::CLIENT_PUBLISH.with(C::CLIENT_SET_STATE);
    vec![
        (0, Visibility::Private, talk.with(C::PRESENCE).with(C::PERSISTENT)),
        (1, Visibility::Public, talk.with(C::PRESENCE)),
        (2, Visibility::Unprotected, talk.with(C::PERSISTENT)),
        (3, Visibility::Private, C::EPHEMERAL.with(C::PRESENCE)),
    ]
}

/// What makes up a [`Step::Return`].
pub fn comes_back(slot: Slot, room: Room) -> [Step; 3] {
    let join = Step::Join {
        slot,
        room,
        ephemeral: false,
        tag: None,
        shown: Words::default(),
    };
    [Step::Leave(slot, room), join, Step::Publish(slot, room, false)]
}

/// A story of up to `most` steps.
pub fn story(most: usize) -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..=most)
}

fn step() -> impl Strategy<Value = Step> {
    let slot = || 0..SLOTS;
    let token = || 0..TOKENS;
    let anybody = || 0..=LONER;
    // Private channels have the most rules, and words are for unprotected ones.
    let room = || prop_oneof![5 => Just(0), 1 => Just(3), 4 => Just(2), 4 => 0..ROOMS];
    let value = || 0..4_u64;
    let seldom = || prop::bool::weighted(0.25);
    let expected = || select(vec![Expected::Any, Expected::Current, Expected::Other]);
    prop_oneof![
        8 => (slot(), caller()).prop_map(|(slot, caller)| Step::Arrive(slot, caller)),
        1 => slot().prop_map(Step::Connect),
        1 => (slot(), caller()).prop_map(|(slot, caller)| Step::Identify(slot, caller)),
        5 => slot().prop_map(Step::Lost),
        20 => (slot(), room(), seldom(), proptest::option::of(0..2_u32), words(0.7))
            .prop_map(|(slot, room, ephemeral, tag, shown)| Step::Join { slot, room, ephemeral, tag, shown }),
        4 => (slot(), room()).prop_map(|(slot, room)| Step::Leave(slot, room)),
        5 => (slot(), prop_oneof![Just(2), room()]).prop_map(|(slot, room)| Step::Return(slot, room)),
        14 => (slot(), room(), prop::bool::weighted(0.4)).prop_map(|(slot, room, passing)| Step::Publish(slot, room, passing)),
        4 => (room(), proptest::option::weighted(0.7, 0..KEYS))
            .prop_map(|(room, key)| Step::Announce(room, key)),
        3 => (slot(), room(), value()).prop_map(|(slot, room, value)| Step::SetState(slot, room, value)),
        2 => (room(), value(), expected()).prop_map(|(room, value, seen)| Step::Replace(room, value, seen)),
        2 => (room(), value(), expected()).prop_map(|(room, value, seen)| Step::Patch(room, value, seen)),
        2 => (token(), room(), seldom())
            .prop_map(|(token, room, ephemeral)| Step::Subscribe { token, room, ephemeral }),
        1 => (anybody(), room()).prop_map(|(token, room)| Step::Unsubscribe(token, room)),
        2 => (
            select(vec![JoinMode::Ask, JoinMode::Ask, JoinMode::Allow, JoinMode::Deny]),
            select(vec![5_000, 30_000, 70_000]),
        )
            .prop_map(|(mode, timeout)| Step::Mode(mode, timeout)),
        8 => (prop_oneof![4 => 0..1_usize, 1 => 0..4_usize], answer())
            .prop_map(|(back, answer)| Step::Answer(back, answer)),
        2 => (anybody(), room(), select(vec![None, Some(10_000), Some(60_000)]))
            .prop_map(|(token, room, ms)| Step::Grant(token, room, ms)),
        2 => (anybody(), room()).prop_map(|(token, room)| Step::Revoke(token, room)),
        5 => (prop_oneof![Just(2), room()], words(0.6)).prop_map(|(room, words)| Step::Keys(room, asked(room, words))),
        1 => room().prop_map(Step::Close),
        2 => room().prop_map(Step::Open),
        2 => (room(), visibility(), capabilities())
            .prop_map(|(room, visibility, capabilities)| Step::Create(room, visibility, capabilities)),
        1 => room().prop_map(Step::Delete),
        6 => select(vec![1, 5_000, 10_000, 29_999, 30_000, 30_000, 60_000]).prop_map(Step::Pass),
    ]
}

/// An anonymous one knows of no privilege. The loner's connections never live as others do, nor others as its.
fn caller() -> impl Strategy<Value = Caller> {
    let who = prop_oneof![
        3 => Just(None),
        6 => (0..TOKENS).prop_map(Some),
        7 => Just(Some(LONER)),
    ];
    (who, 0..10, any::<bool>()).prop_map(|(token, chance, alone)| {
        let loner = token == Some(LONER);
        Caller {
            token,
            privileged: token.is_some() && chance < if loner { 4 } else { 2 },
            alone: loner || token.is_none() && alone,
        }
    })
}

/// Each of them is there with this chance, and mostly the same.
fn words(there: f64) -> impl Strategy<Value = Words> {
    let word = move || proptest::option::weighted(there, select(vec![0 as WordNo, 0, 0, 1]));
    (word(), word()).prop_map(|(join, send)| Words { join, send })
}

/// Some channels ask for a word to speak, others never do: who has come while none was asked for has shown none.
fn asked(room: Room, words: Words) -> Words {
    match room % 2 {
        0 if words.send.is_some() => words,
        0 => Words::default(),
        _ => Words { send: None, ..words },
    }
}

fn answer() -> impl Strategy<Value = Answer> {
    select(vec![
        Answer::Allow(GrantTerm::Once),
        Answer::Allow(GrantTerm::For { ms: 20_000 }),
        Answer::Allow(GrantTerm::Always),
        Answer::Deny,
    ])
}

fn visibility() -> impl Strategy<Value = Visibility> {
    select(vec![
        Visibility::Private,
        Visibility::Public,
        Visibility::Unprotected,
    ])
}

fn capabilities() -> impl Strategy<Value = Capabilities> {
    (0..32_u32).prop_filter_map("known bits", Capabilities::from_bits)
}
