//! One app while the server runs: its channels, its tokens with their members.

use std::{
    collections::{BTreeMap, HashMap, HashSet, btree_map::Entry},
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, atomic::AtomicUsize},
};

use engine::{Channel, Member};
use model::{App, AppId, ChannelName, Device, Limits, State, Subject, Timestamp, Token, TokenId, Webhook};
use sha1::{Digest, Sha1};

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

/// Place of a token in the list of its app, by age. Of those made in the same millisecond a digest decides: unlike the
/// id it is no secret, and may be part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub made: Timestamp,
    pub digest: u64,
}

impl Place {
    fn of(token: &Token) -> Self {
        let digest = Sha1::digest(token.id.as_str());
        let first = digest.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        Self {
            made: token.created_at,
            digest: first,
        }
    }
}

/// Part of a list.
pub struct Part<T> {
    pub items: Vec<T>,
    /// All that are wanted, here and elsewhere.
    pub total: usize,
    /// There are more after these.
    pub more: bool,
}

#[derive(Default)]
struct Holders {
    by_id: HashMap<TokenId, Arc<Holder>>,
    /// Without the guests.
    by_age: BTreeMap<Place, Arc<Holder>>,
    /// Clients that somebody has vouched for and nobody has registered: they are in no list and not stored.
    guests: HashSet<TokenId>,
}

/// One app.
pub struct Realm {
    pub id: AppId,
    app: RwLock<App>,
    lanes: RwLock<BTreeMap<ChannelName, Arc<Lane>>>,
    holders: RwLock<Holders>,
    connections: AtomicUsize,
    /// Oldest first.
    webhooks: RwLock<Vec<Webhook>>,
    /// By id.
    devices: Mutex<BTreeMap<String, Device>>,
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
            devices: Mutex::default(),
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

    /// Takes out a channel, unless another one has its name by now.
    pub fn remove_lane(&self, lane: &Arc<Lane>) {
        let mut lanes = self.lanes.write().unwrap_or_else(PoisonError::into_inner);
        if lanes
            .get(&lane.name)
            .is_some_and(|there| Arc::ptr_eq(there, lane))
        {
            lanes.remove(&lane.name);
        }
    }

    /// Up to `limit` channels after the name `after`, by name. Without `wanted` all are.
    pub fn lanes_after(
        &self,
        after: Option<&str>,
        limit: usize,
        wanted: Option<&dyn Fn(&ChannelName) -> bool>,
    ) -> Part<Arc<Lane>> {
        let lanes = self.lanes.read().unwrap_or_else(PoisonError::into_inner);
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let wants = |name: &ChannelName| wanted.is_none_or(|wanted| wanted(name));
        let rest = lanes.range::<str, _>((from, Bound::Unbounded));
        let mut items: Vec<_> = rest
            .filter(|(name, _)| wants(name))
            .map(|(_, lane)| lane.clone())
            .take(limit + 1)
            .collect();
        let more = items.len() > limit;
        items.truncate(limit);
        let total = match wanted {
            Some(wanted) => lanes.keys().filter(|name| wanted(name)).count(),
            None => lanes.len(),
        };
        Part { items, total, more }
    }

