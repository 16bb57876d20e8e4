//! A picture is made of layers, each drawn by plotters and put into a group that adds what plotters has no word for:
//! dashes, round corners.
//!
//! plotters counts in whole units. A pixel is four of them, so that a curve is smooth and a hairline sharp.

use std::io;

use plotters::{
    coord::{Shift, types::RangedCoordf64},
    prelude::{Cartesian2d, DrawingArea, DrawingAreaErrorKind, IntoDrawingArea, SVGBackend},
};

use crate::layout::{Layout, Plot};

/// Units to a pixel.
pub const FINE: f64 = 4.0;

pub type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// An area whose coordinates are steps and values.
pub type Values<'a> = DrawingArea<SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

pub type Outcome = Result<(), DrawingAreaErrorKind<io::Error>>;

/// Pixels as plotters counts them.
pub fn units(pixels: f64) -> i32 {
    (pixels * FINE).round() as i32
}

/// Draws a group with these attributes.
pub fn layer(layout: Layout, attributes: &str, draw: impl FnOnce(Area<'_>) -> Outcome) -> String {
    let mut text = String::new();
    let fine = FINE as u32;
    let size = (layout.width * fine, layout.height * fine);
    // What fails is the writing of files; this is text.
    let drawn = draw(SVGBackend::with_string(&mut text, size).into_drawing_area());
    let inside = text
        .split_once(">\n")
        .and_then(|(_, rest)| rest.rsplit_once("</svg>"))
        .map_or("", |(inside, _)| inside);
    if drawn.is_err() || inside.is_empty() {
        return String::new();
    }
    format!("<g{attributes}>\n{inside}</g>\n")
}

/// The plot of an area, from 0 to the last step and to the top value.
pub fn over<'a>(area: &Area<'a>, plot: &Plot, last_step: f64, top: f64) -> Values<'a> {
    let x = units(plot.left)..units(plot.right());
    let y = units(plot.bottom())..units(plot.top);
    area.apply_coord_spec(Cartesian2d::new(0.0..last_step, 0.0..top, (x, y)))
}
