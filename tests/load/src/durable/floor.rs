//! The floor: the same bytes appended to a file and flushed, by a loop that does nothing else.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::volley::Answered;

/// Appends `rows` rows of `row` bytes to a new file in `folder` and flushes it, again and again for `time`.
pub fn flushes(folder: &Path, row: usize, rows: usize, time: Duration) -> Result<Answered> {
    let path = folder.join("floor");
    let mut file = File::create(&path)?;
    let bytes = vec![b'x'; row * rows];
    let mut latencies = Vec::new();
    let begin = Instant::now();
    while begin.elapsed() < time {
        let begin = Instant::now();
        file.write_all(&bytes)?;
        file.sync_data()?;
        latencies.push(u64::try_from(begin.elapsed().as_nanos())?);
    }
    let time = begin.elapsed();
    fs::remove_file(&path)?;
    latencies.sort_unstable();
    Ok(Answered {
        latencies,
        time,
        body: 0,
    })
}
