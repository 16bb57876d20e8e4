//! Answers to what a connection has put into a channel, and messages between two who are in one.

use std::sync::Arc;

use engine::{ConnKey, Direct, Event, Happening, Kind, Tag, Way};
use model::{ChannelName, Payload, Refusal, RefusalCode};

use super::{
    Hub, Seat, Turn,
    channels::{Accepted, check_event, find},
};
use crate::net::Sent;

impl Hub {
    /// Tells a connection that what it published is where it belongs: on its way to everybody, and on disk if it is kept.
    /// It hears of it after the message itself.
    pub(super) fn confirm(
        self: &Arc<Self>,
        seat: &Seat,
        channel: &ChannelName,
        accepted: Accepted,
        tag: Tag,
        turn: &mut Turn,
    ) {
        let Ok(lane) = find(&seat.realm, channel) else {
            return;
        };
        let link = seat.link.clone();
        let Some(stored) = accepted.stored else {
            lane.room().tell([link], Event::Done { tag });
            turn.touch(&lane);
            return;
        };
        let (hub, channel) = (self.clone(), channel.to_string());
        tokio::spawn(async move {
            let event = match stored.wait().await {
                Ok(()) => Event::Done { tag },
                Err(refusal) => {
                    hub.refused(Some(&lane.app), &link, "publish", Some(&channel), &refusal);
                    Event::Refused {
                        channel,
                        refusal,
                        still_in: true,
                        tag: Some(tag),
                    }
                }
            };
            lane.room().tell([link], event);
            lane.drain(&hub);
        });
    }

    /// Sends something to one connection that is in the same channel.
    pub(super) fn whisper(
        self: &Arc<Self>,
        seat: &Seat,
        channel: &ChannelName,
        to: ConnKey,
        event: String,
        payload: Payload,
    ) -> Result<(), Refusal> {
        check_event(&event)?;
        seat.realm.limits().payload(payload.len())?;
        let lane = find(&seat.realm, channel)?;
        let sender = seat.holder.member().subject().clone();
        let receiver = {
            let room = lane.room();
            room.may_speak(seat.link.key, seat.link.privileged())?;
            room.handle(to).cloned()
        };
        let receiver = receiver.ok_or_else(|| nobody(channel))?;
        let now = self.clock.now().wall;
        let told = Event::Direct(Arc::new(Direct {
            event: event.clone(),
            payload: payload.clone(),
            unicast: true,
            channel: Some(channel.clone()),
            sender: sender.clone(),
            origin: Some(seat.link.origin()),
            at: now,
        }));
        let taken = receiver.tell(&told).is_some_and(|sent| sent != Sent::Refused);
        self.counters.messages.add(1);
        self.counters.deliveries.add(usize::from(taken));
        self.tap.offer(|| {
            let mut happening = Happening::new(Kind::Direct, now).channel(channel);
            happening.app = Some(seat.realm.id.clone());
            happening.way = Way::In;
            happening.event = Some(event);
            happening.payload = Some(payload);
            happening.connection = Some(receiver.id.clone());
            happening.dialect = Some(seat.link.dialect());
            happening.audience = Some(1);
            happening.delivered = Some(usize::from(taken));
            self.tell_who(&mut happening, Some(sender));
            happening
        });
        Ok(())
    }
}

fn nobody(channel: &ChannelName) -> Refusal {
    let message = format!("there is no such connection in channel \"{channel}\"");
    Refusal::new(RefusalCode::NotFound, message).fix("it may have left; see who is in the channel")
}
