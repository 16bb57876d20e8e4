//! What a dialect of a WebSocket, or of a stream of events, is.

use engine::{CloseReason, Command, Event};
use model::{AppId, ChannelName, Millis, Refusal};

use crate::{Headers, Lookup};

/// How a client wants to be talked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Both ways, in frames.
    WebSocket,
    /// One way: server-sent events, as the body of an answer that does not end.
    EventStream,
}

/// What is known of a client when its connection is opened.
#[derive(Clone, Copy)]
pub struct Hello<'a> {
    pub transport: Transport,
    /// Path of the request, not decoded.
    pub path: &'a str,
    /// Query of the request, not decoded; empty if there is none.
    pub query: &'a str,
    pub headers: Headers<'a>,
    /// The client is on the same machine.
    pub loopback: bool,
    /// It came to the listener of this dialect's own, where no other is spoken.
    pub own_listener: bool,
    /// Drawn for this connection.
    pub entropy: [u8; 16],
    pub lookup: &'a dyn Lookup,
}

/// Why a client is turned away before its connection is opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Denied {
    /// HTTP status: 400, 401, 403, 404, 429.
    pub status: u16,
    pub refusal: Refusal,
    /// The app that it wanted to get into, if that is known.
    pub app: Option<AppId>,
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
    /// Goes out as it is: a piece of an event stream.
    Raw(String),
}

/// What a dialect makes of what it read.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Ask the engine.
    Do(Command),
    /// Tell the client.
    Send(Frame),
    /// Ask for a sign of life by a WebSocket ping; see [`Dialect::pong`].
    Ping,
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
    /// Who comes in is told who is there: [`Event::Joined`] comes with a seat.
    pub roster: bool,
}

/// How a dialect's clients live in channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manners {
    /// A connection hears what it publishes itself.
    pub echo: bool,
    /// Each connection is in the channels that it has joined, not in those of its whole session.
    pub alone: bool,
}

impl Default for Manners {
    /// As most do: the sender hears itself, all connections of a session are in the same channels.
    fn default() -> Self {
        Self {
            echo: true,
            alone: false,
        }
    }
}

/// One client's conversation. Owned by the connection; never waits.
pub trait Dialect: Send {
    /// How events of a channel are written for this client.
    fn encoding(&self) -> &'static Encoding;

    /// How it lives in channels; does not change.
    fn manners(&self) -> Manners {
        Manners::default()
    }

    /// The connection is open.
    fn open(&mut self, now: Millis, steps: &mut Vec<Step>);

    /// A message has come.
    fn read(&mut self, wire: Wire<'_>, now: Millis, steps: &mut Vec<Step>);

    /// An event is to be told. Channel events (message, state, presence) are rendered by the
    /// [encoding](Self::encoding) alone and pass here only if it must differ per client.
    fn write(&mut self, event: &Event) -> Written;

    /// The client has answered a WebSocket ping.
    fn pong(&mut self, _now: Millis) {}

    /// Time has come to [`due`](Self::due).
    fn tick(&mut self, now: Millis, steps: &mut Vec<Step>);

    /// When [`tick`](Self::tick) is to be called next. Asked after every other call.
    fn due(&self) -> Option<Millis>;
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
