//! Filters of the live view: reading them, and completing them with what happened lately.

use axum::{Json, extract::State};
use contract::{FilterRead, FilterText};
use engine::Tap;
use filter::{Filter, Values};
use model::{Refusal, RefusalCode};

use super::{
    Desk,
    failure::{Body, Failure},
    glance::Glance,
};

pub async fn read(State(desk): State<Desk>, Body(typed): Body<FilterText>) -> Json<FilterRead> {
    Json(filter::read(&typed, &Lately(&desk.hub.tap)))
}

/// Reads a filter, or says where it is wrong.
pub fn parse(text: &str) -> Result<Filter, Failure> {
    Filter::parse(text).map_err(|error| {
        let message = format!(
            "the filter is wrong at {} to {}: {}",
            error.from, error.to, error.message
        );
        Refusal::new(RefusalCode::InvalidRequest, message)
            .fix(format!("expected: {}", error.expected))
            .into()
    })
}

/// What happened lately, as far as it is kept.
struct Lately<'a>(&'a Tap);

impl Values for Lately<'_> {
    fn seen(&self, key: &str, prefix: &str, most: usize) -> Vec<(String, u64)> {
        let recent = self.0.recent();
        let rows: Vec<_> = recent.iter().map(|happening| Glance(happening)).collect();
        filter::seen(rows.iter(), key, prefix, most)
    }
}
