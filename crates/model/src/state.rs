//! The JSON object that a channel or a token carries.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Refusal, RefusalCode};

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

    /// Is it still at the version that somebody has seen? `None`: that does not matter to them.
    pub fn expect(&self, seen: Option<StateVersion>) -> Result<(), Refusal> {
        match seen.filter(|seen| *seen != self.version) {
            None => Ok(()),
            Some(seen) => Err(Refusal::new(
                RefusalCode::VersionConflict,
                format!("the state is at version {}, not {seen}", self.version),
            )
            .fix("read the state again and send the change with its version")),
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
