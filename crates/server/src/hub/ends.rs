//! What ends at an instant of the wall clock: tokens and grants. The timers run on the monotonic clock, so after a step of
//! the wall clock, or a sleep of the machine, all ends are looked at once.

use std::sync::{Arc, Weak};

use engine::CloseReason;
use model::{Grant, Millis, Now, Timestamp, Visibility};

use super::{Holder, Hub, Realm, Turn, grants::delete_grant, joins::Exit};

/// How much further than the monotonic clock the wall clock may go without having stepped.
const DRIFT: Millis = 1_000;

/// Has the wall clock gone further than it could by itself?
pub(super) fn stepped(then: Now, now: Now) -> bool {
    let (wall, tick) = (now.wall.0.saturating_sub(then.wall.0), now.tick - then.tick);
    wall > tick + DRIFT
}

impl Hub {
    /// Closes a token's connections when it expires.
    pub(super) fn watch_expiry(self: &Arc<Self>, realm: &Arc<Realm>, holder: &Arc<Holder>) {
        let Some(at) = holder.read_token(|token| token.expires_at).flatten() else {
            return;
        };
        let (hub, holder, realm) = (
            Arc::downgrade(self),
            Arc::downgrade(holder),
            Arc::downgrade(realm),
        );
        self.wheel
            .call_at(self.tick_of(at), move || expiry_due(&hub, &realm, &holder, at));
    }

    /// Ends a grant, and the subscription that rests on it, when its time is over.
    pub(super) fn watch_grant(self: &Arc<Self>, realm: &Arc<Realm>, holder: &Arc<Holder>, grant: &Grant) {
        let Some(until) = grant.until else { return };
        let (hub, realm, holder) = (
            Arc::downgrade(self),
            Arc::downgrade(realm),
            Arc::downgrade(holder),
        );
        let grant = grant.clone();
        self.wheel.call_at(self.tick_of(until), move || {
            grant_due(&hub, &realm, &holder, &grant);
        });
    }

    /// Ends everything whose end has passed.
    pub(super) fn look_at_ends(self: &Arc<Self>) {
        for realm in self.realms() {
            for holder in realm.holders() {
                self.end_expired(&realm, &holder);
                self.end_grants(&realm, &holder);
            }
        }
    }

    /// When that instant comes, if nobody sets the wall clock.
    fn tick_of(&self, at: Timestamp) -> Millis {
        let now = self.clock.now();
        now.tick + at.0.saturating_sub(now.wall.0).max(1)
    }

    /// Closes a token's connections if it has expired. False: it has not.
    fn end_expired(&self, realm: &Realm, holder: &Holder) -> bool {
        let now = self.clock.now().wall;
        if holder.read_token(|token| token.expired(now)) != Some(true) {
            return false;
        }
        for live in holder.member().live() {
            live.handle.end(CloseReason::InvalidAuth(
                "the token has expired; create a new one".into(),
            ));
        }
        self.changes.mark(|| format!("tokens:{}", realm.id));
        true
    }

    /// Ends a subject's grants that are over, and the subscriptions that rest on them.
    fn end_grants(self: &Arc<Self>, realm: &Arc<Realm>, holder: &Holder) {
        let mut turn = Turn::default();
        {
            let mut member = holder.member();
            for grant in member.expired_grants(self.clock.now()) {
                let lane = realm.lane(grant.channel.as_str());
                if lane.is_some_and(|lane| lane.room().facts().visibility == Visibility::Private) {
                    let exit = Exit::Removed("its permission has ended");
                    self.end_subscription(realm, &mut member, &grant.channel, exit, &mut turn);
                }
                if let Some(lane) = realm.lane(grant.channel.as_str()) {
                    lane.granted().remove(&grant.token);
                }
                self.keep([delete_grant(realm, &grant.token, &grant.channel)]);
            }
        }
        turn.finish(self);
    }
}

fn expiry_due(hub: &Weak<Hub>, realm: &Weak<Realm>, holder: &Weak<Holder>, watched: Timestamp) {
    let (Some(hub), Some(realm), Some(holder)) = (hub.upgrade(), realm.upgrade(), holder.upgrade()) else {
        return;
    };
    // Its end may have been moved since the timer was set; whoever moved it set another one.
    if holder.read_token(|token| token.expires_at).flatten() != Some(watched) {
        return;
    }
    // Otherwise the wall clock was set back.
    if !hub.end_expired(&realm, &holder) {
        hub.watch_expiry(&realm, &holder);
    }
}

fn grant_due(hub: &Weak<Hub>, realm: &Weak<Realm>, holder: &Weak<Holder>, watched: &Grant) {
    let (Some(hub), Some(realm), Some(holder)) = (hub.upgrade(), realm.upgrade(), holder.upgrade()) else {
        return;
    };
    hub.end_grants(&realm, &holder);
    // The wall clock may have been set back: the grant then still has time.
    let still_there = holder.member().grants().any(|grant| grant == watched);
    if still_there {
        hub.watch_grant(&realm, &holder, watched);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_jump_forwards_is_a_step() {
        let at = |tick: u64, wall: u64| Now {
            tick,
            wall: Timestamp(wall),
        };
        let then = at(1_000, 500_000);
        for (tick, wall, is) in [
            (61_000, 560_000, false),
            (61_000, 560_900, false),
            (61_000, 562_000, true),
            (61_000, 4_160_000, true),
            (61_000, 400_000, false),
            (1_000, 500_000, false),
        ] {
            assert_eq!(stepped(then, at(tick, wall)), is, "{tick} {wall}");
        }
    }
}
