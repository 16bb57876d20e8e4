//! From text to conditions, by recursive descent: `or`, then `and` and juxtaposition, then `not` and `-`, then a term.

use std::ops::Range;

use crate::{
    Expr, Field, MOST_BYTES, Pattern, Payload, Term, Test, Text, amount,
    fault::Fault,
    fold::begins,
    lex::{Lexer, Written, boundary, code, operator, quote},
    pattern::Glyph,
    payload,
    test::Comparison,
};

/// Most levels of parentheses and negations.
const DEPTH: usize = 32;

/// A filter that was read.
pub struct Parsed {
    pub expr: Expr,
    /// What must all hold, if that is what the text says at its top.
    pub parts: Vec<Part>,
}

/// A part of a filter that must hold, with its place in bytes.
pub struct Part {
    pub expr: Expr,
    pub place: Range<usize>,
    /// What goes when it goes: it, and the `and` that joins it to the others.
    pub remove: Range<usize>,
    /// It was in parentheses.
    pub grouped: bool,
}

/// What is asked of what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Like,
    Equals,
    Compare(Comparison),
}

pub fn parse(text: &str) -> Result<Parsed, Fault> {
    if text.len() > MOST_BYTES {
        let from = text.floor_char_boundary(MOST_BYTES);
        return Err(Fault::new(
            from..text.len(),
            format!("the filter is too long: {} bytes", text.len()),
            format!("at most {MOST_BYTES} bytes"),
        ));
    }
    let mut parser = Parser {
        lexer: Lexer { text, at: 0 },
        depth: 0,
        open: 0,
        closed: 0,
    };
    parser.lexer.skip_space();
    if parser.lexer.rest().is_empty() {
        return Ok(Parsed {
            expr: Expr::All,
            parts: Vec::new(),
        });
    }
    let (mut alternatives, from) = (Vec::new(), parser.lexer.at);
    let mut parts = parser.alternatives(&mut alternatives)?;
    if parser.lexer.peek().is_some() {
        return Err(parser.unopened());
    }
    let expr = Expr::one_of(alternatives);
    if parts.is_empty() {
        let place = from..text.trim_end().len();
        parts = vec![Part {
            expr: expr.clone(),
            remove: place.clone(),
            place,
            grouped: true,
        }];
    }
    Ok(Parsed { expr, parts })
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// Parentheses and negations that are being read.
    depth: usize,
    /// Parentheses that are open.
    open: usize,
    /// Where the last one was closed.
    closed: usize,
}

