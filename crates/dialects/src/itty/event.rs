//! What a connection is told, as JSON.
//!
//! A client of `connect()` reads every frame as JSON and looks into it without a guard, so each is one object; only what
//! is no message has a `type`.

use std::fmt::Write;

use engine::{Event, PresenceChange, SeatView};
use model::{Origin, Timestamp};

use super::{
    frame::{quote, write_message, write_typed_message},
    sentence, uid,
};
use crate::{Encoding, Frame};

/// About how many bytes an envelope takes beside its message.
const ENVELOPE: usize = 96;

/// Which of the ways of writing a client understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speech {
    /// `connect()`: `users` is a number, for clients before 0.9, beside what newer ones look at.
    Plain,
    /// `connect()` with `list`: `users` are people, and never a number.
    Listing,
    /// `connect()` as it was before 0.9.
    Legacy,
    /// The class: the bare object.
    Bare,
}

macro_rules! encoding {
    ($name:literal, $speech:ident, $roster:literal) => {{
        static ENCODING: Encoding = Encoding {
            name: $name,
            render: |event| write(event, Speech::$speech).map(Frame::Text),
            roster: $roster,
        };
        &ENCODING
    }};
}

impl Speech {
    pub fn encoding(self) -> &'static Encoding {
        match self {
            Self::Plain => encoding!("itty", Plain, true),
            Self::Listing => encoding!("itty, listing", Listing, true),
            Self::Legacy => encoding!("itty, legacy", Legacy, true),
            Self::Bare => encoding!("itty, bare", Bare, false),
        }
    }
}

/// An event as JSON; `None` if there is no word for it.
pub(super) fn write(event: &Event, speech: Speech) -> Option<String> {
    let bare = speech == Speech::Bare;
    match event {
        Event::Message(message) => {
            let payload = message.payload.as_str();
            Some(said(
                &message.event,
                payload,
                message.origin.as_ref(),
                message.at,
                bare,
            ))
        }
        Event::Direct(direct) => {
            let payload = direct.payload.as_str();
            Some(said(
                &direct.event,
                payload,
                direct.origin.as_ref(),
                direct.at,
                bare,
            ))
        }
        _ if bare => None,
        Event::Joined { seat: Some(seat), .. } => Some(arrived(seat, speech)),
        Event::Presence {
            change,
            face,
            connections,
            ..
        } => Some(moved(change, face.as_ref(), *connections, speech)),
        // The conversation writes them with a date; whoever tells them in passing does not know it.
        Event::Refused { refusal, .. } => Some(error(&sentence(refusal), None)),
        Event::Left { .. } => Some(error(GONE, None)),
        _ => None,
    }
}

/// To somebody who is in no channel any more.
pub(super) const GONE: &str =
    "you are no longer in the channel: it was deleted, or somebody took you out of it";

/// Something went wrong.
pub(super) fn error(message: &str, at: Option<Timestamp>) -> String {
    let mut out = String::with_capacity(ENVELOPE + message.len());
    out.push_str(r#"{"type":"error","message":"#);
    quote(&mut out, message);
    if let Some(at) = at {
        let _ = write!(out, r#","date":{}"#, at.0);
    }
    out.push('}');
    out
}

fn said(event: &str, payload: &str, origin: Option<&Origin>, at: Timestamp, bare: bool) -> String {
    let mut out = String::with_capacity(ENVELOPE + event.len() + payload.len());
    if bare {
        write_typed_message(&mut out, event, payload);
        return out;
    }
    out.push_str(r#"{"message":"#);
    write_message(&mut out, event, payload);
    if let Some(origin) = origin {
        out.push(',');
        person(&mut out, origin);
    }
    let _ = write!(out, r#","date":{}}}"#, at.0);
    out
}

/// To the joiner itself.
fn arrived(seat: &SeatView, speech: Speech) -> String {
    let mut out = String::with_capacity(2 * ENVELOPE);
    let legacy = speech == Speech::Legacy;
    out.push_str(r#"{"type":"join""#);
    if !legacy {
        out.push_str(r#","self":true"#);
    }
    if !legacy || seat.announced {
        out.push(',');
        person(&mut out, &seat.origin);
    }
    if speech == Speech::Listing {
        users(&mut out, seat);
    }
    total(&mut out, seat.connections, speech);
    let _ = write!(out, r#","date":{}}}"#, seat.at.0);
    out
}

fn users(out: &mut String, seat: &SeatView) {
    let mut first = true;
    let mut one = |origin: &Origin, own: &str| {
        out.push_str(if first { r#","users":[{"# } else { ",{" });
        first = false;
        person(out, origin);
        out.push_str(own);
        out.push('}');
    };
    if seat.announced {
        one(&seat.origin, r#","self":true"#);
    }
    for someone in &seat.people {
        match &someone.origin {
            Some(origin) if someone.online && origin.connection != seat.origin.connection => one(origin, ""),
            _ => {}
        }
    }
    out.push_str(if first { r#","users":[]"# } else { "]" });
}

/// To everybody else.
fn moved(change: &PresenceChange, face: Option<&Origin>, connections: usize, speech: Speech) -> String {
    let mut out = String::with_capacity(ENVELOPE);
    let (kind, at) = match change {
        PresenceChange::Joined { at, .. } => ("join", at),
        PresenceChange::Left { at, .. } => ("leave", at),
    };
    let _ = write!(out, r#"{{"type":"{kind}""#);
    if let Some(face) = face {
        out.push(',');
        person(&mut out, face);
    }
    total(&mut out, connections, speech);
    let _ = write!(out, r#","date":{}}}"#, at.0);
    out
}

fn total(out: &mut String, connections: usize, speech: Speech) {
    if matches!(speech, Speech::Plain | Speech::Legacy) {
        let _ = write!(out, r#","users":{connections}"#);
    }
    if speech != Speech::Legacy {
        let _ = write!(out, r#","total":{connections}"#);
    }
}

fn person(out: &mut String, origin: &Origin) {
    let _ = write!(out, r#""uid":"{}""#, uid::of(origin.connection));
    if let Some(alias) = &origin.alias {
        out.push_str(r#","alias":"#);
        quote(out, alias);
    }
}
