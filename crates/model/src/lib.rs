//! Values that every crate speaks: ids, names, payloads, messages, grants, refusals.
//!
//! Absent on purpose: clocks, randomness, async. An instant is given, a fresh id is given.

mod access;
mod app;
mod capability;
mod channel;
mod grant;
mod id;
mod limits;
mod message;
mod payload;
mod refusal;
mod state;
mod subject;
mod time;
mod token;
mod webhook;

pub use access::{AccessKey, Scope};
pub use app::{App, JoinMode, ProjectKey, SigningKey};
pub use capability::Capabilities;
pub use channel::{Channel, ChannelName, ChannelNameError, Visibility};
pub use grant::{Decider, Grant, GrantTerm, JournalEntry, Outcome};
pub use id::{AppId, ConnId, Entropy, TicketId, TokenId, pika, pika_time, secure_pika};
pub use limits::{Limits, Retention};
pub use message::{Message, NO_POSITION, Origin, Position};
pub use payload::{Payload, PayloadError};
pub use refusal::{Refusal, RefusalCode};
pub use state::{State, StateVersion};
pub use subject::{Subject, Subscription};
pub use time::{Millis, Now, Timestamp};
pub use token::{Device, Token};
pub use webhook::Webhook;
