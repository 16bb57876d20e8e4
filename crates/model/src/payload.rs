//! JSON as it came in: checked once, shared afterwards, never turned into a tree on the way through.

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::IgnoredAny, ser::Error as _};
use serde_json::value::RawValue;
use thiserror::Error;

/// One JSON value in its text form. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload(Bytes);

/// The text is not one JSON value.
#[derive(Debug, Error)]
pub enum PayloadError {
    #[error("the payload is not UTF-8: {0}")]
    NotText(#[from] std::str::Utf8Error),
    #[error("the payload is not valid JSON: {0}")]
    NotJson(#[from] serde_json::Error),
}

impl Payload {
    /// JSON `null`, which stands for "no payload".
    pub fn null() -> Self {
        Self(Bytes::from_static(b"null"))
    }

    /// Takes a JSON text from outside.
    pub fn parse(json: impl Into<Bytes>) -> Result<Self, PayloadError> {
        let json = json.into();
        serde_json::from_str::<IgnoredAny>(std::str::from_utf8(&json)?)?;
        Ok(Self(json))
    }

    /// Takes a value that is already parsed.
    pub fn from_value(value: &serde_json::Value) -> Self {
        Self(value.to_string().into())
    }

    /// Takes an object that is already parsed.
    pub fn from_object(object: &serde_json::Map<String, serde_json::Value>) -> Self {
        Self(serde_json::to_vec(object).map_or_else(|_| Bytes::from_static(b"{}"), Bytes::from))
    }

    /// The JSON text, UTF-8.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("null")
    }

    /// Size of the JSON text in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// A payload is never empty text; true only for `null`.
    pub fn is_empty(&self) -> bool {
        self.as_bytes() == b"null"
    }
}

impl From<Box<RawValue>> for Payload {
    fn from(raw: Box<RawValue>) -> Self {
        Self(Bytes::from(String::from(Box::<str>::from(raw))))
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Payload {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serde_json::from_slice::<&RawValue>(&self.0)
            .map_err(S::Error::custom)?
            .serialize(to)
    }
}

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(from).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_byte_for_byte() {
        let text = r#"{"b":1.50,"a":[null,"\u00e9"],"n":12345678901234567890}"#;
        let payload = Payload::parse(text).unwrap();
        assert_eq!(payload.as_str(), text);
        assert_eq!(serde_json::to_string(&payload).unwrap(), text);
        assert_eq!(serde_json::from_str::<Payload>(text).unwrap(), payload);
        assert!(Payload::parse("{\"a\":").is_err());
        assert!(Payload::parse(&b"\"\xff\""[..]).is_err());
    }
}
