//! Whom an app's backend puts into a channel, and takes out of it.

use std::sync::Arc;

use model::{ChannelName, Decider, Outcome, Refusal, TokenId};

use super::{
    Hub, Realm, Turn,
    channels::find,
    grants::delete_grant,
    joins::{check_room, closed, put_subscription, unknown_token},
    record::Stored,
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
        let mut turn = Turn::default();
        let stored = {
            let mut member = holder.member();
            if !realm.holds(&holder) {
                return Err(unknown_token(token));
            }
            let lane = find(realm, channel)?;
            check_room(&realm.limits(), &member, channel)?;
            let room = lane.enter()?;
            if room.facts().closed {
                return Err(closed(channel));
            }
            let stored = if ephemeral {
                None
            } else {
                Some(self.record([put_subscription(realm, token, channel, self.clock.now().wall)])?)
            };
            if let Some(ticket) = member.withdraw(channel) {
                self.withdrawn(&ticket.id);
            }
            // A wish for less takes nothing away.
            if !(ephemeral && member.is_in(channel)) {
                member.subscribe(channel, ephemeral);
            }
            // It no longer rests on a permission that ends.
            if !ephemeral
                && member
                    .grants()
                    .any(|grant| grant.channel == *channel && grant.until.is_some())
            {
                member.revoke(channel);
                self.keep([delete_grant(realm, token, channel)]);
            }
            self.seat_all(realm, &member, &lane, room, None, &mut turn);
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
            self.end_subscription(realm, &mut member, channel, None, &mut turn);
            if let Some(grant) = member.revoke(channel) {
                self.keep([delete_grant(realm, token, &grant.channel)]);
                self.journal(realm, token, channel, Outcome::Revoked, Decider::Backend);
            }
        }
        turn.finish(self);
        Ok(())
    }
}
