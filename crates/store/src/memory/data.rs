//! What the store in memory holds, and how a commit that fails half-way is taken back.

use std::collections::BTreeMap;

use model::{
    AccessKey, App, AppId, Channel, ChannelName, Device, Grant, JournalEntry, Message, Position,
    StateVersion, Subject, Subscription, Timestamp, Token, TokenId, Webhook,
};

use crate::{Change, StateRecord, StoreError, change::oldest_kept};

pub(super) type Map<K, V> = BTreeMap<K, V>;
type ChannelKey = (AppId, ChannelName);
type MemberKey = (AppId, ChannelName, TokenId);
type NumberKey = (AppId, ChannelName, u64);
/// Where something is, or was, and when it came.
pub(super) type Mark = (Position, Timestamp);

#[derive(Default)]
pub(super) struct Data {
    pub apps: Map<AppId, App>,
    pub tokens: Map<(AppId, TokenId), Token>,
    token_states: Map<(AppId, TokenId, StateVersion), StateRecord>,
    pub channels: Map<ChannelKey, Channel>,
    pub states: Map<NumberKey, StateRecord>,
    pub messages: Map<NumberKey, Message>,
    /// The last message of each channel that was removed for its age.
    pub removed: Map<ChannelKey, Mark>,
    pub publish_keys: Map<(AppId, ChannelName, String), Mark>,
    pub subscriptions: Map<MemberKey, Subscription>,
    pub grants: Map<MemberKey, Grant>,
    pub webhooks: Map<(AppId, String), Webhook>,
    pub devices: Map<(AppId, String), Device>,
    pub access_keys: Map<String, AccessKey>,
    pub journal: Vec<JournalEntry>,
}

/// Steps that lead back to where a commit began; the last one is to be taken first.
#[derive(Default)]
struct Undo(Vec<Step>);

type Step = Box<dyn FnOnce(&mut Data)>;

