//! What the store in memory holds, and how a commit that fails half-way is taken back.

use std::collections::BTreeMap;

use model::{
    App, AppId, Channel, ChannelName, Grant, JournalEntry, Message, Position, Subscription, Token, TokenId,
};

use crate::{AppContents, Change, ChannelContents, Contents, StateRecord, StoreError};

type Map<K, V> = BTreeMap<K, V>;
type MemberKey = (AppId, ChannelName, TokenId);
type NumberKey = (AppId, ChannelName, u64);

#[derive(Default)]
pub(super) struct Data {
    apps: Map<AppId, App>,
    tokens: Map<(AppId, TokenId), Token>,
    channels: Map<(AppId, ChannelName), Channel>,
    states: Map<NumberKey, StateRecord>,
    messages: Map<NumberKey, Message>,
    subscriptions: Map<MemberKey, Subscription>,
    grants: Map<MemberKey, Grant>,
    journal: Vec<JournalEntry>,
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

    /// The journal, the oldest line first.
    pub(super) fn journal(&self) -> impl DoubleEndedIterator<Item = &JournalEntry> {
        self.journal.iter()
    }

    pub(super) fn contents(&self) -> Contents {
        let mut apps: Vec<_> = self.apps.values().map(|app| self.app_contents(app)).collect();
        apps.sort_by_key(|entry| entry.app.created_at);
        Contents { apps }
    }

    fn app_contents(&self, app: &App) -> AppContents {
        let mut tokens: Vec<_> = of_app(&self.tokens, |(of, _)| *of == app.id);
        tokens.sort_by_key(|token| token.created_at);
        let channels = of_app(&self.channels, |(of, _)| *of == app.id);
        let mut channels: Vec<_> = channels
            .into_iter()
            .map(|channel| {
                let state = self.states(&app.id, &channel.name).next_back();
                let last = self.messages(&app.id, &channel.name, 0, u64::MAX).next_back();
                ChannelContents {
                    state: state.map(|record| record.state.clone()).unwrap_or_default(),
                    last_position: last.map_or(0, |message| message.position),
                    channel,
                }
            })
            .collect();
        channels.sort_by_key(|entry| entry.channel.created_at);
        AppContents {
            app: app.clone(),
            tokens,
            channels,
            subscriptions: of_app(&self.subscriptions, |(of, ..)| *of == app.id),
            grants: of_app(&self.grants, |(of, ..)| *of == app.id),
        }
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
            }
            Change::PutToken { app, token } => {
                self.need_app(&app)?;
                self.put(|data| &mut data.tokens, (app, token.id.clone()), token, undo);
            }
            Change::DeleteToken { app, id } => {
                let of_token = |key: &MemberKey| key.0 == app && key.2 == id;
                self.clear(|data| &mut data.subscriptions, of_token, undo);
                self.clear(|data| &mut data.grants, of_token, undo);
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
                self.delete(|data| &mut data.channels, (app, name), undo);
            }
            Change::PutState {
                app,
                channel,
                state,
                by,
                at,
            } => {
                self.need_channel(&app, &channel)?;
                let key = (app, channel, state.version);
                if self.states.contains_key(&key) {
                    let what = format!("version {} of the state of \"{}\"", key.2, key.1);
                    return Err(StoreError::taken(what));
                }
                self.put(|data| &mut data.states, key, StateRecord { state, by, at }, undo);
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
            Change::Append { app, message } => {
                self.need_channel(&app, &message.channel)?;
                let key = (app, message.channel.clone(), message.position);
                if self.messages.contains_key(&key) {
                    return Err(StoreError::taken(format!("message {} of \"{}\"", key.2, key.1)));
                }
                self.put(|data| &mut data.messages, key, message, undo);
            }
            Change::Journal(entry) => self.journal.push(entry),
        }
        Ok(())
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

fn of_app<K: Ord, V: Clone>(map: &Map<K, V>, belongs: impl Fn(&K) -> bool) -> Vec<V> {
    map.iter()
        .filter(|(key, _)| belongs(key))
        .map(|(_, value)| value.clone())
        .collect()
}
