//! Where words end, and how the meaning is taken from a character. Reading and printing agree by using the same sets.

use crate::{fault::Fault, fold::same, pattern::Glyph};

/// Ends a word.
pub fn boundary(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')')
}

/// Ends a key and begins what is asked of it.
pub fn operator(c: char) -> bool {
    matches!(c, ':' | '=' | '<' | '>')
}

pub const KEYWORDS: [&str; 3] = ["and", "or", "not"];

/// One value as it was written.
#[derive(Clone, Debug)]
pub struct Written {
    pub glyphs: Vec<Glyph>,
    pub quoted: bool,
    pub from: usize,
    pub to: usize,
}

impl Written {
    /// All characters, `*` and `?` too, as themselves.
    pub fn text(&self) -> String {
        let chars = self.glyphs.iter().map(|glyph| match glyph {
            Glyph::Char(c) => *c,
            Glyph::One => '?',
            Glyph::Any => '*',
        });
        chars.collect()
    }
}

/// A text that is being read.
pub struct Lexer<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl<'a> Lexer<'a> {
    pub fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    pub fn eat(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        if there {
            self.at += c.len_utf8();
        }
        there
    }

    /// Does a word end here?
    pub fn at_boundary(&self) -> bool {
        self.peek().is_none_or(boundary)
    }

    /// The keyword that stands here as a word of its own.
    pub fn keyword(&self) -> Option<&'static str> {
        let word = self.word();
        KEYWORDS.into_iter().find(|keyword| same(keyword, word))
    }

    /// What stands here up to the next boundary, whatever it is.
    pub fn word(&self) -> &'a str {
        let rest = self.rest();
        rest.split(boundary).next().unwrap_or(rest)
    }

    /// Reads from one quote to the next.
    pub fn quoted(&mut self) -> Result<String, Fault> {
        let from = self.at;
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.at = from + at + 1;
                    return Ok(text);
                }
                '\\' => text.extend(chars.next().map(|(_, c)| c)),
                c => text.push(c),
            }
        }
        Err(Fault::new(
            from..self.text.len(),
            "these quotes are not closed",
            "`\"` at the end",
        ))
    }

    /// Reads what is not in quotes, until one of the characters that end it.
    pub fn bare(&mut self, ends: fn(char) -> bool) -> Result<Vec<Glyph>, Fault> {
        let mut glyphs = Vec::new();
        while let Some(c) = self.peek().filter(|c| !ends(*c)) {
            let from = self.at;
            self.at += c.len_utf8();
            glyphs.push(match c {
                '*' => Glyph::Any,
                '?' => Glyph::One,
                '"' => {
                    return Err(Fault::new(
                        from..self.at,
                        "a quote in the middle of a word",
                        format!("quotes around all of it, or {}", code("\\\"")),
                    ));
                }
                '\\' => {
                    let Some(c) = self.peek() else {
                        return Err(Fault::new(
                            from..self.at,
                            "nothing after `\\`",
                            "a character, or `\\\\`",
                        ));
                    };
                    self.at += c.len_utf8();
                    Glyph::Char(c)
                }
                c => Glyph::Char(c),
            });
        }
        Ok(glyphs)
    }

    /// Reads one value: up to a comma or the end of the word.
    pub fn value(&mut self) -> Result<Written, Fault> {
        let from = self.at;
        let quoted = self.peek() == Some('"');
        let glyphs = if quoted {
            let glyphs = self.quoted()?.chars().map(Glyph::Char).collect();
            self.ended(|c| c == ',')?;
            glyphs
        } else {
            self.bare(ends_value)?
        };
        Ok(Written {
            glyphs,
            quoted,
            from,
            to: self.at,
        })
    }

    /// After quotes: is that the end of the word, or a character that may follow?
    pub fn ended(&self, follows: fn(char) -> bool) -> Result<(), Fault> {
        match self.peek() {
            Some(c) if !boundary(c) && !follows(c) => Err(Fault::new(
                self.at..self.at + self.word().len(),
                "this follows the quotes directly",
                "a space between them",
            )),
            _ => Ok(()),
        }
    }
}

pub fn ends_value(c: char) -> bool {
    boundary(c) || c == ','
}

/// A text as it is shown in a sentence.
pub fn code(text: &str) -> String {
    format!("`{text}`")
}

/// Texts as they are listed in a sentence.
pub fn listed(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| code(word)).collect();
    words.join(", ")
}

/// In quotes, so that it stands for itself.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}
