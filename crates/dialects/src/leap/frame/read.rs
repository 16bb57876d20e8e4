//! Text from a client, taken apart.

use std::borrow::Cow;

use model::Payload;
use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};

use super::{DISPATCH, HEARTBEAT, HEARTBEAT_ACK, HELLO, IDENTIFY};

/// What a client says. Channel names are as they came, but never empty.
#[derive(Debug, PartialEq)]
pub(crate) enum Said<'a> {
    /// `project: None`: it names none.
    Identify {
        project: Option<Text<'a>>,
        token: Option<Text<'a>>,
    },
    /// A plain heartbeat has no tag, or an empty one.
    Heartbeat {
        tag: Option<Text<'a>>,
    },
    Subscribe {
        channel: Text<'a>,
        ephemeral: bool,
    },
    Unsubscribe {
        channel: Text<'a>,
    },
    Message {
        channel: Text<'a>,
        event: String,
        payload: Payload,
    },
    SetState {
        channel: Text<'a>,
        value: Map<String, Value>,
    },
    /// Asks for a room of Hop's video product.
    PipeRoomSubscribe {
        join_token: Text<'a>,
    },
    PipeRoomUnsubscribe,
    /// A request that Leap does not have, or not yet.
    Unknown {
        event: Text<'a>,
    },
}

/// Why a text is no frame. The sentences quote nothing of what the client sent but an operation's number, for there
/// may be a credential in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    UnknownOperation(String),
    Invalid(String),
}

/// A string that is borrowed from the frame where it has no escapes.
#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

#[derive(Deserialize)]
struct Envelope<'a> {
    op: i64,
    #[serde(borrow)]
    d: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Identify<'a> {
    #[serde(borrow)]
    project_id: Option<Text<'a>>,
    #[serde(borrow)]
    token: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Tagged<'a> {
    #[serde(borrow)]
    tag: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Dispatch<'a> {
    #[serde(borrow)]
    c: Option<Text<'a>>,
    #[serde(borrow)]
    e: Text<'a>,
    #[serde(borrow)]
    d: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Wish {
    ephemeral: bool,
}

#[derive(Deserialize)]
struct Message {
    e: String,
    d: Option<Payload>,
}

#[derive(Deserialize)]
struct PipeRoom<'a> {
    #[serde(borrow)]
    join_token: Text<'a>,
}

/// Takes a client's frame apart.
pub(crate) fn parse(text: &str) -> Result<Said<'_>, Malformed> {
    let Envelope { op, d } = object(text, "a frame is {\"op\": integer, \"d\"?: any}")?;
    let d = d.map(RawValue::get);
    match op {
        DISPATCH => request(d),
        IDENTIFY => {
            let shape = "op 2 takes d {\"project_id\": string, \"token\"?: string}";
            let Identify { project_id, token } = object(d.unwrap_or_default(), shape)?;
            Ok(Said::Identify {
                project: project_id,
                token: token.filter(|token| !token.0.is_empty()),
            })
        }
        HEARTBEAT => {
            let tag = match d {
                Some(d) => object::<Tagged<'_>>(d, "op 3 takes no d, or {\"tag\": string}")?.tag,
                None => None,
            };
            Ok(Said::Heartbeat {
                tag: tag.filter(|tag| !tag.0.is_empty()),
            })
        }
        HELLO | HEARTBEAT_ACK => Err(Malformed::UnknownOperation(format!(
            "op {op} is for the server to send; a client sends 0, 2 and 3"
        ))),
        _ => Err(Malformed::UnknownOperation(format!(
            "there is no op {op}; a client sends 0, 2 and 3"
        ))),
    }
}

fn request(d: Option<&str>) -> Result<Said<'_>, Malformed> {
    let shape = "op 0 takes d {\"c\": string or null, \"e\": string, \"d\"?: any}";
    let Dispatch { c, e, d } = object(d.unwrap_or_default(), shape)?;
    let d = d.map_or("null", RawValue::get);
    match &*e.0 {
        "SUBSCRIBE" => Ok(Said::Subscribe {
            channel: named(c, "SUBSCRIBE")?,
            ephemeral: serde_json::from_str(d).is_ok_and(|wish: Wish| wish.ephemeral),
        }),
        "UNSUBSCRIBE" => Ok(Said::Unsubscribe {
            channel: named(c, "UNSUBSCRIBE")?,
        }),
        "MESSAGE" => {
            let channel = named(c, "MESSAGE")?;
            let message: Message = object(d, "MESSAGE takes d {\"e\": string, \"d\"?: any}")?;
            Ok(Said::Message {
                channel,
                event: message.e,
                payload: message.d.unwrap_or_else(Payload::null),
            })
        }
        "SET_CHANNEL_STATE" => Ok(Said::SetState {
            channel: named(c, "SET_CHANNEL_STATE")?,
            value: object(d, "SET_CHANNEL_STATE takes the state, a JSON object, as d")?,
        }),
        "PIPE_ROOM_SUBSCRIBE" => {
            let PipeRoom { join_token } = object(d, "PIPE_ROOM_SUBSCRIBE takes d {\"join_token\": string}")?;
            Ok(Said::PipeRoomSubscribe { join_token })
        }
        "PIPE_ROOM_UNSUBSCRIBE" => Ok(Said::PipeRoomUnsubscribe),
        _ => Ok(Said::Unknown { event: e }),
    }
}

fn named<'a>(channel: Option<Text<'a>>, event: &str) -> Result<Text<'a>, Malformed> {
    channel
        .filter(|channel| !channel.0.is_empty())
        .ok_or_else(|| Malformed::Invalid(format!("{event} needs the channel's id as c")))
}

/// Reads a JSON object. Without the look at its first character, serde would take an array for a struct as well.
fn object<'a, T: Deserialize<'a>>(json: &'a str, shape: &str) -> Result<T, Malformed> {
    if !json.trim_start().starts_with('{') {
        return Err(Malformed::Invalid(shape.to_owned()));
    }
    serde_json::from_str(json).map_err(|error| {
        Malformed::Invalid(if error.is_data() {
            shape.to_owned()
        } else {
            format!("the frame is not JSON: {error}")
        })
    })
}
