//! The scale of values: round steps from zero on, and how a value is written.

/// Steps of a scale of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    pub step: f64,
    /// Steps from zero to the top.
    pub count: u32,
}

impl Scale {
    /// One that holds all values up to `most`, in about `wanted` steps of 1, 2 or 5 of something.
    pub fn holding(most: f64, wanted: u32) -> Self {
        if most <= 0.0 {
            return Self { step: 1.0, count: 1 };
        }
        let rough = most / f64::from(wanted.max(1));
        let unit = 10f64.powf(rough.log10().floor());
        let fitting = [1.0, 2.0, 5.0].into_iter().find(|round| round * unit >= rough);
        let step = fitting.unwrap_or(10.0) * unit;
        // What is just above a step by rounding alone is on it.
        let count = (most / step - 1e-9).ceil().max(1.0) as u32;
        Self { step, count }
    }

    pub fn top(&self) -> f64 {
        self.step * f64::from(self.count)
    }

    /// From zero to the top.
    pub fn values(&self) -> impl Iterator<Item = f64> {
        (0..=self.count).map(|number| self.step * f64::from(number))
    }
}

/// A value in a few characters: `0`, `0.25`, `42`, `1,204`, `12.5k`, `1.2M`.
pub fn short(value: f64) -> String {
    let size = value.abs();
    for (letter, unit) in [("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3)] {
        // 999,960 is a million as well, once it is rounded.
        if size >= unit * 0.999_95 && (unit > 1e3 || size >= 9_999.5) {
            return format!("{}{letter}", plain(value / unit));
        }
    }
    if size >= 999.5 {
        let whole = value.round() as i64;
        return format!("{},{:03}", whole / 1_000, (whole % 1_000).abs());
    }
    plain(value)
}

/// Three significant digits, without zeros at the end.
fn plain(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 99.95 => 0,
        size if size >= 9.995 => 1,
        size if size >= 0.0995 => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    let Some((whole, rest)) = text.split_once('.') else {
        return text;
    };
    match rest.trim_end_matches('0') {
        "" if whole == "-0" => "0".into(),
        "" => whole.into(),
        rest => format!("{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_the_top_holds_everything() {
        for (most, step, count) in [
            (0.0, 1.0, 1),
            (1.0, 0.5, 2),
            (3.0, 1.0, 3),
            (0.3, 0.1, 3),
            (7.0, 5.0, 2),
            (42.0, 20.0, 3),
            (100.0, 50.0, 2),
            (1_200_000.0, 500_000.0, 3),
        ] {
            assert_eq!(Scale::holding(most, 3), Scale { step, count }, "{most}");
        }
    }

    #[test]
    fn a_value_takes_little_room() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0001, "0"),
            (0.25, "0.25"),
            (0.004, "0.004"),
            (1.0, "1"),
            (2.345, "2.35"),
            (42.0, "42"),
            (99.96, "100"),
            (999.0, "999"),
            (1_204.0, "1,204"),
            (9_999.0, "9,999"),
            (12_500.0, "12.5k"),
            (999_960.0, "1M"),
            (1_200_000.0, "1.2M"),
            (3.4e9, "3.4G"),
            (1e15, "1000T"),
        ] {
            assert_eq!(short(value), text);
        }
    }
}
