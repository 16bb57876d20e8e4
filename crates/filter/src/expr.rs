//! What a filter consists of.

use crate::{Field, Payload, Row, Test, Text};

/// A condition. As the parser makes it: `And` and `Or` have two parts or more and none of their own kind, nothing is
/// negated twice, `All` stands alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Expr {
    /// True of every row.
    #[default]
    All,
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Term(Term),
}

/// A condition without parts.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    Text(Text),
    Field { field: Field, test: Test },
    Payload(Payload),
}

impl Expr {
    /// Is it true of the row?
    pub fn matches(&self, row: &impl Row) -> bool {
        match self {
            Self::All => true,
            // What is quick to know is asked first.
            Self::And(parts) => {
                let mut quick = parts.iter().filter(|part| part.quick());
                let mut slow = parts.iter().filter(|part| !part.quick());
                quick.all(|part| part.matches(row)) && slow.all(|part| part.matches(row))
            }
            Self::Or(parts) => parts.iter().any(|part| part.matches(row)),
            Self::Not(part) => !part.matches(row),
            Self::Term(term) => term.matches(row),
        }
    }

    fn quick(&self) -> bool {
        match self {
            Self::Term(term) => matches!(term, Term::Field { .. }),
            Self::Not(part) => part.quick(),
            Self::All | Self::And(_) | Self::Or(_) => false,
        }
    }

    pub(crate) fn all_of(mut parts: Vec<Self>) -> Self {
        if parts.iter().any(|part| matches!(part, Self::And(_))) {
            let nested = parts.into_iter().map(|part| match part {
                Self::And(parts) => parts,
                part => vec![part],
            });
            parts = nested.flatten().collect();
        }
        if parts.len() > 1 {
            Self::And(parts)
        } else {
            parts.pop().unwrap_or_default()
        }
    }

    pub(crate) fn one_of(mut parts: Vec<Self>) -> Self {
        if parts.iter().any(|part| matches!(part, Self::Or(_))) {
            let nested = parts.into_iter().map(|part| match part {
                Self::Or(parts) => parts,
                part => vec![part],
            });
            parts = nested.flatten().collect();
        }
        if parts.len() > 1 {
            Self::Or(parts)
        } else {
            parts.pop().unwrap_or_default()
        }
    }

    pub(crate) fn negated(self) -> Self {
        match self {
            Self::Not(part) => *part,
            part => Self::Not(Box::new(part)),
        }
    }
}

impl Term {
    /// Is it true of the row?
    pub fn matches(&self, row: &impl Row) -> bool {
        match self {
            Self::Text(text) => text.matches(row),
            Self::Field { field, test } => field.of(row).any(|value| test.matches(&value)),
            Self::Payload(payload) => row.payload().is_some_and(|json| payload.matches(json)),
        }
    }
}
