//! What every store does, told as a story and run on each adapter; what only SQLite has to do; and the writer.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod history;
mod keeping;
mod life;
mod samples;
mod snapshots;
mod sqlite;
mod sweeping;
mod upgrade;
mod writer;
