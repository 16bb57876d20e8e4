//! What was counted, as one page to keep, to send or to print. It has no secrets, and needs nothing but itself.

mod page;

use axum::{extract::State, response::Html};
use charts::Picture;
use contract::{ReportQuery, Span};
use model::Timestamp;

use self::page::{Chart, Page, Row};
use super::{
    Desk, charts as pictures,
    failure::{Failure, Query},
    figures::{FIGURES, Track, title, unit},
    info::counters,
    series, view,
};
use crate::hub::{Counts, Hub, Point};

/// Pixels of a chart in the page.
const SIZE: (u32, u32) = (468, 168);

/// Pixels of the last one, which has a row of its own: two charts and what is between them.
const WIDE: u32 = 974;

pub async fn report(
    State(desk): State<Desk>,
    Query(query): Query<ReportQuery>,
) -> Result<Html<String>, Failure> {
    let span = query.span.unwrap_or(Span::Hour);
    let offset_minutes = pictures::offset(query.offset)?;
    let track = Track::of(&desk.hub, series::known(span));
    let page = Page {
        version: env!("CARGO_PKG_VERSION"),
        address: &desk.listen,
        started: desk.started_at,
        from: Timestamp(track.start()),
        to: Timestamp(track.steps.end),
        over: over(span),
        offset_minutes,
        rows: rows(&desk.hub, &track),
        charts: charts(&track, offset_minutes),
        apps: desk.hub.realms().iter().map(|realm| view::app(realm)).collect(),
    };
    Ok(Html(page.html()))
}

fn over(span: Span) -> &'static str {
    match span {
        Span::Minutes5 => "the last 5 minutes",
        Span::Hour => "the last hour",
        Span::Day => "the last 24 hours",
    }
}

/// Each chart in light and in dark: the reader's page decides.
fn charts(track: &Track, offset_minutes: i32) -> Vec<Chart> {
    let drawn = FIGURES.map(|figure| {
        let lines = track.lines(figure);
        let (usual, height) = SIZE;
        let width = if Some(&figure) == FIGURES.last() {
            WIDE
        } else {
            usual
        };
        let draw = |theme| {
            let picture = Picture {
                title: title(figure),
                unit: unit(figure),
                nothing: track.nothing(figure),
                steps: track.steps,
                lines: &lines,
                theme,
                width,
                height,
                offset_minutes,
            };
            ::charts::draw(&picture).svg
        };
        Chart {
            title: title(figure),
            light: draw(::charts::Theme::Light),
            dark: draw(::charts::Theme::Dark),
        }
    });
    drawn.into()
}

/// The table: in the time of the report, and since the start.
fn rows(hub: &Hub, track: &Track) -> Vec<Row> {
    let (points, since) = (track.points.iter().flatten(), counters(hub));
    let sum = |of: fn(&Counts) -> u64| {
        let counted = points.clone().map(|point| of(&point.counts)).sum::<u64>();
        Some(grouped(counted))
    };
    let most = |of: fn(&Point) -> Option<u64>| points.clone().filter_map(of).max();
    let peak = most(|point| Some(point.connections)).map(grouped);
    let row = |what, then, now: Option<u64>| Row {
        what,
        then,
        since: now.map(grouped),
    };
    vec![
        row("Connections now", Some(grouped(since.connections)), None),
        row("Connections at most", peak, None),
        row("Connects", sum(|counts| counts.connects), Some(since.connects)),
        row("Messages in", sum(|counts| counts.messages), Some(since.messages)),
        row(
            "Deliveries",
            sum(|counts| counts.deliveries),
            Some(since.deliveries),
        ),
        row("Refusals", sum(|counts| counts.refusals), Some(since.refusals)),
        row(
            "Deliveries dropped",
            sum(|counts| counts.dropped),
            Some(since.dropped),
        ),
        row("Latency p50, middle step", middle(track).map(ms), None),
        row("Latency p99, slowest step", most(|point| point.p99).map(ms), None),
    ]
}

/// The median of the steps' p50, in microseconds.
fn middle(track: &Track) -> Option<u64> {
    let mut all: Vec<_> = track
        .points
        .iter()
        .flatten()
        .filter_map(|point| point.p50)
        .collect();
    all.sort_unstable();
    all.get(all.len() / 2).copied()
}

fn ms(micros: u64) -> String {
    format!("{} ms", ::charts::short(micros as f64 / 1_000.0))
}

/// `1,204,331`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_are_read_in_groups() {
        let texts = [0, 999, 1_204, 1_204_331].map(grouped);
        assert_eq!(texts, ["0", "999", "1,204", "1,204,331"]);
    }
}
