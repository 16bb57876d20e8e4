//! The admin API, version 1, as values: what is asked, what is answered, what is streamed; and its OpenAPI document.
//!
//! The dashboard, the `client` crate and the server all speak these types; the document is generated from them and
//! kept in `openapi.json` beside this crate, so that a change shows in review. Absent on purpose: transport.

mod app;
mod approval;
mod channel;
mod connection;
pub mod desktop;
mod error;
mod info;
pub mod operations;
mod stream;
mod token;

pub use app::{App, AppCredentials, CreateApp, JoinMode, UpdateApp};
pub use approval::{Answer, Approval, Decider, Decision, JournalEntry, Outcome, Term};
pub use channel::{
    Capability, Channel, ChannelState, CreateChannel, HistoryQuery, Message, Presence, PresentMember,
    Publish, Published, PutState, UpdateChannel, Visibility,
};
pub use connection::{Connection, SubjectKind, Who};
pub use error::{ErrorBody, ErrorDetail};
pub use info::{Counters, Endpoint, Info, Probe, ProbeStep};
pub use operations::document;
pub use stream::{Direction, StreamFrame, StreamQuery, Traffic, TrafficKind};
pub use token::{CreateToken, Token};

/// Where the API lives on its listener.
pub const BASE: &str = "/admin/v1";