    /// How many channels there are.
    pub fn channels(&self) -> usize {
        self.lanes.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    pub fn holder(&self, token: &TokenId) -> Option<Arc<Holder>> {
        self.read_holders().by_id.get(token).cloned()
    }

    /// Is this still the one that acts for its token? An anonymous one always is.
    pub fn holds(&self, holder: &Arc<Holder>) -> bool {
        let Some(id) = holder.read_token(|token| token.id.clone()) else {
            return true;
        };
        self.holder(&id)
            .is_some_and(|current| Arc::ptr_eq(&current, holder))
    }

    /// Those who act for a token, newest first.
    pub fn holders(&self) -> Vec<Arc<Holder>> {
        self.read_holders().by_age.values().rev().cloned().collect()
    }

    /// Those who act for a token, and the guests, in no order.
    pub fn everybody(&self) -> Vec<Arc<Holder>> {
        self.read_holders().by_id.values().cloned().collect()
    }

    /// Up to `limit` of them that come after this place, newest first. Without `wanted` all are.
    pub fn holders_after(
        &self,
        after: Option<Place>,
        limit: usize,
        wanted: Option<&dyn Fn(&Token) -> bool>,
    ) -> Part<(Place, Arc<Holder>)> {
        let holders = self.read_holders();
        let to = after.map_or(Bound::Unbounded, Bound::Excluded);
        let wants = |holder: &Holder| {
            wanted.is_none_or(|wanted| holder.read_token(|token| wanted(token)).unwrap_or(false))
        };
        let rest = holders.by_age.range((Bound::Unbounded, to)).rev();
        let mut items: Vec<_> = rest
            .filter(|(_, holder)| wants(holder))
            .map(|(place, holder)| (*place, holder.clone()))
            .take(limit + 1)
            .collect();
        let more = items.len() > limit;
        items.truncate(limit);
        let total = match wanted {
            Some(_) => holders.by_age.values().filter(|holder| wants(holder)).count(),
            None => holders.by_age.len(),
        };
        Part { items, total, more }
    }

    /// How many tokens there are.
    pub fn tokens(&self) -> usize {
        self.read_holders().by_age.len()
    }

    /// How many guests there are.
    pub fn guests(&self) -> usize {
        self.read_holders().guests.len()
    }

    /// Is what belongs to this token or client stored?
    pub fn keeps(&self, id: &TokenId) -> bool {
        !self.read_holders().guests.contains(id)
    }

    /// The one who acts for a client; a guest if it is not registered, made if it is not there.
    pub fn guest(&self, client: &TokenId, now: Timestamp) -> Arc<Holder> {
        let mut holders = self.holders.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = holders.by_id.get(client) {
            return known.clone();
        }
        let holder = Holder::of_token(Token {
            id: client.clone(),
            name: None,
            extra: None,
            state: State::default(),
            created_at: now,
            expires_at: None,
            last_seen: None,
        });
        holders.by_id.insert(client.clone(), holder.clone());
        holders.guests.insert(client.clone());
        holder
    }

    /// A guest has been registered: it is what `token` says from now on. Called with its member locked.
    pub fn settle_guest(&self, holder: &Arc<Holder>, token: Token) {
        let mut holders = self.holders.write().unwrap_or_else(PoisonError::into_inner);
        holders.guests.remove(&token.id);
        holders.by_age.insert(Place::of(&token), holder.clone());
        holder.change_token(token);
    }

    /// Connections that have been let in and are not gone.
    pub fn connections(&self) -> &AtomicUsize {
        &self.connections
    }

    pub fn add_holder(&self, token: Token) -> Arc<Holder> {
        let (id, place) = (token.id.clone(), Place::of(&token));
        let holder = Holder::of_token(token);
        let mut holders = self.holders.write().unwrap_or_else(PoisonError::into_inner);
        holders.by_id.insert(id, holder.clone());
        holders.by_age.insert(place, holder.clone());
        holder
    }

    pub fn remove_holder(&self, token: &TokenId) {
        let mut holders = self.holders.write().unwrap_or_else(PoisonError::into_inner);
        holders.guests.remove(token);
        let gone = holders.by_id.remove(token);
        if let Some(place) = gone.and_then(|holder| holder.read_token(Place::of)) {
            holders.by_age.remove(&place);
        }
    }

    fn read_holders(&self) -> std::sync::RwLockReadGuard<'_, Holders> {
        self.holders.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The devices of its clients, by id.
    pub fn devices(&self) -> MutexGuard<'_, BTreeMap<String, Device>> {
        self.devices.lock().unwrap_or_else(PoisonError::into_inner)
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
