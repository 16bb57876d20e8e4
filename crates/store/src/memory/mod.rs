//! The store that forgets when the process ends: for tests, and for servers that are to leave nothing behind.

mod contents;
mod data;
mod sweep;

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use model::{AppId, ChannelName, JournalEntry, Message, Position, TokenId};

use self::data::Data;
use crate::{Change, Contents, HistoryQuery, HistoryRange, StateRecord, Store, StoreError, SweepPlan, Swept};

/// A store in memory. It grows with what is put into it.
#[derive(Default)]
pub struct Memory {
    data: Mutex<Data>,
}

impl Memory {
    fn data(&self) -> MutexGuard<'_, Data> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Store for Memory {
    async fn load(&self) -> Result<Contents, StoreError> {
        Ok(self.data().contents())
    }

    async fn commit(&self, changes: &[Change]) -> Result<(), StoreError> {
        self.data().commit(changes)
    }

    async fn history(
        &self,
        app: &AppId,
        channel: &ChannelName,
        query: HistoryQuery,
    ) -> Result<Vec<Message>, StoreError> {
        let data = self.data();
        let first = |at| data.first_since(app, channel, at);
        let last = |at| data.last_until(app, channel, at);
        let end = Some(Position::MAX);
        // Both ends included; without one of them there is nothing.
        let (from, to) = match query.range {
            HistoryRange::Last => (Some(0), end),
            HistoryRange::Before(position) => (Some(0), position.checked_sub(1)),
            HistoryRange::After(position) => (position.checked_add(1), end),
            HistoryRange::Between { after, before } => (after.checked_add(1), before.checked_sub(1)),
            HistoryRange::Since(at) => (first(at), end),
            HistoryRange::Until(at) => (Some(0), last(at)),
            HistoryRange::During { from, to } => (first(from), last(to)),
        };
        let Some((from, to)) = from.zip(to) else {
            return Ok(Vec::new());
        };
        let found = data.messages(app, channel, from, to);
        if !query.range.backwards() {
            return Ok(found.take(query.limit).cloned().collect());
        }
        let mut page: Vec<_> = found.rev().take(query.limit).cloned().collect();
        page.reverse();
        Ok(page)
    }

    async fn first_position(
        &self,
        app: &AppId,
        channel: &ChannelName,
    ) -> Result<Option<Position>, StoreError> {
        let data = self.data();
        let first = data.messages(app, channel, 0, Position::MAX).next();
        Ok(first.map(|message| message.position))
    }

    async fn state_versions(
        &self,
        app: &AppId,
        channel: &ChannelName,
        limit: usize,
    ) -> Result<Vec<StateRecord>, StoreError> {
        Ok(self
            .data()
            .states(app, channel)
            .rev()
            .take(limit)
            .cloned()
            .collect())
    }

    async fn token_versions(
        &self,
        app: &AppId,
        token: &TokenId,
        limit: usize,
    ) -> Result<Vec<StateRecord>, StoreError> {
        let data = self.data();
        let states = data.token_states(app, token).rev();
        Ok(states.take(limit).cloned().collect())
    }

    async fn journal(&self, app: Option<&AppId>, limit: usize) -> Result<Vec<JournalEntry>, StoreError> {
        let data = self.data();
        let wanted = data
            .journal()
            .rev()
            .filter(|entry| app.is_none_or(|app| entry.app == *app));
        Ok(wanted.take(limit).cloned().collect())
    }

    async fn sweep(&self, plan: SweepPlan, at_most: usize) -> Result<Swept, StoreError> {
        Ok(self.data().sweep(plan, at_most))
    }

    async fn check(&self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn close(&self) {}
}
