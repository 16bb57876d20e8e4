//! The transport: sockets, HTTP/1 with upgrades, WebSocket frames, timers.
//!
//! It knows nothing of channels, apps or dialects. What a connection means is decided by the [`Peer`] that
//! is given to [`run`]; what is to be sent goes through the connection's [`Outbox`], from any thread.

pub mod clock;
pub mod listener;
pub mod loops;
pub mod outbox;
pub mod socket;
pub mod wheel;
pub mod ws;

pub use clock::Clock;
pub use listener::{BindError, HttpLimits, bind, serve};
pub use loops::{Homes, Loops};
pub use outbox::{Fate, Follow, Mark, Outbox, Sent, Stats, Terms};
pub use socket::{CloseReason, Flow, Peer, run};
pub use wheel::Wheel;
pub use ws::{Message, OpCode};
