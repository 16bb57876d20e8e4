//! One live connection as everybody else sees it: the subscriber handle of channels and members.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, OnceLock, PoisonError, Weak},
};

use bytes::Bytes;
use dialects::{Encoding, Frame};
use engine::{CloseReason, ConnKey, Event};
use model::{AppId, ConnId, Subject, Timestamp, TokenId};

use super::Holder;
use crate::net::{
    Outbox, Sent,
    ws::{OpCode, encode},
};

/// What a client said about itself when it came.
#[derive(Debug, PartialEq, Eq)]
pub struct Caller {
    /// Name of the dialect that it speaks.
    pub dialect: &'static str,
    pub user_agent: Option<Box<str>>,
    pub origin: Option<Box<str>>,
    /// One of the server's own, to be marked as such in the live view.
    pub system: bool,
}

/// The callers of late, as most connections are by clients of few kinds.
#[derive(Debug, Default)]
pub struct Callers(Mutex<VecDeque<Arc<Caller>>>);

impl Callers {
    /// Callers that are remembered.
    const MOST: usize = 16;

    /// The one that says the same of itself, or this one.
    pub fn share(&self, caller: Caller) -> Arc<Caller> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = known.iter().find(|known| ***known == caller) {
            return same.clone();
        }
        let caller = Arc::new(caller);
        if known.len() == Self::MOST {
            known.pop_front();
        }
        known.push_back(caller.clone());
        caller
    }
}

/// Who a connection turned out to be.
pub struct Identity {
    pub app: AppId,
    /// `None`: it is anonymous.
    pub token: Option<TokenId>,
    /// What it shares with the other connections of its subject. Of an anonymous one there is no other way to it.
    pub holder: Weak<Holder>,
}

/// One live connection.
pub struct Link {
    pub key: ConnKey,
    pub id: ConnId,
    pub encoding: &'static Encoding,
    pub outbox: Arc<Outbox>,
    pub since: Timestamp,
    pub caller: Arc<Caller>,
    identity: OnceLock<Identity>,
    /// Why it is to be ended, for its conversation to say in its dialect.
    ending: Mutex<Option<Box<CloseReason>>>,
}

/// How a channel and a member reach a connection.
pub type Handle = Arc<Link>;

impl Link {
    pub fn new(
        key: ConnKey,
        id: ConnId,
        encoding: &'static Encoding,
        outbox: Arc<Outbox>,
        since: Timestamp,
        caller: Arc<Caller>,
    ) -> Self {
        let (identity, ending) = (OnceLock::new(), Mutex::new(None));
        Self {
            key,
            id,
            encoding,
            outbox,
            since,
            caller,
            identity,
            ending,
        }
    }

    /// Tells it an event in its own words; `None` if it has no word for it.
    pub fn tell(&self, event: &Event) -> Option<Sent> {
        (self.encoding.render)(event).map(|frame| self.outbox.send(&ready(&frame)))
    }

    /// Has its conversation close it. The first reason counts.
    pub fn end(&self, reason: CloseReason) {
        self.ending
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert_with(|| Box::new(reason));
        self.outbox.wake();
    }

    /// Its conversation has closed it, for this reason.
    pub(super) fn closed_for(&self, reason: CloseReason) {
        *self.ending.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(reason));
    }

    /// Why it is to be ended, or was; once.
    pub(super) fn take_ending(&self) -> Option<CloseReason> {
        let ending = self.ending.lock().unwrap_or_else(PoisonError::into_inner).take();
        ending.map(|reason| *reason)
    }

    /// Who it is, once it has said so.
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.get()
    }

    /// Who acts in it, once it has said so.
    pub fn subject(&self) -> Option<Subject> {
        let token = self.identity()?.token.clone();
        Some(token.map_or_else(|| Subject::Anonymous(self.id.clone()), Subject::Token))
    }

    pub(super) fn identify(&self, identity: Identity) {
        // It is set once: the engine closes a connection that identifies twice.
        let _ = self.identity.set(identity);
    }
}

/// A message as a WebSocket frame.
pub fn ready(frame: &Frame) -> Bytes {
    match frame {
        Frame::Text(text) => encode(OpCode::Text, text.as_bytes()),
        Frame::Binary(bytes) => encode(OpCode::Binary, bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(user_agent: &str) -> Caller {
        Caller {
            dialect: "leap",
            user_agent: Some(user_agent.into()),
            origin: None,
            system: false,
        }
    }

    #[test]
    fn callers_of_late_are_shared_and_others_are_forgotten() {
        let callers = Callers::default();
        let first = callers.share(caller("one"));
        assert!(Arc::ptr_eq(&first, &callers.share(caller("one"))));
        for n in 0..Callers::MOST {
            assert_eq!(
                callers.share(caller(&n.to_string())).user_agent.as_deref(),
                Some(&*n.to_string())
            );
        }
        assert_eq!(Arc::strong_count(&first), 1, "it is remembered still");
        assert!(!Arc::ptr_eq(&first, &callers.share(caller("one"))));
    }
}
