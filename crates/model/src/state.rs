//! The JSON object that a channel or a token carries.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Number of a state: 0 is the empty state a channel is born with, every change is one more.
pub type StateVersion = u64;

/// A versioned JSON object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub version: StateVersion,
    pub value: Map<String, Value>,
}

impl State {
    /// The state that `value` makes when it is there from the start.
    pub fn initial(value: Map<String, Value>) -> Self {
        Self {
            version: u64::from(!value.is_empty()),
            value,
        }
    }

    /// Replaces the whole object.
    pub fn replace(&mut self, value: Map<String, Value>) {
        self.version += 1;
        self.value = value;
    }

    /// Shallow merge: each key of `patch` replaces that key whole; `null` is stored as null.
    pub fn merge(&mut self, patch: Map<String, Value>) {
        self.version += 1;
        self.value.extend(patch);
    }
}
