//! What is asked of the value under a key.

use crate::{Pattern, Value};

/// A condition on the value under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// There is one.
    Present,
    /// It is like one of these.
    Like(Vec<Pattern>),
    /// It is one of these.
    Equals(Vec<u64>),
    Compare(Comparison, u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }

    pub(crate) fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::More => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        }
    }
}

impl Test {
    /// Is it true of this value?
    pub fn matches(&self, value: &Value<'_>) -> bool {
        match value {
            Value::Text(text) => self.matches_str(text),
            Value::Number(number) => self.matches_number(*number),
        }
    }

    /// Is it true of a text? Numbers are asked of numbers only.
    pub fn matches_str(&self, text: &str) -> bool {
        match self {
            Self::Present => true,
            Self::Like(patterns) => patterns.iter().any(|pattern| pattern.matches(text)),
            Self::Equals(_) | Self::Compare(..) => false,
        }
    }

    /// Is it true of a number, of bytes or microseconds? Texts are asked of texts only.
    pub fn matches_number(&self, number: u64) -> bool {
        match self {
            Self::Present => true,
            Self::Like(_) => false,
            Self::Equals(numbers) => numbers.contains(&number),
            Self::Compare(comparison, than) => comparison.holds(number.cmp(than)),
        }
    }
}
