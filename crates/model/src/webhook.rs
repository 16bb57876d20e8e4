//! Where an app wants to be told what happens in it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Entropy, Timestamp, pika, secure_pika};

/// An address of an app's backend, and what it wants to hear.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// `webhook_…`, to speak of it.
    pub id: String,
    pub url: String,
    /// Names of events.
    pub events: Vec<String>,
    /// `whsec_…`, what it is signed with. Shown to who manages the app, never logged.
    pub secret: String,
    pub created_at: Timestamp,
}

impl Webhook {
    /// A fresh one. Both random parts are drawn by the caller.
    pub fn fresh(url: String, events: Vec<String>, at: Timestamp, id: &Entropy, secret: &Entropy) -> Self {
        Self {
            id: pika("webhook", at, id),
            url,
            events,
            secret: secure_pika("whsec", at, secret),
            created_at: at,
        }
    }
}

/// Without the secret, and without the address, which may hold one.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("id", &self.id)
            .field("events", &self.events)
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}
