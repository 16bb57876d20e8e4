//! Standing permissions: given and taken back by a person, ended when their time is over.

use std::sync::Arc;

use engine::{Answer, Event, Member};
use model::{
    ChannelName, Decider, Grant, GrantTerm, JournalEntry, Outcome, Refusal, RefusalCode, Subject, Timestamp,
    TokenId, Visibility,
};
use store::Change;

use super::{
    Handle, Holder, Hub, Pending, Realm, Room, Turn,
    channels::find,
    joins::{Exit, unknown_token},
    record::Stored,
};

impl Hub {
    /// A person gives a token a permission for a channel. If somebody waits for just that, it is the answer.
    pub fn give_grant(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        token: &TokenId,
        term: GrantTerm,
        (by, reason): (Decider, Option<String>),
    ) -> Result<(Grant, Stored), Refusal> {
        let holder = realm.holder(token).ok_or_else(|| unknown_token(token))?;
        let asked = {
            let member = holder.member();
            let open = member.tickets().find(|(name, _)| *name == channel);
            open.map(|(_, ticket)| ticket.id.clone())
        };
        if let Some(ticket) = asked {
            match self.decide(&ticket, &Answer::Allow(term), by, reason.clone()) {
                Ok((_, stored)) => {
                    let given = holder.member().grant_of(channel).cloned();
                    return given
                        .map(|grant| (grant, stored))
                        .ok_or_else(|| no_grant(token, channel));
                }
                // Answered or taken back meanwhile.
                Err(refusal) if refusal.code == RefusalCode::AlreadyDecided => {}
                Err(refusal) => return Err(refusal),
            }
        }
        let at = self.clock.now().wall;
        let grant = Grant {
            token: token.clone(),
            channel: channel.clone(),
            by,
            reason: reason.clone(),
            at,
            until: match term {
                GrantTerm::For { ms } => Some(at.after(ms)),
                GrantTerm::Once | GrantTerm::Always => None,
            },
        };
        let mut member = holder.member();
        if !realm.holds(&holder) {
            return Err(unknown_token(token));
        }
        let lane = find(realm, channel)?;
        // Queued under the channel's lock, so that its end comes after it.
        let mut room = lane.enter()?;
        let put = Change::PutGrant {
            app: realm.id.clone(),
            grant: grant.clone(),
        };
        let line = unasked(realm, &grant, Outcome::Allowed, by, Some(term), at);
        let settled = self.register(realm, &holder);
        let stored = self.record(settled.into_iter().chain([put, Change::Journal(line)]))?;
        announce_member(&mut room, member.subject(), true);
        drop(room);
        let known = member.grant_of(channel).is_some();
        member.grant(grant.clone());
        if !known {
            tell_access(&member, channel, true);
        }
        drop(member);
        lane.drain(self);
        self.watch_grant(realm, &holder, &grant);
        self.index_grant(realm, &grant);
        self.grants_changed(realm, channel);
        Ok((grant, stored))
    }

    /// A person takes a permission back. Of a private channel the token's subscription ends at once.
    pub fn revoke_grant(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        token: &TokenId,
        by: Decider,
    ) -> Result<Stored, Refusal> {
        let holder = realm.holder(token).ok_or_else(|| unknown_token(token))?;
        let mut turn = Turn::default();
        let stored = {
            let mut member = holder.member();
            let Some(mut grant) = member.grant_of(channel).cloned() else {
                return Err(no_grant(token, channel));
            };
            grant.reason = None;
            let at = self.clock.now().wall;
            let line = unasked(realm, &grant, Outcome::Revoked, by, None, at);
            let stored = self.record([delete_grant(realm, token, channel), Change::Journal(line)])?;
            member.revoke(channel);
            let lane = realm.lane(channel.as_str());
            if !member.is_in(channel) {
                tell_access(&member, channel, false);
            }
            let private = lane.as_ref().is_some_and(|lane| {
                lane.granted().remove(token);
                let mut room = lane.room();
                announce_member(&mut room, member.subject(), false);
                turn.touch(lane);
                room.facts().visibility == Visibility::Private
            });
            if private {
                let exit = Exit::Removed("its permission was taken back");
                self.end_subscription(realm, &mut member, channel, exit, &mut turn);
            }
            stored
        };
        turn.finish(self);
        self.grants_changed(realm, channel);
        Ok(stored)
    }

    /// Notes a client among those that may join its channel at any time.
    pub(super) fn index_grant(&self, realm: &Realm, grant: &Grant) {
        if let (Some(_), Some(lane)) = (grant.token.client(), realm.lane(grant.channel.as_str())) {
            lane.granted().insert(grant.token.clone());
        }
    }

    /// Registers a guest, because something is kept for it: the change that keeps it, too. Called with its member locked.
    pub(super) fn register(&self, realm: &Realm, holder: &Arc<Holder>) -> Option<Change> {
        let token = holder.token().filter(|token| !realm.keeps(&token.id))?;
        realm.settle_guest(holder, token.clone());
        Some(Change::PutToken {
            app: realm.id.clone(),
            at: token.created_at,
            token,
            versions: realm.read_app(|app| app.retention.state_versions),
        })
    }

    fn grants_changed(&self, realm: &Realm, channel: &ChannelName) {
        self.changes.mark(|| "journal".into());
        self.changes.mark(|| format!("tokens:{}", realm.id));
        self.channel_changed(realm, channel);
    }
}

/// Tells all connections of a member whether it may join a channel. Who was in it is told otherwise.
fn tell_access(member: &Member<Handle>, channel: &ChannelName, gained: bool) {
    let event = Event::Access {
        channel: channel.clone(),
        gained,
    };
    for live in member.live() {
        live.handle.tell(&event);
    }
}

/// Tells those who are in a channel who belongs to it from now on, or no longer.
fn announce_member(room: &mut Room<'_>, subject: &Subject, joined: bool) {
    if room.announces() {
        let event = Event::Membership {
            channel: room.facts().name.clone(),
            subject: subject.clone(),
            joined,
        };
        room.announce(Pending::of(event));
    }
}

/// The journal's line about what was done without a question.
fn unasked(
    realm: &Realm,
    grant: &Grant,
    outcome: Outcome,
    by: Decider,
    term: Option<GrantTerm>,
    at: Timestamp,
) -> JournalEntry {
    JournalEntry {
        at,
        app: realm.id.clone(),
        ticket: None,
        token: grant.token.clone(),
        channel: grant.channel.clone(),
        outcome,
        by,
        term,
        reason: grant.reason.clone(),
    }
}

fn no_grant(token: &TokenId, channel: &ChannelName) -> Refusal {
    let message = format!(
        "the token ending in {} has no grant for \"{channel}\"",
        token.tail()
    );
    Refusal::new(RefusalCode::NotFound, message).fix("list the grants for those there are")
}

/// The change that forgets a grant.
pub(super) fn delete_grant(realm: &Realm, token: &TokenId, channel: &ChannelName) -> Change {
    Change::DeleteGrant {
        app: realm.id.clone(),
        token: token.clone(),
        channel: channel.clone(),
    }
}
