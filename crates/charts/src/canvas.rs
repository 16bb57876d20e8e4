//! The drawing of a picture: a calm grid, an area under the first line, gaps where nothing was measured.

use plotters::{
    element::{Circle, PathElement},
    series::{AreaSeries, LineSeries},
    style::{
        Color, FontDesc, IntoFont, RGBColor, ShapeStyle, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use crate::{
    layers::{Area, FINE, Outcome, Values, over, units},
    layout::{GAP, Layout, Plot, TEXT, text_width},
    number::{Scale, short},
    picture::{Line, Picture},
    text::{clean, escaped},
    theme::Tone,
    when::ticks,
};

/// The page's fonts, where the picture is a part of a page.
const FONTS: &str = "Inter Variable, Inter, system-ui, sans-serif";

/// A picture that is being drawn.
pub struct Canvas<'a> {
    pub picture: &'a Picture<'a>,
    pub layout: Layout,
    pub plot: Plot,
    pub scale: Scale,
}

impl Canvas<'_> {
    pub fn head(&self, told: &str) -> String {
        let Layout { width, height } = self.layout;
        let fine = FINE as u32;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" \
             role=\"img\" aria-label=\"{}\" style=\"font-variant-numeric:tabular-nums\">\n",
            width * fine,
            height * fine,
            escaped(told),
        )
    }

    pub fn grid(&self, area: &Area<'_>) -> Outcome {
        let theme = self.picture.theme;
        for (number, value) in self.scale.values().enumerate() {
            let color = if number == 0 {
                theme.strong_line()
            } else {
                theme.line()
            };
            let y = self.y(value);
            let ends = [(units(self.plot.left), y), (units(self.plot.right()), y)];
            area.draw(&PathElement::new(ends, stroke(color, 1.0)))?;
        }
        Ok(())
    }

    pub fn labels(&self, area: &Area<'_>, empty: bool) -> Outcome {
        let Picture {
            theme,
            unit,
            nothing,
            steps,
            ..
        } = self.picture;
        let faint = theme.faint();
        let write = |text: &str, side: HPos, x: f64, y: i32| {
            let style = font().color(&faint).with_pos(side);
            area.draw_text(&clean(text), &style, (units(x), y))
        };
        write(unit, HPos::Left, 1.0, units(TEXT / 2.0 + 1.0))?;
        for value in self.scale.values() {
            write(&short(value), HPos::Right, self.plot.left - GAP, self.y(value))?;
        }
        let below = units(self.plot.bottom() + GAP / 2.0 + TEXT / 2.0 + 3.0);
        let (start, end) = (steps.start(), steps.end);
        for tick in ticks(start, end, self.plot.times(), self.picture.offset_minutes) {
            let part = (tick.at - start) as f64 / (end - start) as f64;
            let x = self.plot.left + part * self.plot.width;
            let half = text_width(tick.text.len()) / 2.0;
            if x - half >= 0.0 && x + half <= f64::from(self.layout.width) {
                write(&tick.text, HPos::Center, x, below)?;
            }
        }
        if empty {
            let (x, y) = (
                self.plot.left + self.plot.width / 2.0,
                self.plot.top + self.plot.height / 2.0,
            );
            write(nothing, HPos::Center, x, units(y))?;
        }
        Ok(())
    }

    /// A line with its gaps. What is measured alone is a dot, and so is the newest value.
    pub fn line(&self, area: &Area<'_>, values: &[Option<f64>], tone: Tone, filled: bool) -> Outcome {
        let last = values.len().saturating_sub(1).max(1) as f64;
        let area = over(area, &self.plot, last, self.scale.top());
        let color = self.picture.theme.tone(tone);
        for run in runs(values) {
            if let [alone] = run[..] {
                dot(&area, alone, 1.5, color)?;
                continue;
            }
            if filled {
                let below = self.picture.theme.soft(tone).filled();
                for part in AreaSeries::new(run.iter().copied(), 0.0, below) {
                    area.draw(&part)?;
                }
            }
            for part in LineSeries::new(run, stroke(color, 1.5)) {
                area.draw(&part)?;
            }
        }
        match values {
            [.., Some(newest)] => dot(&area, (values.len() as f64 - 1.0, *newest), 2.5, color),
            _ => Ok(()),
        }
    }

    /// Which line is which, at the right of the head.
    pub fn legend(&self, area: &Area<'_>, number: usize) -> Outcome {
        const SAMPLE: f64 = 18.0;
        let lines = self.picture.lines;
        let width = |line: &Line| SAMPLE + GAP / 2.0 + text_width(line.name.chars().count());
        let rest: f64 = lines[number..].iter().map(width).sum();
        let gaps = (lines.len() - 1 - number) as f64 * 2.0 * GAP;
        let x = self.plot.right() - rest - gaps;
        if x < text_width(self.picture.unit.chars().count()) + GAP {
            return Ok(());
        }
        let Picture { theme, .. } = self.picture;
        let y = units(TEXT / 2.0 + 1.0);
        let ends = [(units(x), y), (units(x + SAMPLE), y)];
        let color = theme.tone(lines[number].tone);
        area.draw(&PathElement::new(ends, stroke(color, 1.5)))?;
        let style = font().color(&theme.faint()).with_pos(HPos::Left);
        let name = clean(&lines[number].name);
        area.draw_text(&name, &style, (units(x + SAMPLE + GAP / 2.0), y))
    }

    /// Where a value is, on the middle of a pixel, so that a hairline there is sharp.
    fn y(&self, value: f64) -> i32 {
        let part = value / self.scale.top();
        units((self.plot.bottom() - part * self.plot.height).floor() + 0.5)
    }
}

trait At {
    fn with_pos(&self, side: HPos) -> Self;
}

impl At for TextStyle<'_> {
    fn with_pos(&self, side: HPos) -> Self {
        self.pos(Pos::new(side, VPos::Center))
    }
}

fn font() -> FontDesc<'static> {
    // plotters divides by this.
    (FONTS, TEXT * FINE * 1.24).into_font()
}

fn stroke(color: RGBColor, pixels: f64) -> ShapeStyle {
    color.stroke_width(units(pixels).unsigned_abs())
}

fn dot(area: &Values<'_>, at: (f64, f64), radius: f64, color: RGBColor) -> Outcome {
    area.draw(&Circle::new(at, units(radius), color.filled()))
}

/// Steps and values of what was measured without a gap.
fn runs(values: &[Option<f64>]) -> Vec<Vec<(f64, f64)>> {
    let mut runs = vec![Vec::new()];
    for (step, value) in values.iter().enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((step as f64, *value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}
