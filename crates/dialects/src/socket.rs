//! What a dialect of a WebSocket is.

use engine::{CloseReason, Command, Event};
use model::{AppId, ChannelName, Millis, Refusal};

/// What is known of a client when its connection is opened.
#[derive(Clone, Copy, Debug)]
pub struct Hello<'a> {
    /// Path of the request, not decoded.
    pub path: &'a str,
    /// Query of the request, not decoded; empty if there is none.
    pub query: &'a str,
}

/// One message from a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire<'a> {
    Text(&'a str),
    Binary(&'a [u8]),
}

/// One message to a client, before it is put into a WebSocket frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    Text(String),
    Binary(Vec<u8>),
}

/// What a dialect makes of what it read.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Ask the engine.
    Do(Command),
    /// Tell the client.
    Send(Frame),
    /// The client gave a sign of life.
    Heartbeat,
    /// The dialect has said no by itself: what was asked (`subscribe`), and why not.
    Refused(&'static str, Refusal),
    /// End the connection.
    Close(CloseReason),
}

/// What a dialect makes of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It looks the same for every reader of [`Dialect::encoding`].
    Shared,
    /// It looks like this for this client.
    Own(Frame),
    /// The dialect has no word for it.
    Nothing,
}

/// A way of writing events that many connections share, so that each event is rendered once for all of them.
/// Two encodings are the same if they are the same object.
#[derive(Debug)]
pub struct Encoding {
    pub name: &'static str,
    /// The event for every reader of this encoding; `None` if it has no word for it.
    pub render: fn(&Event) -> Option<Frame>,
}

/// One client's conversation. Owned by the connection; never waits.
pub trait Dialect: Send {
    /// How events of a channel are written for this client.
    fn encoding(&self) -> &'static Encoding;

    /// The connection is open.
    fn open(&mut self, now: Millis, steps: &mut Vec<Step>);

    /// A message has come.
    fn read(&mut self, wire: Wire<'_>, now: Millis, steps: &mut Vec<Step>);

    /// An event is to be told. Channel events (message, state, presence) are rendered by the
    /// [encoding](Self::encoding) alone and pass here only if it must differ per client.
    fn write(&mut self, event: &Event) -> Written;

    /// Time has come to [`due`](Self::due).
    fn tick(&mut self, now: Millis, steps: &mut Vec<Step>);

    /// When [`tick`](Self::tick) is to be called next. Asked after every other call.
    fn due(&self) -> Option<Millis>;

    /// Code and reason (at most 123 bytes) of the close frame.
    fn close(&self, reason: &CloseReason) -> (u16, String);
}

/// What a probe needs to know: an unprotected channel with client_publish that exists.
#[derive(Clone, Copy, Debug)]
pub struct Probe<'a> {
    pub app: &'a AppId,
    pub channel: &'a ChannelName,
    /// Text that is to be found in the message that comes back.
    pub nonce: &'a str,
}

/// One step of a probe: say something, then wait until a text frame contains something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeStep {
    /// `connect`, `join`, `publish` or `receive`.
    pub name: &'static str,
    /// Text frames to send.
    pub say: Vec<String>,
    /// What a text frame has to contain for the step to be done; `None`: at once.
    pub until: Option<String>,
}
