//! From text to conditions, by recursive descent: `or`, then `and` and juxtaposition, then `not` and `-`, then a term.

use std::ops::Range;

use crate::{
    Expr, MOST_BYTES, Term, Text,
    fault::Fault,
    lex::{Lexer, code, quote},
    term::{self, payload_begins},
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
            _ if payload_begins(self.lexer.rest()) => term::of_payload(&mut self.lexer).map(Expr::Term),
            _ => term::keyed(&mut self.lexer).map(Expr::Term),
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
