//! One subject of an app, with all its connections: the session, standing subscriptions, grants, open questions.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    ChannelName, Decider, Grant, GrantTerm, JoinMode, Millis, Now, Refusal, RefusalCode, Subject, TicketId,
    Timestamp, Visibility,
};

use crate::{
    Access, Claim, ConnKey, Tag,
    few::Few,
    ticket::{Allowed, AlreadyDecided, Answer, Asked, Resolved, Ticket, no},
};

/// How long a session outlives its last connection: 30 s (Hop).
pub const SESSION_GRACE: Millis = 30_000;

/// Channels that are remembered as lost while a subject is away.
const LOST_KEPT: usize = 256;

/// A live connection of the subject.
#[derive(Clone, Debug)]
pub struct Live<S> {
    pub key: ConnKey,
    pub handle: S,
}

/// A request to join, with what the member cannot know by itself.
#[derive(Clone, Copy, Debug)]
pub struct JoinRequest<'a> {
    pub key: ConnKey,
    pub channel: &'a ChannelName,
    /// By what the connection knows the request again.
    pub tag: Option<Tag>,
    /// `Some`: the connection asks for itself alone, and whether it is in already. `None`: for its session.
    pub alone: Option<bool>,
    /// It may be in every channel.
    pub privileged: bool,
    /// It has shown the key that the channel asks for, if it asks for one.
    pub has_key: bool,
    pub visibility: Visibility,
    pub closed: bool,
    pub ephemeral: bool,
    pub mode: JoinMode,
    /// How long a person has to answer.
    pub ask_timeout: Millis,
}

/// What is to become of a request to join.
#[derive(Debug, PartialEq)]
pub enum Admission {
    /// It is in: tell all connections of the session. `standing`: keep the subscription beyond the session.
    Join {
        standing: bool,
    },
    /// It was in already: tell the asking connection only.
    Again,
    Refuse(Refusal),
    /// Somebody has to answer.
    Ask(Asked),
}

/// A session has ended.
#[derive(Debug, PartialEq, Eq)]
pub struct SessionOver {
    /// Channels in which the subject is no longer present.
    pub was_in: Vec<ChannelName>,
}

/// A subscription, as its member knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Ends with the session.
    pub ephemeral: bool,
    /// Seconds since 1970: there are many subscriptions, and people read this.
    since: u32,
}

impl Standing {
    fn new(ephemeral: bool, since: Timestamp) -> Self {
        let since = u32::try_from(since.0 / 1_000).unwrap_or(u32::MAX);
        Self { ephemeral, since }
    }

    /// When it began, to the second.
    pub fn since(self) -> Timestamp {
        Timestamp(u64::from(self.since) * 1_000)
    }
}

/// One subject of an app.
pub struct Member<S> {
    subject: Subject,
    live: Few<Live<S>>,
    /// By name.
    subscriptions: Few<(ChannelName, Standing)>,
    /// Boxed: there may be very many members, and most have nothing of it.
    more: Option<Box<More>>,
}

/// What most members do not have.
#[derive(Default)]
struct More {
    grants: BTreeMap<ChannelName, Grant>,
    tickets: BTreeMap<ChannelName, Ticket>,
    /// When the session ends, if nobody comes back.
    over_at: Option<Millis>,
    /// Channels it was in when it went away and is no longer in; it does not know yet.
    lost: BTreeSet<ChannelName>,
}

impl<S: Clone> Member<S> {
    /// A subject nobody has seen yet.
    pub fn new(subject: Subject) -> Self {
        Self {
            subject,
            live: Few::default(),
            subscriptions: Few::default(),
            more: None,
        }
    }

    /// Who it is.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Its live connections.
    pub fn live(&self) -> &[Live<S>] {
        &self.live
    }

    /// The channels it is subscribed to.
    pub fn channels(&self) -> impl Iterator<Item = &ChannelName> {
        self.subscriptions.iter().map(|(channel, _)| channel)
    }

    /// Is it subscribed to `channel`?
    pub fn is_in(&self, channel: &ChannelName) -> bool {
        self.place(channel).is_ok()
    }

    /// Its subscription to `channel`.
    pub fn standing(&self, channel: &ChannelName) -> Option<Standing> {
        let place = self.place(channel).ok()?;
        Some(self.subscriptions[place].1)
    }

    /// The questions that are open about it.
    pub fn tickets(&self) -> impl Iterator<Item = (&ChannelName, &Ticket)> {
        self.more.iter().flat_map(|more| &more.tickets)
    }

    /// Its grants.
    pub fn grants(&self) -> impl Iterator<Item = &Grant> {
        self.more.iter().flat_map(|more| more.grants.values())
    }

    /// Its grant for `channel`, also one that has run out.
    pub fn grant_of(&self, channel: &ChannelName) -> Option<&Grant> {
        self.more.as_ref()?.grants.get(channel)
    }

    /// A connection of it has come; the session goes on, or begins.
    pub fn connect(&mut self, live: Live<S>) {
        self.goes_on();
        self.live.push(live);
    }

