//! Everything that can be written.

use model::{
    AccessKey, App, AppId, Channel, ChannelName, Device, Grant, JournalEntry, Message, State, StateVersion,
    Subject, Subscription, Timestamp, Token, TokenId, Webhook,
};

/// One write. `Put…` creates or replaces; `Delete…` of what is not there changes nothing.
///
/// What a change belongs to has to exist, earlier in the same commit at the latest: its app, and for states, messages,
/// subscriptions, grants and devices also the channel and the token. Otherwise the commit is [`Missing`](crate::StoreError).
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    PutApp(App),
    /// With all that is in it. The journal stays.
    DeleteApp(AppId),
    /// A state with another version stays in the list of versions, as set at `at`. Of these the newest `versions` are
    /// kept, at least the current one.
    PutToken {
        app: AppId,
        token: Token,
        at: Timestamp,
        versions: u32,
    },
    /// When a token's last connection went. Of a token that is not there it changes nothing.
    Seen {
        app: AppId,
        token: TokenId,
        at: Timestamp,
    },
    /// With its subscriptions, grants, states and devices.
    DeleteToken {
        app: AppId,
        id: TokenId,
    },
    /// The description only; a replaced channel keeps its state and messages, a new one has the empty state.
    PutChannel {
        app: AppId,
        channel: Channel,
    },
    /// With its messages, states, subscriptions and grants. Its messages cannot be read any more; the room they take is
    /// given back by the next [sweeps](crate::Store::sweep).
    DeleteChannel {
        app: AppId,
        name: ChannelName,
    },
    /// Becomes the current state, and stays in the list of versions, of which the newest `versions` are kept, at least
    /// the current one. A version that is there is a conflict.
    PutState {
        app: AppId,
        channel: ChannelName,
        state: State,
        by: Subject,
        at: Timestamp,
        versions: u32,
    },
    PutSubscription {
        app: AppId,
        subscription: Subscription,
    },
    DeleteSubscription {
        app: AppId,
        token: TokenId,
        channel: ChannelName,
    },
    PutGrant {
        app: AppId,
        grant: Grant,
    },
    DeleteGrant {
        app: AppId,
        token: TokenId,
        channel: ChannelName,
    },
    /// A position that is taken is a conflict. The payload comes back byte for byte, except white space around it; from
    /// which connection it came is not kept.
    /// `key`: what a repeat of this publish is known by; it replaces what was kept under the same key.
    Append {
        app: AppId,
        message: Message,
        key: Option<String>,
    },
    Journal(JournalEntry),
    PutAccessKey(AccessKey),
    /// By its id.
    DeleteAccessKey(String),
    PutWebhook {
        app: AppId,
        webhook: Webhook,
    },
    DeleteWebhook {
        app: AppId,
        id: String,
    },
    /// Its client is a token of the app. A device of this id may have been another client's.
    PutDevice {
        app: AppId,
        device: Device,
    },
    DeleteDevice {
        app: AppId,
        id: String,
    },
}

impl Change {
    /// What it weighs in a queue, in bytes: the parts that can be large, and an allowance for the rest.
    pub(crate) fn weight(&self) -> usize {
        let large = match self {
            Self::Append { message, key, .. } => message.payload.len() + message.event.len() + length(key),
            Self::PutState { state, .. } => weight_of(state),
            Self::PutToken { token, .. } => weight_of(&token.state) + length(&token.extra),
            Self::PutChannel { channel, .. } => length(&channel.title) + length(&channel.extra),
            Self::PutDevice { device, .. } => device.id.len() + device.token.len(),
            _ => 0,
        };
        size_of::<Self>() + large
    }
}

fn length(text: &Option<String>) -> usize {
    text.as_ref().map_or(0, String::len)
}

/// The oldest version that stays of a state at `version` when `versions` of it are kept.
pub(crate) fn oldest_kept(version: StateVersion, versions: u32) -> StateVersion {
    (version + 1).saturating_sub(u64::from(versions.max(1)))
}

/// Size of a state in memory, roughly: the texts in it, and 32 bytes for each value.
fn weight_of(state: &State) -> usize {
    use serde_json::Value;

    fn value(of: &Value) -> usize {
        32 + match of {
            Value::String(text) => text.len(),
            Value::Array(items) => items.iter().map(value).sum(),
            Value::Object(fields) => object(fields),
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        }
    }
    fn object(fields: &serde_json::Map<String, Value>) -> usize {
        fields.iter().map(|(key, field)| key.len() + value(field)).sum()
    }
    object(&state.value)
}
