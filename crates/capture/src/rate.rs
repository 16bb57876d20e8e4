//! How many rows came lately.

/// Counts by the second.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rate {
    second: u64,
    now: u64,
    before: u64,
}

impl Rate {
    pub(crate) fn count(&mut self, now: u64, rows: u64) {
        self.turn(now);
        self.now += rows;
    }

    /// Rows in the last whole second.
    pub(crate) fn a_second(mut self, now: u64) -> f64 {
        self.turn(now);
        self.before as f64
    }

    fn turn(&mut self, now: u64) {
        let second = now / 1_000;
        if second > self.second {
            self.before = if second == self.second + 1 { self.now } else { 0 };
            self.second = second;
            self.now = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_came_in_the_last_whole_second() {
        let mut rate = Rate::default();
        rate.count(5_000, 10);
        rate.count(5_999, 20);
        assert_eq!(rate.a_second(5_999), 0.0);
        assert_eq!(rate.a_second(6_000), 30.0);
        rate.count(6_100, 4);
        assert_eq!(rate.a_second(6_900), 30.0);
        assert_eq!(rate.a_second(7_000), 4.0);
        assert_eq!(rate.a_second(8_000), 0.0);
    }
}
