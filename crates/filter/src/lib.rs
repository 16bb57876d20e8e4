//! The filter language of the live view: what is typed, what it means, what it looks like when it is printed, and how
//! it could go on. The same code filters what comes, what is recorded and what a server sends.
//!
//! | written | lets through |
//! |---|---|
//! | `hello`, `"hello world"` | rows with that text in channel, event, subject, payload, reason or code |
//! | `channel:room-*` | rows whose channel is that; `*` stands for any text, `?` for any character |
//! | `kind:message,direct` | one of several values |
//! | `channel=room-*` | the value as it is written, `*` and `?` are characters |
//! | `size>4k`, `latency>=5ms` | comparison: `=` `>` `>=` `<` `<=`; `k` and `m` count in 1,024, times need `us`, `ms` or `s` |
//! | `-kind:heartbeat`, `not kind:heartbeat` | what the rest does not |
//! | `a b`, `a and b` | both; binds tighter than `or` |
//! | `a or b`, `( )` | one of them; grouping |
//! | `payload.user.id=42` | a value in the payload, see below |
//!
//! Keys: `channel` `event` `kind` `dir` (`in` `out` `none`) `subject` (also `who`) `token` `client` `connection`
//! `dialect` `app` `code` `size` `latency`. `key:*` is true of rows that have a value there at all. Keys, keywords and
//! values do not distinguish upper and lower case; names in a payload do.
//!
//! In quotes all characters stand for themselves, but `\"` and `\\` for `"` and `\`. Outside quotes `\` takes the
//! meaning from the character that follows.
//!
//! **Payloads.** A path is `payload`, then `.name`, `."any name"`, `[0]` or `[*]` (any item), as often as needed;
//! `payload` alone is the whole. `:` compares texts, with `*` and `?`: strings as they are, numbers, `true`, `false` and
//! `null` as they are written; objects and arrays have no text and match `:*` only, which is true of whatever is there.
//! `=` with a number, `true`, `false` or `null` is true of that value, numbers compared as numbers (`42` is `42.0`),
//! and of a string that reads the same; with anything else, or in quotes, it is true of strings only. `>` `>=` `<` `<=`
//! are true of numbers only. If a name occurs twice in an object, both values count. A payload that was cut is searched
//! as far as it goes; in what is not JSON nothing is found from there on where it is not.
//!
//! Rows of the kind `gap` pass every filter: what is missing has to be seen.
//!
//! Absent on purpose: any I/O, and where rows come from.

mod amount;
mod ask;
mod complete;
mod expr;
mod fault;
mod field;
mod fold;
mod lex;
mod parse;
mod pattern;
mod payload;
mod print;
mod read;
mod row;
mod seen;
mod term;
mod test;
mod text;

use std::fmt;

use contract::{FilterError, TrafficKind};

pub use complete::Values;
pub use expr::{Expr, Term};
pub use field::{Field, Value};
pub use pattern::Pattern;
pub use payload::{Literal, Number, Path, Payload, PayloadTest, Step, float};
pub use read::read;
pub use row::Row;
pub use seen::seen;
pub use test::{Comparison, Test};
pub use text::Text;

/// Most bytes of a filter.
pub const MOST_BYTES: usize = 4_096;

/// What lets some rows through. The default lets all through.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter(Expr);

impl Filter {
    /// Reads a text. An empty one lets all rows through.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        match parse::parse(text) {
            Ok(parsed) => Ok(Self(parsed.expr)),
            Err(fault) => Err(fault.placed(text)),
        }
    }

    /// Does it let the row through?
    pub fn matches(&self, row: &impl Row) -> bool {
        row.kind() == TrafficKind::Gap || self.0.matches(row)
    }

    /// Does it let all rows through?
    pub fn is_empty(&self) -> bool {
        self.0 == Expr::All
    }

    /// What it consists of. Says nothing of rows of the kind `gap`.
    pub fn expr(&self) -> &Expr {
        &self.0
    }
}

/// The normal form: reading it gives the same filter.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
