//! Texts to compare with, in which `*` and `?` stand for others.

use crate::fold::{fold, same};

/// A text to compare with. Upper and lower case do not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Exact(String),
    Glob(Vec<Glyph>),
}

/// A part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyph {
    Char(char),
    /// `?`
    One,
    /// `*`
    Any,
}

impl Pattern {
    /// The text itself.
    pub fn exact(text: impl Into<String>) -> Self {
        Self(Kind::Exact(text.into()))
    }

    pub(crate) fn new(glyphs: Vec<Glyph>) -> Self {
        let chars = glyphs.iter().map(|glyph| match glyph {
            Glyph::Char(c) => Some(*c),
            Glyph::One | Glyph::Any => None,
        });
        match chars.collect() {
            Some(text) => Self(Kind::Exact(text)),
            None => Self(Kind::Glob(glyphs)),
        }
    }

    /// The text, if it is one text only.
    pub fn text(&self) -> Option<&str> {
        match &self.0 {
            Kind::Exact(text) => Some(text),
            Kind::Glob(_) => None,
        }
    }

    pub(crate) fn glyphs(&self) -> Vec<Glyph> {
        match &self.0 {
            Kind::Exact(text) => text.chars().map(Glyph::Char).collect(),
            Kind::Glob(glyphs) => glyphs.clone(),
        }
    }

    /// Is it true of whatever there is?
    pub fn any(&self) -> bool {
        matches!(&self.0, Kind::Glob(glyphs) if glyphs.iter().all(|glyph| *glyph == Glyph::Any))
    }

    /// Is the text like this?
    pub fn matches(&self, text: &str) -> bool {
        match &self.0 {
            Kind::Exact(exact) => same(exact, text),
            Kind::Glob(glyphs) => like(glyphs, text),
        }
    }
}

/// Goes back to the last `*` only, so that no pattern takes more than its length times that of the text.
fn like(glyphs: &[Glyph], text: &str) -> bool {
    let (mut at, mut rest) = (0, text.chars());
    let mut last: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        if glyphs.get(at) == Some(&Glyph::Any) {
            at += 1;
            last = Some((at, rest.clone()));
            continue;
        }
        let fits = match (glyphs.get(at), rest.next()) {
            (None, None) => return true,
            (Some(Glyph::Char(a)), Some(b)) => *a == b || fold(*a) == fold(b),
            (Some(Glyph::One), Some(_)) => true,
            (Some(_), None) => return false,
            (None | Some(Glyph::Any), _) => false,
        };
        if fits {
            at += 1;
            continue;
        }
        let Some((again, from)) = &mut last else {
            return false;
        };
        if from.next().is_none() {
            return false;
        }
        (at, rest) = (*again, from.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glob(text: &str) -> Pattern {
        let glyphs = text.chars().map(|c| match c {
            '*' => Glyph::Any,
            '?' => Glyph::One,
            c => Glyph::Char(c),
        });
        Pattern::new(glyphs.collect())
    }

    #[test]
    fn stars_stand_for_any_text_and_question_marks_for_one_character() {
        for (pattern, text, like) in [
            ("room-*", "ROOM-7", true),
            ("room-*", "room-", true),
            ("room-*", "room", false),
            ("*-7", "room-7-7", true),
            ("*a*b", "xaxbxb", true),
            ("*a*b", "xaxbxc", false),
            ("?", "é", true),
            ("?", "", false),
            ("?", "ab", false),
            ("*", "", true),
            ("**", "x", true),
            ("É?", "éa", true),
            ("a*", "ba", false),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(glob(pattern).matches(text), like, "{pattern} {text}");
        }
    }

    #[test]
    fn no_pattern_takes_long() {
        let pattern = glob(&"*a".repeat(500));
        assert!(!pattern.matches(&"a".repeat(499)) && pattern.matches(&"a".repeat(4_000)));
    }
}
