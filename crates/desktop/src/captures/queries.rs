//! What pages ask for, read and checked.

use std::collections::HashSet;

use ::capture::{Shape, Sought};
use axum::{
    extract::rejection::{PathRejection, QueryRejection},
    http::StatusCode,
};
use contract::{
    ErrorDetail, FilterError,
    desktop::{FindQuery, LinesQuery, ViewQuery},
};
use filter::Filter;

use crate::exchange::Failure;

/// Lines that can be read at once.
const MOST_LINES: u32 = 1_000;

pub(super) fn shape(query: &ViewQuery) -> Result<Shape, Failure> {
    let unrolled: Vec<(String, String)> = match query.unrolled.as_deref() {
        None | Some("") => Vec::new(),
        Some(json) => serde_json::from_str(json).map_err(|error| {
            invalid(format!(
                "unrolled is no list of channels and events ({error}); write [[\"room-1\",\"tick\"]]"
            ))
        })?,
    };
    Ok(Shape {
        filter: filter(query.filter.as_deref())?,
        noise: query.noise,
        collapse: query.collapse,
        unrolled: HashSet::from_iter(unrolled),
    })
}

pub(super) fn filter(text: Option<&str>) -> Result<Filter, Failure> {
    Filter::parse(text.unwrap_or_default()).map_err(|error| {
        let FilterError {
            from,
            message,
            expected,
            ..
        } = error;
        Failure {
            status: StatusCode::BAD_REQUEST,
            error: ErrorDetail {
                code: "INVALID_FILTER".to_owned(),
                message: format!("the filter cannot be read at character {}: {message}", from + 1),
                detail: Some(format!("expected there: {expected}")),
            },
        }
    })
}

pub(super) fn lines(query: LinesQuery) -> Result<LinesQuery, Failure> {
    if (1..=MOST_LINES).contains(&query.count) {
        Ok(query)
    } else {
        let count = query.count;
        Err(invalid(format!(
            "count is {count}; 1 to {MOST_LINES} lines can be read at once"
        )))
    }
}

pub(super) fn sought(query: FindQuery) -> Result<Sought, Failure> {
    match (query.seq, query.time) {
        (Some(seq), None) => Ok(Sought::Seq(seq)),
        (None, Some(time)) => Ok(Sought::Time(time)),
        _ => Err(invalid("give either seq or time".to_owned())),
    }
}

pub(super) fn invalid(message: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message)
}

impl From<QueryRejection> for Failure {
    fn from(rejection: QueryRejection) -> Self {
        invalid(rejection.body_text())
    }
}

impl From<PathRejection> for Failure {
    fn from(rejection: PathRejection) -> Self {
        invalid(rejection.body_text())
    }
}