impl Parser<'_> {
    /// Reads what is joined by `or`. Answers the parts of the only alternative; none if there are several.
    fn alternatives(&mut self, all: &mut Vec<Expr>) -> Result<Vec<Part>, Fault> {
        let mut parts = self.conjunction()?;
        all.push(Expr::all_of(parts.iter().map(|part| part.expr.clone()).collect()));
        while self.lexer.keyword() == Some("or") {
            let from = self.lexer.at;
            self.lexer.at += 2;
            self.followed(from)?;
            parts.clear();
            let more = self.conjunction()?;
            all.push(Expr::all_of(more.into_iter().map(|part| part.expr).collect()));
        }
        Ok(parts)
    }

    /// Reads what must all hold: one part at least.
    fn conjunction(&mut self) -> Result<Vec<Part>, Fault> {
        let mut parts: Vec<Part> = Vec::new();
        loop {
            self.lexer.skip_space();
            let remove = self.lexer.at;
            let keyword = self.lexer.keyword();
            match keyword {
                Some("and" | "or") if parts.is_empty() => {
                    return Err(Fault::new(
                        self.place_of_word(),
                        format!("nothing before {}", code(self.lexer.word())),
                        format!(
                            "a term before it, or {} for the word",
                            code(&quote(self.lexer.word()))
                        ),
                    ));
                }
                Some("and") => {
                    self.lexer.at += 3;
                    self.followed(remove)?;
                    if let [only] = parts.as_mut_slice() {
                        only.remove.end = self.lexer.at;
                    }
                }
                Some("or") => return Ok(parts),
                _ if matches!(self.lexer.peek(), None | Some(')')) => {
                    if !parts.is_empty() {
                        return Ok(parts);
                    }
                    if self.open == 0 {
                        return Err(self.unopened());
                    }
                    let at = self.lexer.at;
                    let place = at - 1..(at + 1).min(self.lexer.text.len());
                    return Err(Fault::new(
                        place,
                        "nothing in the parentheses",
                        "a term, such as `channel:room-*`",
                    ));
                }
                _ => {}
            }
            self.lexer.skip_space();
            let from = self.lexer.at;
            let expr = self.negation()?;
            let place = from..self.lexer.at;
            let grouped = self.closed == place.end;
            parts.push(Part {
                expr,
                remove: remove..place.end,
                place,
                grouped,
            });
        }
    }

    /// Something must come after a keyword that began at `from`.
    fn followed(&mut self, from: usize) -> Result<(), Fault> {
        let keyword = from..self.lexer.at;
        self.lexer.skip_space();
        let next = self.lexer.keyword();
        if matches!(self.lexer.peek(), None | Some(')')) || matches!(next, Some("and" | "or")) {
            let word = self.lexer.text.get(keyword.clone()).unwrap_or_default();
            return Err(Fault::new(
                keyword,
                format!("nothing after {}", code(word)),
                format!("a term after it, or {} for the word", code(&quote(word))),
            ));
        }
        Ok(())
    }

    fn negation(&mut self) -> Result<Expr, Fault> {
        let from = self.lexer.at;
        if self.lexer.keyword() == Some("not") {
            self.lexer.at += 3;
            self.followed(from)?;
        } else if self.lexer.eat('-') {
            if matches!(self.lexer.peek(), None | Some(')'))
                || self.lexer.peek().is_some_and(char::is_whitespace)
            {
                return Err(Fault::new(
                    from..self.lexer.at,
                    "nothing right after `-`",
                    "a term without a space, such as `-kind:heartbeat`, or `\"-\"` for the character",
                ));
            }
        } else {
            return self.term();
        }
        self.deeper(from, Self::negation).map(Expr::negated)
    }

    fn deeper<T>(
        &mut self,
        from: usize,
        read: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Fault::new(
                from..self.lexer.at,
                "too many parentheses and negations within each other",
                format!("at most {DEPTH}"),
            ));
        }
        let done = read(self)?;
        self.depth -= 1;
        Ok(done)
    }

    fn term(&mut self) -> Result<Expr, Fault> {
        let from = self.lexer.at;
        match self.lexer.peek() {
            Some('(') => {
                self.lexer.at += 1;
                self.deeper(from, |parser| parser.group(from))
            }
            Some('"') => {
                let text = self.lexer.quoted()?;
                self.lexer.ended(|_| false)?;
                if text.is_empty() {
                    return Err(Fault::new(
                        from..self.lexer.at,
                        "nothing in the quotes",
                        "a text to look for",
                    ));
                }
                Ok(Expr::Term(Term::Text(Text::new(text))))
            }
            _ if payload_begins(self.lexer.rest()) => self.payload().map(Expr::Term),
            _ => self.keyed().map(Expr::Term),
        }
    }

    fn group(&mut self, from: usize) -> Result<Expr, Fault> {
        self.lexer.skip_space();
        if self.lexer.peek().is_none() {
            return Err(Fault::new(
                from..from + 1,
                "this parenthesis is not closed",
                "a term and `)`",
            ));
        }
        let mut alternatives = Vec::new();
        self.open += 1;
        self.alternatives(&mut alternatives)?;
        self.open -= 1;
        if !self.lexer.eat(')') {
            return Err(Fault::new(
                from..from + 1,
                "this parenthesis is not closed",
                "`)` after it",
            ));
        }
        self.closed = self.lexer.at;
        Ok(Expr::one_of(alternatives))
    }

    /// Reads a `key:value`, or a word to look for.
    fn keyed(&mut self) -> Result<Term, Fault> {
        let from = self.lexer.at;
        let glyphs = self.lexer.bare(|c| boundary(c) || operator(c))?;
        let head = Written {
            glyphs,
            quoted: false,
            from,
            to: self.lexer.at,
        }
        .text();
        if self.lexer.at_boundary() {
            self.apart()?;
            return Ok(Term::Text(Text::new(head)));
        }
        let place = from..self.lexer.at;
        let Some(field) = Field::named(&head) else {
            return Err(self.unknown_key(place, &head));
        };
        let operator = self.operator(field.key())?;
        let values = self.values(field)?;
        self.apart()?;
        test(field, operator, &values, place.start..self.lexer.at).map(|test| Term::Field { field, test })
    }

    fn payload(&mut self) -> Result<Term, Fault> {
        let from = self.lexer.at;
        self.lexer.at += payload::KEY.len();
        let path = payload::read_path(&mut self.lexer)?;
        let name = self.lexer.text.get(from..self.lexer.at).unwrap_or_default();
        if self.lexer.at_boundary() {
            return Err(Fault::new(
                from..self.lexer.at,
                format!("nothing is asked of {}", code(name)),
                format!(
                    "{}, {} or {}",
                    code(&format!("{name}:*")),
                    code(&format!("{name}=…")),
                    code(&format!("{name}>…"))
                ),
            ));
        }
        let operator = self.operator(name)?;
        let example = format!("a value right after it, such as {}", code(&format!("{name}=42")));
        let values = self.list(name, &example)?;
        self.apart()?;
        let test = payload::read_test(operator, &values, from..self.lexer.at)?;
        Ok(Term::Payload(Payload::new(path, test)))
    }

    fn operator(&mut self, key: &str) -> Result<Operator, Fault> {
        let from = self.lexer.at;
        let first = self.lexer.peek();
        self.lexer.at += 1;
        let equals = first != Some(':') && self.lexer.eat('=');
        let wrong = |to: usize, sign: &str, expected: String| {
            Err(Fault::new(
                from..to,
                format!("there is no {}", code(sign)),
                expected,
            ))
        };
        Ok(match (first, equals) {
            (Some('='), false) => Operator::Equals,
            (Some('<'), false) => Operator::Compare(Comparison::Less),
            (Some('<'), true) => Operator::Compare(Comparison::AtMost),
            (Some('>'), false) => Operator::Compare(Comparison::More),
            (Some('>'), true) => Operator::Compare(Comparison::AtLeast),
            (Some('='), true) => return wrong(self.lexer.at, "==", "`=`".into()),
            (Some('!'), _) => {
                return wrong(self.lexer.at, "!=", code(&format!("-{key}=…")));
            }
            _ => Operator::Like,
        })
    }

    fn values(&mut self, field: Field) -> Result<Vec<Written>, Fault> {
        let key = field.key();
        let example = match (field.allowed(), field) {
            (Some(allowed), _) => format!("one of {}", listed(allowed)),
            (None, Field::Size) => "a size right after it, such as `size>4k`".into(),
            (None, Field::Latency) => "a time right after it, such as `latency>5ms`".into(),
            (None, _) => format!("a value right after it, such as {}", code(&format!("{key}:*"))),
        };
        self.list(key, &example)
    }

    fn list(&mut self, key: &str, example: &str) -> Result<Vec<Written>, Fault> {
        let mut values = Vec::new();
        loop {
            let from = self.lexer.at;
            let value = self.lexer.value()?;
            if value.glyphs.is_empty() && !value.quoted {
                let message = match values.last() {
                    None => format!("no value for {}", code(key)),
                    Some(_) => "no value after the comma".into(),
                };
                return Err(Fault::new(from.saturating_sub(1)..from, message, example));
            }
            values.push(value);
            if !self.lexer.eat(',') {
                return Ok(values);
            }
        }
    }

    /// A parenthesis right after a word is likely meant to be a part of it.
    fn apart(&self) -> Result<(), Fault> {
        if self.lexer.peek() != Some('(') {
            return Ok(());
        }
        let at = self.lexer.at;
        Err(Fault::new(
            at..at + 1,
            "a parenthesis right after a word",
            "a space before it, or quotes around both",
        ))
    }

    fn unknown_key(&self, place: Range<usize>, key: &str) -> Fault {
        let word = self.lexer.text.get(place.start..).unwrap_or_default();
        let word = word.split(boundary).next().unwrap_or_default();
        let text = code(&quote(word));
        if key.is_empty() {
            let place = place.start..place.start + 1;
            return Fault::new(
                place,
                "no key stands before this",
                format!("a key, or {text} for that text"),
            );
        }
        if self.lexer.rest().starts_with('=') && Field::named(key.trim_end_matches('!')).is_some() {
            let instead = code(&format!("-{}=…", key.trim_end_matches('!')));
            return Fault::new(place.end - 1..place.end + 1, "there is no `!=`", instead);
        }
        let keys: Vec<_> = Field::ALL
            .iter()
            .map(|field| field.key())
            .chain([payload::KEY])
            .collect();
        Fault::new(
            place,
            format!("there is no key {}", code(key)),
            format!("one of {}, or {text} for that text", listed(&keys)),
        )
    }

    fn unopened(&self) -> Fault {
        let at = self.lexer.at;
        Fault::new(
            at..at + 1,
            "no parenthesis is open here",
            "`(` before it, or `\")\"` for the character",
        )
    }

    fn place_of_word(&self) -> Range<usize> {
        self.lexer.at..self.lexer.at + self.lexer.word().len()
    }
}

