//! What a Leap client may say, and how frames to it are written. Knows no channel and no connection.
//!
//! A frame is one JSON object `{"op": integer, "d"?: any}` per WebSocket message. Payloads are cut out of it as they
//! are, byte for byte, and put into frames the same way.

mod read;
mod write;

pub(super) use read::{Malformed, Said, Text, parse};
pub(super) use write::{ack, dispatch, heartbeat, hello, object, quote, tagged_ack};

/// A server event or a client's request.
const DISPATCH: i64 = 0;
/// The server's first frame.
const HELLO: i64 = 1;
/// The client says who it is.
const IDENTIFY: i64 = 2;
/// A sign of life, from either side.
const HEARTBEAT: i64 = 3;
/// The server's answer to a heartbeat.
const HEARTBEAT_ACK: i64 = 4;