impl Data {
    /// All changes or none.
    pub(super) fn commit(&mut self, changes: &[Change]) -> Result<(), StoreError> {
        let mut undo = Undo::default();
        let journal = self.journal.len();
        for change in changes {
            if let Err(error) = self.apply(change.clone(), &mut undo) {
                for step in undo.0.into_iter().rev() {
                    step(self);
                }
                self.journal.truncate(journal);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Messages of a channel with positions `first..=last`.
    pub(super) fn messages(
        &self,
        app: &AppId,
        channel: &ChannelName,
        first: Position,
        last: Position,
    ) -> impl DoubleEndedIterator<Item = &Message> {
        let key = |position| (app.clone(), channel.clone(), position);
        self.messages
            .range(key(first)..=key(last.max(first)))
            .map(|(_, message)| message)
            .filter(move |message| message.position <= last)
    }

    /// States of a channel, the oldest first.
    pub(super) fn states(
        &self,
        app: &AppId,
        channel: &ChannelName,
    ) -> impl DoubleEndedIterator<Item = &StateRecord> {
        let key = |version| (app.clone(), channel.clone(), version);
        self.states
            .range(key(0)..=key(u64::MAX))
            .map(|(_, record)| record)
    }

    /// Position of the earliest message at or after an instant.
    pub(super) fn first_since(&self, app: &AppId, channel: &ChannelName, at: Timestamp) -> Option<Position> {
        let since = self.messages(app, channel, 0, Position::MAX);
        let since = since.filter(|message| message.at >= at);
        let first = since.min_by_key(|message| (message.at, message.position))?;
        Some(first.position)
    }

    /// Position of the latest message at or before an instant.
    pub(super) fn last_until(&self, app: &AppId, channel: &ChannelName, at: Timestamp) -> Option<Position> {
        let until = self.messages(app, channel, 0, Position::MAX);
        let until = until.filter(|message| message.at <= at);
        let last = until.max_by_key(|message| (message.at, message.position))?;
        Some(last.position)
    }

    /// States of a token, the oldest first.
    pub(super) fn token_states(
        &self,
        app: &AppId,
        token: &TokenId,
    ) -> impl DoubleEndedIterator<Item = &StateRecord> {
        let key = |version| (app.clone(), token.clone(), version);
        self.token_states
            .range(key(0)..=key(u64::MAX))
            .map(|(_, record)| record)
    }

    /// The journal, the oldest line first.
    pub(super) fn journal(&self) -> impl DoubleEndedIterator<Item = &JournalEntry> {
        self.journal.iter()
    }

    fn apply(&mut self, change: Change, undo: &mut Undo) -> Result<(), StoreError> {
        match change {
            Change::PutApp(app) => self.put(|data| &mut data.apps, app.id.clone(), app, undo),
            Change::DeleteApp(id) => {
                self.clear(|data| &mut data.apps, |app| *app == id, undo);
                self.clear(|data| &mut data.tokens, |(app, _)| *app == id, undo);
                self.clear(|data| &mut data.channels, |(app, _)| *app == id, undo);
                self.clear(|data| &mut data.states, |(app, ..)| *app == id, undo);
                self.clear(|data| &mut data.messages, |(app, ..)| *app == id, undo);
                self.clear(|data| &mut data.subscriptions, |(app, ..)| *app == id, undo);
                self.clear(|data| &mut data.grants, |(app, ..)| *app == id, undo);
                self.clear(|data| &mut data.removed, |(app, _)| *app == id, undo);
                self.clear(|data| &mut data.publish_keys, |(app, ..)| *app == id, undo);
                self.clear(|data| &mut data.token_states, |(app, ..)| *app == id, undo);
                self.clear(|data| &mut data.webhooks, |(app, _)| *app == id, undo);
                self.clear(|data| &mut data.devices, |(app, _)| *app == id, undo);
            }
            Change::PutToken {
                app,
                token,
                at,
                versions,
            } => {
                self.need_app(&app)?;
                self.keep_token_state(&app, &token, at, versions, undo);
                self.put(|data| &mut data.tokens, (app, token.id.clone()), token, undo);
            }
            Change::Seen { app, token, at } => {
                let key = (app, token);
                if let Some(mut token) = self.tokens.get(&key).cloned() {
                    token.last_seen = Some(at);
                    self.put(|data| &mut data.tokens, key, token, undo);
                }
            }
            Change::DeleteToken { app, id } => {
                let of_token = |key: &MemberKey| key.0 == app && key.2 == id;
                self.clear(|data| &mut data.subscriptions, of_token, undo);
                self.clear(|data| &mut data.grants, of_token, undo);
                let of_token = |key: &(AppId, TokenId, u64)| key.0 == app && key.1 == id;
                self.clear(|data| &mut data.token_states, of_token, undo);
                let devices = self.devices.iter();
                let devices = devices.filter(|((of, _), device)| *of == app && device.client == id);
                for key in devices.map(|(key, _)| key.clone()).collect::<Vec<_>>() {
                    self.delete(|data| &mut data.devices, key, undo);
                }
                self.delete(|data| &mut data.tokens, (app, id), undo);
            }
            Change::PutChannel { app, channel } => {
                self.need_app(&app)?;
                self.put(
                    |data| &mut data.channels,
                    (app, channel.name.clone()),
                    channel,
                    undo,
                );
            }
            Change::DeleteChannel { app, name } => {
                let of_channel = |key: &MemberKey| key.0 == app && key.1 == name;
                self.clear(|data| &mut data.subscriptions, of_channel, undo);
                self.clear(|data| &mut data.grants, of_channel, undo);
                self.clear_numbers(|data| &mut data.states, &app, &name, undo);
                self.clear_numbers(|data| &mut data.messages, &app, &name, undo);
                let of_channel = |key: &(AppId, ChannelName, String)| key.0 == app && key.1 == name;
                self.clear(|data| &mut data.publish_keys, of_channel, undo);
                self.delete(|data| &mut data.removed, (app.clone(), name.clone()), undo);
                self.delete(|data| &mut data.channels, (app, name), undo);
            }
            Change::PutState {
                app,
                channel,
                state,
                by,
                at,
                versions,
            } => {
                self.need_channel(&app, &channel)?;
                let key = (app, channel, state.version);
                if self.states.contains_key(&key) {
                    let what = format!("version {} of the state of \"{}\"", key.2, key.1);
                    return Err(StoreError::taken(what));
                }
                let (app, channel, version) = key.clone();
                self.put(|data| &mut data.states, key, StateRecord { state, by, at }, undo);
                let oldest = oldest_kept(version, versions);
                let old = self
                    .states
                    .range((app.clone(), channel.clone(), 0)..(app, channel, oldest));
                let old: Vec<_> = old.map(|(key, _)| key.clone()).collect();
                for key in old {
                    self.delete(|data| &mut data.states, key, undo);
                }
            }
            Change::PutSubscription { app, subscription } => {
                let key = self.need_member(app, &subscription.channel, &subscription.token)?;
                self.put(|data| &mut data.subscriptions, key, subscription, undo);
            }
            Change::DeleteSubscription { app, token, channel } => {
                self.delete(|data| &mut data.subscriptions, (app, channel, token), undo);
            }
            Change::PutGrant { app, grant } => {
                let key = self.need_member(app, &grant.channel, &grant.token)?;
                self.put(|data| &mut data.grants, key, grant, undo);
            }
            Change::DeleteGrant { app, token, channel } => {
                self.delete(|data| &mut data.grants, (app, channel, token), undo);
            }
            Change::Append {
                app,
                mut message,
                key,
            } => {
                self.need_channel(&app, &message.channel)?;
                let number = (app.clone(), message.channel.clone(), message.position);
                if self.messages.contains_key(&number) {
                    let what = format!("message {} of \"{}\"", number.2, number.1);
                    return Err(StoreError::taken(what));
                }
                if let Some(key) = key {
                    let mark = (message.position, message.at);
                    let key = (app, message.channel.clone(), key);
                    self.put(|data| &mut data.publish_keys, key, mark, undo);
                }
                message.origin = None;
                self.put(|data| &mut data.messages, number, message, undo);
            }
            Change::Journal(entry) => self.journal.push(entry),
            Change::PutAccessKey(key) => {
                self.put(|data| &mut data.access_keys, key.id.clone(), key, undo);
            }
            Change::DeleteAccessKey(id) => self.delete(|data| &mut data.access_keys, id, undo),
            Change::PutWebhook { app, webhook } => {
                self.need_app(&app)?;
                self.put(
                    |data| &mut data.webhooks,
                    (app, webhook.id.clone()),
                    webhook,
                    undo,
                );
            }
            Change::DeleteWebhook { app, id } => self.delete(|data| &mut data.webhooks, (app, id), undo),
            Change::PutDevice { app, device } => {
                if !self.tokens.contains_key(&(app.clone(), device.client.clone())) {
                    return Err(StoreError::no_token(&app, &device.client));
                }
                self.put(|data| &mut data.devices, (app, device.id.clone()), device, undo);
            }
            Change::DeleteDevice { app, id } => self.delete(|data| &mut data.devices, (app, id), undo),
        }
        Ok(())
    }

    /// Puts a token's state into the list of versions, and takes old ones out.
    fn keep_token_state(
        &mut self,
        app: &AppId,
        token: &Token,
        at: Timestamp,
        versions: u32,
        undo: &mut Undo,
    ) {
        let version = token.state.version;
        let key = |version| (app.clone(), token.id.clone(), version);
        if version > 0 && !self.token_states.contains_key(&key(version)) {
            let record = StateRecord {
                state: token.state.clone(),
                by: Subject::Backend,
                at,
            };
            self.put(|data| &mut data.token_states, key(version), record, undo);
        }
        let old = self
            .token_states
            .range(key(0)..key(oldest_kept(version, versions)));
        let old: Vec<_> = old.map(|(key, _)| key.clone()).collect();
        for key in old {
            self.delete(|data| &mut data.token_states, key, undo);
        }
    }

    fn need_app(&self, app: &AppId) -> Result<(), StoreError> {
        let known = self.apps.contains_key(app);
        known.then_some(()).ok_or_else(|| StoreError::no_app(app))
    }

    fn need_channel(&self, app: &AppId, channel: &ChannelName) -> Result<(), StoreError> {
        let known = self.channels.contains_key(&(app.clone(), channel.clone()));
        known
            .then_some(())
            .ok_or_else(|| StoreError::no_channel(app, channel))
    }

    fn need_member(
        &self,
        app: AppId,
        channel: &ChannelName,
        token: &TokenId,
    ) -> Result<MemberKey, StoreError> {
        let known = self.channels.contains_key(&(app.clone(), channel.clone()))
            && self.tokens.contains_key(&(app.clone(), token.clone()));
        if !known {
            return Err(StoreError::no_member(&app, channel, token));
        }
        Ok((app, channel.clone(), token.clone()))
    }

    fn put<K: Ord + Clone + 'static, V: 'static>(
        &mut self,
        map: fn(&mut Self) -> &mut Map<K, V>,
        key: K,
        value: V,
        undo: &mut Undo,
    ) {
        let before = map(self).insert(key.clone(), value);
        undo.0.push(Box::new(move |data| {
            match before {
                Some(before) => map(data).insert(key, before),
                None => map(data).remove(&key),
            };
        }));
    }

    fn delete<K: Ord + 'static, V: 'static>(
        &mut self,
        map: fn(&mut Self) -> &mut Map<K, V>,
        key: K,
        undo: &mut Undo,
    ) {
        if let Some((key, before)) = map(self).remove_entry(&key) {
            undo.0.push(Box::new(move |data| {
                map(data).insert(key, before);
            }));
        }
    }

    /// Deletes every entry whose key is `gone`.
    fn clear<K: Ord + Clone + 'static, V: 'static>(
        &mut self,
        map: fn(&mut Self) -> &mut Map<K, V>,
        gone: impl Fn(&K) -> bool,
        undo: &mut Undo,
    ) {
        let keys: Vec<K> = map(self).keys().filter(|key| gone(key)).cloned().collect();
        for key in keys {
            self.delete(map, key, undo);
        }
    }

    /// Deletes every numbered entry of a channel, without looking at those of others.
    fn clear_numbers<V: 'static>(
        &mut self,
        map: fn(&mut Self) -> &mut Map<NumberKey, V>,
        app: &AppId,
        channel: &ChannelName,
        undo: &mut Undo,
    ) {
        let key = |number| (app.clone(), channel.clone(), number);
        let keys: Vec<_> = map(self)
            .range(key(0)..=key(u64::MAX))
            .map(|(key, _)| key.clone())
            .collect();
        for key in keys {
            self.delete(map, key, undo);
        }
    }
}
