//! Why a text is no filter, with its place in bytes as long as it is inside this crate.

use std::ops::Range;

use contract::FilterError;

#[derive(Clone, Debug)]
pub struct Fault {
    pub place: Range<usize>,
    pub message: String,
    pub expected: String,
}

impl Fault {
    pub fn new(place: Range<usize>, message: impl Into<String>, expected: impl Into<String>) -> Self {
        let (message, expected) = (message.into(), expected.into());
        Self {
            place,
            message,
            expected,
        }
    }

    pub fn placed(self, text: &str) -> FilterError {
        FilterError {
            from: units(text, self.place.start),
            to: units(text, self.place.end),
            message: self.message,
            expected: self.expected,
        }
    }
}

/// A place in bytes as a place in UTF-16 code units.
pub fn units(text: &str, at: usize) -> u32 {
    let before = text.get(..at).unwrap_or(text);
    before.chars().map(|c| c.len_utf16() as u32).sum()
}

/// A place in UTF-16 code units as one in bytes: the nearest one before it.
pub fn bytes(text: &str, at: u32) -> usize {
    let mut left = at as usize;
    for (place, c) in text.char_indices() {
        if left < c.len_utf16() {
            return place;
        }
        left -= c.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_javascript_does() {
        let text = "aé😀b";
        let there: Vec<_> = [0, 1, 3, 7, 8].iter().map(|at| units(text, *at)).collect();
        assert_eq!(there, [0, 1, 2, 4, 5]);
        let back: Vec<_> = (0..=6).map(|at| bytes(text, at)).collect();
        assert_eq!(
            back,
            [0, 1, 3, 3, 7, 8, 8],
            "the middle of a pair is its beginning"
        );
    }
}
