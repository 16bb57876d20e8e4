//! What a picture is made of, and what it says in words.

use crate::{
    canvas::Canvas,
    layers::layer,
    layout::{Layout, Plot},
    number::{Scale, short},
    theme::{Theme, Tone},
    when::moment,
};

/// More than anybody counts; what is beyond is drawn at it.
const MOST: f64 = 1e15;

/// Every other line has one.
const DASH: &str = " stroke-dasharray=\"14 10\"";

/// What is to be drawn.
#[derive(Clone, Debug)]
pub struct Picture<'a> {
    /// What the picture is of, for those who do not see it.
    pub title: &'a str,
    pub unit: &'a str,
    /// Said where nothing was measured at all.
    pub nothing: &'a str,
    pub steps: Steps,
    /// The first one has an area below it, every second one is dashed. Their names are shown if there is more than one.
    pub lines: &'a [Line],
    pub theme: Theme,
    /// In pixels, within [`WIDTH`](crate::WIDTH).
    pub width: u32,
    /// In pixels, within [`HEIGHT`](crate::HEIGHT).
    pub height: u32,
    /// How far the reader's clock is ahead of UTC.
    pub offset_minutes: i32,
}

/// The steps of time, from the left edge of the plot to its right edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// End of the newest one, in ms since 1970.
    pub end: u64,
    pub step_ms: u64,
    pub count: usize,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub name: String,
    pub tone: Tone,
    /// One for each step, oldest first; `None` where nothing was measured. What is no number was not measured.
    pub values: Vec<Option<f64>>,
}

/// A picture, and where in it the values are.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    pub svg: String,
    pub plot: Plot,
}

impl Steps {
    /// The end of each.
    pub fn ends(self) -> impl Iterator<Item = u64> {
        (0..self.count as u64).rev().map(move |before| {
            let back = before.saturating_mul(self.step_ms);
            self.end.saturating_sub(back)
        })
    }

    pub(crate) fn start(self) -> u64 {
        self.ends().next().unwrap_or(self.end)
    }
}

/// Draws it.
pub fn draw(picture: &Picture<'_>) -> Drawn {
    let layout = Layout::new(picture.width, picture.height);
    let lines: Vec<Vec<Option<f64>>> = picture.lines.iter().map(|line| picture.measured(line)).collect();
    let values = lines.iter().flatten().flatten().copied();
    let scale = Scale::holding(values.fold(0.0, f64::max), layout.steps_of_values());
    let longest = scale.values().map(|value| short(value).len()).max();
    let canvas = Canvas {
        picture,
        layout,
        plot: layout.plot(longest.unwrap_or_default()),
        scale,
    };
    let empty = lines.iter().flatten().all(Option::is_none);
    let mut svg = canvas.head(&picture.told(&lines));
    svg += &layer(layout, "", |area| canvas.grid(&area));
    svg += &layer(layout, "", |area| canvas.labels(&area, empty));
    for (number, (line, values)) in picture.lines.iter().zip(&lines).enumerate() {
        let dash = if number % 2 == 1 { DASH } else { "" };
        let corners = format!(" stroke-linejoin=\"round\"{dash}");
        svg += &layer(layout, &corners, |area| {
            canvas.line(&area, values, line.tone, number == 0)
        });
        if picture.lines.len() > 1 {
            svg += &layer(layout, dash, |area| canvas.legend(&area, number));
        }
    }
    svg += "</svg>\n";
    let plot = canvas.plot;
    Drawn { svg, plot }
}

impl Picture<'_> {
    /// A value for each step.
    fn measured(&self, line: &Line) -> Vec<Option<f64>> {
        let known = line.values.iter().copied();
        let known = known.map(|value| value.filter(|value| value.is_finite()));
        known
            .map(|value| value.map(|value| value.clamp(0.0, MOST)))
            .chain(std::iter::repeat(None))
            .take(self.steps.count)
            .collect()
    }

    /// What the picture says, in words.
    fn told(&self, lines: &[Vec<Option<f64>>]) -> String {
        let newest = |values: &Vec<Option<f64>>| values.iter().rposition(Option::is_some);
        let Some(at) = lines.iter().filter_map(newest).max() else {
            return format!("{}: {}", self.title, self.nothing);
        };
        let named = self.lines.len() > 1;
        let values = self.lines.iter().zip(lines).filter_map(|(line, values)| {
            let name = if named {
                format!("{} ", line.name)
            } else {
                String::new()
            };
            let value = short((*values.get(at)?)?);
            Some(format!("{name}{value} {}", self.unit))
        });
        let when = self.steps.ends().nth(at).unwrap_or(self.steps.end);
        format!(
            "{}: {} at {}",
            self.title,
            values.collect::<Vec<_>>().join(", "),
            moment(when, self.offset_minutes)
        )
    }
}
