//! Free text: a part of what a row says.

use memchr::{memchr_iter, memchr2_iter};

use crate::{Row, fold::fold};

/// A text that is to occur in channel, event, subject, payload, reason or code. Upper and lower case do not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    written: String,
    folded: String,
    /// Where its rarest byte is, if all of it is ASCII.
    rarest: Option<usize>,
}

impl Text {
    pub fn new(written: impl Into<String>) -> Self {
        let written = written.into();
        let folded: String = written.chars().map(fold).collect();
        let bytes = folded.bytes().enumerate();
        let rarest = bytes.max_by_key(|(_, byte)| rarity(*byte)).map(|(at, _)| at);
        Self {
            rarest: rarest.filter(|_| folded.is_ascii()),
            written,
            folded,
        }
    }

    /// As it was written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// What is looked for: in lower case.
    pub fn needle(&self) -> &str {
        &self.folded
    }

    /// Does the row say it?
    pub fn matches(&self, row: &impl Row) -> bool {
        let texts = [
            row.channel(),
            row.event(),
            row.code(),
            row.reason(),
            row.payload(),
        ];
        row.label().is_some_and(|label| self.found_in(&label))
            || texts.into_iter().flatten().any(|text| self.found_in(text))
    }

    /// Does the text have it?
    pub fn found_in(&self, text: &str) -> bool {
        if self.folded.is_empty() {
            return true;
        }
        match self.rarest {
            Some(rarest) => self.found_in_bytes(text.as_bytes(), rarest),
            None => !text.is_ascii() && self.found_in_chars(text),
        }
    }

    fn found_in_bytes(&self, text: &[u8], rarest: usize) -> bool {
        let needle = self.folded.as_bytes();
        let fits = |at: usize| {
            let from = at.checked_sub(rarest);
            let there = from.and_then(|from| text.get(from..from + needle.len()));
            there.is_some_and(|there| there.eq_ignore_ascii_case(needle))
        };
        let Some(&byte) = needle.get(rarest) else {
            return true;
        };
        if byte.is_ascii_lowercase() {
            memchr2_iter(byte, byte.to_ascii_uppercase(), text).any(fits)
        } else {
            memchr_iter(byte, text).any(fits)
        }
    }

    fn found_in_chars(&self, text: &str) -> bool {
        let begins = |at: usize| {
            let mut there = text[at..].chars().map(fold);
            self.folded.chars().all(|c| there.next() == Some(c))
        };
        let first = self.folded.chars().next();
        text.char_indices()
            .any(|(at, c)| Some(fold(c)) == first && begins(at))
    }
}

/// Letters in the order of their frequency in English, then what stands between the words of a payload.
const FREQUENT: &[u8] = b"\"etaoinsrh:,d lucmfywg_p-{}bv.0k12x";

fn rarity(byte: u8) -> usize {
    FREQUENT
        .iter()
        .position(|frequent| *frequent == byte)
        .unwrap_or(FREQUENT.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_in_whatever_case() {
        for (needle, text, found) in [
            ("hello", "say HELLO", true),
            ("HELLO", "hello", true),
            ("hello", "hell", false),
            ("lo", "hello", true),
            ("x-7", "room X-7", true),
            ("7", "room-7", true),
            ("", "anything", true),
            ("É", "caf\u{e9}s", true),
            ("é", "cafe", false),
            ("fé", "CAFÉ", true),
            ("k", "\u{212a}", false),
            ("ooo", "ooXooo", true),
        ] {
            assert_eq!(Text::new(needle).found_in(text), found, "{needle} in {text}");
        }
    }
}
