//! Where an app wants to be told what happens: kept here, told elsewhere.

use std::sync::Arc;

use model::{Refusal, RefusalCode, Webhook};
use store::Change;

use super::{Hub, Realm};

impl Hub {
    /// Adds a webhook, or replaces the one with its id; it is on disk when this returns.
    pub async fn put_webhook(self: &Arc<Self>, realm: &Arc<Realm>, webhook: Webhook) -> Result<(), Refusal> {
        let stored = realm.put_webhook(webhook, |webhook| {
            self.record([Change::PutWebhook {
                app: realm.id.clone(),
                webhook: webhook.clone(),
            }])
        })?;
        self.changes.mark(|| format!("webhooks:{}", realm.id));
        stored.wait().await
    }

    /// Deletes a webhook; it is gone from the disk when this returns.
    pub async fn delete_webhook(self: &Arc<Self>, realm: &Arc<Realm>, id: &str) -> Result<(), Refusal> {
        let delete = Change::DeleteWebhook {
            app: realm.id.clone(),
            id: id.to_owned(),
        };
        let stored = realm
            .remove_webhook(id, || self.record([delete]))
            .ok_or_else(|| unknown_webhook(id))??;
        self.changes.mark(|| format!("webhooks:{}", realm.id));
        stored.wait().await
    }
}

fn unknown_webhook(id: &str) -> Refusal {
    Refusal::new(
        RefusalCode::NotFound,
        format!("there is no webhook {id} in this app"),
    )
    .fix("list the webhooks for those there are")
}
