//! RFC 6455, the server's side: opening handshake, frames in, frames out. No extensions.

mod decode;
mod encode;
mod handshake;
mod mask;

use thiserror::Error;

pub use self::{
    decode::{Decoder, Event},
    encode::{MAX_HEADER, close, close_code, encode, encode_into},
    handshake::{Opened, Opening, Refused, open},
};

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum OpCode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl OpCode {
    fn from_bits(bits: u8) -> Option<Self> {
        [
            Self::Continuation,
            Self::Text,
            Self::Binary,
            Self::Close,
            Self::Ping,
            Self::Pong,
        ]
        .into_iter()
        .find(|code| *code as u8 == bits)
    }

    fn is_control(self) -> bool {
        self as u8 >= Self::Close as u8
    }
}

/// A whole message of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message<'a> {
    Text(&'a str),
    Binary(&'a [u8]),
}

/// What a client did that ends its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    #[error("{0}")]
    Protocol(Breach),
    #[error("text must be UTF-8")]
    NotUtf8,
    #[error("the message is larger than allowed")]
    TooBig,
}

impl Fault {
    /// The close code that says so.
    pub fn code(self) -> u16 {
        match self {
            Self::Protocol(_) => 1002,
            Self::NotUtf8 => 1007,
            Self::TooBig => 1009,
        }
    }
}

/// A rule of RFC 6455 that a client broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Breach {
    #[error("reserved bits are set, and no extension was agreed on")]
    ReservedBits,
    #[error("unknown opcode")]
    UnknownOpCode,
    #[error("control frames may not be fragmented")]
    FragmentedControl,
    #[error("control frames have at most 125 bytes")]
    LongControl,
    #[error("frames of a client must be masked")]
    Unmasked,
    #[error("the length has its highest bit set")]
    NegativeLength,
    #[error("there is nothing to continue")]
    NothingToContinue,
    #[error("a message began inside another")]
    MessageInMessage,
    #[error("a close code has two bytes")]
    HalfCloseCode,
    #[error("that close code may not be sent")]
    CloseCode,
}
