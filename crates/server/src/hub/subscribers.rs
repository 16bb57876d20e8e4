//! Who is put into a channel, and taken out of it, without having asked.

use std::sync::Arc;

use model::{ChannelName, Decider, Outcome, Refusal, RefusalCode, Subject, TokenId};

use super::{
    Holder, Hub, Realm, Turn,
    channels::find,
    grants::delete_grant,
    joins::{Exit, check_room, closed, put_subscription, unknown_token, waiting},
    record::Stored,
    seats::Seating,
};

impl Hub {
    /// The backend subscribes a token. All its connections are told.
    pub fn subscribe_token(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        token: &TokenId,
        ephemeral: bool,
    ) -> Result<Option<Stored>, Refusal> {
        let holder = realm.holder(token).ok_or_else(|| unknown_token(token))?;
        self.subscribe(realm, channel, &holder, ephemeral)
    }

    /// Subscribes a subject. All its connections are told.
    pub fn subscribe(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        holder: &Arc<Holder>,
        ephemeral: bool,
    ) -> Result<Option<Stored>, Refusal> {
        let mut turn = Turn::default();
        let stored = {
            let mut member = holder.member();
            // Nobody can come back as the same anonymous subject.
            let token = match member.subject() {
                Subject::Token(token) => Some(token.clone()),
                Subject::Anonymous(_) | Subject::Backend => None,
            };
            let standing = token.as_ref().filter(|token| !ephemeral && realm.keeps(token));
            if let Some(token) = token.as_ref().filter(|_| !realm.holds(holder)) {
                return Err(unknown_token(token));
            }
            if token.is_none() && member.live().is_empty() {
                return Err(Refusal::new(RefusalCode::NotFound, "the connection has gone"));
            }
            let lane = find(realm, channel)?;
            check_room(&realm.limits(), &member, channel)?;
            let room = lane.enter()?;
            if room.facts().closed {
                return Err(closed(channel));
            }
            let now = self.clock.now().wall;
            let stored = match standing {
                Some(token) => Some(self.record([put_subscription(realm, token, channel, now)])?),
                None => None,
            };
            let mut done = Vec::new();
            if let Some(ticket) = member.withdraw(channel) {
                self.withdrawn(&ticket.id);
                done = waiting(&member, &ticket.waiting).1;
            }
            // A wish for less takes nothing away.
            let in_already = member.is_in(channel);
            let ephemeral = ephemeral || token.is_none();
            if (!ephemeral || !in_already) && member.subscribe(channel, ephemeral, now) {
                lane.gained_member();
            }
            // It no longer rests on a permission that ends.
            if let Some(token) = standing
                && member
                    .grant_of(channel)
                    .is_some_and(|grant| grant.until.is_some())
            {
                member.revoke(channel);
                self.keep([delete_grant(realm, token, channel)]);
            }
            let links: Vec<_> = member.live().iter().map(|live| live.handle.clone()).collect();
            let seating = Seating {
                links: &links,
                asked_by: None,
                approval: None,
                done: &done,
            };
            self.seat(realm, &member, &lane, room, seating, &mut turn);
            stored
        };
        turn.finish(self);
        Ok(stored)
    }

    /// The backend ends a token's subscription, and the grant that would let it in again.
    pub fn unsubscribe_token(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        token: &TokenId,
    ) -> Result<(), Refusal> {
        let holder = realm.holder(token).ok_or_else(|| unknown_token(token))?;
        find(realm, channel)?;
        let mut turn = Turn::default();
        {
            let mut member = holder.member();
            let exit = Exit::Removed("the backend ended its subscription");
            self.end_subscription(realm, &mut member, channel, exit, &mut turn);
            if let Some(grant) = member.revoke(channel) {
                if let Some(lane) = realm.lane(channel.as_str()) {
                    lane.granted().remove(token);
                }
                self.keep([delete_grant(realm, token, &grant.channel)]);
                self.journal(realm, token, channel, Outcome::Revoked, Decider::Backend);
            }
        }
        turn.finish(self);
        Ok(())
    }

    /// Ends a subject's subscription, or the question whether it may have one. A grant for the channel stays.
    pub fn unsubscribe(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        holder: &Holder,
    ) -> Result<(), Refusal> {
        find(realm, channel)?;
        let mut turn = Turn::default();
        let exit = Exit::Removed("its subscription was ended from the dashboard");
        let ended = self.end_subscription(realm, &mut holder.member(), channel, exit, &mut turn);
        turn.finish(self);
        if ended {
            return Ok(());
        }
        let message = format!("there is no subscription to \"{channel}\" to end");
        Err(Refusal::new(RefusalCode::NotFound, message)
            .fix("list the channel's subscriptions for those there are"))
    }
}
