use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::{Admission, App, Decider, Visibility, Who};

/// A token. Its id is the client's credential.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Token {
    pub id: String,
    /// Name of the persona, if it is one.
    pub name: Option<String>,
    #[schema(value_type = Object)]
    pub state: Map<String, Value>,
    pub state_version: u64,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339; absent if the token never expires.
    pub expires_at: Option<String>,
    /// Has the token a live connection?
    pub online: bool,
    pub connections: u64,
    /// RFC 3339; when its last connection went. Absent if it was never here.
    pub last_seen: Option<String>,
    /// Channels the token is subscribed to.
    pub channels: Vec<String>,
}

/// One page of the tokens of an app, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Tokens {
    pub items: Vec<Token>,
    /// All that match, on all pages.
    pub total: u64,
    /// `after` of the next page; absent on the last one.
    pub next: Option<String>,
}

/// What is to change; absent fields stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateToken {
    /// An empty text takes the name away.
    #[serde(default)]
    pub name: Option<String>,
    /// The whole new state.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub state: Option<Map<String, Value>>,
    /// With `state`: the version the caller has seen. If it has moved on, the answer is 409 `VERSION_CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<u64>,
    /// RFC 3339, in the future; an empty text takes the end away.
    #[serde(default)]
    pub expires_at: Option<String>,
}

/// A message to the connections of one token, or to one connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendDirect {
    /// Name of the event, 1 to 256 characters.
    pub event: String,
    /// Any JSON; `null` if absent.
    #[serde(default)]
    #[schema(value_type = Option<Value>)]
    pub payload: Value,
}

/// Whom a direct message was for, and who took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SentDirect {
    /// Live connections it was for; 0 if the token is offline, then nobody gets it.
    pub connections: u64,
    /// Connections whose socket, or queue, took it.
    pub delivered: u64,
}

/// A text that may be a token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectToken {
    pub text: String,
}

/// What a text turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenVerdict {
    Valid,
    Expired,
    /// It has the form of a token, but there is none like it: deleted, or of another server.
    Unknown,
    /// A credential of an app's backend or of this API. It is not for clients.
    WrongKind,
    /// No token at all.
    Malformed,
}

/// What a text is worth as a token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Inspection {
    pub verdict: TokenVerdict,
    /// One sentence: what it is, and why it is refused if it is.
    pub sentence: String,
    /// One sentence: what would make it work.
    pub fix: Option<String>,
    /// When the credential was made, read from the text itself; RFC 3339.
    pub made_at: Option<String>,
    pub app: Option<App>,
    pub token: Option<Token>,
    /// What it may do in each channel of its app, by name, at most 200.
    pub access: Vec<ChannelAccess>,
}

/// What a token may do in a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChannelAccess {
    pub channel: String,
    pub visibility: Visibility,
    pub subscribed: bool,
    pub admission: Admission,
    /// One sentence: why.
    pub because: String,
    pub may_publish: bool,
    pub may_set_state: bool,
}

/// A standing permission of a token for a private channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Grant {
    pub who: Who,
    pub channel: String,
    pub by: Decider,
    pub reason: Option<String>,
    /// RFC 3339.
    pub at: String,
    /// RFC 3339; absent: until it is revoked.
    pub until: Option<String>,
}

/// Which grants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GrantsQuery {
    #[serde(default)]
    pub token: Option<String>,
    #[serde(default)]
    pub channel: Option<String>,
}

/// A permission to give.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveGrant {
    /// 1,000 ms to 366 days; absent: until it is revoked.
    #[serde(default)]
    pub duration_ms: Option<u64>,
    #[serde(default)]
    pub reason: Option<String>,
}

/// A new token.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub state: Option<Map<String, Value>>,
    /// RFC 3339, in the future.
    #[serde(default)]
    pub expires_at: Option<String>,
    /// Channels to subscribe the token to from the start; they must exist.
    #[serde(default)]
    pub channels: Vec<String>,
}
