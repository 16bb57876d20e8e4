//! One app while the server runs: its channels, its tokens with their members.

use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, atomic::AtomicUsize},
};

use engine::{Channel, Member};
use model::{App, AppId, ChannelName, Limits, Subject, Token, TokenId, Webhook};

use super::{lane::Lane, link::Handle};

/// A subject with what all its connections share. Of an anonymous one nobody else knows.
pub struct Holder {
    /// Boxed: there may be many that have none.
    token: Option<Box<RwLock<Token>>>,
    member: Mutex<Member<Handle>>,
}

impl Holder {
    pub fn of_token(token: Token) -> Arc<Self> {
        let member = Mutex::new(Member::new(Subject::Token(token.id.clone())));
        Arc::new(Self {
            token: Some(Box::new(RwLock::new(token))),
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

    /// The token as it is now, with its state.
    pub fn token(&self) -> Option<Token> {
        self.read_token(Token::clone)
    }

    /// Something of the token, without a copy of the whole.
    pub fn read_token<T>(&self, read: impl FnOnce(&Token) -> T) -> Option<T> {
        let token = self.token.as_ref()?;
        Some(read(&token.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Replaces the token. Called with the member locked.
    pub fn change_token(&self, changed: Token) {
        if let Some(token) = &self.token {
            *token.write().unwrap_or_else(PoisonError::into_inner) = changed;
        }
    }
}

/// One app.
pub struct Realm {
    pub id: AppId,
    app: RwLock<App>,
    lanes: RwLock<BTreeMap<ChannelName, Arc<Lane>>>,
    holders: RwLock<HashMap<TokenId, Arc<Holder>>>,
    connections: AtomicUsize,
    /// Oldest first.
    webhooks: RwLock<Vec<Webhook>>,
}

impl Realm {
    pub fn new(app: App) -> Arc<Self> {
        Arc::new(Self {
            id: app.id.clone(),
            app: RwLock::new(app),
            lanes: RwLock::default(),
            holders: RwLock::default(),
            connections: AtomicUsize::new(0),
            webhooks: RwLock::default(),
        })
    }

    pub fn app(&self) -> App {
        self.read_app(App::clone)
    }

    /// Something of the app, without a copy of the whole.
    pub fn read_app<T>(&self, read: impl FnOnce(&App) -> T) -> T {
        read(&self.app.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the app may use.
    pub fn limits(&self) -> Limits {
        self.read_app(|app| app.limits)
    }

    /// Changes the app; one at a time.
    pub fn change_app<T>(&self, change: impl FnOnce(&mut App) -> T) -> T {
        change(&mut self.app.write().unwrap_or_else(PoisonError::into_inner))
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

    /// Adds a channel; `None` if there is one of that name. `before` runs before anybody can find it, and is told how
    /// many there are; if it fails, there is no channel.
    pub fn add_lane<T, E>(
        &self,
        channel: Channel<Handle>,
        before: impl FnOnce(usize) -> Result<T, E>,
    ) -> Option<Result<(Arc<Lane>, T), E>> {
        let mut lanes = self.lanes.write().unwrap_or_else(PoisonError::into_inner);
        let now = lanes.len();
        let Entry::Vacant(place) = lanes.entry(channel.facts().name.clone()) else {
            return None;
        };
        Some(before(now).map(|done| (place.insert(Lane::new(channel)).clone(), done)))
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
        let Some(id) = holder.read_token(|token| token.id.clone()) else {
            return true;
        };
        self.holder(&id)
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

    /// How many tokens there are.
    pub fn tokens(&self) -> usize {
        self.holders.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Connections that have been let in and are not gone.
    pub fn connections(&self) -> &AtomicUsize {
        &self.connections
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

    pub fn remove_holder(&self, token: &TokenId) {
        self.holders
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(token);
    }

    /// All webhooks, oldest first.
    pub fn webhooks(&self) -> Vec<Webhook> {
        self.webhooks
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Adds a webhook. `before` learns how many there are and runs first, one at a time; if it fails, nothing changes.
    pub fn add_webhook<T, E>(
        &self,
        webhook: Webhook,
        before: impl FnOnce(usize, &Webhook) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut all = self.webhooks.write().unwrap_or_else(PoisonError::into_inner);
        let done = before(all.len(), &webhook)?;
        all.push(webhook);
        Ok(done)
    }

    /// Changes a webhook; `None` if there is none with this id. `before` sees the changed one and runs first; if it
    /// fails, the webhook stays as it was.
    pub fn change_webhook<T, E>(
        &self,
        id: &str,
        change: impl FnOnce(&mut Webhook),
        before: impl FnOnce(&Webhook) -> Result<T, E>,
    ) -> Option<Result<(Webhook, T), E>> {
        let mut all = self.webhooks.write().unwrap_or_else(PoisonError::into_inner);
        let known = all.iter_mut().find(|known| known.id == id)?;
        let mut changed = known.clone();
        change(&mut changed);
        Some(before(&changed).map(|done| {
            known.clone_from(&changed);
            (changed, done)
        }))
    }

    /// Takes a webhook out; `None` if there is none with this id. `before` runs first; if it fails, the webhook stays.
    pub fn remove_webhook<T, E>(
        &self,
        id: &str,
        before: impl FnOnce() -> Result<T, E>,
    ) -> Option<Result<T, E>> {
        let mut all = self.webhooks.write().unwrap_or_else(PoisonError::into_inner);
        let place = all.iter().position(|known| known.id == id)?;
        Some(before().inspect(|_| drop(all.remove(place))))
    }

    /// Name of the persona behind a subject.
    pub fn name_of(&self, subject: &Subject) -> Option<String> {
        let Subject::Token(id) = subject else { return None };
        self.holder(id)?.read_token(|token| token.name.clone())?
    }
}
