use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A token. Its id is the client's credential.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Token {
    pub id: String,
    /// Name of the persona, if it is one.
    pub name: Option<String>,
    #[schema(value_type = Object)]
    pub state: Map<String, Value>,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339; absent if the token never expires.
    pub expires_at: Option<String>,
    /// Has the token a live connection?
    pub online: bool,
    /// Channels the token is subscribed to.
    pub channels: Vec<String>,
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
