//! Permissions that end at an instant.

use std::sync::{Arc, Weak};

use model::{ChannelName, Grant, TokenId, Visibility};
use store::Change;

use super::{Holder, Hub, Realm, Turn};

impl Hub {
    /// Ends a grant, and the subscription that rests on it, when its time is over.
    pub(super) fn watch_grant(self: &Arc<Self>, realm: &Arc<Realm>, holder: &Arc<Holder>, grant: &Grant) {
        let Some(until) = grant.until else { return };
        let now = self.clock.now();
        let when = now.tick + until.0.saturating_sub(now.wall.0).max(1);
        let (hub, realm, holder) = (
            Arc::downgrade(self),
            Arc::downgrade(realm),
            Arc::downgrade(holder),
        );
        let grant = grant.clone();
        self.wheel
            .call_at(when, move || grant_over(&hub, &realm, &holder, &grant));
    }
}

fn grant_over(hub: &Weak<Hub>, realm: &Weak<Realm>, holder: &Weak<Holder>, watched: &Grant) {
    let (Some(hub), Some(realm), Some(holder)) = (hub.upgrade(), realm.upgrade(), holder.upgrade()) else {
        return;
    };
    let mut turn = Turn::default();
    {
        let mut member = holder.member();
        for grant in member.expired_grants(hub.clock.now()) {
            let lane = realm.lane(grant.channel.as_str());
            if lane.is_some_and(|lane| lane.room().facts().visibility == Visibility::Private) {
                hub.end_subscription(&realm, &mut member, &grant.channel, None, &mut turn);
            }
            hub.keep([delete_grant(&realm, &grant.token, &grant.channel)]);
        }
        // The wall clock may have been set back: the grant then still has time.
        if member.grants().any(|grant| grant == watched) {
            hub.watch_grant(&realm, &holder, watched);
        }
    }
    turn.finish(&hub);
}

/// The change that forgets a grant.
pub(super) fn delete_grant(realm: &Realm, token: &TokenId, channel: &ChannelName) -> Change {
    Change::DeleteGrant {
        app: realm.id.clone(),
        token: token.clone(),
        channel: channel.clone(),
    }
}
