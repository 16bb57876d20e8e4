//! The realtime core: decides, remembers, counts.
//!
//! Three state machines that never call each other: [`Conn`] (one connection), [`Member`] (one subject with all its
//! connections), [`Channel`] (one room). The caller carries values between them. Absent on purpose: sockets, clocks,
//! tasks, randomness; `now` and fresh ids are arguments.

mod access;
mod channel;
mod close;
mod command;
mod conn;
mod event;
mod few;
mod keys;
mod member;
mod operation;
mod pace;
mod presence;
mod tap;
mod ticket;

pub use access::{Access, Claim};
pub use channel::{Channel, Draft, Joined, Left, Published, Snapshot, StateChange};
pub use close::CloseReason;
pub use command::{Call, Called, Command, HttpCall, Join, Making, Tag, Who};
pub use conn::{Conn, Verdict};
pub use event::{CallAnswer, CallBody, Direct, Event, Person, SeatView, Welcome};
pub use few::Few;
pub use keys::Keys;
pub use member::{Admission, JoinRequest, Live, Member, SESSION_GRACE, SessionOver, Standing};
pub use operation::{By, ChannelView, HistoryWish, Operation, Order, Outcome, Page, Part, TokenView, Traits};
pub use pace::Pace;
pub use presence::{PresenceChange, Present};
pub use tap::{Happening, Kind, Since, Tap, Watcher, Way};
pub use ticket::{Allowed, AlreadyDecided, Answer, Asked, Resolved, Ticket};

/// Serial number of a connection, unique while the server runs. Cheaper than its id where only identity counts.
pub type ConnKey = u64;
