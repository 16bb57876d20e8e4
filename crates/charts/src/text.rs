//! Texts as XML takes them.

/// Without the characters that XML has no place for.
pub fn clean(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|letter| !matches!(letter, '\u{fffe}' | '\u{ffff}'));
    kept.map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

/// The value of an attribute.
pub fn escaped(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '<' => all.push_str("&lt;"),
            '>' => all.push_str("&gt;"),
            '&' => all.push_str("&amp;"),
            '"' => all.push_str("&quot;"),
            letter => all.push(letter),
        }
    }
    all
}
