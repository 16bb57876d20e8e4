//! Recorded traffic on disk: append, bound, filter, look at, export.
//!
//! A [`Capture`] is one file. Absent on purpose: where rows come from, the clock, and who looks at them.

mod block;
mod cache;
mod capture;
mod error;
mod export;
mod file;
mod flood;
mod gap;
mod names;
mod rate;
mod read;
#[cfg(test)]
mod samples;
mod search;
mod state;
mod view;
mod write;

pub use capture::{Capture, Limits};
pub use error::CaptureError;
pub use export::{Export, ExportError, Progress};
pub use state::Facts;
pub use view::{Frames, Shape, Sought, View};
