//! What was counted, over time: every second for five minutes, every ten for an hour, every five minutes for a day.
//!
//! A machine that sleeps leaves a hole: what the counters say after it belongs to no second that can be named.

use std::{
    collections::VecDeque,
    ops::Sub,
    sync::{Arc, Mutex, PoisonError, Weak, atomic::Ordering},
};

use model::{Millis, Now};

use super::{Hub, latency::Times};

const SECOND: Millis = 1_000;

/// Seconds that a look may come late; what it finds is spread over them. After that it is a hole.
const LATE: Millis = 5;

/// The length of a step in ms, and how many are kept.
const STEPS: [(Millis, usize); 3] = [(SECOND, 300), (10 * SECOND, 360), (300 * SECOND, 288)];

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Minutes5,
    Hour,
    Day,
}

impl Span {
    /// How many steps it has.
    pub fn steps(self) -> usize {
        STEPS[self as usize].1
    }
}

/// Counters that only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub connects: u64,
    pub messages: u64,
    pub deliveries: u64,
    pub dropped: u64,
    pub refusals: u64,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its end, in ms since 1970.
    pub at: u64,
    /// Live at the end.
    pub connections: u64,
    pub counts: Counts,
    pub p50: Option<u64>,
    pub p99: Option<u64>,
}

/// All that is kept.
pub struct Series(Mutex<Kept>);

struct Kept {
    last: Option<(Now, Counts)>,
    levels: [Level; 3],
}

struct Level {
    step: Millis,
    room: usize,
    points: VecDeque<Point>,
    open: Option<Step>,
}

/// A step that is not over.
struct Step {
    at: u64,
    connections: u64,
    counts: Counts,
    times: Times,
}

impl Default for Series {
    fn default() -> Self {
        let levels = STEPS.map(|(step, room)| Level {
            step,
            room,
            points: VecDeque::new(),
            open: None,
        });
        Self(Mutex::new(Kept { last: None, levels }))
    }
}

impl Series {
    /// A look at the counters, once a second.
    pub fn look(&self, now: Now, counts: Counts, connections: u64, times: &Times) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((then, before)) = kept.last.replace((now, counts)) else {
            return;
        };
        let seconds = ((now.tick - then.tick + SECOND / 2) / SECOND).max(1);
        if seconds > LATE {
            return;
        }
        let (end, counted) = ((now.wall.0 + SECOND / 2) / SECOND * SECOND, counts - before);
        for second in 1..=seconds {
            let at = end.saturating_sub((seconds - second) * SECOND);
            let part = counted.part(second, seconds);
            let none = Times::default();
            let times = if second == seconds { times } else { &none };
            for level in &mut kept.levels {
                level.add(at, part, connections, times);
            }
        }
    }

    /// The length of a step in ms, and the steps, oldest first.
    pub fn points(&self, span: Span) -> (Millis, Vec<Point>) {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let level = &kept.levels[span as usize];
        (level.step, level.points.iter().copied().collect())
    }
}

impl Level {
    /// A second that ended at `end`.
    fn add(&mut self, end: u64, counts: Counts, connections: u64, times: &Times) {
        let at = end.div_ceil(self.step) * self.step;
        if self.open.as_ref().is_some_and(|open| open.at != at) {
            self.close();
        }
        // The clock was set back: what was said of that time is said anew.
        while self.points.pop_back_if(|point| point.at >= at).is_some() {}
        let open = self.open.get_or_insert_with(|| Step {
            at,
            connections,
            counts: Counts::default(),
            times: Times::default(),
        });
        open.connections = connections;
        open.counts = open.counts.and(counts);
        open.times.add(times);
        if end == at {
            self.close();
        }
    }

    fn close(&mut self) {
        let Some(step) = self.open.take() else { return };
        if self.points.len() == self.room {
            self.points.pop_front();
        }
        self.points.push_back(Point {
            at: step.at,
            connections: step.connections,
            counts: step.counts,
            p50: step.times.percentile(50),
            p99: step.times.percentile(99),
        });
    }
}

impl Counts {
    fn each(self, other: Self, with: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            connects: with(self.connects, other.connects),
            messages: with(self.messages, other.messages),
            deliveries: with(self.deliveries, other.deliveries),
            dropped: with(self.dropped, other.dropped),
            refusals: with(self.refusals, other.refusals),
        }
    }

    fn and(self, other: Self) -> Self {
        self.each(other, |one, other| one + other)
    }

    /// What belongs to one of `all` seconds; the parts add up to the whole.
    fn part(self, number: u64, all: u64) -> Self {
        self.each(self, |count, _| count * number / all - count * (number - 1) / all)
    }
}

