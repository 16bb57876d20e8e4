//! The table a benchmark prints.

use std::fmt::{self, Write};

/// Rows under a heading: a name to the left, figures to the right.
pub struct Table {
    heading: Vec<String>,
    rows: Vec<(String, Cells)>,
}

enum Cells {
    Figures(Vec<String>),
    Remark(String),
}

impl Table {
    /// An empty table. The first of `heading` stands above the names.
    pub fn new(heading: &[&str]) -> Self {
        Self {
            heading: heading.iter().map(ToString::to_string).collect(),
            rows: Vec::new(),
        }
    }

    /// A row of figures, as many as the heading has columns after the first.
    pub fn row(&mut self, name: impl Into<String>, figures: Vec<String>) {
        self.rows.push((name.into(), Cells::Figures(figures)));
    }

    /// A row that has no figures, and why.
    pub fn remark(&mut self, name: impl Into<String>, why: impl Into<String>) {
        self.rows.push((name.into(), Cells::Remark(why.into())));
    }

    fn width(&self, column: usize) -> usize {
        let cells = self
            .rows
            .iter()
            .filter_map(|(name, cells)| match (column, cells) {
                (0, _) => Some(name),
                (_, Cells::Figures(figures)) => figures.get(column - 1),
                (_, Cells::Remark(_)) => None,
            });
        cells
            .chain(self.heading.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.width(0);
        let line = |f: &mut fmt::Formatter<'_>, name: &str, figures: &[String]| {
            let mut line = format!("{name:<first$}");
            for (index, figure) in figures.iter().enumerate() {
                let width = self.width(index + 1);
                write!(line, "  {figure:>width$}")?;
            }
            writeln!(f, "{line}")
        };
        if let Some((name, columns)) = self.heading.split_first() {
            line(f, name, columns)?;
        }
        for (name, cells) in &self.rows {
            match cells {
                Cells::Figures(figures) => line(f, name, figures)?,
                Cells::Remark(why) => writeln!(f, "{name:<first$}  {why}")?,
            }
        }
        Ok(())
    }
}

/// `value` without decimals, with a comma before every three digits.
pub fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bytes as megabytes with one decimal.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_line_up_and_remarks_widen_nothing() {
        let mut table = Table::new(&["row", "rate/s", "µs"]);
        table.row("a longer name", vec!["1,234,567".into(), "4.5".into()]);
        table.remark("b", "not installed, which is a long story");
        let lines: Vec<String> = table.to_string().lines().map(str::to_owned).collect();
        assert_eq!(lines[0], "row               rate/s   µs");
        assert_eq!(lines[1], "a longer name  1,234,567  4.5");
        assert_eq!(lines[2], "b              not installed, which is a long story");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            [999.6, 12.0, 123_456.0, 4_244_000.4].map(grouped),
            ["1,000", "12", "123,456", "4,244,000"]
        );
    }
}
