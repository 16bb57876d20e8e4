//! Which part of a list is wanted: what is searched for, from where on, how many.

use super::failure::Failure;

/// The most rows of an answer.
const MOST: u32 = 1_000;

/// Rows of a list if nothing is said.
pub const USUAL: u32 = 200;

/// How many rows: `usual` if nothing is said, 1 to 1,000.
pub fn limit(given: Option<u32>, usual: u32) -> Result<usize, Failure> {
    let limit = given.unwrap_or(usual);
    if (1..=MOST).contains(&limit) {
        return Ok(limit as usize);
    }
    Err(Failure::invalid(format!("limit is {limit}; use 1 to {MOST}")))
}

/// The answer's `next` was not one of ours.
pub fn odd_cursor(after: &str) -> Failure {
    Failure::invalid(format!(
        "after is {after:?}; give the `next` of the answer before, or leave it out"
    ))
}

/// A text to be found, upper or lower case.
pub struct Search(String);

impl Search {
    /// `None`: everything is wanted.
    pub fn of(text: Option<&str>) -> Option<Self> {
        let text = text.unwrap_or_default().trim();
        (!text.is_empty()).then(|| Self(text.to_lowercase()))
    }

    /// Is it in there?
    pub fn finds(&self, text: &str) -> bool {
        let wanted = self.0.as_bytes();
        if text.is_ascii() {
            return text
                .as_bytes()
                .windows(wanted.len())
                .any(|part| part.eq_ignore_ascii_case(wanted));
        }
        text.to_lowercase().contains(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_in_upper_and_lower_case() {
        let search = |text| Search::of(Some(text)).unwrap();
        assert!(search(" RooM ").finds("my-room-1"));
        assert!(search("room").finds("MY-ROOM-1"));
        assert!(search("CAFÉ").finds("le café"));
        assert!(!search("café").finds("le cafe"));
        assert!(!search("rooms").finds("room"));
        assert!(Search::of(Some("  ")).is_none() && Search::of(None).is_none());
    }

    #[test]
    fn the_number_of_rows_has_bounds() {
        assert_eq!(limit(None, 50).unwrap(), 50);
        assert_eq!(limit(Some(1_000), 50).unwrap(), 1_000);
        assert!(limit(Some(0), 50).is_err() && limit(Some(1_001), 50).is_err());
    }
}
