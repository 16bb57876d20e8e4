//! Everything that can be written.

use model::{
    App, AppId, Channel, ChannelName, Grant, JournalEntry, Message, State, Subject, Subscription, Timestamp,
    Token, TokenId,
};

/// One write. `Put…` creates or replaces; `Delete…` of what is not there changes nothing.
///
/// What a change belongs to has to exist, earlier in the same commit at the latest: its app, and for states, messages,
/// subscriptions and grants also the channel and the token. Otherwise the commit is [`Missing`](crate::StoreError).
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    PutApp(App),
    /// With all that is in it. The journal stays.
    DeleteApp(AppId),
    PutToken {
        app: AppId,
        token: Token,
    },
    /// With its subscriptions and grants.
    DeleteToken {
        app: AppId,
        id: TokenId,
    },
    /// The description only; a replaced channel keeps its state and messages, a new one has the empty state.
    PutChannel {
        app: AppId,
        channel: Channel,
    },
    /// With its messages, states, subscriptions and grants.
    DeleteChannel {
        app: AppId,
        name: ChannelName,
    },
    /// Becomes the current state, and stays in the list of versions. A version that is there is a conflict.
    PutState {
        app: AppId,
        channel: ChannelName,
        state: State,
        by: Subject,
        at: Timestamp,
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
    /// A position that is taken is a conflict. The payload comes back byte for byte, except white space around it.
    Append {
        app: AppId,
        message: Message,
    },
    Journal(JournalEntry),
}

impl Change {
    /// What it weighs in a queue, in bytes: the parts that can be large, and an allowance for the rest.
    pub(crate) fn weight(&self) -> usize {
        let large = match self {
            Self::Append { message, .. } => message.payload.len() + message.event.len(),
            Self::PutState { state, .. } => weight_of(state),
            Self::PutToken { token, .. } => weight_of(&token.state),
            Self::PutChannel { channel, .. } => channel.extra.as_ref().map_or(0, String::len),
            _ => 0,
        };
        size_of::<Self>() + large
    }
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
