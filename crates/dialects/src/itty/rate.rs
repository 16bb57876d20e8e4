//! How fast one connection may send, and what becomes of one that does not keep to it.

use model::Millis;

/// Messages that are taken in one window of time. How long the window is makes the rate.
const AT_ONCE: u64 = 40;

/// Messages above that for which a client is warned only.
const WARNINGS: u8 = 3;

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Yes,
    /// It is dropped, and the client is told.
    Warned,
    /// It was the last straw.
    Enough,
}

#[derive(Debug)]
pub(super) struct Rate {
    /// In ms; 0: there is no limit.
    window: u32,
    began: Millis,
    count: u8,
    warned: u8,
}

impl Rate {
    /// So many messages per second on average; `None`: as many as come.
    pub fn new(per_second: Option<u64>) -> Self {
        let window = per_second.map_or(0, |most| (AT_ONCE * 1_000).div_ceil(most.max(1)));
        Self {
            window: u32::try_from(window).unwrap_or(u32::MAX),
            began: 0,
            count: 0,
            warned: 0,
        }
    }

    /// One more message.
    pub fn take(&mut self, now: Millis) -> Taken {
        if self.window == 0 {
            return Taken::Yes;
        }
        if now >= self.began + u64::from(self.window) {
            self.began = now;
            self.count = 0;
        }
        if u64::from(self.count) < AT_ONCE {
            self.count += 1;
            return Taken::Yes;
        }
        if self.warned == WARNINGS {
            return Taken::Enough;
        }
        self.warned += 1;
        Taken::Warned
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yes(rate: &mut Rate, times: usize, now: Millis) {
        for _ in 0..times {
            assert_eq!(rate.take(now), Taken::Yes);
        }
    }

    #[test]
    fn forty_in_five_milliseconds() {
        let mut rate = Rate::new(Some(8_000));
        yes(&mut rate, 39, 1_000);
        yes(&mut rate, 1, 1_004);
        assert_eq!(rate.take(1_004), Taken::Warned);
        yes(&mut rate, 40, 1_005);
        assert_eq!(rate.take(1_009), Taken::Warned);
        assert_eq!(rate.take(1_009), Taken::Warned);
        yes(&mut rate, 40, 2_000);
        assert_eq!(rate.take(2_000), Taken::Enough, "warnings are not forgotten");
    }

    #[test]
    fn another_rate_is_another_window() {
        let mut rate = Rate::new(Some(40));
        yes(&mut rate, 40, 1_000);
        assert_eq!(rate.take(1_999), Taken::Warned);
        yes(&mut rate, 40, 2_000);
        let mut one = Rate::new(Some(1));
        yes(&mut one, 40, 40_000);
        assert_eq!(one.take(79_999), Taken::Warned);
        yes(&mut one, 1, 80_000);
    }

    #[test]
    fn without_a_limit_all_are_taken() {
        yes(&mut Rate::new(None), 100_000, 7);
    }
}
