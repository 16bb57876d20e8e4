//! Wire protocols: frames and requests on one side, commands and events of the engine on the other.
//!
//! A dialect is a folder here and one line in [`ALL`]. Nothing outside this crate knows the name of one. Absent on
//! purpose: sockets, clocks, tasks.

mod channels;
mod credential;
mod itty;
mod leap;
mod lookup;
mod pakyow;
mod rest;
mod settings;
mod socket;

use engine::CloseReason;
use model::{AppId, Refusal};
use serde_json::Value;

pub use credential::{Minted, Verdict, Wish};
pub use lookup::Lookup;
pub use rest::{Body, Caller, Headers, Method, Params, Parse, Render, Reply, Request, Route};
pub use socket::{
    Denied, Dialect, Encoding, Frame, Hello, Manners, Probe, ProbeStep, Step, Transport, Wire, Written,
};

/// What one dialect brings along.
pub struct Spoken {
    /// Its name on screen and in logs.
    pub name: &'static str,
    /// Is this the opening of one of its connections? Asked in the order of [`ALL`], the first one to say yes has it.
    pub hears: fn(&Hello<'_>) -> bool,
    /// Begins a conversation, or says why this client cannot be spoken to.
    pub accept: fn(&Hello<'_>) -> Result<Box<dyn Dialect>, Denied>,
    /// Paths, as routes, under which it streams events to those who open no WebSocket.
    pub streams: &'static [&'static str],
    /// Its HTTP requests.
    pub rest: &'static [Route],
    /// The answer to an HTTP request under [`Spoken::rest`]'s paths that no route takes.
    pub not_found: fn(&str) -> Reply,
    /// How a client of this dialect would try out a server: where it connects, and what it says.
    pub probe: Option<(&'static str, Script)>,
    /// What is wrong with its part of the configuration: the setting, and what would be right.
    pub check: fn(&Value) -> Vec<(String, String)>,
    /// Code and sentence (at most 123 bytes) of the close frame.
    pub close: fn(&CloseReason) -> (u16, String),
    /// The headers that web pages of other origins may send to its HTTP API; `None`: they may not call it.
    pub cors: Option<&'static str>,
    /// Where its clients connect, as addresses for people, given the listener's (`127.0.0.1:8090`).
    pub addresses: fn(&str) -> Vec<String>,
    /// Do its clients show tokens that the app has given them?
    pub tokens: bool,
    /// What this text is, if it is a credential of this dialect's: for whom, and whether it holds.
    pub inspect: Option<Inspect>,
    /// Makes a credential for one of the app's clients.
    pub mint: Option<Mint>,
}

/// What a client of a dialect says to try out a server.
pub type Script = fn(&Probe<'_>) -> Vec<ProbeStep>;

/// Looks at a text that may be a credential of the app's; `None`: it is none of this dialect's.
pub type Inspect = fn(&str, &AppId, &dyn Lookup) -> Option<Verdict>;

/// Makes a credential, signed with this secret.
pub type Mint = fn(&Wish, &str) -> Result<Minted, Refusal>;

/// Every dialect that the server speaks.
pub const ALL: &[&Spoken] = &[
    &leap::SPOKEN,
    &pakyow::SPOKEN,
    &channels::SPOKEN,
    // Hears what no other does, so it is asked last.
    &itty::SPOKEN,
];
