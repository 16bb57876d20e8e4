use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of subject acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubjectKind {
    Token,
    Anonymous,
    Backend,
}

/// Who acts, as the screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Who {
    pub kind: SubjectKind,
    /// Name of the persona, the end of the token (`…a1b2c3`), `anonymous` or `backend`.
    pub label: String,
    /// The token; absent for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// One live connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Connection {
    pub id: String,
    pub who: Who,
    pub dialect: String,
    /// Address of the peer.
    pub address: String,
    pub user_agent: Option<String>,
    pub origin: Option<String>,
    /// RFC 3339.
    pub since: String,
    pub channels: Vec<String>,
    /// Bytes that wait to be written to it.
    pub queued_bytes: u64,
    pub frames_sent: u64,
}