impl Sub for Counts {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        self.each(before, u64::saturating_sub)
    }
}

impl Hub {
    /// Looks at the counters at every second of the wall clock, as long as the hub lives.
    pub(super) fn keep_series(self: &Arc<Self>) {
        let now = self.clock.now();
        let connections = self.counters.connections.load(Ordering::Relaxed);
        let times = self.latency.take();
        self.series.look(now, self.counts(), connections, &times);
        let hub = Arc::downgrade(self);
        let next = now.tick + SECOND - now.wall.0 % SECOND;
        self.wheel.call_at(next, move || look_again(&hub));
    }

    fn counts(&self) -> Counts {
        let counted = &self.counters;
        Counts {
            connects: counted.connects.get(),
            messages: counted.messages.get(),
            deliveries: counted.deliveries.get(),
            dropped: counted.dropped.get(),
            refusals: counted.refusals.get(),
        }
    }
}

fn look_again(hub: &Weak<Hub>) {
    if let Some(hub) = hub.upgrade() {
        hub.keep_series();
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::*;

    const START: u64 = 1_767_225_600_000;

    struct Run {
        series: Series,
        now: Now,
        messages: u64,
    }

    impl Run {
        fn begin() -> Self {
            let mut run = Self {
                series: Series::default(),
                now: Now {
                    tick: 5,
                    wall: Timestamp(START + 3),
                },
                messages: 0,
            };
            run.look(0, 0, 0);
            run
        }

        /// So much later there are so many messages more.
        fn look(&mut self, tick: u64, wall: u64, messages: u64) {
            self.now.tick += tick;
            self.now.wall.0 += wall;
            self.messages += messages;
            let counts = Counts {
                messages: self.messages,
                ..Counts::default()
            };
            self.series.look(self.now, counts, 7, &Times::default());
        }

        fn points(&self, span: Span) -> Vec<(u64, u64)> {
            let (_, points) = self.series.points(span);
            let short = |point: &Point| ((point.at - START) / SECOND, point.counts.messages);
            points.iter().map(short).collect()
        }
    }

    #[test]
    fn every_step_has_what_was_counted_in_it() {
        let mut run = Run::begin();
        for second in 1..=25 {
            run.look(1_000, 1_000, second);
        }
        let seconds: Vec<_> = (1..=25).map(|second| (second, second)).collect();
        assert_eq!(run.points(Span::Minutes5), seconds);
        assert_eq!(run.points(Span::Hour), [(10, 55), (20, 155)]);
        assert_eq!(run.points(Span::Day), []);
        assert_eq!(run.series.points(Span::Hour).1[0].connections, 7);
    }

    #[test]
    fn each_is_as_long_as_it_is() {
        let mut run = Run::begin();
        for _ in 0..90_000 {
            run.look(1_000, 1_000, 1);
        }
        for (span, room, each) in [
            (Span::Minutes5, 300, 1),
            (Span::Hour, 360, 10),
            (Span::Day, 288, 300),
        ] {
            let points = run.points(span);
            assert_eq!(points.len(), room);
            assert!(points.iter().all(|(_, messages)| *messages == each), "{span:?}");
        }
    }

    #[test]
    fn a_look_that_is_late_is_spread() {
        let mut run = Run::begin();
        run.look(3_010, 3_010, 10);
        assert_eq!(run.points(Span::Minutes5), [(1, 3), (2, 3), (3, 4)]);
    }

    #[test]
    fn a_sleep_is_a_hole_and_not_a_spike() {
        let mut run = Run::begin();
        run.look(1_000, 1_000, 1);
        // Systems differ in whether the monotonic clock sleeps too.
        run.look(3_600_000, 3_600_000, 5_000);
        run.look(1_000, 1_000, 2);
        run.look(1_000, 7_200_000, 3);
        let hour = 3_600;
        assert_eq!(
            run.points(Span::Minutes5),
            [(1, 1), (hour + 2, 2), (hour * 3 + 2, 3)]
        );
    }

    #[test]
    fn a_clock_that_is_set_back_leaves_the_order() {
        let mut run = Run::begin();
        for _ in 0..5 {
            run.look(1_000, 1_000, 1);
        }
        run.now.wall.0 -= 3_000;
        run.look(1_000, 1_000, 9);
        assert_eq!(run.points(Span::Minutes5), [(1, 1), (2, 1), (3, 9)]);
    }
}
