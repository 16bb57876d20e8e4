//! The body of a request: a JSON object, whatever its content type is called. Keys are taken in any case, other keys do
//! not matter, and what is missing is empty.

use model::Refusal;
use serde_json::{Map, Value};

use super::error::invalid;
use crate::Request;

pub struct Body(Map<String, Value>);

impl Body {
    /// `shape`: what would be right.
    pub fn read(request: &Request<'_>, shape: &str) -> Result<Self, Refusal> {
        let wrong = |message: String| Err(invalid(message).fix(format!("send {shape}")));
        match serde_json::from_slice(request.body) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) => wrong("the body is not a JSON object".into()),
            Err(_) if request.body.trim_ascii().is_empty() => wrong("the body is empty".into()),
            Err(error) => wrong(format!("the body is not JSON: {error}")),
        }
    }

    pub fn text(&self, key: &str) -> Result<String, Refusal> {
        match self.get(key) {
            None | Some(Value::Null) => Ok(String::new()),
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(invalid(format!("{key} is no text")).fix("write it as a JSON string")),
        }
    }

    /// A text; `None` if it is empty.
    pub fn some_text(&self, key: &str) -> Result<Option<String>, Refusal> {
        self.text(key)
            .map(|text| Some(text).filter(|text| !text.is_empty()))
    }

    pub fn flag(&self, key: &str) -> Result<bool, Refusal> {
        match self.get(key) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(invalid(format!("{key} is neither true nor false")).fix("write true or false")),
        }
    }

    /// The spelling that is asked for goes before others.
    fn get(&self, key: &str) -> Option<&Value> {
        let other = || self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
        self.0.get(key).or_else(|| other().map(|(_, value)| value))
    }
}
