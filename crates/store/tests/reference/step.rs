//! What can happen, and how it is made up.

use proptest::{collection::vec, option, prelude::*};

/// Milliseconds since the story began.
pub type Instant = u64;

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// A message comes, so many positions after the last one; 1 leaves no gap. 0 is one that is there already.
    Append {
        ahead: u64,
        key: Option<u8>,
    },
    /// The next state; `false`: a version that is there already.
    Put {
        next: bool,
        keep: u32,
    },
    /// The value of an earlier version becomes the next state.
    Restore {
        back: usize,
    },
    /// The wall clock goes on, or is set back.
    Clock(i64),
    Retain {
        messages: Option<u64>,
        age: Option<u64>,
        window: u64,
    },
    Sweep {
        at_most: usize,
    },
    /// The channel is deleted, and another of its name is made.
    Replace,
    /// A client is registered, or registered again; else deleted.
    Client {
        client: u8,
        there: bool,
    },
    /// A client's device is put; without a client it is deleted.
    Device {
        id: u8,
        client: Option<u8>,
    },
    /// The app has so many secrets from now on.
    Secrets(u8),
    /// The store is closed and opened again.
    Restart,
    Ask {
        range: Range,
        limit: usize,
    },
}

/// A range of history; positions and instants are small numbers.
#[derive(Clone, Copy, Debug)]
pub enum Range {
    Last,
    After(u64),
    Before(u64),
    Between(u64, u64),
    Since(Instant),
    Until(Instant),
    During(Instant, Instant),
}

/// A story of up to `most` steps.
pub fn story(most: usize) -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..=most)
}

fn step() -> impl Strategy<Value = Step> {
    let some = |most: u64| option::weighted(0.4, 1..most);
    prop_oneof![
        20 => (prop_oneof![12 => Just(1_u64), 2 => 2..5_u64, 1 => Just(0)], option::weighted(0.5, 0..4_u8))
            .prop_map(|(ahead, key)| Step::Append { ahead, key }),
        4 => (prop::bool::weighted(0.9), 0..4_u32).prop_map(|(next, keep)| Step::Put { next, keep }),
        1 => (0..4_usize).prop_map(|back| Step::Restore { back }),
        8 => prop_oneof![6 => 0..20_i64, 1 => 20..300_i64, 2 => -30..0_i64].prop_map(Step::Clock),
        3 => (some(12), some(120), 1..60_u64)
            .prop_map(|(messages, age, window)| Step::Retain { messages, age, window }),
        5 => prop_oneof![1..4_usize, Just(1_000)].prop_map(|at_most| Step::Sweep { at_most }),
        1 => Just(Step::Replace),
        3 => (0..3_u8, prop::bool::weighted(0.7)).prop_map(|(client, there)| Step::Client { client, there }),
        5 => (0..4_u8, option::weighted(0.8, 0..3_u8)).prop_map(|(id, client)| Step::Device { id, client }),
        1 => (0..3_u8).prop_map(Step::Secrets),
        1 => Just(Step::Restart),
        16 => (range(), prop_oneof![0..5_usize, Just(1_000)])
            .prop_map(|(range, limit)| Step::Ask { range, limit }),
    ]
}

fn range() -> impl Strategy<Value = Range> {
    let position = || prop_oneof![8 => 0..40_u64, 1 => Just(u64::MAX)];
    let instant = || 0..400_u64;
    prop_oneof![
        Just(Range::Last),
        position().prop_map(Range::After),
        position().prop_map(Range::Before),
        (position(), position()).prop_map(|(after, before)| Range::Between(after, before)),
        instant().prop_map(Range::Since),
        instant().prop_map(Range::Until),
        (instant(), instant()).prop_map(|(from, to)| Range::During(from, to)),
    ]
}
