//! What the store in memory no longer keeps. What a deleted channel leaves goes with it at once.

use model::{AppId, ChannelName, Timestamp};

use super::data::Data;
use crate::{SweepPlan, Swept};

impl Data {
    pub(super) fn sweep(&mut self, plan: SweepPlan, at_most: usize) -> Swept {
        let mut swept = Swept::default();
        let left = |swept: &Swept| at_most - swept.rows();
        let channels: Vec<_> = self.channels.keys().cloned().collect();
        for (app, channel) in &channels {
            swept.messages += self.remove_old(app, channel, plan.now, left(&swept));
        }
        let apps = &self.apps;
        let window = |app: &AppId| apps.get(app).map_or(0, |app| app.retention.idempotency_ms);
        let old = self.publish_keys.iter();
        let old = old.filter(|((app, ..), (_, at))| at.after(window(app)) <= plan.now);
        let mut old: Vec<_> = old.map(|(key, (_, at))| (*at, key.clone())).collect();
        old.sort_by(|(at, (.., key)), (later, (.., next))| (at, key).cmp(&(later, next)));
        for (_, key) in old.into_iter().take(left(&swept)) {
            self.publish_keys.remove(&key);
            swept.keys += 1;
        }
        let lines = usize::try_from(plan.journal_lines).unwrap_or(usize::MAX);
        swept.journal = self.journal.len().saturating_sub(lines).min(left(&swept));
        self.journal.drain(..swept.journal);
        let ended = self.grants.iter();
        let ended = ended.filter(|(_, grant)| grant.until.is_some_and(|until| until <= plan.now));
        let ended: Vec<_> = ended.map(|(key, _)| key.clone()).take(left(&swept)).collect();
        for key in ended {
            self.grants.remove(&key);
            swept.grants += 1;
        }
        swept.more = left(&swept) == 0;
        swept
    }

    fn remove_old(&mut self, app: &AppId, channel: &ChannelName, now: Timestamp, most: usize) -> usize {
        let Some(retention) = self.apps.get(app).map(|app| app.retention) else {
            return 0;
        };
        let last = self.messages(app, channel, 0, u64::MAX).next_back();
        let last = last.map_or(0, |message| message.position);
        let cut = retention.messages.map_or(0, |kept| last.saturating_sub(kept));
        // From the beginning on, so that no hole comes of it.
        let old: Vec<_> = self
            .messages(app, channel, 0, u64::MAX)
            .take_while(|message| {
                let aged = retention.age_ms.is_some_and(|age| message.at.after(age) <= now);
                aged || message.position <= cut
            })
            .take(most)
            .map(|message| (message.position, message.at))
            .collect();
        for (position, _) in &old {
            self.messages.remove(&(app.clone(), channel.clone(), *position));
        }
        if let Some(mark) = old.last() {
            self.removed.insert((app.clone(), channel.clone()), *mark);
        }
        old.len()
    }
}
