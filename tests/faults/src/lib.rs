//! What the fault suites share: the real server as a process that can be killed, crowds that publish into it and write
//! down what they were promised, and the accounts that hold the promises against what is stored.
//!
//! Nothing here knows how the server works inside: it is spoken to over its listeners only.

mod account;
mod binary;
mod chance;
mod crowd;
mod http;
mod leap;
mod process;
mod state;

pub use account::{Account, Mark, Sent, Stored};
pub use chance::Chance;
pub use crowd::{Crowd, Told, Venue};
pub use http::Http;
pub use process::{Process, Server};
pub use state::Keeper;
