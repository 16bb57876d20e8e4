//! How long the texts may be that people and backends give to things.

use model::{Refusal, RefusalCode};

/// Most characters of a persona's name.
const LONGEST_NAME: usize = 80;

/// Most bytes of the text about a channel: lists of channels carry it.
const MOST_EXTRA: usize = 4_096;

/// The name of a persona.
pub fn check_persona_name(name: &str) -> Result<(), Refusal> {
    let length = name.trim().chars().count();
    if (1..=LONGEST_NAME).contains(&length) {
        return Ok(());
    }
    let message = format!("the name of a persona has 1 to {LONGEST_NAME} characters, this one has {length}");
    Err(Refusal::new(RefusalCode::InvalidRequest, message))
}

/// The backend's text about a channel, if there is one.
pub fn check_extra(extra: Option<&str>) -> Result<(), Refusal> {
    let size = extra.map_or(0, str::len);
    if size <= MOST_EXTRA {
        return Ok(());
    }
    let message = format!("extra would have {size} bytes; {MOST_EXTRA} is the most");
    Err(Refusal::new(RefusalCode::TooLarge, message)
        .fix("keep long texts elsewhere and put a reference here"))
}
