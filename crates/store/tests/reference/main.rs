//! Both stores against a reference: one channel, made-up stories of messages with and without keys, gaps, clocks that
//! step, states, retention, sweeps, restarts; and beside it clients, their devices, secrets of the app. After every step all three must show the same.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod reference;
mod step;
mod stores;

use std::collections::BTreeSet;

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use reference::Reference;
use step::{Step, story};
use stores::Stores;

/// Stories that are told until all that can happen has happened.
const MOST: usize = 150;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_stores_do_what_the_reference_does(steps in story(60)) {
        tell(&steps).map_err(TestCaseError::fail)?;
    }
}

/// A story that never gets anywhere proves nothing.
#[test]
fn the_stories_get_everywhere() {
    let wanted = [
        "a cut",
        "a device of nobody's",
        "a device that moved",
        "a device that went along",
        "a gap",
        "a piece",
        "a refusal",
        "a state that went",
        "a step back",
        "an old key",
        "nothing left",
    ];
    let mut runner = TestRunner::deterministic();
    let mut missed = BTreeSet::from(wanted);
    for _ in 0..MOST {
        let steps = story(60).new_tree(&mut runner).unwrap().current();
        for reached in tell(&steps).unwrap() {
            missed.remove(reached);
        }
        if missed.is_empty() {
            return;
        }
    }
    panic!("never reached: {missed:?}");
}

/// Lets the steps happen everywhere, and answers what was worth it.
fn tell(steps: &[Step]) -> Result<BTreeSet<&'static str>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (mut reference, mut stores) = (Reference::default(), Stores::open().await);
        for (at, step) in steps.iter().enumerate() {
            let told = |why| format!("after {:#?}\n{why}", &steps[..=at]);
            let wanted = reference.take(step);
            stores.take(step, &wanted, &reference).await.map_err(told)?;
        }
        Ok(reference.reached())
    })
}
