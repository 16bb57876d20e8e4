//! The figures of charts and reports: each as lines over the steps of a span, with the words that belong to it.

use charts::{Line, Steps, Tone};
use contract::Figure;

use crate::hub::{Hub, Point, Span};

/// In the order in which they are shown.
pub const FIGURES: [Figure; 5] = [
    Figure::Connections,
    Figure::Messages,
    Figure::Deliveries,
    Figure::Refusals,
    Figure::Latency,
];

/// All steps of a span, with what was counted in them; nothing where nobody counted.
pub struct Track {
    pub steps: Steps,
    pub points: Vec<Option<Point>>,
}

impl Track {
    /// Ends with the newest step that is known, or now if there is none of late.
    pub fn of(hub: &Hub, span: Span) -> Self {
        let (step_ms, points) = hub.series.points(span);
        Self::ending(hub.clock.now().wall.0, step_ms, span.steps(), &points)
    }

    fn ending(now: u64, step_ms: u64, count: usize, points: &[Point]) -> Self {
        let current = now / step_ms * step_ms;
        // The current second may not have been looked at yet.
        let newest = points.last().map(|point| point.at);
        let end = newest.filter(|at| at + step_ms >= current).unwrap_or(current);
        let steps = Steps { end, step_ms, count };
        let mut known = points.iter().copied().peekable();
        let points = steps
            .ends()
            .map(|at| {
                while known.next_if(|point| point.at < at).is_some() {}
                known.next_if(|point| point.at == at)
            })
            .collect();
        Self { steps, points }
    }

    /// When the first step began.
    pub fn start(&self) -> u64 {
        let all = self.steps.step_ms * self.steps.count as u64;
        self.steps.end.saturating_sub(all)
    }

    pub fn lines(&self, figure: Figure) -> Vec<Line> {
        let seconds = self.steps.step_ms as f64 / 1_000.0;
        let rate = |count: u64| Some(count as f64 / seconds);
        let ms = |micros: Option<u64>| micros.map(|micros| micros as f64 / 1_000.0);
        match figure {
            Figure::Connections => {
                vec![self.line("connections", Tone::Green, |point| Some(point.connections as f64))]
            }
            Figure::Messages => {
                vec![self.line("messages", Tone::Blue, |point| rate(point.counts.messages))]
            }
            Figure::Deliveries => {
                vec![self.line("deliveries", Tone::Violet, |point| rate(point.counts.deliveries))]
            }
            Figure::Refusals => vec![self.line("refusals", Tone::Red, |point| rate(point.counts.refusals))],
            Figure::Latency => vec![
                self.line("p50", Tone::Grey, |point| ms(point.p50)),
                self.line("p99", Tone::Amber, |point| ms(point.p99)),
            ],
        }
    }

    fn line(&self, name: &str, tone: Tone, value: impl Fn(&Point) -> Option<f64>) -> Line {
        let values = self.points.iter().map(|point| value(point.as_ref()?));
        Line {
            name: name.into(),
            tone,
            values: values.collect(),
        }
    }

    /// What a chart says where it has no value at all.
    pub fn nothing(&self, figure: Figure) -> &'static str {
        match self.steps.step_ms {
            _ if figure == Figure::Latency && self.points.iter().any(Option::is_some) => {
                "nothing was delivered in this time"
            }
            0..10_000 => "the first value comes after a second",
            10_000..300_000 => "the first value comes after 10 seconds",
            _ => "the first value comes after 5 minutes",
        }
    }
}

/// What its chart is called.
pub fn title(figure: Figure) -> &'static str {
    match figure {
        Figure::Connections => "Connections",
        Figure::Messages => "Messages in",
        Figure::Deliveries => "Deliveries",
        Figure::Refusals => "Refusals",
        Figure::Latency => "Latency",
    }
}

/// What its values count.
pub fn unit(figure: Figure) -> &'static str {
    match figure {
        Figure::Connections => "connections",
        Figure::Messages => "messages/s",
        Figure::Deliveries => "deliveries/s",
        Figure::Refusals => "refusals/s",
        Figure::Latency => "ms",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::Counts;

    fn point(at: u64, messages: u64) -> Point {
        Point {
            at,
            connections: 2,
            counts: Counts {
                messages,
                ..Counts::default()
            },
            p50: (messages > 0).then_some(400),
            p99: (messages > 0).then_some(2_500),
        }
    }

    #[test]
    fn a_step_that_nobody_counted_is_a_gap() {
        let points = [point(10_000, 7), point(40_000, 50), point(50_000, 0)];
        let track = Track::ending(55_000, 10_000, 6, &points);
        assert_eq!(track.steps.end, 50_000);
        let line = |figure, number: usize| track.lines(figure)[number].values.clone();
        assert_eq!(
            line(Figure::Messages, 0),
            [None, Some(0.7), None, None, Some(5.0), Some(0.0)]
        );
        assert_eq!(
            line(Figure::Latency, 1),
            [None, Some(2.5), None, None, Some(2.5), None]
        );
    }

    #[test]
    fn it_ends_with_the_newest_step() {
        let end = |now, points: &[Point]| Track::ending(now, 1_000, 3, points).steps.end;
        assert_eq!(end(9_005, &[point(8_000, 1)]), 8_000, "a look is due");
        assert_eq!(end(9_005, &[point(5_000, 1)]), 9_000, "the machine has slept");
        assert_eq!(end(9_005, &[point(12_000, 1)]), 12_000, "the clock was set back");
        assert_eq!(end(9_005, &[]), 9_000);
    }
}
