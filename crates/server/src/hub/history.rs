//! Reading what a channel has kept, on disk and on its way there.

use std::sync::Arc;

use model::{Message, Position, Timestamp};
use store::{HistoryQuery, HistoryRange, StoreError};

use super::{Hub, Lane};

/// A part of a channel's history.
pub struct Page {
    /// From the store, and the newer ones from memory; both ascend by position.
    pub older: Vec<Message>,
    pub newer: Vec<Arc<Message>>,
    /// The oldest message that is kept.
    pub oldest: Option<Position>,
    /// The newest one that was accepted.
    pub newest: Position,
}

impl Page {
    /// All of it.
    pub fn messages(&self) -> impl Iterator<Item = &Message> + Clone {
        self.older
            .iter()
            .chain(self.newer.iter().map(|message| &**message))
    }
}

impl Hub {
    /// Reads a part of a channel's history. It has everything that was accepted before: who joins first and then reads
    /// misses nothing.
    pub async fn history(&self, lane: &Lane, range: HistoryRange, limit: usize) -> Result<Page, StoreError> {
        let (range, limit) = match self.placed(lane, range).await? {
            Some(range) => (range, limit),
            None => (HistoryRange::Last, 0),
        };
        let glance = lane.room().glance(HistoryQuery { range, limit });
        let first_here = glance.first;
        let older = match glance.parts.older {
            Some(query) if query.limit > 0 => self.store.history(&lane.app, &lane.name, query).await?,
            _ => Vec::new(),
        };
        let newer = glance.parts.join(&older, limit);
        let oldest = match glance.oldest.known() {
            Some(oldest) => oldest,
            None => {
                // After the page: what is taken away meanwhile is then known to be gone.
                let oldest = self.store.first_position(&lane.app, &lane.name).await?;
                lane.room().learn_oldest(glance.oldest, oldest);
                oldest
            }
        };
        Ok(Page {
            older,
            newer,
            oldest: oldest.or(first_here),
            newest: glance.newest,
        })
    }

    /// The range with positions in the place of instants, while the store alone cannot tell them: something is on its way
    /// to it. `None`: nothing is in it.
    async fn placed(&self, lane: &Lane, range: HistoryRange) -> Result<Option<HistoryRange>, StoreError> {
        let (since, until) = match range {
            HistoryRange::Since(from) => (Some(from), None),
            HistoryRange::Until(to) => (None, Some(to)),
            HistoryRange::During { from, to } => (Some(from), Some(to)),
            _ => return Ok(Some(range)),
        };
        let coming = lane.room().on_its_way();
        if coming.is_empty() {
            return Ok(Some(range));
        }
        let after = match since {
            Some(from) => match self.first_since(lane, &coming, from).await? {
                Some(position) => Some(position - 1),
                None => return Ok(None),
            },
            None => None,
        };
        let before = match until {
            Some(to) => match self.last_until(lane, &coming, to).await? {
                Some(position) => Some(position + 1),
                None => return Ok(None),
            },
            None => None,
        };
        Ok(match (after, before) {
            (Some(after), Some(before)) => Some(HistoryRange::Between { after, before }),
            (Some(after), None) => Some(HistoryRange::After(after)),
            (None, Some(before)) => Some(HistoryRange::Before(before)),
            (None, None) => Some(range),
        })
    }

    /// Position of the message that was the earliest at or after an instant.
    async fn first_since(
        &self,
        lane: &Lane,
        coming: &[Arc<Message>],
        from: Timestamp,
    ) -> Result<Option<Position>, StoreError> {
        let query = HistoryQuery::since(from, 1);
        let stored = self.store.history(&lane.app, &lane.name, query).await?;
        let all = stored.iter().chain(coming.iter().map(|message| &**message));
        let first = all
            .filter(|message| message.at >= from)
            .min_by_key(|message| (message.at, message.position));
        Ok(first.map(|message| message.position))
    }

    /// Position of the message that was the latest at or before an instant.
    async fn last_until(
        &self,
        lane: &Lane,
        coming: &[Arc<Message>],
        to: Timestamp,
    ) -> Result<Option<Position>, StoreError> {
        let query = HistoryQuery {
            range: HistoryRange::Until(to),
            limit: 1,
        };
        let stored = self.store.history(&lane.app, &lane.name, query).await?;
        let all = stored.iter().chain(coming.iter().map(|message| &**message));
        let last = all
            .filter(|message| message.at <= to)
            .max_by_key(|message| (message.at, message.position));
        Ok(last.map(|message| message.position))
    }
}
