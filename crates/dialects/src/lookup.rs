//! What a dialect may ask the server about while it reads a request.

use engine::Keys;
use model::{AppId, ChannelName, Timestamp, TokenId};
use serde_json::Value;

/// What a dialect may ask the server about. Answers are of this moment; nothing is changed by asking.
pub trait Lookup {
    /// The wall clock.
    fn now(&self) -> Timestamp;

    /// What the configuration says under `[dialects.<name>]`, as [`Spoken::check`](crate::Spoken::check) has let it
    /// pass; an empty object if it says nothing.
    fn settings(&self) -> &Value;

    /// The app of this id.
    fn app(&self, id: &str) -> Option<AppId>;

    /// The app of those who name none: the one that the setting `app` of this dialect names by id or name, else the
    /// oldest. `None`: there is no app.
    fn default_app(&self) -> Option<AppId>;

    /// The app whose backend shows this credential.
    fn backend(&self, credential: &str) -> Option<AppId>;

    /// The secrets with which tokens of an app's clients may be signed now, newest first.
    fn signing_secrets(&self, app: &AppId) -> Vec<String>;

    /// Has the app's backend registered this client?
    fn registered(&self, app: &AppId, client: &TokenId) -> bool;

    /// The keys that a channel asks for; `None`: there is no such channel. Empty keys: it asks for nothing.
    fn keys(&self, app: &AppId, channel: &ChannelName) -> Option<Keys>;

    /// A secret of this server's that nobody else knows and that outlives it, for this purpose alone.
    fn secret(&self, purpose: &str) -> [u8; 32];
}
