//! Where in a payload.

use crate::{fault::Fault, lex::Lexer, lex::boundary, lex::operator};

/// Most steps of a path: each is a call within a call while a payload is searched.
const MOST_STEPS: usize = 64;

/// The way to a value in a payload; an empty one leads to the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The value under this name in an object.
    Name(String),
    /// An item of an array, counted from 0.
    Item(usize),
    /// Any item of an array.
    Items,
}

impl Path {
    /// `None`: too many steps.
    pub fn new(steps: Vec<Step>) -> Option<Self> {
        (steps.len() <= MOST_STEPS).then_some(Self(steps))
    }

    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The name that comes last on the way, whatever items follow.
    pub fn last_name(&self) -> Option<&str> {
        self.0.iter().rev().find_map(|step| match step {
            Step::Name(name) => Some(name.as_str()),
            Step::Item(_) | Step::Items => None,
        })
    }
}

/// Reads what follows `payload`.
pub fn read_path(lexer: &mut Lexer<'_>) -> Result<Path, Fault> {
    let (from, mut steps) = (lexer.at, Vec::new());
    loop {
        if lexer.eat('.') {
            steps.push(Step::Name(name(lexer)?));
        } else if lexer.eat('[') {
            steps.push(item(lexer)?);
        } else {
            break;
        }
    }
    if lexer
        .peek()
        .is_some_and(|c| !boundary(c) && !operator(c) && c != '!')
    {
        let place = lexer.at..lexer.at + lexer.word().len();
        return Err(Fault::new(
            place,
            "this is no part of a path",
            "`.name`, `[0]`, `[*]`, or what is asked: `:`, `=`, `>`",
        ));
    }
    let too_long = || {
        Fault::new(
            from..lexer.at,
            "the path is too long",
            format!("at most {MOST_STEPS} steps"),
        )
    };
    Path::new(steps).ok_or_else(too_long)
}

fn name(lexer: &mut Lexer<'_>) -> Result<String, Fault> {
    let from = lexer.at;
    if lexer.peek() == Some('"') {
        return lexer.quoted();
    }
    let special =
        |c: char| boundary(c) || operator(c) || matches!(c, '.' | '[' | ']' | '"' | ',' | '\\' | '!' | '*');
    let name = lexer.rest().split(special).next().unwrap_or_default();
    lexer.at += name.len();
    if !name.is_empty() {
        return Ok(name.to_owned());
    }
    let to = from + lexer.peek().map_or(0, char::len_utf8);
    Err(match lexer.peek() {
        Some('*') => Fault::new(
            from..to,
            "`*` does not stand for any name",
            "a name, `[*]` for any item, or `\"*\"` for that name",
        ),
        _ => Fault::new(
            from - 1..from,
            "no name after the point",
            "a name, in quotes if it has special characters: `payload.\"a b\"`",
        ),
    })
}

fn item(lexer: &mut Lexer<'_>) -> Result<Step, Fault> {
    let from = lexer.at - 1;
    let inner = lexer
        .rest()
        .split(|c| boundary(c) || c == ']')
        .next()
        .unwrap_or_default();
    lexer.at += inner.len();
    let closed = lexer.eat(']');
    let digits = inner.bytes().all(|byte| byte.is_ascii_digit());
    match (inner, inner.parse()) {
        ("*", _) if closed => Ok(Step::Items),
        (_, Ok(item)) if closed && digits => Ok(Step::Item(item)),
        _ => Err(Fault::new(
            from..lexer.at,
            "this is no item of a list",
            "`[0]`, `[1]` and so on, or `[*]` for any item",
        )),
    }
}
