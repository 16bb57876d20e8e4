//! Standing permissions: given and taken back by a person, ended when their time is over.

use std::sync::Arc;

use engine::Answer;
use model::{
    ChannelName, Decider, Grant, GrantTerm, JournalEntry, Outcome, Refusal, RefusalCode, Timestamp, TokenId,
    Visibility,
};
use store::Change;

use super::{
    Hub, Realm, Turn,
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
        reason: Option<String>,
    ) -> Result<(Grant, Stored), Refusal> {
        let holder = realm.holder(token).ok_or_else(|| unknown_token(token))?;
        let asked = {
            let member = holder.member();
            let open = member.tickets().find(|(name, _)| *name == channel);
            open.map(|(_, ticket)| ticket.id.clone())
        };
        if let Some(ticket) = asked {
            match self.decide(&ticket, &Answer::Allow(term), Decider::Person, reason.clone()) {
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
            by: Decider::Person,
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
        let room = lane.enter()?;
        let put = Change::PutGrant {
            app: realm.id.clone(),
            grant: grant.clone(),
        };
        let line = by_person(realm, token, channel, Outcome::Allowed, Some(term), reason, at);
        let stored = self.record([put, Change::Journal(line)])?;
        drop(room);
        member.grant(grant.clone());
        drop(member);
        self.watch_grant(realm, &holder, &grant);
        self.grants_changed(realm, channel);
        Ok((grant, stored))
    }

    /// A person takes a permission back. Of a private channel the token's subscription ends at once.
    pub fn revoke_grant(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        token: &TokenId,
    ) -> Result<Stored, Refusal> {
        let holder = realm.holder(token).ok_or_else(|| unknown_token(token))?;
        let mut turn = Turn::default();
        let stored = {
            let mut member = holder.member();
            if member.grant_of(channel).is_none() {
                return Err(no_grant(token, channel));
            }
            let at = self.clock.now().wall;
            let line = by_person(realm, token, channel, Outcome::Revoked, None, None, at);
            let stored = self.record([delete_grant(realm, token, channel), Change::Journal(line)])?;
            member.revoke(channel);
            let lane = realm.lane(channel.as_str());
            if lane.is_some_and(|lane| lane.room().facts().visibility == Visibility::Private) {
                let exit = Exit::Removed("its permission was taken back");
                self.end_subscription(realm, &mut member, channel, exit, &mut turn);
            }
            stored
        };
        turn.finish(self);
        self.grants_changed(realm, channel);
        Ok(stored)
    }

    fn grants_changed(&self, realm: &Realm, channel: &ChannelName) {
        self.changes.mark(|| "journal".into());
        self.changes.mark(|| format!("tokens:{}", realm.id));
        self.channel_changed(realm, channel);
    }
}

/// The journal's line about what a person did without being asked.
fn by_person(
    realm: &Realm,
    token: &TokenId,
    channel: &ChannelName,
    outcome: Outcome,
    term: Option<GrantTerm>,
    reason: Option<String>,
    at: Timestamp,
) -> JournalEntry {
    JournalEntry {
        at,
        app: realm.id.clone(),
        ticket: None,
        token: token.clone(),
        channel: channel.clone(),
        outcome,
        by: Decider::Person,
        term,
        reason,
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
