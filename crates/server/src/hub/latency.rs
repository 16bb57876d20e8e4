//! How long messages take from acceptance until the last connection has them, as a histogram: eight buckets to each
//! doubling, from a microsecond to two minutes, so that what is read is at most a sixteenth off.

use std::sync::atomic::{AtomicU32, Ordering};

/// Buckets to a doubling, as a power of two.
const FINE: u32 = 3;

const BUCKETS: usize = 27 << FINE;

/// Where times are counted. Once for everything that goes out of a channel together, not for each delivery.
#[derive(Debug)]
pub struct Latency([AtomicU32; BUCKETS]);

impl Default for Latency {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicU32::new(0)))
    }
}

impl Latency {
    /// So many messages took that many microseconds.
    pub fn add(&self, micros: u128, messages: usize) {
        let more = u32::try_from(messages).unwrap_or(u32::MAX);
        self.0[bucket(micros)].fetch_add(more, Ordering::Relaxed);
    }

    /// What was counted since the last time.
    pub fn take(&self) -> Times {
        let mut times = Times::default();
        for (taken, bucket) in times.0.iter_mut().zip(&self.0) {
            *taken = u64::from(bucket.swap(0, Ordering::Relaxed));
        }
        times
    }
}

/// Times that were counted.
#[derive(Clone, Debug)]
pub struct Times([u64; BUCKETS]);

impl Default for Times {
    fn default() -> Self {
        Self([0; BUCKETS])
    }
}

impl Times {
    pub fn add(&mut self, more: &Self) {
        for (all, more) in self.0.iter_mut().zip(&more.0) {
            *all += more;
        }
    }

    /// The time in microseconds that this part of all did not exceed, of 100; nothing if nothing was counted.
    pub fn percentile(&self, part: u64) -> Option<u64> {
        let all: u64 = self.0.iter().sum();
        let wanted = (all * part).div_ceil(100).max(1);
        let mut seen = 0;
        let found = self.0.iter().position(|count| {
            seen += count;
            seen >= wanted
        })?;
        Some(middle(found))
    }
}

fn bucket(micros: u128) -> usize {
    let micros = u64::try_from(micros).unwrap_or(u64::MAX).max(1);
    let doubling = micros.ilog2();
    let part = (u128::from(micros) << FINE >> doubling) as usize - (1 << FINE);
    (((doubling as usize) << FINE) + part).min(BUCKETS - 1)
}

/// The middle of a bucket, in microseconds.
fn middle(bucket: usize) -> u64 {
    let (doubling, part) = (bucket >> FINE, bucket % (1 << FINE));
    // Twice as fine, to find the middle.
    let halves = ((1 << FINE) + part as u64) * 2 + 1;
    (halves << doubling >> (FINE + 1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_close_to_what_was_counted() {
        for micros in [1u64, 2, 7, 8, 9, 100, 1_000, 12_345, 1_000_000, 99_999_999] {
            let latency = Latency::default();
            latency.add(u128::from(micros), 3);
            let read = latency.take().percentile(50).unwrap();
            assert!(read.abs_diff(micros) <= micros / 16 + 1, "{read} for {micros}");
        }
        assert_eq!(bucket(u128::MAX), BUCKETS - 1);
    }

    #[test]
    fn percentiles_are_of_all_messages() {
        let latency = Latency::default();
        latency.add(100, 98);
        latency.add(5_000, 2);
        let times = latency.take();
        assert!((94..=107).contains(&times.percentile(50).unwrap()));
        assert!((4_600..=5_400).contains(&times.percentile(99).unwrap()));
        assert_eq!(latency.take().percentile(50), None);
    }
}
