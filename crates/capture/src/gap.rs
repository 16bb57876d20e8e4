//! Rows that say that others are missing.

use std::{path::Path, time::Duration};

use contract::{Direction, Traffic, TrafficKind};

/// Nothing was recorded for a while. `id` is that of the last event before it.
pub(crate) fn pause(id: u64, now: u64, since: u64, clean: bool) -> Traffic {
    let length = spoken(now.saturating_sub(since));
    let reason = if clean {
        format!("Nothing was recorded in the {length} before this: the app was not running")
    } else {
        format!(
            "Nothing was recorded in the {length} before this: the app ended unexpectedly, and what came in its last \
             second may be missing too"
        )
    };
    gap(id, now, reason, None)
}

/// Events are known to be missing.
pub(crate) fn loss(id: u64, now: u64, reason: &str, lost: Option<u64>) -> Traffic {
    gap(id, now, reason.to_owned(), lost)
}

/// What was recorded before cannot be read.
pub(crate) fn put_aside(now: u64, why: &str, aside: &Path) -> Traffic {
    let reason = format!(
        "What was recorded before is not here: {why}. The file was put aside as {}",
        aside.display()
    );
    gap(0, now, reason, None)
}

fn gap(id: u64, at: u64, reason: String, lost: Option<u64>) -> Traffic {
    Traffic {
        id,
        at,
        kind: TrafficKind::Gap,
        direction: Direction::None,
        app: None,
        channel: None,
        event: None,
        who: None,
        connection: None,
        approval: None,
        dialect: None,
        payload: None,
        size: None,
        position: None,
        audience: None,
        delivered: None,
        latency_us: None,
        code: None,
        reason: Some(reason),
        fix: None,
        lost,
        system: false,
    }
}

/// A length of time in the two largest units that it has: "2 h 5 min".
fn spoken(ms: u64) -> String {
    let seconds = Duration::from_millis(ms).as_secs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{} s", seconds.max(1)),
        (0, 0, _) => format!("{minutes} min {} s", seconds % 60),
        (0, _, _) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_as_people_do() {
        for (ms, text) in [
            (0, "1 s"),
            (59_999, "59 s"),
            (61_000, "1 min 1 s"),
            (7_500_000, "2 h 5 min"),
            (90_000_000, "1 d 1 h"),
        ] {
            assert_eq!(spoken(ms), text);
        }
    }
}
