//! Memory of each process of the app, three times.

use std::fs;
use std::time::Duration;

use anyhow::Result;

use super::size;
use crate::usage;

/// PSS in bytes of each process, by its number and name.
type Reading = Vec<(u32, String, u64)>;

/// Readings that make one. A page's heap is a third smaller after each collection, so that a single reading says when
/// the last one was.
const READINGS: u32 = 10;
/// From the first to the last of these.
pub const TAKES: Duration = Duration::from_secs(30);

/// The readings of one run.
pub struct Memories {
    start: Reading,
    middle: Reading,
    end: Reading,
}

impl Memories {
    /// Reads before anything has happened.
    pub fn at_start(app: u32) -> Result<Self> {
        Ok(Self {
            start: read(app)?,
            middle: Vec::new(),
            end: Vec::new(),
        })
    }

    /// Takes [`TAKES`].
    pub async fn middle(&mut self, app: u32) -> Result<()> {
        self.middle = mean(app).await?;
        Ok(())
    }

    /// Takes [`TAKES`].
    pub async fn end(&mut self, app: u32) -> Result<()> {
        self.end = mean(app).await?;
        Ok(())
    }

    /// All processes at the end against all of them in the middle.
    pub fn growth(&self) -> f64 {
        sum(&self.end) as f64 / sum(&self.middle) as f64
    }

    /// A line of each process, and one of all.
    pub fn table(&self) -> String {
        let of = |reading: &Reading, pid: u32| {
            let found = reading.iter().find(|(one, ..)| *one == pid);
            found.map_or("–".to_owned(), |(_, _, bytes)| size(*bytes))
        };
        let mut lines = vec![format!(
            "memory (PSS) at the start, and on average over {} s in the middle and at the end:",
            TAKES.as_secs()
        )];
        for (pid, name, bytes) in &self.end {
            lines.push(format!(
                "  {name:<24} {:>10} {:>10} {:>10}",
                of(&self.start, *pid),
                of(&self.middle, *pid),
                size(*bytes)
            ));
        }
        lines.push(format!(
            "  {:<24} {:>10} {:>10} {:>10}",
            "all",
            size(sum(&self.start)),
            size(sum(&self.middle)),
            size(sum(&self.end))
        ));
        lines.join("\n")
    }
}

fn sum(reading: &Reading) -> u64 {
    reading.iter().map(|(.., bytes)| bytes).sum()
}

async fn mean(app: u32) -> Result<Reading> {
    let mut sums = read(app)?;
    for _ in 1..READINGS {
        tokio::time::sleep(TAKES / (READINGS - 1)).await;
        for (pid, name, bytes) in read(app)? {
            match sums.iter_mut().find(|(one, ..)| *one == pid) {
                Some((.., sum)) => *sum += bytes,
                // One that has come since has had nothing before.
                None => sums.push((pid, name, bytes)),
            }
        }
    }
    for (.., sum) in &mut sums {
        *sum /= u64::from(READINGS);
    }
    Ok(sums)
}

fn read(app: u32) -> Result<Reading> {
    let pids = usage::tree(app)?;
    pids.into_iter()
        .map(|pid| {
            let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
            Ok((pid, name.trim().to_owned(), usage::memory(&[pid])?.pss))
        })
        .collect()
}
