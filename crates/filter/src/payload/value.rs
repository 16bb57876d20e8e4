//! A value that was found in a payload, and what it is compared with.

use std::{borrow::Cow, cmp::Ordering};

use super::{Number, number};
use crate::fold::same;

/// A value in a JSON text, as it is written there.
pub enum Value<'a> {
    /// What is between the quotes.
    String(&'a str),
    Number(&'a str),
    Bool(bool),
    Null,
    /// An object or an array.
    Whole,
}

/// A value to compare with.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    Text(String),
    Number(Number),
    Bool(bool),
    Null,
}

impl Value<'_> {
    /// What it says; nothing if it is an object or an array, or no JSON.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::String(raw) if !raw.contains('\\') => Some((*raw).into()),
            Self::String(raw) => serde_json::from_str(&format!("\"{raw}\"")).ok().map(Cow::Owned),
            Self::Number(number) => Some((*number).into()),
            Self::Bool(true) => Some("true".into()),
            Self::Bool(false) => Some("false".into()),
            Self::Null => Some("null".into()),
            Self::Whole => None,
        }
    }

    /// How it compares with a number, if it is one.
    pub fn compare(&self, than: &Number) -> Option<Ordering> {
        match self {
            Self::Number(number) => than.ordering_of(number),
            _ => None,
        }
    }
}

impl Literal {
    /// What a text means that is not in quotes.
    pub fn bare(text: &str) -> Self {
        match text {
            _ if same(text, "true") => Self::Bool(true),
            _ if same(text, "false") => Self::Bool(false),
            _ if same(text, "null") => Self::Null,
            _ => Number::parse(text).map_or_else(|| Self::Text(text.to_owned()), Self::Number),
        }
    }

    pub(super) fn equals(&self, value: &Value<'_>) -> bool {
        let reads = |text: &str| match value {
            Value::String(_) => value.text().is_some_and(|there| same(&there, text)),
            _ => false,
        };
        match self {
            Self::Text(text) => reads(text),
            Self::Number(number) => value.compare(number) == Some(Ordering::Equal) || reads(number.written()),
            Self::Bool(is) => matches!(value, Value::Bool(there) if there == is) || reads(&is.to_string()),
            Self::Null => matches!(value, Value::Null) || reads("null"),
        }
    }
}

/// What a word outside quotes is, in JSON.
pub fn scalar(word: &str) -> Option<Value<'_>> {
    match word {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        "null" => Some(Value::Null),
        _ => number::valid(word.as_bytes()).then_some(Value::Number(word)),
    }
}
