//! The port itself.

use async_trait::async_trait;
use model::{AppId, ChannelName, JournalEntry, Message, Position, TokenId};

use crate::{Change, Contents, HistoryQuery, StateRecord, StoreError, SweepPlan, Swept};

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

    /// Position of the oldest message of a channel that can be read; `None` if there is none. Whoever tells a reader that
    /// nothing is missing asks this *after* the page was read: what was taken away meanwhile is then known.
    async fn first_position(
        &self,
        app: &AppId,
        channel: &ChannelName,
    ) -> Result<Option<Position>, StoreError>;

    /// The newest `limit` states of a channel, the current one first; none if there is no such channel.
    async fn state_versions(
        &self,
        app: &AppId,
        channel: &ChannelName,
        limit: usize,
    ) -> Result<Vec<StateRecord>, StoreError>;

    /// The newest `limit` states of a token, the current one first, all by the backend; none if there is no such token, or
    /// if its state has been empty from the start.
    async fn token_versions(
        &self,
        app: &AppId,
        token: &TokenId,
        limit: usize,
    ) -> Result<Vec<StateRecord>, StoreError>;

    /// The newest `limit` lines of the journal, of one app or of all, newest first.
    async fn journal(&self, app: Option<&AppId>, limit: usize) -> Result<Vec<JournalEntry>, StoreError>;

    /// Takes away what is no longer to be kept: `at_most` rows or so, so that a commit that comes meanwhile waits for a
    /// moment only. Call it again while [`Swept::more`] says so.
    async fn sweep(&self, plan: SweepPlan, at_most: usize) -> Result<Swept, StoreError>;

    /// Reads everything there is, beside whatever else goes on, and says whether it holds together: what starting and
    /// ordinary reading do not look at may be damaged too. `Damaged` if it does not.
    async fn check(&self) -> Result<(), StoreError>;

    /// Finishes what is under way and lets go of files. Nothing is to be asked afterwards.
    async fn close(&self);
}
