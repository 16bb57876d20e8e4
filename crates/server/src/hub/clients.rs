//! What can be done with clients: identities that a backend registers, and such that somebody has only vouched for.

use std::sync::Arc;

use engine::Making;
use model::{ChannelName, Decider, Device, GrantTerm, Millis, Refusal, RefusalCode, State, Token, TokenId};
use store::Change;

use super::{Holder, Hub, Realm, channels::find, record::Stored, texts::check_extra};

/// Most characters of what a backend calls a client, and of its username.
const LONGEST: usize = 128;

/// How long a guest that follows channels is remembered after its last connection has gone: 24 h.
pub const GUEST_KEPT: Millis = 24 * 3_600_000;

/// Guests of an app that may follow channels at a time.
const MOST_GUESTS: usize = 100_000;

/// What is to be kept of a client.
pub struct ClientFacts {
    pub username: String,
    pub extra: String,
}

impl Hub {
    /// Registers a client; it is on disk when this returns. A guest of this id becomes it, with its connections.
    pub async fn create_client(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        id: &TokenId,
        facts: ClientFacts,
    ) -> Result<Arc<Holder>, Refusal> {
        check_name(id)?;
        check_facts(&facts)?;
        realm.limits().one_more_token(realm.tokens())?;
        let at = self.clock.now().wall;
        let holder = realm.guest(id, at);
        let stored = {
            let _member = holder.member();
            if realm.keeps(id) {
                return Err(exists(id));
            }
            let token = Token {
                id: id.clone(),
                name: text(facts.username),
                extra: text(facts.extra),
                state: State::default(),
                created_at: at,
                expires_at: None,
                last_seen: None,
            };
            realm.settle_guest(&holder, token.clone());
            self.record([self.put_client(realm, token)])?
        };
        stored.wait().await?;
        self.changes.mark(|| format!("tokens:{}", realm.id));
        Ok(holder)
    }

    /// Changes what is kept of a client; it is on disk when this returns.
    pub async fn update_client(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        id: &TokenId,
        facts: ClientFacts,
    ) -> Result<(), Refusal> {
        check_facts(&facts)?;
        let holder = registered(realm, id)?;
        let stored = {
            let _member = holder.member();
            let mut token = holder.token().ok_or_else(|| unknown(id))?;
            token.name = text(facts.username);
            token.extra = text(facts.extra);
            let stored = self.record([self.put_client(realm, token.clone())])?;
            holder.change_token(token);
            stored
        };
        stored.wait().await?;
        self.changes.mark(|| format!("tokens:{}", realm.id));
        Ok(())
    }

    fn put_client(&self, realm: &Realm, token: Token) -> Change {
        Change::PutToken {
            app: realm.id.clone(),
            at: token.created_at,
            token,
            versions: realm.read_app(|app| app.retention.state_versions),
        }
    }

    /// Deletes a client; its memberships end, its connections are closed.
    pub fn delete_client(self: &Arc<Self>, realm: &Arc<Realm>, id: &TokenId) -> Result<Stored, Refusal> {
        let holder = registered(realm, id)?;
        for grant in holder.member().grants() {
            if let Some(lane) = realm.lane(grant.channel.as_str()) {
                lane.granted().remove(id);
            }
        }
        realm.devices().retain(|_, device| device.client != *id);
        self.delete_token(realm, id)
    }

    /// Makes a registered client a member of a channel, or ends that. That it is so already is refused.
    pub fn set_member(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        channel: &ChannelName,
        id: &TokenId,
        member: bool,
    ) -> Result<Stored, Refusal> {
        let holder = registered(realm, id)?;
        find(realm, channel)?;
        let is = holder.member().grant_of(channel).is_some();
        if is == member {
            let message = match member {
                true => format!("client {} is a member of \"{channel}\" already", id.tail()),
                false => format!("client {} is no member of \"{channel}\"", id.tail()),
            };
            return Err(Refusal::new(RefusalCode::AlreadyDecided, message));
        }
        if member {
            let by = (Decider::Backend, None);
            return Ok(self.give_grant(realm, channel, id, GrantTerm::Always, by)?.1);
        }
        self.revoke_grant(realm, channel, id, Decider::Backend)
    }

    /// Subscribes a client that need not be here, or be registered, to channels, which are made if they are not there. A
    /// guest that does not come within `patience` ms is forgotten.
    pub fn follow(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        id: &TokenId,
        channels: &[ChannelName],
        (making, patience): (&Making, Millis),
    ) -> Result<(), Refusal> {
        if realm.holder(id).is_none() && realm.guests() >= MOST_GUESTS {
            let message = format!("{MOST_GUESTS} clients that are not registered are waited for already");
            return Err(Refusal::new(RefusalCode::LimitReached, message).fix("try again in a minute"));
        }
        let holder = realm.guest(id, self.clock.now().wall);
        for channel in channels {
            if realm.lane(channel.as_str()).is_none() {
                self.make_channel(realm, channel, making)?;
            }
            if !holder.member().is_in(channel) {
                drop(self.subscribe(realm, channel, &holder, false)?);
            }
        }
        if !realm.keeps(id) && holder.member().live().is_empty() {
            self.watch_guest(realm, &holder, patience);
        }
        Ok(())
    }

