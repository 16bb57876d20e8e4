//! What a connection is told, as JSON.

use std::fmt::Write;

use engine::{Event, Snapshot, Welcome};
use model::{ChannelName, Refusal, RefusalCode};

use super::{
    frame::{dispatch, object, quote},
    sentence,
};

/// About how many bytes a channel takes, without its state.
const CHANNEL: usize = 160;
/// About how many bytes a state takes.
const STATE: usize = 256;

/// An event as JSON; `None` if Leap has no word for it.
pub(super) fn write(event: &Event) -> Option<String> {
    let text = match event {
        Event::Welcome(welcome) => init(welcome),
        Event::Joined {
            snapshot, unicast, ..
        } => available(snapshot, *unicast),
        Event::Left { channel, unicast } => gone(channel, *unicast),
        // UNAVAILABLE is the only word for a *no*, and would end the subscription that the client still has.
        Event::Refused { still_in: true, .. } => return None,
        Event::Refused { channel, refusal, .. } => unavailable(channel, error_code(refusal.code), refusal),
        Event::Message(message) => {
            let payload = message.payload.as_str();
            let room = message.event.len() + payload.len() + 16;
            dispatch(Some(message.channel.as_str()), false, "MESSAGE", room, |out| {
                custom(out, &message.event, payload);
            })
        }
        Event::State { channel, state } => {
            dispatch(Some(channel.as_str()), false, "STATE_UPDATE", STATE, |out| {
                out.push_str(r#"{"state":"#);
                object(out, &state.value);
                out.push('}');
            })
        }
        Event::Direct(direct) => {
            let payload = direct.payload.as_str();
            let room = direct.event.len() + payload.len() + 16;
            dispatch(None, direct.unicast, "DIRECT_MESSAGE", room, |out| {
                custom(out, &direct.event, payload);
            })
        }
        Event::Missed { .. }
        | Event::Done { .. }
        | Event::Presence { .. }
        | Event::Access { .. }
        | Event::Membership { .. }
        | Event::Closed { .. }
        | Event::Called(_) => return None,
    };
    Some(text)
}

/// Leap has two words for why: no permission, or no such channel and everything else.
fn error_code(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::NotGranted
        | RefusalCode::Denied
        | RefusalCode::DeadlinePassed
        | RefusalCode::ChannelClosed => "NOT_GRANTED",
        _ => "UNKNOWN",
    }
}

fn init(welcome: &Welcome) -> String {
    let room = 256 + welcome.channels.len() * (CHANNEL + STATE);
    dispatch(None, true, "INIT", room, |out| {
        out.push_str(r#"{"cid":"#);
        quote(out, &welcome.connection.to_string());
        let _ = write!(
            out,
            r#","connection_count":{},"metadata":"#,
            welcome.connection_count
        );
        match &welcome.metadata {
            Some(metadata) => object(out, metadata),
            None => out.push_str("null"),
        }
        let scope = if welcome.token.is_some() {
            "token"
        } else {
            "noauth"
        };
        let _ = write!(out, r#","scope":"{scope}","channels":["#);
        for (place, snapshot) in welcome.channels.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            channel(out, snapshot);
        }
        out.push_str("]}");
    })
}

fn available(snapshot: &Snapshot, unicast: bool) -> String {
    let name = snapshot.facts.name.as_str();
    dispatch(Some(name), unicast, "AVAILABLE", CHANNEL + STATE, |out| {
        out.push_str(r#"{"channel":"#);
        channel(out, snapshot);
        out.push('}');
    })
}

fn gone(channel: &ChannelName, unicast: bool) -> String {
    dispatch(Some(channel.as_str()), unicast, "UNAVAILABLE", 32, |out| {
        out.push_str(r#"{"graceful":true}"#);
    })
}

/// The client was not let in. It hands `d` to the app as it is, so there is room for the sentence.
fn unavailable(channel: &str, error_code: &str, refusal: &Refusal) -> String {
    let message = sentence(refusal);
    dispatch(Some(channel), true, "UNAVAILABLE", 80 + message.len(), |out| {
        let _ = write!(
            out,
            r#"{{"graceful":false,"error_code":"{error_code}","message":"#
        );
        quote(out, &message);
        out.push('}');
    })
}

/// What was asked for is no channel's name.
pub(super) fn misnamed(channel: &str, refusal: &Refusal) -> String {
    unavailable(channel, error_code(refusal.code), refusal)
}

/// The room of the video product that there is none of here.
pub(super) fn pipe_room_unavailable(join_token: &str) -> String {
    let room = join_token.len() + 64;
    dispatch(None, true, "PIPE_ROOM_UNAVAILABLE", room, |out| {
        out.push_str(r#"{"join_token":"#);
        quote(out, join_token);
        out.push_str(r#","graceful":false,"error_code":"UNKNOWN"}"#);
    })
}

fn custom(out: &mut String, event: &str, payload: &str) {
    out.push_str(r#"{"e":"#);
    quote(out, event);
    out.push_str(r#","d":"#);
    out.push_str(payload);
    out.push('}');
}

fn channel(out: &mut String, snapshot: &Snapshot) {
    let facts = &snapshot.facts;
    out.push_str(r#"{"id":"#);
    quote(out, facts.name.as_str());
    out.push_str(r#","project_id":"#);
    quote(out, snapshot.app.as_str());
    let _ = write!(out, r#","type":"{}","state":"#, facts.visibility.as_str());
    object(out, &snapshot.state.value);
    let _ = write!(out, r#","capabilities":{}}}"#, facts.capabilities.bits());
}