    /// A connection of it has gone. If it was the last: when the session ends. An anonymous session ends at once.
    pub fn disconnect(&mut self, key: ConnKey, now: Now) -> Option<Millis> {
        let before = self.live.len();
        self.live.retain(|live| live.key != key);
        for ticket in self.more.iter_mut().flat_map(|more| more.tickets.values_mut()) {
            ticket.waiting.retain(|(waiting, _)| *waiting != key);
        }
        if !self.live.is_empty() || before == 0 {
            return None;
        }
        let grace = if matches!(self.subject, Subject::Token(_)) {
            SESSION_GRACE
        } else {
            0
        };
        let over_at = now.tick + grace;
        self.more.get_or_insert_default().over_at = Some(over_at);
        Some(over_at)
    }

    /// Ends the session if its time has come, with the subscriptions that end with it. Questions stay open: the answer
    /// may be a grant for later.
    pub fn expire(&mut self, now: Now) -> Option<SessionOver> {
        if !self.live.is_empty() || self.over_at().is_none_or(|at| at > now.tick) {
            return None;
        }
        self.goes_on();
        let was_in = self.channels().cloned().collect();
        let ended = self
            .subscriptions
            .iter()
            .filter(|(_, standing)| standing.ephemeral);
        let ended: Vec<_> = ended.map(|(name, _)| name.clone()).collect();
        for channel in ended {
            self.unsubscribed(&channel);
        }
        Some(SessionOver { was_in })
    }

    /// May it join? `fresh` is the id of the ticket if one has to be opened.
    pub fn request(&mut self, request: JoinRequest<'_>, fresh: TicketId, now: Now) -> Admission {
        let claim = Claim {
            token: matches!(self.subject, Subject::Token(_)),
            subscribed: request.alone.unwrap_or_else(|| self.is_in(request.channel)),
            privileged: request.privileged,
            has_key: request.has_key,
            visibility: request.visibility,
            closed: request.closed,
            mode: request.mode,
            grant: self.grant_of(request.channel),
        };
        match claim.access(now) {
            Access::Subscribed => Admission::Again,
            Access::Closed => {
                let message = format!("channel \"{}\" is closed", request.channel);
                Admission::Refuse(Refusal::new(RefusalCode::ChannelClosed, message).fix("open the channel"))
            }
            Access::NeedsToken => {
                let message = format!(
                    "{} channel \"{}\" needs a token",
                    request.visibility.as_str(),
                    request.channel
                );
                let fix = "connect with a token of this app, or make the channel unprotected";
                Admission::Refuse(Refusal::new(RefusalCode::NotGranted, message).fix(fix))
            }
            Access::NeedsKey => {
                let message = format!("channel \"{}\" asks for a key to join", request.channel);
                let fix = "connect with the right joinKey";
                Admission::Refuse(Refusal::new(RefusalCode::NotGranted, message).fix(fix))
            }
            Access::Privileged | Access::Visible | Access::Mode(JoinMode::Allow) => {
                self.admit(request.channel, request.ephemeral, now)
            }
            Access::Granted(grant) => {
                // A grant that ends takes its subscription along.
                let ephemeral = request.ephemeral || grant.until.is_some();
                self.admit(request.channel, ephemeral, now)
            }
            Access::Mode(JoinMode::Deny) => {
                let message = format!("no grant for private channel \"{}\"", request.channel);
                let fix = "subscribe the token through the API, or let the app ask a person";
                Admission::Refuse(Refusal::new(RefusalCode::NotGranted, message).fix(fix))
            }
            Access::Mode(JoinMode::Ask) => Admission::Ask(self.ask(&request, fresh, now)),
        }
    }

    /// Answers a question. The first answer wins. The caller has looked whether the channel is there and open.
    pub fn decide(
        &mut self,
        ticket: &TicketId,
        answer: &Answer,
        by: Decider,
        reason: Option<&str>,
        now: Now,
    ) -> Result<Resolved, AlreadyDecided> {
        let channel = self
            .tickets()
            .find(|(_, open)| open.id == *ticket)
            .map(|(name, _)| name.clone())
            .ok_or(AlreadyDecided)?;
        let ticket = self.withdraw(&channel).ok_or(AlreadyDecided)?;
        let resolved = |allowed, refusal| Resolved {
            channel: channel.clone(),
            waiting: ticket.waiting,
            allowed,
            refusal,
        };
        let Answer::Allow(term) = answer else {
            return Ok(resolved(None, Some(no(&channel, by, reason))));
        };
        let grant = self.grant_for(&channel, *term, by, reason, now);
        if let Some(grant) = &grant {
            self.grant(grant.clone());
        }
        // A yes for this time ends with the session; a yes that ends at an instant is asked again after it.
        let standing = *term == GrantTerm::Always && !ticket.ephemeral;
        if standing || self.in_session() {
            self.subscribed(&channel, Standing::new(!standing, now.wall));
        }
        Ok(resolved(Some(Allowed { grant, standing }), None))
    }

    /// Subscribes it without asking, as its backend wishes. False: it was subscribed.
    pub fn subscribe(&mut self, channel: &ChannelName, ephemeral: bool, since: Timestamp) -> bool {
        self.withdraw(channel);
        if let Some(more) = &mut self.more {
            more.lost.remove(channel);
        }
        self.subscribed(channel, Standing::new(ephemeral, since))
    }

