//! The frames that a page paints, as the page counts them.

use anyhow::{Context, Result};
use window::Page;

/// Counts frames by how long after the one before they came, in ms; what is longer than a second is in the last place,
/// and the longest is kept exactly.
const COUNT: &str = "
    const seen = { count: 0, longest: 0, after: new Array(1001).fill(0), begun: performance.now(), over: false };
    window.benchFrames = seen;
    let last = seen.begun;
    const frame = (now) => {
      if (seen.over) return;
      const after = Math.max(0, now - last);
      last = now;
      seen.count++;
      seen.longest = Math.max(seen.longest, after);
      seen.after[Math.min(1000, Math.round(after))]++;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);";

const STOP: &str = "
    const seen = window.benchFrames;
    seen.over = true;
    return { ms: performance.now() - seen.begun, count: seen.count, longest: seen.longest, after: seen.after };";

/// A count that goes on.
pub struct Frames(());

/// What was counted.
pub struct Counted {
    ms: f64,
    count: f64,
    longest: f64,
    /// How many came so many ms after the one before.
    after: Vec<f64>,
}

impl Frames {
    /// Begins to count.
    pub async fn begin(page: &Page) -> Result<Self> {
        page.run(COUNT).await?;
        Ok(Self(()))
    }

    /// Ends it.
    pub async fn end(self, page: &Page) -> Result<Counted> {
        let seen = page.run(STOP).await?;
        let number = |key: &str| {
            seen[key]
                .as_f64()
                .with_context(|| format!("the page counted no {key}"))
        };
        let after = seen["after"].as_array().context("the page counted no frames")?;
        Ok(Counted {
            ms: number("ms")?,
            count: number("count")?,
            longest: number("longest")?,
            after: after.iter().filter_map(serde_json::Value::as_f64).collect(),
        })
    }
}

impl Counted {
    /// Frames a second.
    pub fn rate(&self) -> f64 {
        self.count * 1_000.0 / self.ms
    }

    /// Of a hundred frames one came later than that after the one before, in ms.
    pub fn p99(&self) -> f64 {
        let mut left = self.count * 0.99;
        let place = self.after.iter().position(|count| {
            left -= count;
            left <= 0.0
        });
        place.map_or(f64::NAN, |ms| ms as f64)
    }

    /// Longest time without a frame, in ms.
    pub fn longest(&self) -> f64 {
        self.longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_frame_of_a_hundred_counts() {
        let mut after = vec![0.0; 1_001];
        after[16] = 985.0;
        after[40] = 15.0;
        let counted = Counted {
            ms: 20_000.0,
            count: 1_000.0,
            longest: 40.2,
            after,
        };
        assert_eq!((counted.rate(), counted.p99()), (50.0, 40.0));
    }
}
