use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use crate::{Admission, App, Decider, Visibility, Who};

/// A token, whose id is the credential of who shows it; or a client, whose id is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Token {
    /// Of a client `client:` and what the backend calls it.
    pub id: String,
    /// What the backend calls the client; absent of a token.
    pub client: Option<String>,
    /// A client that somebody has vouched for and nobody has registered. It is in no list, and is forgotten when it has
    /// been gone for a while.
    pub guest: bool,
    /// Name of the persona, if it is one; of a client its username.
    pub name: Option<String>,
    /// Free text that the backend keeps with a client.
    pub extra: Option<String>,
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

/// One page of the tokens and clients of an app, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Tokens {
    pub items: Vec<Token>,
    /// All that match, on all pages.
    pub total: u64,
    /// `after` of the next page; absent on the last one.
    pub next: Option<String>,
}

/// What acts for itself: shows a token, or is a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    Token,
    Client,
}

/// Which tokens and clients.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TokensQuery {
    /// Only those that have this text in their id or name, upper or lower case.
    #[serde(default)]
    pub search: Option<String>,
    /// Both if absent.
    #[serde(default)]
    pub kind: Option<TokenKind>,
    /// How many at most; 1 to 1,000, 200 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// `next` of the answer before.
    #[serde(default)]
    pub after: Option<String>,
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
    /// RFC 3339, in the future; an empty text takes the end away. A client has none.
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

/// A text that may be a credential.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectToken {
    /// Of a client its id, to learn what it may do.
    pub text: String,
    /// Look in this app only.
    #[serde(default)]
    pub app: Option<String>,
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
    /// A signed credential that does not hold: see the sentence.
    Refused,
    /// No credential at all.
    Malformed,
}

/// What a text is worth as a credential. The text itself is not in it.
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
    /// The token, or the client that the credential is for, if it is known here.
    pub token: Option<Token>,
    /// What a signed credential says.
    pub signed: Option<SignedCredential>,
    /// What it may do in each channel of its app, by name, at most 200.
    pub access: Vec<ChannelAccess>,
}

/// What a signed or encrypted credential says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SignedCredential {
    /// `JWT, HS256`
    pub kind: String,
    /// Whose credential it is.
    pub dialect: String,
    #[schema(value_type = Object)]
    pub header: Map<String, Value>,
    /// Of an encrypted one only if a key of an app opens it.
    #[schema(value_type = Option<Object>)]
    pub claims: Option<Map<String, Value>>,
    /// What the backend calls the client that it is for, if it holds.
    pub client: Option<String>,
    /// `Client`, `Admin` or `SuperAdmin`, if it holds.
    pub role: Option<String>,
    /// RFC 3339; absent if it says none.
    pub expires_at: Option<String>,
    /// Code of the refusal, if it does not hold.
    pub code: Option<String>,
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
