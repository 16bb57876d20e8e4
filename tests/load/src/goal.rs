//! A goal and whether it was met.

use std::fmt;

/// One figure held against its goal.
pub struct Goal {
    what: &'static str,
    value: f64,
    unit: &'static str,
    limit: Limit,
    floor: Option<f64>,
}

/// On which side of the goal a figure has to be.
#[derive(Clone, Copy)]
pub enum Limit {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    /// Holds `value` against `limit`.
    pub fn new(what: &'static str, value: f64, unit: &'static str, limit: Limit) -> Self {
        Self {
            what,
            value,
            unit,
            limit,
            floor: None,
        }
    }

    /// Says also what the floor makes of it, where that shows whether this machine leaves room for the goal.
    pub fn beside_floor(mut self, value: f64) -> Self {
        self.floor = Some(value);
        self
    }

    /// A figure that could not be measured meets no goal.
    pub fn met(&self) -> bool {
        match self.limit {
            Limit::AtLeast(limit) => self.value >= limit,
            Limit::AtMost(limit) => self.value <= limit,
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.met() { "met    " } else { "NOT MET" };
        let (sign, limit) = match self.limit {
            Limit::AtLeast(limit) => ('≥', limit),
            Limit::AtMost(limit) => ('≤', limit),
        };
        let Self {
            what, value, unit, ..
        } = self;
        write!(
            f,
            "{verdict}  {what}: {value:.2}{unit} (goal {sign} {limit}{unit}"
        )?;
        match self.floor {
            Some(floor) => write!(f, ", the floor makes {floor:.2}{unit})"),
            None => f.write_str(")"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_on_its_side_and_at_its_edge() {
        assert!(Goal::new("x", 1.6, "×", Limit::AtLeast(1.6)).met());
        assert!(!Goal::new("x", 1.59, "×", Limit::AtLeast(1.6)).met());
        assert!(Goal::new("x", 0.65, "×", Limit::AtMost(0.65)).met());
        assert!(!Goal::new("x", f64::NAN, "×", Limit::AtMost(0.65)).met());
        assert!(!Goal::new("x", f64::NAN, "×", Limit::AtLeast(0.0)).met());
    }

    #[test]
    fn a_goal_is_said_in_one_line() {
        let goal = Goal::new("rate", 1.5, "×", Limit::AtLeast(1.6)).beside_floor(1.55);
        assert_eq!(
            goal.to_string(),
            "NOT MET  rate: 1.50× (goal ≥ 1.6×, the floor makes 1.55×)"
        );
    }
}
