use std::collections::HashMap;

/// How many rows a second come in the floods that a view collapses.
#[derive(Clone, Debug, Default)]
pub(super) struct FloodRates(HashMap<(String, String), Rate>);

#[derive(Clone, Copy, Debug, Default)]
struct Rate {
    second: u64,
    now: u64,
    before: u64,
}

impl FloodRates {
    pub(super) fn count(&mut self, (channel, event): (&str, &str), at: u64) {
        let second = at / 1_000;
        let rate = self.0.entry((channel.to_owned(), event.to_owned())).or_default();
        if second > rate.second {
            let before = if second == rate.second + 1 { rate.now } else { 0 };
            *rate = Rate {
                second,
                now: 0,
                before,
            };
        }
        rate.now += 1;
    }

    /// The most there is now, and forgets what is over.
    pub(super) fn most(&mut self, now: u64) -> Option<f64> {
        self.0.retain(|_, rate| rate.second + 2 > now / 1_000);
        // The last whole second, if there was one.
        let rates = self.0.values().map(|rate| match rate.before {
            0 => rate.now,
            before => before,
        });
        rates.max().map(|most| most as f64)
    }
}
