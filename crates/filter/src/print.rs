//! The normal form of a filter: as short as it can be, with quotes only where they are needed.

use std::fmt::{self, Display, Formatter};

use crate::{
    Expr, Field, Literal, Path, Payload, PayloadTest, Step, Term, Test, Text, amount,
    lex::{KEYWORDS, boundary, ends_value, operator, quote},
    pattern::{Glyph, Pattern},
    payload,
    term::payload_begins,
};

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::And(parts) => joined(f, parts, " ", |part| matches!(part, Self::Or(_))),
            Self::Or(parts) => joined(f, parts, " or ", |_| false),
            Self::Not(part) => match **part {
                Self::And(_) | Self::Or(_) => write!(f, "-({part})"),
                _ => write!(f, "-{part}"),
            },
            Self::Term(term) => term.fmt(f),
        }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Expr], by: &str, grouped: fn(&Expr) -> bool) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        f.write_str(if at > 0 { by } else { "" })?;
        if grouped(part) {
            write!(f, "({part})")?;
        } else {
            part.fmt(f)?;
        }
    }
    Ok(())
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Field { field, test } => {
                f.write_str(field.key())?;
                tested(f, *field, test)
            }
            Self::Payload(payload) => payload.fmt(f),
        }
    }
}

impl Display for Text {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = self.written();
        let special = |c: char| boundary(c) || operator(c) || matches!(c, '"' | '\\');
        let plain = !text.is_empty()
            && !text.contains(special)
            && !text.starts_with('-')
            && !KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(text))
            && !payload_begins(text);
        if plain {
            f.write_str(text)
        } else {
            f.write_str(&quote(text))
        }
    }
}

fn tested(f: &mut Formatter<'_>, field: Field, test: &Test) -> fmt::Result {
    match test {
        Test::Present => f.write_str(":*"),
        Test::Like(patterns) => {
            f.write_str(":")?;
            listed(f, patterns.iter().map(pattern))
        }
        Test::Equals(amounts) => {
            f.write_str("=")?;
            listed(f, amounts.iter().map(|amount| amount::print(field, *amount)))
        }
        Test::Compare(comparison, than) => {
            write!(f, "{}{}", comparison.sign(), amount::print(field, *than))
        }
    }
}

fn listed(f: &mut Formatter<'_>, values: impl Iterator<Item = String>) -> fmt::Result {
    for (at, value) in values.enumerate() {
        f.write_str(if at > 0 { "," } else { "" })?;
        f.write_str(&value)?;
    }
    Ok(())
}

fn special_in_value(c: char) -> bool {
    ends_value(c) || matches!(c, '"' | '\\')
}

/// A text as a value in which `*` and `?` have a meaning.
pub fn value(text: &str) -> String {
    if text.is_empty() || text.contains(|c| special_in_value(c) || matches!(c, '*' | '?')) {
        return quote(text);
    }
    text.to_owned()
}

fn pattern(pattern: &Pattern) -> String {
    if let Some(text) = pattern.text() {
        return value(text);
    }
    let mut written = String::new();
    for glyph in pattern.glyphs() {
        match glyph {
            Glyph::Any => written.push('*'),
            Glyph::One => written.push('?'),
            Glyph::Char(c) => {
                if special_in_value(c) || matches!(c, '*' | '?') {
                    written.push('\\');
                }
                written.push(c);
            }
        }
    }
    written
}

impl Display for Payload {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.path().fmt(f)?;
        match self.test() {
            PayloadTest::Present => f.write_str(":*"),
            PayloadTest::Like(patterns) => {
                f.write_str(":")?;
                listed(f, patterns.iter().map(pattern))
            }
            PayloadTest::Equals(literals) => {
                f.write_str("=")?;
                listed(f, literals.iter().map(ToString::to_string))
            }
            PayloadTest::Compare(comparison, than) => write!(f, "{}{than}", comparison.sign()),
        }
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(payload::KEY)?;
        self.steps().iter().try_for_each(|step| step.fmt(f))
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '@');
        match self {
            Self::Name(name) if !name.is_empty() && name.chars().all(plain) => write!(f, ".{name}"),
            Self::Name(name) => write!(f, ".{}", quote(name)),
            Self::Item(item) => write!(f, "[{item}]"),
            Self::Items => f.write_str("[*]"),
        }
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) if Literal::bare(text) != *self || text.starts_with('=') => {
                f.write_str(&quote(text))
            }
            Self::Text(text) => f.write_str(&value(text)),
            Self::Number(number) => number.fmt(f),
            Self::Bool(is) => is.fmt(f),
            Self::Null => f.write_str("null"),
        }
    }
}
