//! The questions that wait for a person, and how they are answered.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use engine::{Allowed, Answer, Asked, ConnKey, Event, Happening, Kind, Tag, Way};
use model::{
    ChannelName, Decider, JournalEntry, Millis, Now, Outcome, Refusal, RefusalCode, Subject, Subscription,
    TicketId, TokenId,
};
use store::Change;

use super::{
    Handle, Holder, Hub, Origin, Realm, Seat, Turn,
    channels::find,
    joins::{closed, waiting},
    record::Stored,
    seats::Seating,
};

/// Answered questions that are remembered, so that a late answer can be told apart from a wrong id.
const REMEMBERED: usize = 1_000;

/// An open question.
#[derive(Clone)]
pub struct Open {
    pub ticket: TicketId,
    pub realm: Arc<Realm>,
    pub holder: Arc<Holder>,
    pub channel: ChannelName,
    pub asked: Now,
    /// On the monotonic clock.
    pub deadline: Millis,
}

/// All open questions of a server.
#[derive(Default)]
pub struct Approvals(Mutex<Book>);

#[derive(Default)]
struct Book {
    open: HashMap<TicketId, Open>,
    /// When the deadlines are looked at next. One timer for all questions: a client that asks and takes back, again and
    /// again, must not leave a timer behind each time.
    armed: Option<Millis>,
    decided: VecDeque<TicketId>,
}

impl Approvals {
    /// All open questions, by deadline.
    pub fn list(&self) -> Vec<Open> {
        let mut all: Vec<_> = self.lock().open.values().cloned().collect();
        all.sort_by_key(|open| (open.deadline, open.asked.wall));
        all
    }

    pub fn count(&self) -> usize {
        self.lock().open.len()
    }

    fn find(&self, ticket: &TicketId) -> Result<Open, Refusal> {
        let book = self.lock();
        if let Some(open) = book.open.get(ticket) {
            return Ok(open.clone());
        }
        if book.decided.contains(ticket) {
            return Err(already_decided());
        }
        Err(
            Refusal::new(RefusalCode::NotFound, format!("there is no approval {ticket}"))
                .fix("list the approvals for those that are open"),
        )
    }

