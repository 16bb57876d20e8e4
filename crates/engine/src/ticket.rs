//! The question whether a subject may join a channel, and its answer.

use model::{ChannelName, Decider, Grant, GrantTerm, Millis, Now, Refusal, RefusalCode, TicketId};

use crate::{ConnKey, Tag};

/// An open question: may this subject join that channel?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub id: TicketId,
    pub asked: Now,
    /// When the answer is *no* by itself.
    pub deadline: Millis,
    /// Who waits for the answer, once for each time it asked under another tag; a connection that has gone or left is no
    /// longer in here.
    pub waiting: Vec<(ConnKey, Option<Tag>)>,
    /// Was a subscription asked for that ends with the session?
    pub ephemeral: bool,
}

/// The question that was put, or joined.
#[derive(Debug, PartialEq, Eq)]
pub struct Asked {
    pub ticket: TicketId,
    /// False: the question was open already.
    pub opened: bool,
    pub deadline: Millis,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Allow(GrantTerm),
    Deny,
}

/// A question that has its answer.
#[derive(Debug, PartialEq)]
pub struct Resolved {
    pub channel: ChannelName,
    pub waiting: Vec<(ConnKey, Option<Tag>)>,
    /// `Some`: yes. The subject is in, unless its session is over and the yes was not for good.
    pub allowed: Option<Allowed>,
    /// What the waiting connections are told otherwise.
    pub refusal: Option<Refusal>,
}

/// What a *yes* came to.
#[derive(Debug, PartialEq)]
pub struct Allowed {
    /// The permission that is to be kept.
    pub grant: Option<Grant>,
    /// Keep the subscription beyond the session.
    pub standing: bool,
}

/// The question has been answered, or withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyDecided;

/// What the waiting connections are told when the answer is no.
pub(crate) fn no(channel: &ChannelName, by: Decider, reason: Option<&str>) -> Refusal {
    if by == Decider::Deadline {
        let message = format!("nobody answered in time whether to let it into \"{channel}\"");
        return Refusal::new(RefusalCode::DeadlinePassed, message)
            .fix("ask again while somebody is at the dashboard");
    }
    let message = match reason {
        Some(reason) => format!("joining \"{channel}\" was denied: {reason}"),
        None => format!("joining \"{channel}\" was denied"),
    };
    Refusal::new(RefusalCode::Denied, message).fix("subscribe the token through the API, or ask again")
}
