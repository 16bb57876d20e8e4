//! Requests for what came before. Times are whole seconds since 1970, and a second is in with all that came in it.

use engine::{HistoryWish, Operation};
use model::{Refusal, Timestamp};

use super::{channels::named, error::invalid};
use crate::Request;

/// The most messages in one answer.
pub(super) const MOST: usize = 10_000;

type Read = Result<Operation, Refusal>;

pub(super) fn last(request: &Request<'_>) -> Read {
    history(request, HistoryWish::Last, amount(request)?)
}

pub(super) fn first_since(request: &Request<'_>) -> Read {
    let since = HistoryWish::Since(beginning(request)?);
    history(request, since, amount(request)?)
}

pub(super) fn last_until(request: &Request<'_>) -> Read {
    let until = HistoryWish::Until(end(request)?);
    history(request, until, amount(request)?)
}

pub(super) fn since(request: &Request<'_>) -> Read {
    history(request, HistoryWish::Since(beginning(request)?), MOST)
}

pub(super) fn during(request: &Request<'_>) -> Read {
    let (from, to) = (beginning(request)?, end(request)?);
    history(request, HistoryWish::During { from, to }, MOST)
}

fn history(request: &Request<'_>, wish: HistoryWish, limit: usize) -> Read {
    Ok(Operation::History {
        channel: named(request)?,
        wish,
        limit,
    })
}

fn amount(request: &Request<'_>) -> Result<usize, Refusal> {
    match request.params.get("amount").parse() {
        Ok(amount) if amount <= MOST => Ok(amount),
        _ => Err(invalid(format!("the amount is no number from 0 to {MOST}"))
            .fix("ask for less, and for what came before the oldest of it with /before/")),
    }
}

fn beginning(request: &Request<'_>) -> Result<Timestamp, Refusal> {
    Ok(Timestamp(seconds(request, "since")?.saturating_mul(1_000)))
}

fn end(request: &Request<'_>) -> Result<Timestamp, Refusal> {
    let begins = seconds(request, "until")?.saturating_mul(1_000);
    Ok(Timestamp(begins.saturating_add(999)))
}

fn seconds(request: &Request<'_>, name: &str) -> Result<u64, Refusal> {
    request
        .params
        .get(name)
        .parse()
        .map_err(|_| invalid("a time in the path is no number").fix("write it in whole seconds since 1970"))
}
