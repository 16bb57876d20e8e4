//! The persistence port: one vocabulary of changes, one trait, adapters in memory and on SQLite, and the writer that
//! gathers what many callers submit into one transaction.
//!
//! Absent on purpose: decisions. What is allowed, and which position a message gets, is settled before it comes here.

mod change;
mod contents;
mod error;
mod history;
mod memory;
mod port;
mod snapshots;
mod sqlite;
mod sweep;
mod writer;

pub use change::Change;
pub use contents::{AppContents, ChannelContents, Contents, StateRecord};
pub use error::StoreError;
pub use history::{HistoryQuery, HistoryRange};
pub use memory::Memory;
pub use port::Store;
pub use snapshots::{SnapshotError, SnapshotInfo, Snapshots};
pub use sqlite::{Sqlite, restore};
pub use sweep::{SweepPlan, Swept};
pub use writer::{Ack, Limits, NotQueued, Writer};
