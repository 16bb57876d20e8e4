//! From text to one condition: a key or a path, what is asked, and values.

use std::ops::Range;

use crate::{
    Field, Payload, Term, Text,
    ask::{self, Operator},
    fault::Fault,
    fold::begins,
    lex::{Lexer, Written, boundary, code, listed, operator as is_operator, quote},
    payload,
    test::Comparison,
};

/// Is a path what stands here, not a word?
pub fn payload_begins(rest: &str) -> bool {
    let after = rest
        .get(payload::KEY.len()..)
        .and_then(|rest| rest.chars().next());
    begins(rest, payload::KEY) && after.is_some_and(|c| matches!(c, '.' | '[' | '!') || is_operator(c))
}

/// Reads a `key:value`, or a word to look for.
pub fn keyed(lexer: &mut Lexer<'_>) -> Result<Term, Fault> {
    let from = lexer.at;
    let glyphs = lexer.bare(|c| boundary(c) || is_operator(c))?;
    let head = Written {
        glyphs,
        quoted: false,
        from,
        to: lexer.at,
    }
    .text();
    if lexer.at_boundary() {
        apart(lexer)?;
        return Ok(Term::Text(Text::new(head)));
    }
    let place = from..lexer.at;
    let Some(field) = Field::named(&head) else {
        return Err(unknown_key(lexer, place, &head));
    };
    let operator = operator(lexer, field.key())?;
    let values = values(lexer, field)?;
    apart(lexer)?;
    ask::test(field, operator, &values, place.start..lexer.at).map(|test| Term::Field { field, test })
}

/// Reads a condition on a value in the payload.
pub fn of_payload(lexer: &mut Lexer<'_>) -> Result<Term, Fault> {
    let from = lexer.at;
    lexer.at += payload::KEY.len();
    let path = payload::read_path(lexer)?;
    let name = lexer.text.get(from..lexer.at).unwrap_or_default();
    if lexer.at_boundary() {
        return Err(Fault::new(
            from..lexer.at,
            format!("nothing is asked of {}", code(name)),
            format!(
                "{}, {} or {}",
                code(&format!("{name}:*")),
                code(&format!("{name}=…")),
                code(&format!("{name}>…"))
            ),
        ));
    }
    let operator = operator(lexer, name)?;
    let example = format!("a value right after it, such as {}", code(&format!("{name}=42")));
    let values = list(lexer, name, &example)?;
    apart(lexer)?;
    let test = payload::read_test(operator, &values, from..lexer.at)?;
    Ok(Term::Payload(Payload::new(path, test)))
}

fn operator(lexer: &mut Lexer<'_>, key: &str) -> Result<Operator, Fault> {
    let from = lexer.at;
    let first = lexer.peek();
    lexer.at += 1;
    let equals = first != Some(':') && lexer.eat('=');
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
        (Some('='), true) => return wrong(lexer.at, "==", "`=`".into()),
        (Some('!'), _) => {
            return wrong(lexer.at, "!=", code(&format!("-{key}=…")));
        }
        _ => Operator::Like,
    })
}

fn values(lexer: &mut Lexer<'_>, field: Field) -> Result<Vec<Written>, Fault> {
    let key = field.key();
    let example = match (field.allowed(), field) {
        (Some(allowed), _) => format!("one of {}", listed(allowed)),
        (None, Field::Size) => "a size right after it, such as `size>4k`".into(),
        (None, Field::Latency) => "a time right after it, such as `latency>5ms`".into(),
        (None, _) => format!("a value right after it, such as {}", code(&format!("{key}:*"))),
    };
    list(lexer, key, &example)
}

fn list(lexer: &mut Lexer<'_>, key: &str, example: &str) -> Result<Vec<Written>, Fault> {
    let mut values = Vec::new();
    loop {
        let from = lexer.at;
        let value = lexer.value()?;
        if value.glyphs.is_empty() && !value.quoted {
            let message = match values.last() {
                None => format!("no value for {}", code(key)),
                Some(_) => "no value after the comma".into(),
            };
            return Err(Fault::new(from.saturating_sub(1)..from, message, example));
        }
        values.push(value);
        if !lexer.eat(',') {
            return Ok(values);
        }
    }
}

fn unknown_key(lexer: &Lexer<'_>, place: Range<usize>, key: &str) -> Fault {
    let word = lexer.text.get(place.start..).unwrap_or_default();
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
    if lexer.rest().starts_with('=') && Field::named(key.trim_end_matches('!')).is_some() {
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

/// A parenthesis right after a word is likely meant to be a part of it.
fn apart(lexer: &Lexer<'_>) -> Result<(), Fault> {
    if lexer.peek() != Some('(') {
        return Ok(());
    }
    let at = lexer.at;
    Err(Fault::new(
        at..at + 1,
        "a parenthesis right after a word",
        "a space before it, or quotes around both",
    ))
}
