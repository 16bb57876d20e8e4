//! Which values rows have under a key: what completions are made of, where nobody keeps a list of them.

use std::collections::HashMap;

use crate::{Field, Path, Row, Value, fold::begins, lex::Lexer, payload};

/// Values under a key that begin so, with the number of rows that have them; the most frequent first. See
/// [`crate::Values`].
pub fn seen<'r, R: Row + 'r>(
    rows: impl Iterator<Item = &'r R>,
    key: &str,
    prefix: &str,
    most: usize,
) -> Vec<(String, u64)> {
    let mut counts: HashMap<String, u64> = HashMap::new();
    let mut count = |text: &str| {
        if begins(text, prefix) {
            match counts.get_mut(text) {
                Some(count) => *count += 1,
                None => {
                    counts.insert(text.to_owned(), 1);
                }
            }
        }
    };
    if let Some(field) = Field::named(key) {
        for row in rows {
            for value in field.of(row) {
                if let Value::Text(text) = value {
                    count(&text);
                }
            }
        }
    } else if key == payload::KEY {
        rows.filter_map(Row::payload)
            .for_each(|json| payload::paths(json, &mut count));
    } else if let Some(path) = path(key) {
        rows.filter_map(Row::payload)
            .for_each(|json| payload::texts(json, &path, &mut count));
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
    counts.truncate(most);
    counts
}

fn path(key: &str) -> Option<Path> {
    let rest = begins(key, payload::KEY).then(|| key.get(payload::KEY.len()..))??;
    let mut lexer = Lexer { text: rest, at: 0 };
    let path = payload::read_path(&mut lexer).ok()?;
    lexer.rest().is_empty().then_some(path)
}
