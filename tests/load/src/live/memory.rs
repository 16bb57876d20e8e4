//! Memory of each process of the app, three times.

use std::fs;

use anyhow::Result;

use super::size;
use crate::usage;

/// PSS in bytes of each process, by its number and name.
type Reading = Vec<(u32, String, u64)>;

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

    pub fn middle(&mut self, app: u32) -> Result<()> {
        self.middle = read(app)?;
        Ok(())
    }

    pub fn end(&mut self, app: u32) -> Result<()> {
        self.end = read(app)?;
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
        let mut lines = vec!["memory (PSS) at the start, in the middle, at the end:".to_owned()];
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

fn read(app: u32) -> Result<Reading> {
    let pids = usage::tree(app)?;
    pids.into_iter()
        .map(|pid| {
            let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
            Ok((pid, name.trim().to_owned(), usage::memory(&[pid])?.pss))
        })
        .collect()
}
