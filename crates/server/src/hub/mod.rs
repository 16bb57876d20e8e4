//! Everything that the connections of one server share, and what can be done with it.
//!
//! The engine decides, the hub carries: it looks up apps, channels and members, takes their locks, hands values from one
//! to the other, and leaves sending to lanes and outboxes. Locks are taken in this order: a member, then a channel. No
//! lock is held while anything is sent to many.

mod access;
mod answers;
mod approvals;
mod apps;
mod batch;
mod calls;
mod catch_up;
mod changes;
mod channels;
mod clients;
mod confirm;
mod conversation;
mod counters;
mod ends;
mod grants;
mod history;
mod joins;
mod journeys;
mod lane;
mod latency;
mod link;
mod operations;
mod personas;
mod pieces;
mod pulse;
mod rate;
mod realm;
mod recent;
mod record;
mod seats;
mod series;
mod sessions;
mod shown;
mod subscribers;
mod tail;
mod texts;
mod tokens;
mod trail;
mod turn;
mod upkeep;
mod webhooks;

use std::{
    collections::{BTreeMap, HashMap},
    convert::Infallible,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use engine::{Channel, CloseReason, ConnKey, Tap};
use model::{App, AppId, Capabilities, ChannelName, Entropy, Now, State, Visibility, secure_pika};
use store::{Contents, Store, Writer};
use subtle::ConstantTimeEq;
use tokio::sync::{Notify, watch};

use self::latency::Latency;
pub use self::{
    access::{AccessKeys, Pass, hash},
    approvals::Open,
    apps::{check_app_name, check_ask_timeout, unknown_app},
    calls::{Callee, HttpAnswer},
    changes::{Changes, Tags},
    channels::{ChannelWish, NewChannel},
    clients::ClientFacts,
    conversation::Conversation,
    counters::Counters,
    history::Page,
    journeys::{Arrival, Fate, Journey, Journeys},
    lane::{Lane, Pending, Room, Segment},
    link::{Caller, Callers, Face, Handle, Identity, Link, Tongue},
    realm::{Holder, Place, Realm},
    recent::Passage,
    series::{Counts, Point, Series, Span},
    texts::{check_extra, check_persona_name},
    tokens::{NewToken, TokenWish, Told},
    trail::{Entry, Origin, Trail, short},
    turn::Turn,
};
use crate::net::{Clock, Wheel};

/// Name of the channel in which the server tries itself out.
pub const PROBE_CHANNEL: &str = "probe";

/// How the server's own client begins to call itself.
const PROBE_AGENT: &str = "switchboard-probe";

/// What the connections of one server share.
pub struct Hub {
    pub clock: Clock,
    pub wheel: Wheel,
    pub tap: Tap,
    pub trail: Trail,
    pub journeys: Journeys,
    pub series: Series,
    latency: Latency,
    pub pulse: pulse::Pulse,
    pub changes: Changes,
    pub counters: Counters,
    pub approvals: approvals::Approvals,
    pub answers: answers::Answers,
    pub access_keys: AccessKeys,
    pub store: Arc<dyn Store>,
    writer: Writer,
    realms: RwLock<HashMap<AppId, Arc<Realm>>>,
    /// An app of the server's own, in no list and not stored.
    probe: Arc<Realm>,
    /// How the server's own client calls itself. Ends in what nobody else can know, for it is not counted and can be
    /// hidden in the live view.
    pub probe_agent: String,
    links: Mutex<BTreeMap<ConnKey, Handle>>,
    seen: Mutex<upkeep::Seen>,
    next_key: AtomicU64,
    /// Who answers what clients call through their sockets.
    callee: RwLock<Option<Arc<dyn Callee>>>,
    /// Told when the last connection has gone.
    emptied: Notify,
    /// Why everybody is sent away, when the server goes down.
    farewell: watch::Sender<Option<CloseReason>>,
}

/// One connection that has been let in, with its place in the app.
pub struct Seat {
    pub realm: Arc<Realm>,
    pub holder: Arc<Holder>,
    pub link: Handle,
}

impl Hub {
    /// A hub with everything that was stored. `keep`: recent happenings to hold for those who watch later.
    pub fn new(
        contents: Contents,
        store: Arc<dyn Store>,
        writer: Writer,
        wheel: Wheel,
        keep: usize,
    ) -> Arc<Self> {
        let clock = wheel.clock();
        let hub = Arc::new(Self {
            clock,
            tap: Tap::new(keep, first_happening(clock.now().wall)),
            trail: Trail::default(),
            journeys: Journeys::default(),
            series: Series::default(),
            latency: Latency::default(),
            pulse: pulse::Pulse::default(),
            changes: Changes::default(),
            counters: Counters::default(),
            approvals: approvals::Approvals::default(),
            answers: answers::Answers::default(),
            access_keys: AccessKeys::new(contents.access_keys),
            store,
            writer,
            realms: RwLock::default(),
            probe: probe_realm(clock.now()),
            probe_agent: secure_pika(PROBE_AGENT, clock.now().wall, &entropy()),
            links: Mutex::default(),
            seen: Mutex::default(),
            next_key: AtomicU64::new(first_key()),
            callee: RwLock::default(),
            emptied: Notify::new(),
            farewell: watch::Sender::new(None),
            wheel,
        });
        for app in contents.apps {
            hub.load(app);
        }
        hub.keep_series();
        hub
    }

    /// One that has nothing and keeps nothing.
    #[cfg(test)]
    pub fn bare() -> Arc<Self> {
        let store: Arc<dyn Store> = Arc::new(store::Memory::default());
        let writer = Writer::spawn(store.clone(), store::Limits::default());
        Self::new(
            Contents::default(),
            store,
            writer,
            Wheel::start(Clock::start()),
            0,
        )
    }

    fn load(self: &Arc<Self>, contents: store::AppContents) {
        let realm = Realm::new(contents.app);
        for one in contents.channels {
            let (position, at) = (one.last_position, one.last_message_at);
            let mut channel = Channel::new(realm.id.clone(), one.channel, one.state, position, at);
            channel.remember(one.keys);
            realm.add_lane(channel, |_| Ok::<_, Infallible>(()));
        }
        for token in contents.tokens {
            let holder = realm.add_holder(token);
            self.watch_expiry(&realm, &holder);
        }
        for subscription in contents.subscriptions {
            if let Some(holder) = realm.holder(&subscription.token) {
                if let Some(lane) = realm.lane(subscription.channel.as_str()) {
                    lane.gained_member();
                }
                let (channel, since) = (&subscription.channel, subscription.since);
                holder.member().subscribe(channel, false, since);
            }
        }
        for device in contents.devices {
            realm.devices().insert(device.id.clone(), device);
        }
        for webhook in contents.webhooks {
            let _ = realm.add_webhook(webhook, |_, _| Ok::<_, Infallible>(()));
        }
        for grant in contents.grants {
            if let Some(holder) = realm.holder(&grant.token) {
                self.watch_grant(&realm, &holder, &grant);
                self.index_grant(&realm, &grant);
                holder.member().grant(grant);
            }
        }
        self.add_realm(realm);
    }

    /// The app of this id, the server's own one included.
    pub fn realm(&self, app: &AppId) -> Option<Arc<Realm>> {
        if *app == self.probe.id {
            return Some(self.probe.clone());
        }
        self.listed_realm(app)
    }

    /// The app of this id, if it is no one of the server's own.
    pub fn listed_realm(&self, app: &AppId) -> Option<Arc<Realm>> {
        self.realms
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(app)
            .cloned()
    }

    /// Says who answers what clients call through their sockets.
    pub fn set_callee(&self, callee: Arc<dyn Callee>) {
        *self.callee.write().unwrap_or_else(PoisonError::into_inner) = Some(callee);
    }

    fn callee(&self) -> Option<Arc<dyn Callee>> {
        self.callee.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All apps, oldest first.
    pub fn realms(&self) -> Vec<Arc<Realm>> {
        let mut all: Vec<_> = self
            .realms
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect();
        all.sort_by_key(|realm| (realm.app().created_at, realm.id.clone()));
        all
    }

    /// The app of the server's own, for trying itself out.
    pub fn probe_realm(&self) -> &Arc<Realm> {
        &self.probe
    }

    fn add_realm(&self, realm: Arc<Realm>) {
        self.realms
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(realm.id.clone(), realm);
    }

    /// The app whose backend shows this credential, if it holds now. Takes the same time whatever is shown.
    pub fn realm_of(&self, credential: &str) -> Option<Arc<Realm>> {
        let now = self.clock.now().wall;
        let realms = self.realms.read().unwrap_or_else(PoisonError::into_inner);
        let mut found = None;
        for realm in realms.values() {
            let shown = realm.read_app(|app| {
                app.keys.iter().fold(false, |shown, key| {
                    let same = bool::from(key.token.as_bytes().ct_eq(credential.as_bytes()));
                    shown | (same & key.valid(now))
                })
            });
            if shown {
                found = Some(realm.clone());
            }
        }
        found
    }

    /// A key for a new connection.
    pub fn fresh_key(&self) -> ConnKey {
        self.next_key.fetch_add(1, Ordering::Relaxed)
    }

    /// A connection has come.
    pub fn add_link(&self, link: Handle) {
        if !link.caller.system {
            self.counters.connects.add(1);
            self.counters.connections.fetch_add(1, Ordering::Relaxed);
        }
        self.lock_links().insert(link.key, link);
    }

    fn remove_link(&self, key: ConnKey) {
        self.pulse.forget(key);
        let mut links = self.lock_links();
        if let Some(link) = links.remove(&key) {
            self.note_gone(&link);
            if !link.caller.system {
                self.counters.connections.fetch_sub(1, Ordering::Relaxed);
            }
        }
        if links.is_empty() {
            self.emptied.notify_waiters();
        }
    }

    /// The connection of this key.
    pub fn link(&self, key: ConnKey) -> Option<Handle> {
        self.lock_links().get(&key).cloned()
    }

    /// All live connections, oldest first.
    pub fn links(&self) -> Vec<Handle> {
        self.lock_links().values().cloned().collect()
    }

    /// Live connections that came before the one of this key, newest first, without holding up those that come and go.
    pub fn links_before(&self, before: Option<ConnKey>) -> impl Iterator<Item = Handle> + '_ {
        /// Connections taken under one lock.
        const STRIDE: usize = 1_024;

        let mut before = before.unwrap_or(ConnKey::MAX);
        let mut taken = Vec::new().into_iter();
        std::iter::from_fn(move || {
            taken.next().or_else(|| {
                let links = self.lock_links();
                let some: Vec<_> = links
                    .range(..before)
                    .rev()
                    .take(STRIDE)
                    .map(|(_, link)| link.clone())
                    .collect();
                drop(links);
                before = some.last()?.key;
                taken = some.into_iter();
                taken.next()
            })
        })
    }

    /// Number of live connections.
    pub fn connections(&self) -> usize {
        self.lock_links().len()
    }

    fn lock_links(&self) -> std::sync::MutexGuard<'_, BTreeMap<ConnKey, Handle>> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_seen(&self) -> std::sync::MutexGuard<'_, upkeep::Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why nobody may stay, if the server is going down.
    pub fn farewell(&self) -> Option<CloseReason> {
        self.farewell.borrow().clone()
    }

    /// Resolves when the server begins to go down.
    pub async fn stopping(&self) {
        let mut farewell = self.farewell.subscribe();
        // The sender lives as long as the hub.
        let _ = farewell.wait_for(Option::is_some).await;
    }

    /// The server begins to go down: every connection is ended, each in the words of its dialect.
    pub fn stop(&self, farewell: CloseReason) {
        self.farewell.send_replace(Some(farewell.clone()));
        for link in self.links() {
            link.end(farewell.clone());
        }
    }

    /// Waits until the last connection has gone.
    pub async fn empty(&self) {
        loop {
            let emptied = self.emptied.notified();
            if self.connections() == 0 {
                return;
            }
            emptied.await;
        }
    }

    /// Waits until everything that was accepted is on disk, and takes nothing more.
    pub async fn settle(self: &Arc<Self>) {
        // It knows the hub, which would otherwise never be dropped.
        *self.callee.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.write_seen().await;
        self.writer.close().await;
        self.store.close().await;
    }
}

fn probe_realm(now: Now) -> Arc<Realm> {
    let realm = Realm::new(App::new(AppId::fresh(now.wall, &entropy()), "probe", now.wall));
    if let Ok(name) = ChannelName::parse(PROBE_CHANNEL) {
        let facts = model::Channel {
            name,
            visibility: Visibility::Unprotected,
            capabilities: Capabilities::CLIENT_PUBLISH,
            closed: false,
            title: None,
            extra: None,
            push: false,
            created_at: now.wall,
        };
        let channel = Channel::new(realm.id.clone(), facts, State::default(), 0, None);
        realm.add_lane(channel, |_| Ok::<_, Infallible>(()));
    }
    realm
}

/// Where the numbers of connections begin: some dialects show them, and none of an earlier life is to mean anybody.
fn first_key() -> ConnKey {
    let [a, b, c, d, ..] = entropy();
    u64::from(u32::from_le_bytes([a, b, c, d])) + 1
}

/// Where the ids of happenings begin: beyond those of every earlier run that had fewer than a million of them a second.
/// Below 2^53 for the next 270 years.
fn first_happening(now: model::Timestamp) -> u64 {
    now.0 << 10
}

/// Fresh random bytes. A system that has none cannot make credentials: the request that needs them fails.
pub fn entropy() -> Entropy {
    let mut bytes = Entropy::default();
    if let Err(error) = getrandom::fill(&mut bytes) {
        panic!("the system gives no random bytes: {error}");
    }
    bytes
}

#[cfg(test)]
mod tests;
