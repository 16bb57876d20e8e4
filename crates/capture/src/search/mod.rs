//! Which rows of a block does a filter let through? The same as it lets through one by one, only faster.

mod evaluate;
mod mask;
mod row;

pub(crate) use self::evaluate::{evaluate, wants_payloads};

use filter::{Expr, Term};

/// Does it depend on payloads?
fn needs_payloads(expr: &Expr) -> bool {
    match expr {
        Expr::All => false,
        Expr::And(parts) | Expr::Or(parts) => parts.iter().any(needs_payloads),
        Expr::Not(part) => needs_payloads(part),
        Expr::Term(term) => !matches!(term, Term::Field { .. }),
    }
}
