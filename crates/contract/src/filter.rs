//! The filter language, as far as it crosses the wire. Its one implementation is the crate `filter`.
//!
//! Places in a text are counted as JavaScript does: in UTF-16 code units from 0.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A filter as somebody types it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilterText {
    pub text: String,
    /// Where the cursor is, to be told how the word there could go on. Absent: nothing is to be completed.
    #[serde(default)]
    pub cursor: Option<u32>,
}

/// What became of the text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FilterRead {
    /// The parts that must all hold, in order: removing the text between `from` and `to` removes the part. Empty for
    /// an empty text and for one that cannot be read.
    pub chips: Vec<FilterChip>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<FilterError>,
    /// Best first, at most 20.
    pub completions: Vec<Completion>,
}

/// One part of a filter that must hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilterChip {
    pub text: String,
    pub from: u32,
    pub to: u32,
    /// It excludes.
    pub negated: bool,
    /// Of a `key:value`; absent for free text and for what is in parentheses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// Why a text is no filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FilterError {
    pub from: u32,
    pub to: u32,
    /// What is wrong there.
    pub message: String,
    /// What would be right.
    pub expected: String,
}

/// How the word at the cursor could go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Completion {
    /// Stands for what is between `from` and `to`.
    pub text: String,
    pub from: u32,
    pub to: u32,
    /// What it means.
    pub about: String,
    /// How often that value was seen lately.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}
