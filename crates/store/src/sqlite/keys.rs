//! The integer keys of channels, remembered so that a message does not have to look up its channel by name.

use std::collections::HashMap;

use model::{AppId, ChannelName};
use sqlx::SqliteConnection;

use super::fault::Fault;
use crate::StoreError;

/// Keys that were looked up before. True only together with the transaction in which they were read: forget them when
/// it is not committed.
#[derive(Default)]
pub(super) struct ChannelKeys(HashMap<AppId, HashMap<ChannelName, i64>>);

impl ChannelKeys {
    /// The key of a channel that has to be stored.
    pub(super) async fn need(
        &mut self,
        connection: &mut SqliteConnection,
        app: &AppId,
        name: &ChannelName,
    ) -> Result<i64, Fault> {
        if let Some(key) = self.0.get(app).and_then(|channels| channels.get(name)) {
            return Ok(*key);
        }
        let found: Option<i64> = sqlx::query_scalar(
            "SELECT channels.key FROM channels JOIN apps ON apps.key = channels.app
             WHERE apps.id = ?1 AND channels.name = ?2",
        )
        .bind(app.as_str())
        .bind(name.as_str())
        .fetch_optional(connection)
        .await?;
        let key = found.ok_or_else(|| StoreError::no_channel(app, name))?;
        self.0.entry(app.clone()).or_default().insert(name.clone(), key);
        Ok(key)
    }

    /// The channel is no more.
    pub(super) fn forget(&mut self, app: &AppId, name: &ChannelName) {
        if let Some(channels) = self.0.get_mut(app) {
            channels.remove(name);
        }
    }

    /// The app is no more.
    pub(super) fn forget_app(&mut self, app: &AppId) {
        self.0.remove(app);
    }
}