    fn close(&self, ticket: &TicketId) {
        let mut book = self.lock();
        if book.open.remove(ticket).is_some() {
            if book.decided.len() == REMEMBERED {
                book.decided.pop_front();
            }
            book.decided.push_back(ticket.clone());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn already_decided() -> Refusal {
    Refusal::new(
        RefusalCode::AlreadyDecided,
        "this approval has its answer already, or is no longer asked for",
    )
    .fix("see the journal for the answer")
}

impl Hub {
    /// A question was put, or joined. Called with the member locked.
    pub(super) fn asked(self: &Arc<Self>, seat: &Seat, channel: &ChannelName, asked: Asked, now: Now) {
        self.changes.mark(|| "approvals".into());
        if !asked.opened {
            return;
        }
        let open = Open {
            ticket: asked.ticket.clone(),
            realm: seat.realm.clone(),
            holder: seat.holder.clone(),
            channel: channel.clone(),
            asked: now,
            deadline: asked.deadline,
        };
        let mut happening = self.approval_happening(&open, "asked", seat.link.subject());
        happening.connection = Some(seat.link.id.clone());
        happening.dialect = Some(seat.link.dialect());
        happening.way = Way::In;
        self.happened(happening, None);
        let deadline = asked.deadline;
        self.approvals.lock().open.insert(asked.ticket, open);
        self.watch_deadline(deadline);
    }

    /// Sets the timer, unless it is set for this deadline or an earlier one.
    fn watch_deadline(self: &Arc<Self>, deadline: Millis) {
        {
            let mut book = self.approvals.lock();
            if book.armed.is_some_and(|armed| armed <= deadline) {
                return;
            }
            book.armed = Some(deadline);
        }
        let hub = Arc::downgrade(self);
        self.wheel
            .call_at(deadline, move || deadlines_passed(&hub, deadline));
    }

    /// A question is no longer asked.
    pub(super) fn withdrawn(&self, ticket: &TicketId) {
        self.approvals.close(ticket);
        self.changes.mark(|| "approvals".into());
    }

    /// Answers a question. The first answer wins; a later one is refused with `ALREADY_DECIDED`. The waiting
    /// connections have been told when this returns; the entry of the journal is on disk when [`Stored`] says so.
    pub fn decide(
        self: &Arc<Self>,
        ticket: &TicketId,
        answer: &Answer,
        by: Decider,
        reason: Option<String>,
    ) -> Result<(JournalEntry, Stored), Refusal> {
        let open = self.approvals.find(ticket)?;
        let (realm, channel) = (&open.realm, &open.channel);
        let now = self.clock.now();
        let mut turn = Turn::default();
        let (entry, stored) = {
            let mut member = open.holder.member();
            let lane = match answer {
                Answer::Allow(_) => Some(find(realm, channel)?),
                Answer::Deny => None,
            };
            let room = lane.as_ref().map(|lane| lane.enter()).transpose()?;
            if room.as_ref().is_some_and(|room| room.facts().closed) {
                return Err(closed(channel));
            }
            let was_in = member.is_in(channel);
            let resolved = member.decide(ticket, answer, by, reason.as_deref(), now);
            // Answered now, or gone without an answer: open no longer.
            self.approvals.close(ticket);
            let resolved = resolved.map_err(|engine::AlreadyDecided| already_decided())?;
            let Subject::Token(token) = member.subject().clone() else {
                return Err(already_decided());
            };
            let entry = journaled(&open, &token, answer, by, reason, now);
            let changes = changes(&open, token, resolved.allowed.as_ref(), now);
            // What a guest gets for good makes it a registered client.
            let settled = match changes.is_empty() {
                true => None,
                false => self.register(realm, &open.holder),
            };
            // Queued under the channel's lock, so that its end comes after it.
            let all = settled.into_iter().chain(changes);
            let stored = self.record(all.chain([Change::Journal(entry.clone())]));
            self.happened(self.answered(&open, &entry), None);
            if let Some(grant) = resolved
                .allowed
                .as_ref()
                .and_then(|allowed| allowed.grant.as_ref())
            {
                self.watch_grant(realm, &open.holder, grant);
                self.index_grant(realm, grant);
            }
            if let Some(refusal) = &resolved.refusal {
                self.refuse_waiting(&open, &member, &resolved.waiting, refusal);
            }
            let (waiting, done) = waiting(&member, &resolved.waiting);
            // A yes for this time to a session that is over lets nobody in.
            if let Some((lane, room)) = lane.as_ref().zip(room).filter(|_| member.is_in(channel)) {
                if !was_in {
                    lane.gained_member();
                }
                // Of those that are in channels each by itself only those that have asked.
                let all = member.live().iter().map(|live| &live.handle);
                let waits = |link: &Handle| waiting.iter().any(|waiting| waiting.key == link.key);
                let links: Vec<_> = all
                    .filter(|link| !link.manners().alone || waits(link))
                    .cloned()
                    .collect();
                let seating = Seating {
                    links: &links,
                    asked_by: None,
                    approval: Some(ticket),
                    done: &done,
                };
                self.seat(realm, &member, lane, room, seating, &mut turn);
            }
            (entry, stored)
        };
        turn.finish(self);
        self.changes.mark(|| "approvals".into());
        self.changes.mark(|| "journal".into());
        let stored = stored.map_err(|mut refusal| {
            refusal.message = format!("the answer was given, but {}", refusal.message);
            refusal
        })?;
        Ok((entry, stored))
    }

    fn refuse_waiting(
        &self,
        open: &Open,
        member: &engine::Member<super::Handle>,
        waiting: &[(ConnKey, Option<Tag>)],
        refusal: &Refusal,
    ) {
        let (app, channel) = (Some(&open.realm.id), open.channel.as_str());
        for (key, tag) in waiting {
            let Some(live) = member.live().iter().find(|live| live.key == *key) else {
                continue;
            };
            let told = Event::Refused {
                channel: channel.to_owned(),
                refusal: refusal.clone(),
                still_in: false,
                tag: *tag,
            };
            let mut happening = self.refusal_of(app, &live.handle, "subscribe", Some(channel), refusal);
            happening.approval = Some(open.ticket.clone());
            self.refusal_happened(happening, Some(Origin::of(&live.handle)));
            live.handle.tell(&told);
        }
    }

    fn answered(&self, open: &Open, entry: &JournalEntry) -> Happening {
        let word = if entry.outcome == Outcome::Allowed {
            "allowed"
        } else {
            "denied"
        };
        let mut happening = self.approval_happening(open, word, Some(Subject::Token(entry.token.clone())));
        happening.code = Some(entry.by.as_str());
        happening.reason = entry.reason.clone();
        happening
    }

    fn approval_happening(&self, open: &Open, word: &str, subject: Option<Subject>) -> Happening {
        let mut happening = Happening::new(Kind::Approval, self.clock.now().wall).channel(&open.channel);
        happening.app = Some(open.realm.id.clone());
        happening.event = Some(word.into());
        happening.approval = Some(open.ticket.clone());
        self.tell_who(&mut happening, subject);
        happening
    }
}

fn deadlines_passed(hub: &Weak<Hub>, due: Millis) {
    let Some(hub) = hub.upgrade() else { return };
    let passed: Vec<_> = {
        let mut book = hub.approvals.lock();
        book.armed.take_if(|armed| *armed <= due);
        let passed = book.open.values().filter(|open| open.deadline <= due);
        passed.map(|open| open.ticket.clone()).collect()
    };
    for ticket in passed {
        // Somebody may have answered meanwhile; then there is nothing to do.
        if let Err(refusal) = hub.decide(&ticket, &Answer::Deny, Decider::Deadline, None)
            && refusal.code == RefusalCode::StoreUnavailable
        {
            hub.lost(&refusal.message);
        }
    }
    let next = hub.approvals.list().first().map(|open| open.deadline);
    if let Some(next) = next {
        hub.watch_deadline(next);
    }
}

/// The journal's line about an answer.
fn journaled(
    open: &Open,
    token: &TokenId,
    answer: &Answer,
    by: Decider,
    reason: Option<String>,
    now: Now,
) -> JournalEntry {
    let (outcome, term) = match answer {
        Answer::Allow(term) => (Outcome::Allowed, Some(*term)),
        Answer::Deny => (Outcome::Denied, None),
    };
    JournalEntry {
        at: now.wall,
        app: open.realm.id.clone(),
        ticket: Some(open.ticket.clone()),
        token: token.clone(),
        channel: open.channel.clone(),
        outcome,
        by,
        term,
        reason,
    }
}

/// What a *yes* leaves behind.
fn changes(open: &Open, token: TokenId, allowed: Option<&Allowed>, now: Now) -> Vec<Change> {
    let Some(allowed) = allowed else { return Vec::new() };
    let app = &open.realm.id;
    let subscription = allowed.standing.then(|| Change::PutSubscription {
        app: app.clone(),
        subscription: Subscription {
            token,
            channel: open.channel.clone(),
            since: now.wall,
        },
    });
    let grant = allowed.grant.clone().map(|grant| Change::PutGrant {
        app: app.clone(),
        grant,
    });
    subscription.into_iter().chain(grant).collect()
}
