//! Recorded conversations: one runner for all dialects.
//!
//! A transcript is a text file in the folder of its dialect. Lines in [`Conversation::hear`]'s words are what happens
//! to the dialect; the lines below each are what it makes of that. The runner does what happens, writes down the
//! whole conversation anew, and compares. `open` begins another conversation; `#` and empty lines are for the reader.
//! With `RECORD=1` in the environment it writes the transcripts instead, to be read before they are kept.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod conversation;
#[path = "../kit/mod.rs"]
mod kit;
mod words;

use std::{env, fmt::Write, fs, path::Path};

use conversation::Conversation;

/// Lines of the file shown above and below the first difference.
const CONTEXT: usize = 6;

#[test]
fn every_conversation_goes_as_recorded() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut failures = String::new();
    for spoken in dialects::ALL {
        let folder = here.join(spoken.name);
        let mut transcripts: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        transcripts.sort();
        assert!(!transcripts.is_empty(), "{} has no transcripts", spoken.name);
        for path in transcripts {
            let recorded = fs::read_to_string(&path).unwrap();
            let heard = replay(spoken, &recorded);
            if env::var_os("RECORD").is_some() {
                fs::write(&path, &heard).unwrap();
            } else if let Some(difference) = difference(recorded.trim_end(), heard.trim_end()) {
                let name = path.strip_prefix(&here).unwrap().display();
                let _ = write!(failures, "\n{name}\n{difference}");
            }
        }
    }
    assert!(
        failures.is_empty(),
        "conversations went another way (- recorded, + now):\n{failures}"
    );
}

/// The whole transcript as it is now.
fn replay(spoken: &'static dialects::Spoken, recorded: &str) -> String {
    let mut conversation = Conversation::new(spoken);
    let mut now = String::new();
    for line in recorded.lines() {
        let comment = line.trim().is_empty() || line.starts_with('#');
        if comment {
            let _ = writeln!(now, "{line}");
        } else if let Some(said) = conversation.hear(line) {
            let _ = writeln!(now, "{line}");
            for line in said {
                let _ = writeln!(now, "{line}");
            }
        }
    }
    now
}

/// The surroundings of the first line that differs.
fn difference(recorded: &str, now: &str) -> Option<String> {
    let (recorded, now): (Vec<_>, Vec<_>) = (recorded.lines().collect(), now.lines().collect());
    let at = (0..recorded.len().max(now.len())).find(|&at| recorded.get(at) != now.get(at))?;
    let mut shown = String::new();
    for line in &recorded[at.saturating_sub(CONTEXT)..at] {
        let _ = writeln!(shown, "  {line}");
    }
    for line in recorded.iter().skip(at).take(CONTEXT) {
        let _ = writeln!(shown, "- {line}");
    }
    for line in now.iter().skip(at).take(CONTEXT) {
        let _ = writeln!(shown, "+ {line}");
    }
    Some(shown)
}

#[test]
fn a_difference_is_shown_where_it_begins() {
    assert_eq!(difference("a\nb", "a\nb"), None);
    assert_eq!(
        difference("a\nb\nc", "a\nx\nc").unwrap(),
        "  a\n- b\n- c\n+ x\n+ c\n"
    );
    assert_eq!(difference("a", "a\nb").unwrap(), "  a\n+ b\n");
}
