//! What a benchmark has to say in the end, for people or for programs.

use std::fmt;
use std::io::{self, Write};

use anyhow::Result;
use serde::Serialize;
use serde_json::{Value, json};

use crate::goal::Goal;
use crate::table::Table;

/// Why a row has no figures.
#[derive(Debug)]
pub enum Absent {
    /// What it needs is not on this machine; the text says what to install.
    NotInstalled(String),
    /// It should have worked.
    Failed(String),
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInstalled(how) => write!(f, "not installed ({how})"),
            Self::Failed(why) => write!(f, "failed: {why}"),
        }
    }
}

impl From<anyhow::Error> for Absent {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(format!("{error:#}"))
    }
}

/// A table, the same as a line of JSON per row, and the goals.
pub struct Report {
    bench: &'static str,
    table: Table,
    lines: Vec<Value>,
    notes: Vec<String>,
    goals: Vec<Goal>,
    failed: bool,
}

impl Report {
    /// An empty report of the benchmark `bench`.
    pub fn new(bench: &'static str, heading: &[&str]) -> Self {
        Self {
            bench,
            table: Table::new(heading),
            lines: Vec::new(),
            notes: Vec::new(),
            goals: Vec::new(),
            failed: false,
        }
    }

    /// A row: `cells` for people, `figures` for programs.
    pub fn row(&mut self, name: &str, cells: Vec<String>, figures: impl Serialize) {
        self.table.row(name, cells);
        self.line(name, "figures", json!(figures));
    }

    /// A row that has no figures.
    pub fn absent(&mut self, name: &str, absent: &Absent) {
        self.failed |= matches!(absent, Absent::Failed(_));
        self.table.remark(name, absent.to_string());
        self.line(name, "absent", json!(absent.to_string()));
    }

    /// What a reader has to know before believing the figures.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// A figure held against its goal.
    pub fn goal(&mut self, goal: Goal) {
        self.goals.push(goal);
    }

    /// Whether it has no row at all.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether a row is missing that should be there.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// Prints it: as a line of JSON per row, or as a table with the goals below.
    pub fn print(&self, as_json: bool) -> Result<()> {
        let mut out = io::stdout().lock();
        if as_json {
            for line in &self.lines {
                writeln!(out, "{line}")?;
            }
        } else {
            writeln!(out, "{}", self.table)?;
            for note in &self.notes {
                writeln!(out, "{note}\n")?;
            }
            for goal in &self.goals {
                writeln!(out, "{goal}")?;
            }
        }
        Ok(())
    }

    fn line(&mut self, row: &str, kind: &str, value: Value) {
        self.lines
            .push(json!({ "bench": self.bench, "row": row, kind: value }));
    }
}
