//! What was counted, as a picture.

use std::ops::RangeInclusive;

use axum::{Json, extract::State};
use charts::{Picture, Theme};
use contract::{Chart, ChartLine, ChartQuery, Figure, PlotArea};

use super::{
    Desk,
    failure::{Failure, Path, Query},
    figures::{Track, title, unit},
    series,
};

/// Pixels of a picture whose size nobody gives.
const USUAL: (u32, u32) = (480, 160);

/// How far clocks are ahead of UTC, in minutes.
const OFFSETS: RangeInclusive<i32> = -840..=840;

pub async fn chart(
    State(desk): State<Desk>,
    Path(figure): Path<Figure>,
    Query(query): Query<ChartQuery>,
) -> Result<Json<Chart>, Failure> {
    let width = within("width", query.width.unwrap_or(USUAL.0), charts::WIDTH)?;
    let height = within("height", query.height.unwrap_or(USUAL.1), charts::HEIGHT)?;
    let offset_minutes = offset(query.offset)?;
    let theme = match query.theme.unwrap_or_default() {
        contract::Theme::Light => Theme::Light,
        contract::Theme::Dark => Theme::Dark,
    };
    let track = Track::of(&desk.hub, series::known(query.span.unwrap_or_default()));
    let lines = track.lines(figure);
    let drawn = charts::draw(&Picture {
        title: title(figure),
        unit: unit(figure),
        nothing: track.nothing(figure),
        steps: track.steps,
        lines: &lines,
        theme,
        width,
        height,
        offset_minutes,
    });
    let lines = lines.into_iter().map(|line| ChartLine {
        name: line.name,
        values: line.values,
    });
    Ok(Json(Chart {
        svg: drawn.svg,
        plot: PlotArea {
            left: drawn.plot.left,
            top: drawn.plot.top,
            width: drawn.plot.width,
            height: drawn.plot.height,
        },
        at: track.steps.ends().collect(),
        lines: lines.collect(),
        unit: unit(figure).into(),
    }))
}

/// How far the reader's clock is ahead of UTC, in minutes.
pub fn offset(given: Option<i32>) -> Result<i32, Failure> {
    within("offset", given.unwrap_or(0), OFFSETS)
}

fn within<T: PartialOrd + std::fmt::Display>(
    name: &str,
    value: T,
    range: RangeInclusive<T>,
) -> Result<T, Failure> {
    if range.contains(&value) {
        return Ok(value);
    }
    let (least, most) = (range.start(), range.end());
    Err(Failure::invalid(format!(
        "{name} is {value}; use {least} to {most}"
    )))
}
