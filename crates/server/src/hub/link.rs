//! One live connection as everybody else sees it: the subscriber handle of channels and members.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError, Weak},
};

use bytes::Bytes;
use dialects::{Encoding, Frame, Manners, Spoken};
use engine::{CloseReason, ConnKey, Event};
use model::{AppId, ConnId, Origin, Subject, Timestamp, TokenId};

use super::Holder;
use crate::net::{
    Outbox, Sent,
    ws::{OpCode, encode},
};

/// What a client said about itself when it came.
#[derive(Debug, PartialEq, Eq)]
pub struct Caller {
    pub dialect: Tongue,
    pub manners: Manners,
    pub user_agent: Option<Box<str>>,
    pub origin: Option<Box<str>>,
    /// One of the server's own, to be marked as such in the live view.
    pub system: bool,
}

/// The dialect that a client speaks.
#[derive(Clone, Copy)]
pub struct Tongue(pub &'static Spoken);

/// No two dialects have one name.
impl PartialEq for Tongue {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Tongue {}

impl fmt::Debug for Tongue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
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
    /// Boxed: most connections have nothing of it.
    pub face: Option<Box<Face>>,
}

/// What is out of the ordinary about who a connection is.
#[derive(Debug)]
pub struct Face {
    /// What it calls itself.
    pub alias: Option<Arc<str>>,
    /// Others are not to be told when it comes and goes.
    pub hidden: bool,
    /// It may be in every channel of its app.
    pub privileged: bool,
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

    /// Name of the dialect that it speaks.
    pub fn dialect(&self) -> &'static str {
        self.caller.dialect.0.name
    }

    /// How it lives in channels.
    pub fn manners(&self) -> Manners {
        self.caller.manners
    }

    fn face(&self) -> Option<&Face> {
        self.identity()?.face.as_deref()
    }

    /// May it be in every channel of its app?
    pub fn privileged(&self) -> bool {
        self.face().is_some_and(|face| face.privileged)
    }

    /// May others be told who it is when it comes and goes?
    pub fn announced(&self) -> bool {
        self.face().is_none_or(|face| !face.hidden)
    }

    /// What others know it by: what it calls itself, else the name of the persona or client behind it.
    pub fn origin(&self) -> Origin {
        let named = || {
            let holder = self.identity()?.holder.upgrade()?;
            holder.read_token(|token| token.name.as_deref().map(Arc::from))?
        };
        Origin {
            connection: self.key,
            alias: self.face().and_then(|face| face.alias.clone()).or_else(named),
        }
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
        Frame::Raw(text) => Bytes::copy_from_slice(text.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(user_agent: &str) -> Caller {
        Caller {
            dialect: Tongue(dialects::ALL[0]),
            manners: Manners::default(),
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