    /// Ends a subscription and withdraws an open question. False: there was no subscription.
    pub fn leave(&mut self, channel: &ChannelName) -> bool {
        self.withdraw(channel);
        self.unsubscribed(channel)
    }

    fn unsubscribed(&mut self, channel: &ChannelName) -> bool {
        let left = self.is_in(channel);
        self.subscriptions.retain(|(other, _)| other != channel);
        if left && self.live.is_empty() {
            let lost = &mut self.more.get_or_insert_default().lost;
            if lost.len() < LOST_KEPT {
                lost.insert(channel.clone());
            }
        }
        left
    }

    /// The channels that it lost while it was away, once: what the first connection to come back has to be told.
    pub fn take_lost(&mut self) -> impl Iterator<Item = ChannelName> + use<S> {
        let lost = self.more.as_mut().map(|more| std::mem::take(&mut more.lost));
        lost.into_iter().flatten()
    }

    /// Takes an open question back. Those who wait are owed their answer by the caller.
    pub fn withdraw(&mut self, channel: &ChannelName) -> Option<Ticket> {
        self.more.as_mut()?.tickets.remove(channel)
    }

    /// Gives it a standing permission.
    pub fn grant(&mut self, grant: Grant) {
        let grants = &mut self.more.get_or_insert_default().grants;
        grants.insert(grant.channel.clone(), grant);
    }

    /// Takes a permission back. The caller ends the subscription that rested on it.
    pub fn revoke(&mut self, channel: &ChannelName) -> Option<Grant> {
        self.more.as_mut()?.grants.remove(channel)
    }

    /// Takes out the grants that have run out. The caller ends the subscriptions that rested on them.
    pub fn expired_grants(&mut self, now: Now) -> Vec<Grant> {
        let over: Vec<_> = self
            .grants()
            .filter(|grant| grant.until.is_some_and(|until| until <= now.wall))
            .cloned()
            .collect();
        for grant in &over {
            self.revoke(&grant.channel);
        }
        over
    }

    /// Has it a live connection, or had one until just now?
    pub fn in_session(&self) -> bool {
        !self.live.is_empty() || self.over_at().is_some()
    }

    fn over_at(&self) -> Option<Millis> {
        self.more.as_ref()?.over_at
    }

    /// The session has no end that is known.
    fn goes_on(&mut self) {
        if let Some(more) = &mut self.more {
            more.over_at = None;
        }
    }

    /// Where a subscription is, or would be.
    fn place(&self, channel: &ChannelName) -> Result<usize, usize> {
        self.subscriptions
            .binary_search_by(|(other, _)| other.cmp(channel))
    }

    /// Adds a subscription, or replaces the one that there is. False: there was one.
    fn subscribed(&mut self, channel: &ChannelName, standing: Standing) -> bool {
        let place = self.place(channel);
        if place.is_ok() {
            self.subscriptions.retain(|(other, _)| other != channel);
        }
        let (Ok(at) | Err(at)) = place;
        self.subscriptions.insert(at, (channel.clone(), standing));
        place.is_err()
    }

    fn admit(&mut self, channel: &ChannelName, ephemeral: bool, now: Now) -> Admission {
        // Nobody can come back as the same anonymous subject.
        let ephemeral = ephemeral || !matches!(self.subject, Subject::Token(_));
        // Another connection of it may be in already. A wish for less takes nothing away.
        if ephemeral && self.is_in(channel) {
            self.withdraw(channel);
        } else {
            self.subscribe(channel, ephemeral, now.wall);
        }
        Admission::Join { standing: !ephemeral }
    }

    fn ask(&mut self, request: &JoinRequest<'_>, fresh: TicketId, now: Now) -> Asked {
        let mut opened = false;
        let tickets = &mut self.more.get_or_insert_default().tickets;
        let ticket = tickets.entry(request.channel.clone()).or_insert_with(|| {
            opened = true;
            Ticket {
                id: fresh,
                asked: now,
                deadline: now.tick.saturating_add(request.ask_timeout),
                waiting: Vec::new(),
                ephemeral: request.ephemeral,
            }
        });
        let waiting = (request.key, request.tag);
        if !ticket.waiting.contains(&waiting) {
            ticket.waiting.push(waiting);
        }
        Asked {
            ticket: ticket.id.clone(),
            opened,
            deadline: ticket.deadline,
        }
    }

    fn grant_for(
        &self,
        channel: &ChannelName,
        term: GrantTerm,
        by: Decider,
        reason: Option<&str>,
        now: Now,
    ) -> Option<Grant> {
        let Subject::Token(token) = &self.subject else {
            return None;
        };
        let until = match term {
            GrantTerm::Once => return None,
            GrantTerm::For { ms } => Some(now.wall.after(ms)),
            GrantTerm::Always => None,
        };
        let reason = reason.map(str::to_owned);
        Some(Grant {
            token: token.clone(),
            channel: channel.clone(),
            by,
            reason,
            at: now.wall,
            until,
        })
    }
}

#[cfg(test)]
mod tests;
