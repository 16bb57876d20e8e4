//! What a connection is told, as frames.

use std::collections::BTreeMap;

use engine::{Event, PresenceChange, SeatView, Snapshot};
use model::{Capabilities, Message, Origin, Subject, Timestamp};

use super::{
    frame::{
        self, ChannelEvent, ClientEntry, ClientMoved, ClientStatus, InitialPresenceStatus, Kind,
        OnlineStatusUpdate, PublishAck,
    },
    name,
    row::seconds,
    text,
};
use crate::{Encoding, Frame};

pub(super) static ENCODING: Encoding = Encoding {
    name: "channels",
    render: |event| write(event).map(Frame::Binary),
    roster: true,
};

/// An event as a frame; `None` if there is no word for it.
fn write(event: &Event) -> Option<Vec<u8>> {
    let frame = match event {
        Event::Joined {
            snapshot,
            seat: Some(seat),
            ..
        } if announces(snapshot) => who_is_there(snapshot, seat),
        Event::Done { tag } => ack(*tag, true),
        Event::Refused { tag: Some(tag), .. } => ack(*tag, false),
        Event::Message(message) => published(message),
        Event::Presence {
            channel,
            change,
            face,
            ..
        } => {
            let (status, subject, at) = match change {
                PresenceChange::Joined { subject, at } => (true, subject, at),
                PresenceChange::Left { subject, at } => (false, subject, at),
            };
            let update = OnlineStatusUpdate {
                channel: channel.to_string(),
                client: announced(subject, face.as_ref())?,
                status,
                timestamp: stamp(*at),
            };
            frame::write(Kind::OnlineStatus, &update)
        }
        Event::Left { channel, .. } => frame::write_text(Kind::RemoveChannel, channel.as_str()),
        Event::Access { channel, gained } => may_join(channel.as_str(), *gained),
        Event::Closed { channel, closed } => may_join(channel.as_str(), !closed),
        Event::Membership {
            channel,
            subject,
            joined,
        } => {
            let moved = ClientMoved {
                channel: channel.to_string(),
                client: name::of(subject, None).into_owned(),
            };
            let kind = if *joined {
                Kind::JoinChannel
            } else {
                Kind::LeaveChannel
            };
            frame::write(kind, &moved)
        }
        Event::Welcome(_)
        | Event::Joined { .. }
        | Event::Missed { .. }
        | Event::Refused { tag: None, .. }
        | Event::State { .. }
        | Event::Direct(_)
        | Event::Called(_) => return None,
    };
    Some(frame)
}

/// Is there a word for this event?
pub(super) fn is_told(event: &Event) -> bool {
    match event {
        Event::Joined { snapshot, seat, .. } => seat.is_some() && announces(snapshot),
        Event::Refused { tag, .. } => tag.is_some(),
        Event::Presence { change, face, .. } => {
            let (PresenceChange::Joined { subject, .. } | PresenceChange::Left { subject, .. }) = change;
            announced(subject, face.as_ref()).is_some()
        }
        Event::Done { .. }
        | Event::Message(_)
        | Event::Left { .. }
        | Event::Access { .. }
        | Event::Closed { .. }
        | Event::Membership { .. } => true,
        Event::Welcome(_)
        | Event::Missed { .. }
        | Event::State { .. }
        | Event::Direct(_)
        | Event::Called(_) => false,
    }
}

/// The answer to a request.
pub(super) fn ack(id: u32, status: bool) -> Vec<u8> {
    frame::write(Kind::Ack, &PublishAck { reply_to: id, status })
}

fn published(message: &Message) -> Vec<u8> {
    let event = ChannelEvent {
        sender: name::of(&message.sender, message.origin.as_ref()).into_owned(),
        event: message.event.clone(),
        payload: text::write(&message.payload),
        channel: message.channel.to_string(),
        timestamp: stamp(message.at),
    };
    frame::write(Kind::Publish, &event)
}

fn announces(snapshot: &Snapshot) -> bool {
    snapshot.facts.capabilities.has(Capabilities::PRESENCE)
}

/// Everybody but oneself. Who is called the same is one: there if one of them is.
fn who_is_there(snapshot: &Snapshot, seat: &SeatView) -> Vec<u8> {
    let mut clients = BTreeMap::new();
    for person in seat.people.iter().filter(|person| person.subject != seat.you) {
        let status = (person.online, person.since.map_or(0, stamp));
        let known = clients
            .entry(name::of(&person.subject, person.origin.as_ref()))
            .or_insert(status);
        *known = status.max(*known);
    }
    let entry = |(client, (status, timestamp)): (std::borrow::Cow<'_, str>, _)| ClientEntry {
        client: client.into_owned(),
        status: Some(ClientStatus { status, timestamp }),
    };
    let all = InitialPresenceStatus {
        channel: snapshot.facts.name.to_string(),
        clients: clients.into_iter().map(entry).collect(),
    };
    frame::write(Kind::InitialOnlineStatus, &all)
}

/// What others are told that somebody is called who comes or goes; `None`: they are not told. Of a token's holder all
/// is known from the token.
fn announced(subject: &Subject, face: Option<&Origin>) -> Option<String> {
    if face.is_none() && matches!(subject, Subject::Anonymous(_)) {
        return None;
    }
    Some(name::of(subject, face).into_owned())
}

fn may_join(channel: &str, may: bool) -> Vec<u8> {
    let kind = if may {
        Kind::NewChannel
    } else {
        Kind::RemoveChannel
    };
    frame::write_text(kind, channel)
}

fn stamp(at: Timestamp) -> i64 {
    i64::try_from(seconds(at)).unwrap_or(i64::MAX)
}
