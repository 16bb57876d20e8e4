//! The protobuf messages of lisomatrix/Channels, as far as a client needs them.

use prost::Message;

/// What the inner message of a [`NewEvent`] is.
pub const JOIN_CHANNEL: i32 = 0;
pub const LEAVE_CHANNEL: i32 = 1;
pub const NEW_CHANNEL: i32 = 2;
pub const REMOVE_CHANNEL: i32 = 3;
pub const SUBSCRIBE: i32 = 4;
pub const PUBLISH: i32 = 5;
pub const ACK: i32 = 6;
pub const ONLINE_STATUS: i32 = 7;
pub const INITIAL_ONLINE_STATUS: i32 = 8;

#[derive(Clone, PartialEq, Message)]
pub struct NewEvent {
    #[prost(int32, tag = "1")]
    pub kind: i32,
    #[prost(bytes = "vec", tag = "2")]
    pub payload: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub struct SubscribeRequest {
    #[prost(string, tag = "1")]
    pub channel: String,
    #[prost(uint32, tag = "2")]
    pub id: u32,
}

#[derive(Clone, PartialEq, Message)]
pub struct PublishRequest {
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
pub struct PublishAck {
    #[prost(uint32, tag = "1")]
    pub reply_to: u32,
    #[prost(bool, tag = "2")]
    pub status: bool,
}

#[derive(Clone, PartialEq, Message)]
pub struct ChannelEvent {
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

#[derive(Clone, PartialEq, Message)]
pub struct OnlineStatusUpdate {
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

/// A message in its frame.
pub fn frame(kind: i32, message: &impl Message) -> Vec<u8> {
    let payload = message.encode_to_vec();
    NewEvent { kind, payload }.encode_to_vec()
}
