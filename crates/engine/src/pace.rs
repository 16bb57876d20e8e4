//! How fast one connection may do a thing.

use model::Millis;

/// How far ahead of the pace a connection may be: five seconds' worth at once, in ns.
const BURST: u64 = 5_000_000_000;

/// Counts against a number of things per second. Small, because every connection has one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace {
    /// In ns: when all that was done so far would be over, had it been done evenly.
    done_at: u64,
}

impl Pace {
    /// One more thing, at most `per_second` of them on average. False: it is too fast, and does not count.
    pub fn take(&mut self, per_second: u32, now: Millis) -> bool {
        let now = now.saturating_mul(1_000_000);
        let after = self.done_at.max(now) + 1_000_000_000 / u64::from(per_second.max(1));
        let goes = after - now <= BURST;
        if goes {
            self.done_at = after;
        }
        goes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(pace: &mut Pace, per_second: u32, now: Millis) -> usize {
        (0..1_000_000).take_while(|_| pace.take(per_second, now)).count()
    }

    #[test]
    fn five_seconds_at_once_and_then_the_pace() {
        for per_second in [1, 3, 1_000] {
            let mut pace = Pace::default();
            let start = 7_000;
            assert_eq!(taken(&mut pace, per_second, start), 5 * per_second as usize);
            assert_eq!(taken(&mut pace, per_second, start), 0);
            assert_eq!(taken(&mut pace, per_second, start + 1_000), per_second as usize);
            assert_eq!(
                taken(&mut pace, per_second, start + 60_000),
                5 * per_second as usize
            );
        }
    }

    #[test]
    fn a_new_limit_counts_from_where_the_old_one_was() {
        let mut pace = Pace::default();
        assert_eq!(taken(&mut pace, 10, 0), 50);
        assert!(!pace.take(1_000, 0));
        assert!(pace.take(1_000, 2));
    }
}
