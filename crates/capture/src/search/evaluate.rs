//! A filter over a whole block: what is quick first, and only on rows that are still in question; each string of the
//! dictionary is looked at once.

use std::collections::HashMap;

use contract::TrafficKind;
use filter::{Expr, Field, Filter, Payload, Term, Text};

use super::{mask::Mask, needs_payloads, row::At};
use crate::{
    block::{Columns, Number, Text as Column},
    cache::Block,
};

/// Rows that the filter lets through.
pub(crate) fn evaluate(filter: &Filter, block: &Block) -> Mask {
    let rows = block.columns.rows();
    let all = Mask::all(rows);
    if filter.is_empty() {
        return all;
    }
    let gaps = all.only(rows, |row| block.columns.kind(row) == TrafficKind::Gap);
    among(filter.expr(), block, &possible(filter.expr(), block, &all)).with(&gaps)
}

/// Can the rows that the filter lets through only be told with the payloads of the block?
pub(crate) fn wants_payloads(filter: &Filter, block: &Block) -> bool {
    let expr = filter.expr();
    needs_payloads(expr) && possible(expr, block, &Mask::all(block.columns.rows())).any()
}

/// Those of `asked` of which the expression may be true, as far as that can be told without payloads.
fn possible(expr: &Expr, block: &Block, asked: &Mask) -> Mask {
    if !asked.any() {
        return asked.clone();
    }
    match expr {
        Expr::And(parts) => by_cost(parts)
            .into_iter()
            .fold(asked.clone(), |left, part| possible(part, block, &left)),
        Expr::Or(parts) => {
            by_cost(parts)
                .into_iter()
                .fold(Mask::none(block.columns.rows()), |found, part| {
                    let left = asked.clone().without(&found);
                    found.with(&possible(part, block, &left))
                })
        }
        Expr::Term(Term::Text(text)) if !block.may(|bloom| bloom.may_have(text)) => words(text, block, asked),
        Expr::Term(Term::Payload(payload)) if !block.may(|bloom| bloom.may_match(payload)) => {
            Mask::none(block.columns.rows())
        }
        _ if needs_payloads(expr) => asked.clone(),
        _ => among(expr, block, asked),
    }
}

/// Those of `asked` of which the expression is true.
fn among(expr: &Expr, block: &Block, asked: &Mask) -> Mask {
    let rows = block.columns.rows();
    if !asked.any() {
        return asked.clone();
    }
    match expr {
        Expr::All => asked.clone(),
        Expr::And(parts) => by_cost(parts)
            .into_iter()
            .fold(asked.clone(), |left, part| among(part, block, &left)),
        Expr::Or(parts) => by_cost(parts).into_iter().fold(Mask::none(rows), |found, part| {
            let left = asked.clone().without(&found);
            found.with(&among(part, block, &left))
        }),
        Expr::Not(part) => asked.clone().without(&among(part, block, asked)),
        Expr::Term(Term::Text(text)) => texts(text, block, asked),
        Expr::Term(Term::Payload(payload)) => payloads(payload, block, asked),
        Expr::Term(term @ Term::Field { field, .. }) => fields(*field, term, block, asked),
    }
}

fn by_cost(parts: &[Expr]) -> Vec<&Expr> {
    let mut parts: Vec<&Expr> = parts.iter().collect();
    parts.sort_by_key(|part| cost(part));
    parts
}

fn cost(expr: &Expr) -> u32 {
    match expr {
        Expr::All => 0,
        Expr::And(parts) | Expr::Or(parts) => parts.iter().map(cost).sum(),
        Expr::Not(part) => cost(part),
        Expr::Term(Term::Field { .. }) => 1,
        Expr::Term(Term::Text(_)) => 100,
        Expr::Term(Term::Payload(_)) => 1_000,
    }
}

