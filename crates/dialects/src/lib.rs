//! Wire protocols: frames and requests on one side, commands and events of the engine on the other.
//!
//! A dialect is a folder here and one line in [`ALL`]. Nothing outside this crate knows the name of one. Absent on
//! purpose: sockets, clocks, tasks.

mod leap;
mod rest;
mod socket;

pub use rest::{Body, Method, Params, Reply, Request, Route};
pub use socket::{Dialect, Encoding, Frame, Hello, Probe, ProbeStep, Step, Wire, Written};

/// What one dialect brings along.
pub struct Spoken {
    /// Its name on screen and in logs.
    pub name: &'static str,
    /// Paths of its WebSocket, as routes: `/ws`, `/c/{channel}`.
    pub sockets: &'static [&'static str],
    /// Begins a conversation, or says why this client cannot be spoken to (HTTP 400).
    pub accept: fn(&Hello<'_>) -> Result<Box<dyn Dialect>, model::Refusal>,
    /// Its HTTP requests.
    pub rest: &'static [Route],
    /// The answer to an HTTP request under [`Spoken::rest`]'s paths that no route takes.
    pub not_found: fn(&str) -> Reply,
    /// How a client of this dialect would try out a server.
    pub probe: Option<fn(&Probe<'_>) -> Vec<ProbeStep>>,
}

/// Every dialect that the server speaks.
pub const ALL: &[&Spoken] = &[&leap::SPOKEN];
