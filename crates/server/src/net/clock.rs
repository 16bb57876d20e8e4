//! The only place that reads the time. Everything below it is given a [`Now`].

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use model::{Millis, Now, Timestamp};

/// Reads both clocks. Ticks count from [`Clock::start`]; copies of one clock agree.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
}

impl Clock {
    /// A clock whose tick is 0 now.
    pub fn start() -> Self {
        Self {
            start: Instant::now(),
        }
    }

    /// This instant. The wall clock is read anew each time, so that it is right again after a step or a
    /// sleep of the machine; nothing may be ordered or timed by it.
    pub fn now(&self) -> Now {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Now {
            tick: self.tick(),
            wall: Timestamp(millis(wall)),
        }
    }

    /// Milliseconds since the start, rounded down.
    pub fn tick(&self) -> Millis {
        millis(self.start.elapsed())
    }

    /// Microseconds since the start, for what is measured and not timed.
    pub fn micros(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    /// The instant at which [`tick`](Self::tick) reaches `tick`; `None` if that is beyond what the system can
    /// tell.
    pub(super) fn instant(&self, tick: Millis) -> Option<Instant> {
        self.start.checked_add(Duration::from_millis(tick))
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_from_zero_and_never_back() {
        let clock = Clock::start();
        assert!(clock.tick() < 1_000);
        let copy = clock;
        let mut last = clock.now();
        for _ in 0..10_000 {
            let now = copy.now();
            assert!(now.tick >= last.tick);
            last = now;
        }
        // 2024-01-01: the wall clock counts from 1970, in milliseconds.
        assert!(last.wall.0 > 1_704_067_200_000);
    }

    #[test]
    fn an_instant_is_when_the_tick_is_reached() {
        let clock = Clock::start();
        let at = clock.instant(25).unwrap();
        assert_eq!(at - clock.start, Duration::from_millis(25));
        assert!(clock.instant(u64::MAX).is_none() || clock.instant(u64::MAX).unwrap() > at);
    }
}
