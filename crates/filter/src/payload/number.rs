//! Numbers as JSON writes them.

use std::{cmp::Ordering, fmt};

/// A number, as it is written. Whole numbers are compared exactly, others as 64-bit floats.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    written: String,
    value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Whole(i64),
    Float(f64),
}

impl Number {
    /// The number, if the text is one in JSON.
    pub fn parse(text: &str) -> Option<Self> {
        let value = Value::parse(text)?;
        Some(Self {
            written: text.to_owned(),
            value,
        })
    }

    pub fn written(&self) -> &str {
        &self.written
    }

    /// As a 64-bit float; numbers that are equal have the same.
    pub fn float(&self) -> f64 {
        self.value.float()
    }

    /// How another number, as it is written, compares with this one.
    pub(super) fn ordering_of(&self, other: &str) -> Option<Ordering> {
        let other = Value::parse(other)?;
        match (other, self.value) {
            (Value::Whole(a), Value::Whole(b)) => Some(a.cmp(&b)),
            (a, b) => a.float().partial_cmp(&b.float()),
        }
    }
}

/// The number that a JSON text is, as a 64-bit float.
pub fn float(text: &str) -> Option<f64> {
    Value::parse(text).map(Value::float)
}

impl Value {
    fn parse(text: &str) -> Option<Self> {
        if !valid(text.as_bytes()) {
            return None;
        }
        match text.parse() {
            Ok(whole) => Some(Self::Whole(whole)),
            Err(_) => text.parse().ok().map(Self::Float),
        }
    }

    fn float(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Float(float) => float,
        }
    }
}

/// The grammar of JSON: no leading zeros, no `+`, no bare point.
pub fn valid(text: &[u8]) -> bool {
    let rest = text.strip_prefix(b"-").unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || whole > 1 && rest.first() == Some(&b'0') {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = match exponent {
            [b'+' | b'-', digits @ ..] => digits,
            digits => digits,
        };
        return !exponent.is_empty() && digits(exponent) == exponent.len();
    }
    rest.is_empty()
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_json() {
        for text in [
            "0",
            "-0",
            "42",
            "-1.50",
            "1e3",
            "1E+3",
            "0.1e-9",
            "12345678901234567890123",
        ] {
            assert!(Number::parse(text).is_some(), "{text}");
            assert!(serde_json::from_str::<serde_json::Number>(text).is_ok(), "{text}");
        }
        for text in [
            "", "-", "01", ".5", "5.", "+5", "1e", "1e+", "0x1", "5k", "1_000", "NaN", "inf", " 1",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn whole_numbers_are_compared_exactly() {
        let number = Number::parse("9007199254740993").unwrap();
        assert_eq!(number.ordering_of("9007199254740992"), Some(Ordering::Less));
        assert_eq!(
            Number::parse("42").unwrap().ordering_of("4.2e1"),
            Some(Ordering::Equal)
        );
        assert_eq!(
            Number::parse("0.5").unwrap().ordering_of("1"),
            Some(Ordering::Greater)
        );
    }
}
