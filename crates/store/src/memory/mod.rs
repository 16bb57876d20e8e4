//! The store that forgets when the process ends: for tests, and for servers that are to leave nothing behind.

mod data;

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use model::{AppId, ChannelName, JournalEntry, Message};

use self::data::Data;
use crate::{Change, Contents, HistoryQuery, HistoryRange, StateRecord, Store, StoreError};

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
        let limit = query.limit;
        let (after, newest) = match query.range {
            HistoryRange::Last => (0, Some(u64::MAX)),
            HistoryRange::Before(position) => (0, Some(position.saturating_sub(1))),
            HistoryRange::After(position) => (position.saturating_add(1), None),
            HistoryRange::Since(at) => {
                let since = |message: &&Message| message.at >= at;
                let all = data.messages(app, channel, 0, u64::MAX);
                match all
                    .filter(since)
                    .min_by_key(|message| (message.at, message.position))
                {
                    Some(earliest) => (earliest.position, None),
                    None => return Ok(Vec::new()),
                }
            }
        };
        let found = data.messages(app, channel, after, newest.unwrap_or(u64::MAX));
        let mut page: Vec<_> = match newest {
            Some(_) => found.rev().take(limit).cloned().collect(),
            None => found.take(limit).cloned().collect(),
        };
        if newest.is_some() {
            page.reverse();
        }
        Ok(page)
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

    async fn journal(&self, app: Option<&AppId>, limit: usize) -> Result<Vec<JournalEntry>, StoreError> {
        let data = self.data();
        let wanted = data
            .journal()
            .rev()
            .filter(|entry| app.is_none_or(|app| entry.app == *app));
        Ok(wanted.take(limit).cloned().collect())
    }

    async fn close(&self) {}
}
