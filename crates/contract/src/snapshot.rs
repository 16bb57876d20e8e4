use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The whole data under a name, to go back to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Snapshot {
    pub name: String,
    /// RFC 3339.
    pub taken_at: String,
    pub bytes: u64,
}

/// A snapshot to take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeSnapshot {
    /// 1 to 64 characters of letters, digits, space and `_ - .`; one that is taken is 409.
    pub name: String,
}

/// The data is what it was. Every connection was closed with the code that means "come back".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RestoredSnapshot {
    pub name: String,
    /// How long clients found the server closed, in ms.
    pub took_ms: u64,
}
