use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a key of this API may do. Each scope has those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Looks at everything but the credentials of backends and of this API. It sees tokens, which clients show.
    Read,
    /// Answers private joins.
    Approve,
    /// Everything.
    Manage,
}

/// A key of this API. The server keeps only its hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccessKey {
    pub id: String,
    pub name: String,
    pub scope: Scope,
    /// The key's last 4 characters.
    pub hint: String,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339; absent if it never expires.
    pub expires_at: Option<String>,
    /// RFC 3339; absent if it was not used since the server started.
    pub last_used: Option<String>,
}

/// A new key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAccessKey {
    /// 1 to 80 characters.
    pub name: String,
    pub scope: Scope,
    /// RFC 3339, in the future.
    #[serde(default)]
    pub expires_at: Option<String>,
}

/// The only time that the key itself is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CreatedAccessKey {
    pub key: AccessKey,
    pub secret: String,
}

impl From<model::Scope> for Scope {
    fn from(scope: model::Scope) -> Self {
        match scope {
            model::Scope::Read => Self::Read,
            model::Scope::Approve => Self::Approve,
            model::Scope::Manage => Self::Manage,
        }
    }
}

impl From<Scope> for model::Scope {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Read => Self::Read,
            Scope::Approve => Self::Approve,
            Scope::Manage => Self::Manage,
        }
    }
}
