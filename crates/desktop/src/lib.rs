//! What the app can do, without a window: the server inside it, the servers it knows, and one way to call them.
//!
//! A *target* is whom a call is for: `app` is this crate itself, every other id is a server. The window's shell
//! passes calls in and streams out and decides nothing.

mod app_api;
mod app_streams;
mod captures;
mod data_dir;
mod desktop;
mod embedded;
mod exchange;
mod files;
mod options;
mod preferences;
mod servers;
mod simulated;
mod streams;
mod waiting;

pub use client::StreamEvent;
pub use contract::Approval;
pub use desktop::Desktop;
pub use exchange::{Request, Response};
pub use options::{Options, OptionsError};
pub use streams::StreamId;
