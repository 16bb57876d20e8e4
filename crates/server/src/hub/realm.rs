//! One app while the server runs: its channels, its tokens with their members.

use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use engine::{Channel, Member};
use model::{App, AppId, ChannelName, Subject, Token, TokenId};

use super::{lane::Lane, link::Handle};

/// A subject with what all its connections share. Of an anonymous one nobody else knows.
pub struct Holder {
    token: Option<RwLock<Token>>,
    member: Mutex<Member<Handle>>,
}

impl Holder {
    pub fn of_token(token: Token) -> Arc<Self> {
        let member = Mutex::new(Member::new(Subject::Token(token.id.clone())));
        Arc::new(Self {
            token: Some(RwLock::new(token)),
            member,
        })
    }

    pub fn anonymous(subject: Subject) -> Arc<Self> {
        Arc::new(Self {
            token: None,
            member: Mutex::new(Member::new(subject)),
        })
    }

    /// Taken before any channel's lock, never while holding one.
    pub fn member(&self) -> MutexGuard<'_, Member<Handle>> {
        self.member.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token as it is now.
    pub fn token(&self) -> Option<Token> {
        self.token
            .as_ref()
            .map(|token| token.read().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// Changes the token and answers it as it is then.
    pub fn change_token(&self, change: impl FnOnce(&mut Token)) -> Option<Token> {
        let mut token = self
            .token
            .as_ref()?
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        change(&mut token);
        Some(token.clone())
    }
}

/// One app.
pub struct Realm {
    pub id: AppId,
    app: RwLock<App>,
    lanes: RwLock<BTreeMap<ChannelName, Arc<Lane>>>,
    holders: RwLock<HashMap<TokenId, Arc<Holder>>>,
}

impl Realm {
    pub fn new(app: App) -> Arc<Self> {
        Arc::new(Self {
            id: app.id.clone(),
            app: RwLock::new(app),
            lanes: RwLock::default(),
            holders: RwLock::default(),
        })
    }

    pub fn app(&self) -> App {
        self.app.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the app and answers it as it is then.
    pub fn change_app(&self, change: impl FnOnce(&mut App)) -> App {
        let mut app = self.app.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut app);
        app.clone()
    }

    pub fn lane(&self, name: &str) -> Option<Arc<Lane>> {
        self.lanes
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            .cloned()
    }

    /// All channels, by name.
    pub fn lanes(&self) -> Vec<Arc<Lane>> {
        self.lanes
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }

    /// Adds a channel; `None` if there is one of that name. `before` runs before anybody can find it; if it fails,
    /// there is no channel.
    pub fn add_lane<T, E>(
        &self,
        channel: Channel<Handle>,
        before: impl FnOnce() -> Result<T, E>,
    ) -> Option<Result<(Arc<Lane>, T), E>> {
        let mut lanes = self.lanes.write().unwrap_or_else(PoisonError::into_inner);
        let Entry::Vacant(place) = lanes.entry(channel.facts().name.clone()) else {
            return None;
        };
        Some(before().map(|done| (place.insert(Lane::new(channel)).clone(), done)))
    }

    pub fn remove_lane(&self, name: &ChannelName) {
        self.lanes
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
    }

    pub fn holder(&self, token: &TokenId) -> Option<Arc<Holder>> {
        self.holders
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(token)
            .cloned()
    }

    /// Is this still the one that acts for its token? An anonymous one always is.
    pub fn holds(&self, holder: &Arc<Holder>) -> bool {
        let Some(token) = holder.token() else { return true };
        self.holder(&token.id)
            .is_some_and(|current| Arc::ptr_eq(&current, holder))
    }

    pub fn holders(&self) -> Vec<Arc<Holder>> {
        self.holders
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }

    pub fn add_holder(&self, token: Token) -> Arc<Holder> {
        let id = token.id.clone();
        let holder = Holder::of_token(token);
        self.holders
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, holder.clone());
        holder
    }

    pub fn remove_holder(&self, token: &TokenId) -> Option<Arc<Holder>> {
        self.holders
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(token)
    }

    /// Name of the persona behind a subject.
    pub fn name_of(&self, subject: &Subject) -> Option<String> {
        let Subject::Token(id) = subject else { return None };
        self.holder(id)?.token()?.name
    }
}
