//! Where something in a project file is wrong, and what.

use std::fmt;

/// What is wrong at a place of the file: `apps[0].channels[3].name: …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub place: String,
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Gathers problems while the file is read.
#[derive(Default)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    pub fn add(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.0.push(Problem {
            place: place.into(),
            message: message.into(),
        });
    }

    /// The value, or nothing and a problem.
    pub fn take<T, E: fmt::Display>(&mut self, place: impl Into<String>, value: Result<T, E>) -> Option<T> {
        value.map_err(|error| self.add(place, error.to_string())).ok()
    }
}
