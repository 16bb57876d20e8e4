//! Where in a picture is what.

use std::ops::RangeInclusive;

/// How wide a picture may be, in pixels; what is asked for beyond is brought back into it.
pub const WIDTH: RangeInclusive<u32> = 160..=2_000;

/// How high.
pub const HEIGHT: RangeInclusive<u32> = 80..=1_000;

/// Size of labels.
pub const TEXT: f64 = 11.0;

/// A character of a label is not wider than this.
const LETTER: f64 = 6.8;

/// Above the plot: the unit, and which line is which.
const HEAD: f64 = 24.0;

/// Below it: times.
const FOOT: f64 = 22.0;

/// Right of it: half of a dot.
const END: f64 = 8.0;

/// Between a label and the plot.
pub const GAP: f64 = 8.0;

/// Where values are drawn, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plot {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

#[derive(Clone, Copy, Debug)]
pub struct Layout {
    pub width: u32,
    pub height: u32,
}

impl Layout {
    pub fn new(width: u32, height: u32) -> Self {
        Self {
            width: width.clamp(*WIDTH.start(), *WIDTH.end()),
            height: height.clamp(*HEIGHT.start(), *HEIGHT.end()),
        }
    }

    /// The plot beside labels of values that are at most that many characters long.
    pub fn plot(self, longest: usize) -> Plot {
        let left = (text_width(longest) + GAP).ceil();
        Plot {
            left,
            top: HEAD,
            width: f64::from(self.width) - left - END,
            height: f64::from(self.height) - HEAD - FOOT,
        }
    }

    /// Steps of values that look right.
    pub fn steps_of_values(self) -> u32 {
        let room = self.height.saturating_sub((HEAD + FOOT) as u32);
        (room / 32).clamp(1, 6)
    }
}

impl Plot {
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Labels of time that do not crowd; more than a few help nobody.
    pub fn times(&self) -> u64 {
        (self.width / 64.0).min(8.0) as u64
    }
}

/// Not less than a label of so many characters takes.
pub fn text_width(characters: usize) -> f64 {
    characters as f64 * LETTER
}
