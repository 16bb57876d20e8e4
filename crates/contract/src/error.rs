use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Every answer with a status of 400 or more has this body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ErrorBody {
    pub error: ErrorDetail,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ErrorDetail {
    /// What programs decide by, in capitals: `UNKNOWN_CHANNEL`.
    pub code: String,
    /// One sentence for people: what failed.
    pub message: String,
    /// One sentence for people: what would make it work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
