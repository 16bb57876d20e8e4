//! Upper and lower case do not matter: how characters are compared. A character outside ASCII never equals one inside,
//! so that a needle of ASCII can be looked for byte by byte.

/// The character in its lower case, if that is one character of the same sort.
pub fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) if !lower.is_ascii() => lower,
        _ => c,
    }
}

pub fn same(a: &str, b: &str) -> bool {
    if a.is_ascii() || b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.chars().map(fold).eq(b.chars().map(fold))
}

pub fn begins(text: &str, prefix: &str) -> bool {
    let mut text = text.chars().map(fold);
    prefix.chars().map(fold).all(|c| text.next() == Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter() {
        assert!(same("Room-É", "rOOM-é") && !same("room", "rooms"));
        assert!(begins("Über uns", "üBER") && !begins("a", "ab"));
    }

    #[test]
    fn ascii_equals_ascii_only() {
        for c in ['\u{212a}', 'İ', 'ı', 'ſ'] {
            assert!(!fold(c).is_ascii(), "{c}");
        }
    }
}
