//! The query of a request.

use engine::{Order, Page, Part};
use model::Refusal;

use super::super::error;
use crate::Request;

/// Length of a page when the client asks for pages and does not say how long; what Hop's command line asks for.
const PAGE_SIZE: usize = 75;
/// The longest page.
const LONGEST_PAGE: usize = 1_000;

/// Which part of a list is asked for: `page` counts from 1, `pageSize` is 1 to 1,000, `orderBy` is `asc` or `desc`,
/// `sortBy` is `created_at`. Without `page` and `pageSize` it is the whole list.
pub fn page(request: &Request<'_>) -> Result<Page, Refusal> {
    let number = number(request, "page", usize::MAX)?;
    let size = self::number(request, "pageSize", LONGEST_PAGE)?;
    let part = match (number, size) {
        (None, None) => Part::All,
        (number, size) => Part::Number {
            number: number.unwrap_or(1),
            size: size.unwrap_or(PAGE_SIZE),
        },
    };
    let order = match asked(request, "orderBy") {
        None | Some("asc") => Order::OldestFirst,
        Some("desc") => Order::NewestFirst,
        Some(_) => return Err(error::query("orderBy", "asc or desc")),
    };
    match asked(request, "sortBy") {
        None | Some("created_at") => Ok(Page { part, order }),
        Some(_) => Err(error::query("sortBy", "created_at")),
    }
}

/// A value of the query that is not empty. What is asked for looks the same encoded and not.
pub fn asked<'a>(request: &Request<'a>, key: &str) -> Option<&'a str> {
    let mut pairs = request.query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(name, value)| (name == key && !value.is_empty()).then_some(value))
}

fn number(request: &Request<'_>, key: &str, most: usize) -> Result<Option<usize>, Refusal> {
    let Some(text) = asked(request, key) else {
        return Ok(None);
    };
    match text.parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(Some(number)),
        _ => Err(error::query(key, &format!("a number from 1 to {most}"))),
    }
}
