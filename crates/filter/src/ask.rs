//! What the values after a key mean.

use std::ops::Range;

use crate::{
    Field, Pattern, Test, amount,
    fault::Fault,
    lex::{Written, code, listed},
    pattern::Glyph,
    test::Comparison,
};

/// What is asked of what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Like,
    Equals,
    Compare(Comparison),
}

/// What is asked of a value under a key.
pub fn test(
    field: Field,
    operator: Operator,
    values: &[Written],
    place: Range<usize>,
) -> Result<Test, Fault> {
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
