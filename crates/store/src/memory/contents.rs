//! What a server starts from, put together out of the store in memory.

use model::{App, AppId, ChannelName, Message, Position, Timestamp};

use super::data::{Data, Map};
use crate::{AppContents, ChannelContents, Contents};

impl Data {
    pub(super) fn contents(&self) -> Contents {
        let mut apps: Vec<_> = self.apps.values().map(|app| self.app_contents(app)).collect();
        apps.sort_by_key(|entry| entry.app.created_at);
        let mut access_keys: Vec<_> = self.access_keys.values().cloned().collect();
        access_keys.sort_by_key(|key| key.created_at);
        Contents { apps, access_keys }
    }

    fn app_contents(&self, app: &App) -> AppContents {
        let mut tokens: Vec<_> = of_app(&self.tokens, |(of, _)| *of == app.id);
        tokens.sort_by_key(|token| token.created_at);
        let channels = of_app(&self.channels, |(of, _)| *of == app.id);
        let mut channels: Vec<_> = channels
            .into_iter()
            .map(|channel| {
                let name = channel.name.clone();
                let state = self.states(&app.id, &name).next_back();
                let mark = |message: &Message| (message.position, message.at);
                let first = self.messages(&app.id, &name, 0, u64::MAX).next().map(mark);
                let last = self.messages(&app.id, &name, 0, u64::MAX).next_back().map(mark);
                let removed = self.removed.get(&(app.id.clone(), name.clone())).copied();
                let last = last.or(removed);
                let last_position = last.map_or(0, |(position, _)| position);
                ChannelContents {
                    channel,
                    state: state.map(|record| record.state.clone()).unwrap_or_default(),
                    first_position: first.map_or(last_position + 1, |(position, _)| position),
                    last_position,
                    last_message_at: last.map(|(_, at)| at),
                    keys: self.recent_keys(&app.id, &name),
                }
            })
            .collect();
        channels.sort_by_key(|entry| entry.channel.created_at);
        let mut webhooks = of_app(&self.webhooks, |(of, _)| *of == app.id);
        webhooks.sort_by_key(|webhook| webhook.created_at);
        AppContents {
            app: app.clone(),
            tokens,
            channels,
            subscriptions: of_app(&self.subscriptions, |(of, ..)| *of == app.id),
            grants: of_app(&self.grants, |(of, ..)| *of == app.id),
            webhooks,
            devices: of_app(&self.devices, |(of, _)| *of == app.id),
        }
    }

    fn recent_keys(&self, app: &AppId, channel: &ChannelName) -> Vec<(String, Position, Timestamp)> {
        let mut recent: Vec<_> = self
            .publish_keys
            .range((app.clone(), channel.clone(), String::new())..)
            .take_while(|((of, name, _), _)| of == app && name == channel)
            .map(|((.., key), (position, at))| (key.clone(), *position, *at))
            .collect();
        recent.sort_by_key(|(_, position, at)| (*at, *position));
        recent
    }
}

fn of_app<K: Ord, V: Clone>(map: &Map<K, V>, belongs: impl Fn(&K) -> bool) -> Vec<V> {
    map.iter()
        .filter(|(key, _)| belongs(key))
        .map(|(_, value)| value.clone())
        .collect()
}
