//! Everything the project decides about talking to a server: where it may be, how its key travels, how long an
//! answer may take, when a silent stream is given up.
//!
//! The desktop and the tests call a server through this crate only. Absent on purpose: what the answers mean.

mod error;
mod fetch;
mod stream;
mod target;

pub use error::{CallError, FetchError};
pub use fetch::{Client, Reply};
pub use reqwest::Method;
pub use stream::{EventStream, StreamEvent};
pub use target::{Target, TargetError};
