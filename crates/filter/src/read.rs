//! A filter as somebody types it: its parts, what is wrong with it, and how it could go on.

use contract::{FilterChip, FilterRead, FilterText};

use crate::{
    Expr, Term,
    complete::{Values, complete},
    fault::{bytes, units},
    parse::{Part, parse},
};

/// Reads what was typed. `values` knows what was seen lately.
pub fn read(typed: &FilterText, values: &dyn Values) -> FilterRead {
    let text = typed.text.as_str();
    let cursor = typed.cursor.map(|cursor| bytes(text, cursor));
    let completions = cursor
        .map(|cursor| complete(text, cursor, values))
        .unwrap_or_default();
    let (chips, error) = match parse(text) {
        Ok(parsed) => (
            parsed.parts.into_iter().map(|part| chip(text, part)).collect(),
            None,
        ),
        Err(fault) => (Vec::new(), Some(fault.placed(text))),
    };
    FilterRead {
        chips,
        error,
        completions,
    }
}

fn chip(text: &str, part: Part) -> FilterChip {
    let (negated, condition) = match &part.expr {
        Expr::Not(condition) => (true, &**condition),
        condition => (false, condition),
    };
    let key = match condition {
        Expr::Term(Term::Field { field, .. }) => Some(field.key().to_owned()),
        Expr::Term(Term::Payload(payload)) => Some(payload.path().to_string()),
        _ => None,
    };
    FilterChip {
        text: text.get(part.place).unwrap_or_default().to_owned(),
        from: units(text, part.remove.start),
        to: units(text, part.remove.end),
        negated,
        key: key.filter(|_| !part.grouped),
    }
}
