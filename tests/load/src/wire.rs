//! How one kind of server is spoken to. What it sends is the same for all: WebSocket frames with a payload.

use anyhow::Result;

use crate::link::Link;

/// The client's side of one server that runs.
pub trait Wire {
    /// A new connection that gets every message from now on.
    fn subscriber(&self) -> Result<Link>;

    /// A new connection that may publish. It may get messages as well; they are not counted.
    fn publisher(&self) -> Result<Link>;

    /// A connection that watches over all the others, if somebody does.
    fn watcher(&self) -> Result<Option<Link>> {
        Ok(None)
    }

    /// Appends the bytes that publish `payload`.
    fn publish(&self, payload: &[u8], out: &mut Vec<u8>);

    /// What a client has to send at least every 30 seconds to be kept, if anything.
    fn heartbeat(&self) -> Option<Vec<u8>> {
        None
    }

    /// The same for the publisher.
    fn publisher_heartbeat(&self) -> Option<Vec<u8>> {
        self.heartbeat()
    }
}
