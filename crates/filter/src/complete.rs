//! How the word at the cursor could go on.

use std::ops::Range;

use contract::Completion;

use crate::{
    Field,
    fault::units,
    fold::begins,
    lex::{boundary, operator},
    payload,
    print::value,
    term::payload_begins,
};

/// Most completions.
const MOST: usize = 20;

/// Most values of each key that are offered for a word that has no key yet.
const MOST_OF_WORD: usize = 5;

/// What was seen lately.
pub trait Values {
    /// Values under a key that begin so, in whatever case, with how often they were seen; the most frequent first.
    ///
    /// The key is one of the language, or the path of a value in payloads (`payload.user.id`). With the key `payload`
    /// it is the paths themselves that are asked for.
    fn seen(&self, key: &str, prefix: &str, most: usize) -> Vec<(String, u64)>;
}

/// The word in which the cursor is.
struct Word<'a> {
    text: &'a str,
    /// In bytes; without the signs of negation.
    place: Range<usize>,
    cursor: usize,
}

pub fn complete(text: &str, cursor: usize, values: &dyn Values) -> Vec<Completion> {
    let word = Word::at(text, cursor);
    let typed = word.slice(word.place.start..cursor);
    if typed.starts_with('"') {
        return Vec::new();
    }
    let mut completions = match outside_quotes(typed, operator).next() {
        Some(at) => word.values(word.place.start + at, values),
        None if payload_begins(typed) => word.paths(values),
        None => word.keys(values),
    };
    completions.truncate(MOST);
    completions
}

impl<'a> Word<'a> {
    fn at(text: &'a str, cursor: usize) -> Self {
        let ends: Vec<usize> = outside_quotes(text, boundary).collect();
        let before = ends.iter().rev().find(|end| **end < cursor);
        let start = before.map_or(0, |end| {
            end + text[*end..].chars().next().map_or(0, char::len_utf8)
        });
        let end = ends
            .iter()
            .find(|end| **end >= cursor)
            .copied()
            .unwrap_or(text.len());
        let signs = text[start..cursor].len() - text[start..cursor].trim_start_matches('-').len();
        Self {
            text,
            place: start + signs..end,
            cursor,
        }
    }

    fn slice(&self, place: Range<usize>) -> &'a str {
        self.text.get(place).unwrap_or_default()
    }

    fn completion(&self, text: String, place: &Range<usize>, about: &str, count: Option<u64>) -> Completion {
        Completion {
            text,
            from: units(self.text, place.start),
            to: units(self.text, place.end),
            about: about.to_owned(),
            count,
        }
    }

    /// The key up to and with what is asked of it, if that stands there already.
    fn key_place(&self) -> Range<usize> {
        let start = self.place.start;
        let rest = self.slice(self.cursor..self.place.end);
        let end = match outside_quotes(rest, operator).next() {
            Some(at) => self.cursor + at + 1,
            None => self.place.end,
        };
        start..end
    }

    fn keys(&self, values: &dyn Values) -> Vec<Completion> {
        let typed = self.slice(self.place.start..self.cursor);
        let key_place = self.key_place();
        let fields = Field::ALL.into_iter().filter(|field| begins(field.key(), typed));
        let mut completions: Vec<_> = fields
            .map(|field| {
                let sign = if field.is_number() { '>' } else { ':' };
                self.completion(format!("{}{sign}", field.key()), &key_place, field.about(), None)
            })
            .collect();
        if begins(payload::KEY, typed) {
            completions.push(self.completion("payload.".into(), &key_place, "a value in the payload", None));
        }
        if typed.is_empty() {
            return completions;
        }
        for field in [Field::Channel, Field::Event, Field::Subject] {
            let seen = values
                .seen(field.key(), typed, MOST_OF_WORD)
                .into_iter()
                .map(|(text, count)| {
                    let text = format!("{}:{}", field.key(), value(&text));
                    self.completion(text, &self.place, field.about(), Some(count))
                });
            completions.extend(seen);
        }
        completions
    }

    fn paths(&self, values: &dyn Values) -> Vec<Completion> {
        let typed = self.slice(self.place.start..self.cursor);
        let place = self.key_place();
        let seen = values.seen(payload::KEY, typed, MOST).into_iter();
        seen.map(|(path, count)| {
            self.completion(format!("{path}="), &place, "a value in the payload", Some(count))
        })
        .collect()
    }

    /// The values of the key before `operator_at`.
    fn values(&self, operator_at: usize, values: &dyn Values) -> Vec<Completion> {
        let key = self.slice(self.place.start..operator_at);
        let asked = self.slice(operator_at..self.cursor);
        let signs = asked.len() - asked.trim_start_matches(operator).len();
        let begin = operator_at + signs.min(2);
        let comma = outside_quotes(self.slice(begin..self.cursor), |c| c == ',').last();
        let start = comma.map_or(begin, |at| begin + at + 1);
        let after = outside_quotes(self.slice(start..self.place.end), |c| c == ',').next();
        let place = start..after.map_or(self.place.end, |at| start + at);
        let prefix = self.slice(start..self.cursor).trim_start_matches('"');
        let field = Field::named(key);
        let (key, about) = match field {
            Some(field) => (field.key(), field.about()),
            None if payload_begins(self.slice(self.place.start..self.place.end)) => {
                (key, "a value in the payload")
            }
            None => return Vec::new(),
        };
        let mut seen: Vec<(String, Option<u64>)> = match field {
            Some(field) if field.is_number() => Vec::new(),
            _ => values
                .seen(key, prefix, MOST)
                .into_iter()
                .map(|(text, count)| (text, Some(count)))
                .collect(),
        };
        for allowed in field.and_then(Field::allowed).unwrap_or_default() {
            if begins(allowed, prefix) && !seen.iter().any(|(text, _)| text == allowed) {
                seen.push(((*allowed).to_owned(), None));
            }
        }
        seen.into_iter()
            .map(|(text, count)| self.completion(value(&text), &place, about, count))
            .collect()
    }
}

/// Where such characters are, in bytes, outside quotes and not after `\`.
fn outside_quotes(text: &str, wanted: fn(char) -> bool) -> impl Iterator<Item = usize> + '_ {
    let (mut quoted, mut escaped) = (false, false);
    text.char_indices().filter_map(move |(at, c)| {
        if std::mem::take(&mut escaped) {
            return None;
        }
        match c {
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            c => return (!quoted && wanted(c)).then_some(at),
        }
        None
    })
}
