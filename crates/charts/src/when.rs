//! Labels of time: at round times of the reader's clock, as many as there is room for.

use time::OffsetDateTime;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Round stretches, in seconds.
const ROUND: [u64; 16] = [
    1,
    5,
    10,
    30,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    4 * HOUR,
    6 * HOUR,
    12 * HOUR,
];

/// A time that is labelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// In ms since 1970.
    pub at: u64,
    pub text: String,
}

/// Labels between two instants, `most` of them. `offset_minutes`: how far the reader's clock is ahead of UTC.
pub fn ticks(from: u64, to: u64, most: u64, offset_minutes: i32) -> Vec<Tick> {
    let seconds = to.saturating_sub(from) / 1_000;
    if seconds == 0 || most == 0 {
        return Vec::new();
    }
    let enough = |round: &&u64| seconds / **round <= most;
    let days = || seconds.div_ceil(DAY).div_ceil(most) * DAY;
    let round = ROUND.iter().find(enough).copied().unwrap_or_else(days) * 1_000;
    let ahead = i64::from(offset_minutes) * 60_000;
    let shown = |at: u64| at.saturating_add_signed(ahead);
    let mut ticks = Vec::new();
    let mut next = shown(from).div_ceil(round).saturating_mul(round);
    while next <= shown(to) {
        let at = next.saturating_add_signed(-ahead);
        if (from..=to).contains(&at) {
            ticks.push(Tick {
                at,
                text: text(next, round),
            });
        }
        let Some(after) = next.checked_add(round) else {
            break;
        };
        next = after;
    }
    ticks
}

/// An instant on the reader's clock: `12:04:31`.
pub fn moment(at: u64, offset_minutes: i32) -> String {
    let shown = at.saturating_add_signed(i64::from(offset_minutes) * 60_000);
    text(shown, 1_000)
}

/// Seconds only where they matter; midnight among hours is the day that begins.
fn text(shown: u64, round: u64) -> String {
    let second = shown / 1_000 % DAY;
    let (hour, minute) = (second / HOUR, second % HOUR / MINUTE);
    if round >= HOUR * 1_000 && second == 0 {
        let whole = i64::try_from(shown / 1_000).unwrap_or(i64::MAX);
        let known = OffsetDateTime::from_unix_timestamp(whole).ok();
        if let Some(day) = known {
            let month = day.month().to_string();
            return format!("{} {}", day.day(), &month[..3]);
        }
    }
    if round < MINUTE * 1_000 {
        return format!("{hour:02}:{minute:02}:{:02}", second % MINUTE);
    }
    format!("{hour:02}:{minute:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 26 November 2026, 12:04:31 UTC.
    const NOON: u64 = 1_795_694_671_000;

    fn texts(span: u64, most: u64, offset: i32) -> Vec<String> {
        let ticks = ticks(NOON - span * 1_000, NOON, most, offset);
        ticks.into_iter().map(|tick| tick.text).collect()
    }

    #[test]
    fn they_stand_at_round_times() {
        assert_eq!(
            texts(5 * MINUTE, 5, 0),
            ["12:00", "12:01", "12:02", "12:03", "12:04"]
        );
        assert_eq!(texts(HOUR, 4, 0), ["11:15", "11:30", "11:45", "12:00"]);
        assert_eq!(
            texts(DAY, 6, 0),
            ["16:00", "20:00", "26 Nov", "04:00", "08:00", "12:00"]
        );
        assert_eq!(texts(20, 2, 0), ["12:04:20", "12:04:30"]);
        assert_eq!(texts(0, 4, 0), [""; 0]);
    }

    #[test]
    fn they_are_the_readers_times() {
        // Half an hour and more ahead, and behind: the labels are round there.
        assert_eq!(texts(HOUR, 4, 330), ["16:45", "17:00", "17:15", "17:30"]);
        assert_eq!(texts(DAY, 4, -480), ["06:00", "12:00", "18:00", "26 Nov"]);
        assert_eq!(moment(NOON, 60), "13:04:31");
    }
}
