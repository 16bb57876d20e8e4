//! The mark that a page is to be found by, and texts in pages.

use super::ID;

/// The attribute's name.
const ATTRIBUTE: &str = " data-socket-connection-id=\"";

/// Puts the id of a page right behind every `<body` that has none yet.
pub(super) fn mark(html: &str, id: &str) -> String {
    debug_assert_eq!(ID.replace('_', "-"), ATTRIBUTE[6..ATTRIBUTE.len() - 2]);
    const BODY: &str = "<body";
    let mut out = String::with_capacity(html.len() + ATTRIBUTE.len() + id.len() + 1);
    let mut rest = html;
    while let Some(at) = rest.find(BODY) {
        let (before, behind) = rest.split_at(at + BODY.len());
        out.push_str(before);
        let tag = behind.starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace());
        if tag && !behind.starts_with(ATTRIBUTE) {
            out.push_str(ATTRIBUTE);
            out.push_str(&escaped(id));
            out.push('"');
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// A text as it has to stand in a page, also in an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_the_first_attribute_of_every_body() {
        for (html, marked) in [
            ("<body>", r#"<body data-socket-connection-id="i1">"#),
            (
                "a<body class=\"x\">b",
                r#"a<body data-socket-connection-id="i1" class="x">b"#,
            ),
            (
                "<body\n><body/>",
                "<body data-socket-connection-id=\"i1\"\n><body data-socket-connection-id=\"i1\"/>",
            ),
            ("<bodyguard><p>", "<bodyguard><p>"),
            ("<body", "<body"),
            ("", ""),
        ] {
            assert_eq!(mark(html, "i1"), marked);
            assert_eq!(mark(marked, "i2"), marked, "marked once");
        }
    }

    #[test]
    fn an_id_ends_no_attribute() {
        assert_eq!(
            mark("<body>", "\"><script>'&"),
            r#"<body data-socket-connection-id="&quot;&gt;&lt;script&gt;&#39;&amp;">"#
        );
    }
}