/// Is a path what stands here, not a word?
pub fn payload_begins(rest: &str) -> bool {
    let after = rest
        .get(payload::KEY.len()..)
        .and_then(|rest| rest.chars().next());
    begins(rest, payload::KEY) && after.is_some_and(|c| matches!(c, '.' | '[' | '!') || operator(c))
}

pub fn listed(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| code(word)).collect();
    words.join(", ")
}

/// What is asked of a value under a key.
fn test(field: Field, operator: Operator, values: &[Written], place: Range<usize>) -> Result<Test, Fault> {
    let any = |value: &Written| !value.quoted && value.glyphs.iter().all(|glyph| *glyph == Glyph::Any);
    if operator == Operator::Like && values.iter().any(any) {
        return Ok(Test::Present);
    }
    if !field.is_number() {
        return texts(field, operator, values, place).map(Test::Like);
    }
    let amounts = values.iter().map(|value| {
        amount::parse(field, &value.text()).map_err(|expected| {
            let message = format!(
                "{} is no {}",
                code(&value.text()),
                if field == Field::Size { "size" } else { "time" }
            );
            Fault::new(value.from..value.to, message, expected)
        })
    });
    let amounts: Vec<u64> = amounts.collect::<Result<_, _>>()?;
    match (operator, amounts.as_slice()) {
        (Operator::Like | Operator::Equals, _) => Ok(Test::Equals(amounts)),
        (Operator::Compare(comparison), [than]) => Ok(Test::Compare(comparison, *than)),
        (Operator::Compare(comparison), _) => Err(several(comparison, place)),
    }
}

