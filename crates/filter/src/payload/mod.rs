//! Conditions on a value in the payload.

mod number;
mod path;
mod scan;
mod value;
mod walk;

use std::ops::Range;

use memchr::memmem::Finder;

pub use number::{Number, float};
pub use path::{Path, Step, read_path};

pub use value::Literal;
pub use walk::{paths, texts};

use crate::{
    Comparison, Pattern,
    ask::{Operator, several},
    fault::Fault,
    lex::{Written, code},
};

/// How a path begins.
pub const KEY: &str = "payload";

/// A condition on what is at a path in the payload.
#[derive(Clone, Debug)]
pub struct Payload {
    path: Path,
    test: PayloadTest,
    last: Option<Box<LastName>>,
}

/// How the last name of a path shows in a JSON text: with its quotes, or written with escapes.
#[derive(Clone, Debug)]
struct LastName {
    quoted: Finder<'static>,
    escape: Finder<'static>,
    /// The path ends with it: what follows is the value.
    leads: bool,
}

/// What is asked of a value in the payload.
#[derive(Clone, Debug, PartialEq)]
pub enum PayloadTest {
    /// There is one.
    Present,
    /// Its text is like one of these.
    Like(Vec<Pattern>),
    /// It is one of these.
    Equals(Vec<Literal>),
    /// It is a number of which this is true.
    Compare(Comparison, Number),
}

/// By what it says; the rest follows from that.
impl PartialEq for Payload {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.test == other.test
    }
}

impl Payload {
    pub fn new(path: Path, test: PayloadTest) -> Self {
        let last = path.last_name().map(|name| Box::new(LastName::new(name, &path)));
        Self { path, test, last }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn test(&self) -> &PayloadTest {
        &self.test
    }

    /// Is it true of the JSON text?
    pub fn matches(&self, json_text: &str) -> bool {
        self.may_match(json_text)
            && scan::any(json_text, self.path.steps(), &mut |value| {
                self.test.matches(value)
            })
    }

    /// Can it be true of the JSON text at all? Quick, and never wrong when it says no.
    fn may_match(&self, json_text: &str) -> bool {
        let json_text = json_text.as_bytes();
        match &self.last {
            Some(last) => last.quoted.find(json_text).is_some() || last.escape.find(json_text).is_some(),
            None => true,
        }
    }

    /// Tells places in a text that has many payloads one after the other: each of which it is true has one of them.
    /// False if no places can be told, so that every payload has to be asked.
    pub fn places(&self, texts: &str, tell: &mut dyn FnMut(usize)) -> bool {
        let Some(last) = &self.last else { return false };
        let likely = |value| !last.leads || scan::first(value, &mut |value| self.test.matches(value));
        let mut from = 0;
        while let Some(next) = texts
            .as_bytes()
            .get(from..)
            .and_then(|rest| last.quoted.find(rest))
        {
            let at = from + next;
            let after = texts.get(at + last.quoted.needle().len()..);
            if after.and_then(scan::after_name).is_some_and(likely) {
                tell(at);
            }
            // The quote at the end of one may be the one at the beginning of the next.
            from = at + 1;
        }
        last.escape.find_iter(texts.as_bytes()).for_each(tell);
        true
    }
}

impl LastName {
    fn new(name: &str, path: &Path) -> Self {
        // Other characters than these can be written as `\u` and a number only.
        let short = name.contains(|c: char| c.is_ascii_control() || matches!(c, '"' | '\\' | '/'));
        Self {
            quoted: Finder::new(&format!("\"{name}\"")).into_owned(),
            escape: Finder::new(if short { "\\" } else { "\\u" }),
            leads: matches!(path.steps().last(), Some(Step::Name(_))),
        }
    }
}

impl PayloadTest {
    fn matches(&self, value: &value::Value<'_>) -> bool {
        match self {
            Self::Present => true,
            Self::Like(patterns) => value
                .text()
                .is_some_and(|text| patterns.iter().any(|pattern| pattern.matches(&text))),
            Self::Equals(literals) => literals.iter().any(|literal| literal.equals(value)),
            Self::Compare(comparison, than) => value
                .compare(than)
                .is_some_and(|ordering| comparison.holds(ordering)),
        }
    }
}

/// What the values after a path mean.
pub fn read_test(operator: Operator, values: &[Written], place: Range<usize>) -> Result<PayloadTest, Fault> {
    match (operator, values) {
        (Operator::Like, _) => {
            let patterns: Vec<_> = values
                .iter()
                .map(|value| Pattern::new(value.glyphs.clone()))
                .collect();
            let any = patterns.iter().any(Pattern::any);
            Ok(if any {
                PayloadTest::Present
            } else {
                PayloadTest::Like(patterns)
            })
        }
        (Operator::Equals, _) => {
            let literals = values.iter().map(|value| {
                let text = value.text();
                if value.quoted {
                    Literal::Text(text)
                } else {
                    Literal::bare(&text)
                }
            });
            Ok(PayloadTest::Equals(literals.collect()))
        }
        (Operator::Compare(comparison), [than]) => match Number::parse(&than.text()) {
            Some(number) if !than.quoted => Ok(PayloadTest::Compare(comparison, number)),
            _ => Err(Fault::new(
                than.from..than.to,
                format!("{} is no number", code(&than.text())),
                "a number as in JSON, such as `5`, `-0.5` or `1e3`",
            )),
        },
        (Operator::Compare(comparison), _) => Err(several(comparison, place)),
    }
}
