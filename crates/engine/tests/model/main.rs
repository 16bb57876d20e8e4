//! The engine against a reference model, with made-up stories. After every step both must show the same picture, must
//! have told every connection the same, and what it was told must keep the promises about order.

mod driver;
mod order;
mod reference;
mod step;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use driver::Driver;
use order::Reader;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestCaseError, TestRunner},
};
use reference::Reference;
use step::{Step, story};
use words::{Serial, Told};

/// Stories that are told until all that can happen has happened.
const MOST: usize = 600;

proptest! {
    #![proptest_config(Config {
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    })]

    #[test]
    fn the_engine_does_what_the_reference_does(steps in story(180)) {
        if let Err((at, why)) = tell(&steps) {
            let story: String = steps[..=at].iter().map(|step| format!("    {step:?}\n")).collect();
            return Err(TestCaseError::fail(format!("after\n{story}{why}")));
        }
    }
}

/// A story that never gets anywhere proves nothing.
#[test]
fn the_stories_get_everywhere() {
    let wanted = [
        "ALREADY_DECIDED",
        "in beside another",
        "in by itself",
        "out of what another is in",
        "CHANNEL_CLOSED",
        "CHANNEL_EXISTS",
        "UNKNOWN_CHANNEL",
        "VERSION_CONFLICT",
        "closed INVALID_FRAME",
        "closed NOT_IDENTIFIED",
        "done",
        "gone",
        "here",
        "joined",
        "joined again",
        "left",
        "message",
        "message in passing",
        "refused CHANNEL_CLOSED",
        "refused DEADLINE_PASSED",
        "refused DENIED",
        "refused MISSING_CAPABILITY",
        "refused NOT_GRANTED",
        "refused NOT_SUBSCRIBED",
        "refused UNKNOWN_CHANNEL",
        "repeated",
        "state",
        "the key was not shown",
        "the key was shown",
        "the privileged joined",
        "the privileged spoke",
        "the word was wrong",
        "went in with the one that asked again",
        "welcome",
        "welcome back",
        "welcome beside another",
    ];
    let mut runner = TestRunner::deterministic();
    let mut missed = BTreeSet::from(wanted);
    for _ in 0..MOST {
        let steps = story(180).new_tree(&mut runner).unwrap().current();
        let reached = tell(&steps).unwrap_or_else(|(at, why)| panic!("after {:?}\n{why}", &steps[..=at]));
        missed.retain(|one| !reached.contains(*one));
        if missed.is_empty() {
            return;
        }
    }
    panic!("never reached: {missed:?}");
}

/// What kind of thing was told.
fn kind(told: &Told) -> String {
    let word = match told {
        Told::Welcome { connections: 2.., .. } => "welcome beside another",
        Told::Welcome { channels, .. } if !channels.is_empty() => "welcome back",
        Told::Welcome { .. } => "welcome",
        Told::Joined { alone: true, .. } => "joined again",
        Told::Joined { .. } => "joined",
        Told::Left { .. } => "left",
        Told::Refused { code, .. } => return format!("refused {code}"),
        Told::Done(_) => "done",
        Told::Message { position: 0, .. } => "message in passing",
        Told::Message { .. } => "message",
        Told::State { .. } => "state",
        Told::Presence { came: true, .. } => "here",
        Told::Presence { .. } => "gone",
        Told::Closed(code) => return format!("closed {code}"),
    };
    word.into()
}

/// Lets the steps happen on both sides and answers what kinds of things came of it. The error says after which step,
/// and what differs.
fn tell(steps: &[Step]) -> Result<BTreeSet<String>, (usize, String)> {
    let mut reached = BTreeSet::new();
    let (mut driver, mut reference) = (Driver::new(), Reference::new());
    let mut readers = BTreeMap::<Serial, Reader>::new();
    let mut published = BTreeSet::new();
    for (at, step) in steps.iter().enumerate() {
        let failed = |why: String| (at, why);
        if let Step::Leave(slot, room) | Step::Return(slot, room) = step
            && let Some(reader) = driver.at(*slot).and_then(|serial| readers.get_mut(&serial))
        {
            reader.leaves(*room);
        }
        let answered = driver.take(step, at);
        reached.extend(answered.err().map(|code| code.to_string()));
        match (step, answered) {
            (Step::Announce(room, Some(_)), Ok(position)) if !published.insert((*room, position)) => {
                reached.insert("repeated".into());
            }
            (Step::Delete(room), Ok(_)) => published.retain(|(one, _)| one != room),
            _ => {}
        }
        same("answer", answered, reference.take(step, at)).map_err(failed)?;
        let told = driver.told();
        for (serial, letters) in &told {
            let reader = readers.entry(*serial).or_default();
            for one in letters {
                reached.insert(kind(one));
                reader
                    .read(one)
                    .map_err(|why| failed(format!("connection {serial}: {why}")))?;
            }
        }
        same("told", told, reference.told()).map_err(failed)?;
        let picture = driver.picture().map_err(failed)?;
        let wanted = reference.picture();
        same("live", picture.live, wanted.live).map_err(failed)?;
        same("subscribed", picture.subscribed, wanted.subscribed).map_err(failed)?;
        same("standing", picture.standing, wanted.standing).map_err(failed)?;
        same("present", picture.present, wanted.present).map_err(failed)?;
        same("audience", picture.audience, wanted.audience).map_err(failed)?;
        same("questions", picture.questions, wanted.questions).map_err(failed)?;
        same("grants", picture.grants, wanted.grants).map_err(failed)?;
        same("rooms", picture.rooms, wanted.rooms).map_err(failed)?;
    }
    reached.extend(reference.reached.iter().map(|word| (*word).to_owned()));
    Ok(reached)
}

fn same<T: PartialEq + Debug>(what: &str, engine: T, reference: T) -> Result<(), String> {
    if engine == reference {
        return Ok(());
    }
    Err(format!(
        "{what}\n    engine     {engine:?}\n    reference  {reference:?}"
    ))
}
