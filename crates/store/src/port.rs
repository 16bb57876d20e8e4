//! The port itself.

use async_trait::async_trait;
use model::{AppId, ChannelName, JournalEntry, Message};

use crate::{Change, Contents, HistoryQuery, StateRecord, StoreError};

/// Where apps, channels and messages are kept.
#[async_trait]
pub trait Store: Send + Sync {
    /// Everything a server starts from. Its cost does not depend on how many messages are stored.
    async fn load(&self) -> Result<Contents, StoreError>;

    /// Writes all of `changes`, in order, or none of them. What is written is durable when this returns.
    async fn commit(&self, changes: &[Change]) -> Result<(), StoreError>;

    /// Messages of a channel, ascending by position; none if there is no such channel.
    async fn history(
        &self,
        app: &AppId,
        channel: &ChannelName,
        query: HistoryQuery,
    ) -> Result<Vec<Message>, StoreError>;

    /// The newest `limit` states of a channel, the current one first; none if there is no such channel.
    async fn state_versions(
        &self,
        app: &AppId,
        channel: &ChannelName,
        limit: usize,
    ) -> Result<Vec<StateRecord>, StoreError>;

    /// The newest `limit` lines of the journal, of one app or of all, newest first.
    async fn journal(&self, app: Option<&AppId>, limit: usize) -> Result<Vec<JournalEntry>, StoreError>;

    /// Finishes what is under way and lets go of files. Nothing is to be asked afterwards.
    async fn close(&self);
}
