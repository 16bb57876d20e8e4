//! What can happen, and how it is made up.

use engine::Answer;
use model::{Capabilities, GrantTerm, JoinMode, Millis, Visibility};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::words::{KeyNo, Room, Slot, TokenNo};

const SLOTS: Slot = 6;
const TOKENS: TokenNo = 3;
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

/// One thing that happens. What is impossible at that point (a slot that is taken, or free) changes nothing.
#[derive(Clone, Debug)]
pub enum Step {
    /// A connection comes and says who it is.
    Arrive(Slot, Option<TokenNo>),
    /// A connection comes and says nothing yet.
    Connect(Slot),
    Identify(Slot, Option<TokenNo>),
    Lost(Slot),
    Join {
        slot: Slot,
        room: Room,
        ephemeral: bool,
    },
    Leave(Slot, Room),
    Publish(Slot, Room),
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
        (0, Visibility::Private, talk.with(C::PRESENCE)),
        (1, Visibility::Public, talk.with(C::PRESENCE)),
        (2, Visibility::Unprotected, talk),
        (3, Visibility::Private, C::EPHEMERAL.with(C::PRESENCE)),
    ]
}

/// A story of up to `most` steps.
pub fn story(most: usize) -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..=most)
}

fn step() -> impl Strategy<Value = Step> {
    let slot = || 0..SLOTS;
    let token = || 0..TOKENS;
    // Private channels have the most rules.
    let room = || prop_oneof![2 => Just(0), 1 => Just(3), 4 => 0..ROOMS];
    let who = || proptest::option::weighted(0.8, 0..TOKENS);
    let value = || 0..4_u64;
    let seldom = || prop::bool::weighted(0.25);
    let expected = || select(vec![Expected::Any, Expected::Current, Expected::Other]);
    prop_oneof![
        8 => (slot(), who()).prop_map(|(slot, who)| Step::Arrive(slot, who)),
        1 => slot().prop_map(Step::Connect),
        1 => (slot(), who()).prop_map(|(slot, who)| Step::Identify(slot, who)),
        5 => slot().prop_map(Step::Lost),
        14 => (slot(), room(), seldom())
            .prop_map(|(slot, room, ephemeral)| Step::Join { slot, room, ephemeral }),
        4 => (slot(), room()).prop_map(|(slot, room)| Step::Leave(slot, room)),
        4 => (slot(), room()).prop_map(|(slot, room)| Step::Publish(slot, room)),
        4 => (room(), proptest::option::weighted(0.7, 0..KEYS))
            .prop_map(|(room, key)| Step::Announce(room, key)),
        3 => (slot(), room(), value()).prop_map(|(slot, room, value)| Step::SetState(slot, room, value)),
        2 => (room(), value(), expected()).prop_map(|(room, value, seen)| Step::Replace(room, value, seen)),
        2 => (room(), value(), expected()).prop_map(|(room, value, seen)| Step::Patch(room, value, seen)),
        2 => (token(), room(), seldom())
            .prop_map(|(token, room, ephemeral)| Step::Subscribe { token, room, ephemeral }),
        1 => (token(), room()).prop_map(|(token, room)| Step::Unsubscribe(token, room)),
        2 => (
            select(vec![JoinMode::Ask, JoinMode::Ask, JoinMode::Allow, JoinMode::Deny]),
            select(vec![5_000, 30_000, 70_000]),
        )
            .prop_map(|(mode, timeout)| Step::Mode(mode, timeout)),
        8 => (prop_oneof![4 => 0..1_usize, 1 => 0..4_usize], answer())
            .prop_map(|(back, answer)| Step::Answer(back, answer)),
        2 => (token(), room(), select(vec![None, Some(10_000), Some(60_000)]))
            .prop_map(|(token, room, ms)| Step::Grant(token, room, ms)),
        2 => (token(), room()).prop_map(|(token, room)| Step::Revoke(token, room)),
        1 => room().prop_map(Step::Close),
        2 => room().prop_map(Step::Open),
        2 => (room(), visibility(), capabilities())
            .prop_map(|(room, visibility, capabilities)| Step::Create(room, visibility, capabilities)),
        1 => room().prop_map(Step::Delete),
        6 => select(vec![1, 5_000, 10_000, 29_999, 30_000, 30_000, 60_000]).prop_map(Step::Pass),
    ]
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