fn fields(field: Field, term: &Term, block: &Block, asked: &Mask) -> Mask {
    let columns = &block.columns;
    let rows = columns.rows();
    let test = |row| term.matches(&At { block, row });
    let word = |column| {
        let mut known = Known::new(columns.words());
        let mut one = move |row| known.or(columns.word(column, row), || test(row));
        asked.only(rows, &mut one)
    };
    match field {
        Field::Channel => word(Column::Channel),
        Field::Event => word(Column::Event),
        Field::Connection => word(Column::Connection),
        Field::Dialect => word(Column::Dialect),
        Field::App => word(Column::App),
        Field::Code => word(Column::Code),
        Field::Subject => word(Column::Who),
        // Of these it depends on what kind of subject it is, too.
        Field::Token | Field::Client => {
            let mut known = HashMap::new();
            asked.only(rows, |row| {
                *known.entry(subject(columns, row)).or_insert_with(|| test(row))
            })
        }
        Field::Kind => {
            let mut known = Known::new(32);
            asked.only(rows, |row| known.or(columns.kind(row) as usize, || test(row)))
        }
        Field::Direction | Field::Size | Field::Latency => asked.only(rows, test),
    }
}

fn subject(columns: &Columns, row: usize) -> (u64, usize, usize) {
    let word = |column| columns.word(column, row);
    (
        columns.raw(Number::Subject, row),
        word(Column::Who),
        word(Column::Token),
    )
}

fn texts(text: &Text, block: &Block, asked: &Mask) -> Mask {
    let found = words(text, block, asked);
    let left = asked.clone().without(&found);
    // What is not in all payloads together is in none of them.
    if !left.any() || !text.found_in(block.payloads().all()) {
        return found;
    }
    let payloads = block.payloads();
    found.with(&left.only(block.columns.rows(), |row| {
        payloads.get(row).is_some_and(|payload| text.found_in(payload))
    }))
}

/// Those that say the text anywhere but in their payload.
fn words(text: &Text, block: &Block, asked: &Mask) -> Mask {
    let columns = &block.columns;
    let rows = columns.rows();
    let mut found = Mask::none(rows);
    // What is in none of the strings together is in no row.
    if !text.found_in(columns.all_words()) {
        return found;
    }
    let mut known = Known::new(columns.words());
    for column in [
        Column::Channel,
        Column::Event,
        Column::Who,
        Column::Code,
        Column::Reason,
    ] {
        let there = |word| {
            columns
                .spelled(word)
                .is_some_and(|spelled| text.found_in(spelled))
        };
        for row in asked.rows() {
            let word = columns.word(column, row);
            if known.or(word, || there(word)) {
                found.put(row);
            }
        }
    }
    found
}

fn payloads(payload: &Payload, block: &Block, asked: &Mask) -> Mask {
    let payloads = block.payloads();
    let rows = block.columns.rows();
    let mut likely = Mask::none(rows);
    let told = payload.places(payloads.all(), &mut |at| {
        if let Some(row) = payloads.row_at(at) {
            likely.put(row);
        }
    });
    asked.only(rows, |row| {
        (!told || likely.has(row)) && payloads.get(row).is_some_and(|json| payload.matches(json))
    })
}

/// What has been found out already.
struct Known(Vec<Option<bool>>);

impl Known {
    fn new(most: usize) -> Self {
        Self(vec![None; most])
    }

    fn or(&mut self, at: usize, find_out: impl FnOnce() -> bool) -> bool {
        match self.0.get_mut(at) {
            Some(known) => *known.get_or_insert_with(find_out),
            None => find_out(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{samples, state};

    #[test]
    fn payloads_are_wanted_only_where_they_decide() {
        let rows: Vec<_> = (0..500)
            .map(|number| state::OpenRow {
                row: samples::row(number).into(),
                flood: 0,
            })
            .collect();
        let block = Block::new(state::pack_block(&rows)).unwrap();
        let bare = Block::new(state::pack(&rows)).unwrap();
        let wants = |block: &Block, filter: &str| wants_payloads(&Filter::parse(filter).unwrap(), block);
        for (filter, with_bloom, without) in [
            ("", false, false),
            ("kind:message", false, false),
            ("xylophone", false, true),
            ("payload.xylophone=1", false, true),
            ("-xylophone", true, true),
            ("kind:message xylophone", false, true),
            ("kind:message or xylophone", true, true),
            ("channel:nowhere -xylophone", false, false),
            ("payload:*", true, true),
        ] {
            assert_eq!(wants(&block, filter), with_bloom, "{filter}");
            assert_eq!(wants(&bare, filter), without, "{filter}");
        }
    }
}
