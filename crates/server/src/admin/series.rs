//! What was counted, over time.

use axum::{Json, extract::State};
use contract::{Series, SeriesQuery};

use super::{
    Desk,
    failure::{Failure, Query},
};
use crate::hub::{Point, Span};

pub async fn series(
    State(desk): State<Desk>,
    Query(query): Query<SeriesQuery>,
) -> Result<Json<Series>, Failure> {
    let (step_ms, points) = desk.hub.series.points(known(query.span.unwrap_or_default()));
    Ok(Json(Series {
        step_ms,
        points: points.into_iter().map(shown).collect(),
    }))
}

/// The span that a request names.
pub fn known(span: contract::Span) -> Span {
    match span {
        contract::Span::Minutes5 => Span::Minutes5,
        contract::Span::Hour => Span::Hour,
        contract::Span::Day => Span::Day,
    }
}

fn shown(point: Point) -> contract::Point {
    contract::Point {
        at: point.at,
        connections: point.connections,
        connects: point.counts.connects,
        messages: point.counts.messages,
        deliveries: point.counts.deliveries,
        dropped: point.counts.dropped,
        refusals: point.counts.refusals,
        latency_p50_us: point.p50,
        latency_p99_us: point.p99,
    }
}
