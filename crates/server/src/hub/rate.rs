//! How much goes on lately: a count that fades.

use model::Millis;

/// Time in which a count fades to a third, in ms.
const FADES: f32 = 10_000.0;

/// Things per second over about the last ten seconds, in eight bytes: a channel that is still has nothing to do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rate {
    per_second: f32,
    /// The instant that is the rate of, the lower half of the tick.
    at: u32,
}

impl Rate {
    /// `count` more things have happened.
    pub fn add(&mut self, count: usize, now: Millis) {
        self.per_second = self.at(now) + count as f32 * 1_000.0 / FADES;
        self.at = now as u32;
    }

    /// Things per second, seen from now.
    pub fn at(&self, now: Millis) -> f32 {
        let passed = (now as u32).wrapping_sub(self.at);
        if passed == 0 || self.per_second == 0.0 {
            return self.per_second;
        }
        let rate = self.per_second * (-(passed as f32) / FADES).exp();
        // It never quite comes to an end by itself.
        if rate < 0.005 { 0.0 } else { rate }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_flow_shows_as_its_rate() {
        for per_second in [1, 50, 1_000] {
            let mut rate = Rate::default();
            let start = u64::from(u32::MAX) - 30_000;
            for ms in 0..60_000 {
                let due = |ms| ms * per_second / 1_000;
                rate.add((due(ms + 1) - due(ms)) as usize, start + ms);
            }
            let seen = rate.at(start + 60_000);
            let wanted = per_second as f32;
            assert!((seen - wanted).abs() < 0.15 * wanted, "{seen} for {wanted}");
        }
    }

    #[test]
    fn what_has_ended_fades_away() {
        let mut rate = Rate::default();
        rate.add(100, 5);
        assert_eq!(rate.at(5), 10.0);
        assert!((3.6..3.7).contains(&rate.at(10_005)));
        assert_eq!(rate.at(200_005), 0.0);
        assert_eq!(Rate::default().at(77), 0.0);
    }
}