fn texts(
    field: Field,
    operator: Operator,
    values: &[Written],
    place: Range<usize>,
) -> Result<Vec<Pattern>, Fault> {
    let key = field.key();
    let patterns = values.iter().map(|value| match operator {
        Operator::Like => Ok(Pattern::new(value.glyphs.clone())),
        Operator::Equals => Ok(Pattern::exact(value.text())),
        Operator::Compare(comparison) => Err(Fault::new(
            place.clone(),
            format!(
                "{} is a text and cannot be compared with {}",
                code(key),
                code(comparison.sign())
            ),
            format!("{} or {}", code(&format!("{key}:…")), code(&format!("{key}=…"))),
        )),
    });
    let patterns: Vec<_> = patterns.collect::<Result<_, _>>()?;
    for (pattern, value) in patterns.iter().zip(values) {
        if let Some(allowed) = field.allowed()
            && !allowed.iter().any(|allowed| pattern.matches(allowed))
        {
            return Err(Fault::new(
                value.from..value.to,
                format!("there is no {key} {}", code(&value.text())),
                format!("one of {}", listed(allowed)),
            ));
        }
    }
    Ok(patterns)
}

pub fn several(comparison: Comparison, place: Range<usize>) -> Fault {
    let message = format!("several values after {}", code(comparison.sign()));
    Fault::new(place, message, "one value; several only after `:` and `=`")
}
