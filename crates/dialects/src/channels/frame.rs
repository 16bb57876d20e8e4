//! Frames: protobuf, one message in another. Knows no channel and no connection.

use std::ops::RangeInclusive;

use prost::Message;

/// What the outer message says that the inner one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    JoinChannel = 0,
    LeaveChannel = 1,
    NewChannel = 2,
    RemoveChannel = 3,
    Subscribe = 4,
    Publish = 5,
    Ack = 6,
    OnlineStatus = 7,
    InitialOnlineStatus = 8,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NewEvent {
    #[prost(int32, tag = "1")]
    pub kind: i32,
    #[prost(bytes = "vec", tag = "2")]
    pub payload: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SubscribeRequest {
    #[prost(string, tag = "1")]
    pub channel: String,
    #[prost(uint32, tag = "2")]
    pub id: u32,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct PublishRequest {
    #[prost(uint32, tag = "1")]
    pub id: u32,
    #[prost(string, tag = "2")]
    pub event: String,
    #[prost(string, tag = "3")]
    pub channel: String,
    #[prost(string, tag = "4")]
    pub payload: String,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct PublishAck {
    #[prost(uint32, tag = "1")]
    pub reply_to: u32,
    #[prost(bool, tag = "2")]
    pub status: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ChannelEvent {
    #[prost(string, tag = "1")]
    pub sender: String,
    #[prost(string, tag = "2")]
    pub event: String,
    #[prost(string, tag = "3")]
    pub payload: String,
    #[prost(string, tag = "4")]
    pub channel: String,
    /// Unix time, s.
    #[prost(int64, tag = "5")]
    pub timestamp: i64,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct ClientStatus {
    #[prost(bool, tag = "1")]
    pub status: bool,
    /// Unix time, s.
    #[prost(int64, tag = "2")]
    pub timestamp: i64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct InitialPresenceStatus {
    #[prost(string, tag = "1")]
    pub channel: String,
    #[prost(message, repeated, tag = "2")]
    pub clients: Vec<ClientEntry>,
}

/// An entry of what is a map in the original's own description. A real one would leave out a status that is all zero,
/// which the original does not.
#[derive(Clone, PartialEq, Message)]
pub(super) struct ClientEntry {
    #[prost(string, tag = "1")]
    pub client: String,
    #[prost(message, optional, tag = "2")]
    pub status: Option<ClientStatus>,
}

/// Somebody was made a member of a channel, or is none any more.
#[derive(Clone, PartialEq, Message)]
pub(super) struct ClientMoved {
    #[prost(string, tag = "1")]
    pub channel: String,
    #[prost(string, tag = "2")]
    pub client: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct OnlineStatusUpdate {
    #[prost(string, tag = "1")]
    pub channel: String,
    #[prost(string, tag = "2")]
    pub client: String,
    #[prost(bool, tag = "3")]
    pub status: bool,
    /// Unix time, s.
    #[prost(int64, tag = "4")]
    pub timestamp: i64,
}

/// What a client says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    Subscribe(SubscribeRequest),
    Publish(PublishRequest),
}

/// What a client's frame says, or why it says nothing.
pub(super) fn read(bytes: &[u8]) -> Result<Said, &'static str> {
    const SERVERS: RangeInclusive<i32> = 0..=Kind::InitialOnlineStatus as i32;
    const SUBSCRIBE: i32 = Kind::Subscribe as i32;
    const PUBLISH: i32 = Kind::Publish as i32;

    let outer = NewEvent::decode(bytes).map_err(|_| "the frame is no protobuf message NewEvent")?;
    match outer.kind {
        SUBSCRIBE => SubscribeRequest::decode(&*outer.payload)
            .map(Said::Subscribe)
            .map_err(|_| "the payload of type 4 is no protobuf message SubscribeRequest"),
        PUBLISH => PublishRequest::decode(&*outer.payload)
            .map(Said::Publish)
            .map_err(|_| "the payload of type 5 is no protobuf message PublishRequest"),
        kind if SERVERS.contains(&kind) => Err("the frame is of a type that only the server sends"),
        _ => Err("there is no such type of frame"),
    }
}

/// A frame with a message in it. What is zero or empty is not written.
pub(super) fn write(kind: Kind, message: &impl Message) -> Vec<u8> {
    let length = message.encoded_len();
    let mut out = begin(kind, length);
    if length > 0 {
        // There is always room in a vector.
        let _ = message.encode_length_delimited(&mut out);
    }
    out
}

/// A frame with a text in it.
pub(super) fn write_text(kind: Kind, text: &str) -> Vec<u8> {
    let mut out = begin(kind, text.len());
    if !text.is_empty() {
        let _ = prost::encode_length_delimiter(text.len(), &mut out);
        out.extend_from_slice(text.as_bytes());
    }
    out
}

fn begin(kind: Kind, length: usize) -> Vec<u8> {
    const KIND: u8 = 1 << 3;
    const PAYLOAD: u8 = 2 << 3 | 2;

    let mut out = Vec::with_capacity(length + 8);
    if kind != Kind::JoinChannel {
        out.extend([KIND, kind as u8]);
    }
    if length > 0 {
        out.push(PAYLOAD);
    }
    out
}

#[cfg(test)]
mod tests;
