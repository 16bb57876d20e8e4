//! Counts of passed and failed tests, read from what the runners print at their end.

use std::fmt;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    /// Failed at first, and passed when they were run once more.
    pub unsteady: u64,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.unsteady += other.unsteady;
    }

    /// Adds what this line reports, if it is the summary of a runner: cargo's, Vitest's, Node's or Playwright's.
    pub fn read(&mut self, line: &str) {
        let words: Vec<&str> = line
            .split([' ', '\t', ';', '|', '\r', '\n'])
            .filter(|word| !word.is_empty())
            .collect();
        match words.as_slice() {
            ["test", "result:", _, counts @ ..] => self.add_counts(counts),
            ["Tests", counts @ ..] => self.add_counts(counts),
            // Playwright ends with a line for each: `12 passed (8.1s)`, `1 failed`, `1 flaky`.
            [count, "passed", took] if took.starts_with('(') => self.passed += number(count),
            [count, "failed" | "interrupted"] => self.failed += number(count),
            [count, "flaky"] => self.unsteady += number(count),
            ["ℹ" | "#", "pass", count] => self.passed += number(count),
            ["ℹ" | "#", "fail" | "cancelled", count] => self.failed += number(count),
            _ => {}
        }
    }

    /// `12 passed 1 failed`, in any order, among other words.
    fn add_counts(&mut self, words: &[&str]) {
        for pair in words.windows(2) {
            match pair[1] {
                "passed" => self.passed += number(pair[0]),
                "failed" => self.failed += number(pair[0]),
                _ => {}
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        match self.unsteady {
            0 => Ok(()),
            count => write!(f, ", {count} at the second try only"),
        }
    }
}

fn number(word: &str) -> u64 {
    word.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.read(line));
        tally
    }

    #[test]
    fn playwright_has_a_line_for_each() {
        let lines = [
            "  1 failed",
            "    [chromium] › door.spec.js:5:1 › a test",
            "  2 flaky",
            "    [chromium] › live.spec.js:5:1 › another test",
            "  12 passed (8.1s)",
        ];
        let tally = read(&lines);
        let expected = Tally {
            passed: 12,
            failed: 1,
            unsteady: 2,
        };
        assert_eq!(tally, expected);
        assert_eq!(tally.to_string(), "12 passed, 1 failed, 2 at the second try only");
        assert_eq!(read(&["3 passed tests were looked at"]), Tally::default());
    }

    #[test]
    fn cargo_summaries_add_up() {
        let tally = read(&[
            "running 2 tests",
            "test tests::passed ... ok",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.40s\n",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n",
        ]);
        assert_eq!(
            tally,
            Tally {
                passed: 15,
                failed: 2,
                ..Tally::default()
            }
        );
    }

    #[test]
    fn vitest_summary_counts_tests_not_files() {
        let tally = read(&[
            " Test Files  1 failed | 7 passed (8)\n",
            "      Tests  1 failed | 33 passed (34)\n",
        ]);
        assert_eq!(
            tally,
            Tally {
                passed: 33,
                failed: 1,
                ..Tally::default()
            }
        );
    }

    #[test]
    fn node_summary_is_read_from_both_reporters() {
        let expected = Tally {
            passed: 8,
            failed: 1,
            ..Tally::default()
        };
        assert_eq!(read(&["ℹ tests 9\n", "ℹ pass 8\n", "ℹ fail 1\n"]), expected);
        assert_eq!(read(&["# pass 8", "# fail 0", "# cancelled 1"]), expected);
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(
            read(&["pass 3", "Tests are fun", "12 passed", ""]),
            Tally::default()
        );
    }
}