    /// Ends such subscriptions; of those that there are none it changes nothing.
    pub fn unfollow(self: &Arc<Self>, realm: &Arc<Realm>, id: &TokenId, channels: &[ChannelName]) {
        let Some(holder) = realm.holder(id) else { return };
        for channel in channels {
            // There may be none.
            let _ = self.unsubscribe(realm, channel, &holder);
        }
    }

    /// Forgets a guest after a while, unless it is here then or has been registered.
    pub(super) fn watch_guest(self: &Arc<Self>, realm: &Arc<Realm>, holder: &Arc<Holder>, patience: Millis) {
        let (hub, realm, holder) = (
            Arc::downgrade(self),
            Arc::downgrade(realm),
            Arc::downgrade(holder),
        );
        self.wheel.call_at(self.clock.tick() + patience, move || {
            if let (Some(hub), Some(realm), Some(holder)) = (hub.upgrade(), realm.upgrade(), holder.upgrade())
            {
                hub.forget_guest(&realm, &holder);
            }
        });
    }

    fn forget_guest(self: &Arc<Self>, realm: &Arc<Realm>, holder: &Holder) {
        let Some(id) = holder.read_token(|token| token.id.clone()) else {
            return;
        };
        {
            let member = holder.member();
            if realm.keeps(&id) || member.in_session() {
                return;
            }
            realm.remove_holder(&id);
        }
        self.end_token(realm, holder, "it has not been here for too long");
    }

    /// Keeps a device of a client's.
    pub fn put_device(self: &Arc<Self>, realm: &Arc<Realm>, device: Device) -> Result<Stored, Refusal> {
        registered(realm, &device.client)?;
        let mut devices = realm.devices();
        if devices.contains_key(&device.id) {
            let message = format!("there is a device \"{}\" already", device.id);
            return Err(Refusal::new(RefusalCode::AlreadyDecided, message).fix("delete it first"));
        }
        let app = realm.id.clone();
        let stored = self.record([Change::PutDevice {
            app,
            device: device.clone(),
        }])?;
        devices.insert(device.id.clone(), device);
        Ok(stored)
    }

    /// Forgets a device, whose it has to be.
    pub fn delete_device(
        self: &Arc<Self>,
        realm: &Arc<Realm>,
        id: &str,
        client: &TokenId,
    ) -> Result<Stored, Refusal> {
        let mut devices = realm.devices();
        let known = devices.get(id).ok_or_else(|| {
            let message = format!("there is no device \"{id}\" in this app");
            Refusal::new(RefusalCode::NotFound, message)
        })?;
        if known.client != *client {
            let message = format!("the device \"{id}\" is another client's");
            return Err(Refusal::new(RefusalCode::NotGranted, message));
        }
        let app = realm.id.clone();
        let stored = self.record([Change::DeleteDevice {
            app,
            id: id.to_owned(),
        }])?;
        devices.remove(id);
        Ok(stored)
    }

    /// All registered clients of an app, oldest first.
    pub fn clients(&self, realm: &Realm) -> Vec<Arc<Holder>> {
        let mut all = realm.holders();
        all.reverse();
        all.retain(|holder| holder.read_token(|token| token.id.client().is_some()) == Some(true));
        all
    }
}

/// The client of this id, if its backend has registered it.
pub(super) fn registered(realm: &Realm, id: &TokenId) -> Result<Arc<Holder>, Refusal> {
    let client = id.client().is_some() && realm.keeps(id);
    realm.holder(id).filter(|_| client).ok_or_else(|| unknown(id))
}

fn unknown(id: &TokenId) -> Refusal {
    let message = format!("there is no client \"{}\" in this app", id.tail());
    Refusal::new(RefusalCode::NotFound, message).fix("register the client first, or check its id")
}

fn exists(id: &TokenId) -> Refusal {
    let message = format!("there is a client \"{}\" already", id.tail());
    Refusal::new(RefusalCode::AlreadyDecided, message)
        .fix("choose another id, or change the one that is there")
}

fn check_name(id: &TokenId) -> Result<(), Refusal> {
    let name = id.client().unwrap_or_default();
    let length = name.chars().count();
    if (1..=LONGEST).contains(&length) && !name.chars().any(char::is_control) {
        return Ok(());
    }
    let message = format!(
        "the id of a client has 1 to {LONGEST} characters, none of them invisible; this one has {length}"
    );
    Err(Refusal::new(RefusalCode::InvalidRequest, message).fix("give the client a short id"))
}

fn check_facts(facts: &ClientFacts) -> Result<(), Refusal> {
    let length = facts.username.chars().count();
    if length > LONGEST {
        let message = format!("the username has {length} characters; {LONGEST} is the most");
        return Err(Refusal::new(RefusalCode::InvalidRequest, message).fix("use a shorter one"));
    }
    check_extra(Some(&facts.extra))
}

/// An empty text is none.
fn text(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
