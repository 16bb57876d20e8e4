//! The floor: the same bytes written to a file and flushed, by a loop that does nothing else. The file has its size
//! already, as a write-ahead log has that is used again: a flush that makes a file longer takes longer.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::volley::Answered;

/// Bytes of the file, when the next write begins at its beginning again.
const SIZE: u64 = 4 << 20;

/// Writes `rows` rows of `row` bytes to a file in `folder` and flushes it, again and again for `time`.
pub fn flushes(folder: &Path, row: usize, rows: usize, time: Duration) -> Result<Answered> {
    let path = folder.join("floor");
    let file = File::create(&path)?;
    let bytes = vec![b'x'; row * rows];
    file.write_all_at(&vec![0; usize::try_from(SIZE)? + bytes.len()], 0)?;
    file.sync_all()?;
    let mut at = 0;
    let mut latencies = Vec::new();
    let begin = Instant::now();
    while begin.elapsed() < time {
        let begin = Instant::now();
        file.write_all_at(&bytes, at)?;
        file.sync_data()?;
        latencies.push(u64::try_from(begin.elapsed().as_nanos())?);
        at = (at + bytes.len() as u64) % SIZE;
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
