//! What a text that is no filter is told: where, and what would be right.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use filter::{Filter, MOST_BYTES};

#[track_caller]
fn wrong(text: &str, place: &str, message: &str, expected: &str) {
    let error = Filter::parse(text).expect_err(text);
    let units: Vec<u16> = text.encode_utf16().collect();
    let there = String::from_utf16(&units[error.from as usize..error.to as usize]).unwrap();
    assert_eq!(there, place, "{text}: {error:?}");
    assert!(error.message.contains(message), "{text}: {error:?}");
    assert!(error.expected.contains(expected), "{text}: {error:?}");
}

#[test]
fn unknown_keys_and_values() {
    wrong("foo:bar", "foo", "no key `foo`", "`channel`, `event`");
    wrong("foo:bar", "foo", "", "or `\"foo:bar\"` for that text");
    wrong("é😀 http://x.y", "http", "no key `http`", "`\"http://x.y\"`");
    wrong(":x", ":", "no key stands before this", "`\":x\"`");
    wrong("kind:news", "news", "no kind `news`", "`message`");
    wrong("kind:message,news", "news", "no kind `news`", "`refused`");
    wrong("kind:x*", "x*", "no kind `x*`", "`connect`");
    wrong("dir:up", "up", "no dir `up`", "`in`, `out`, `none`");
    wrong("size:big", "big", "`big` is no size", "`5`, `5k` or `5m`");
    wrong("latency>5", "5", "`5` is no time", "`5us`, `5ms` or `5s`");
}

#[test]
fn operators() {
    wrong(
        "channel>a",
        "channel>a",
        "cannot be compared with `>`",
        "`channel:…`",
    );
    wrong("channel==a", "==", "no `==`", "`=`");
    wrong("size!=4k", "!=", "no `!=`", "`-size=…`");
    wrong("payload.n!=4", "!=", "no `!=`", "`-payload.n=…`");
    wrong("size>1,2", "size>1,2", "several values after `>`", "one value");
    wrong("payload.n>1,2", "payload.n>1,2", "several values", "one value");
    wrong("payload.n>x", "x", "`x` is no number", "`1e3`");
    wrong("payload.n>\"5\"", "\"5\"", "is no number", "as in JSON");
}

#[test]
fn missing_values() {
    wrong("channel:", ":", "no value for `channel`", "`channel:*`");
    wrong("channel: x", ":", "no value for `channel`", "right after it");
    wrong("kind:", ":", "no value for `kind`", "`heartbeat`");
    wrong("size>", ">", "no value for `size`", "`size>4k`");
    wrong("kind:message,", ",", "no value after the comma", "one of");
    wrong("payload.a=", "=", "no value for `payload.a`", "`payload.a=42`");
    wrong(
        "payload.a",
        "payload.a",
        "nothing is asked of `payload.a`",
        "`payload.a:*`",
    );
}

#[test]
fn paths() {
    wrong("payload.", ".", "no name after the point", "`payload.\"a b\"`");
    wrong("payload.a..b:1", ".", "no name after the point", "a name");
    wrong("payload.*:1", "*", "does not stand for any name", "`[*]`");
    wrong("payload.a[x]=1", "[x]", "no item of a list", "`[*]`");
    wrong("payload.a[1=1", "[1=1", "no item of a list", "`[0]`");
    wrong("payload.a[-1]=1", "[-1]", "no item of a list", "`[0]`");
    wrong("payload.a]=1", "]=1", "no part of a path", "`.name`");
    let long = format!("payload{}=1", ".a".repeat(65));
    wrong(&long, &".a".repeat(65), "the path is too long", "at most 64");
}

#[test]
fn connections() {
    wrong("and", "and", "nothing before `and`", "`\"and\"` for the word");
    wrong("or a", "or", "nothing before `or`", "a term before it");
    wrong("a or", "or", "nothing after `or`", "a term after it");
    wrong("a and or b", "and", "nothing after `and`", "a term after it");
    wrong("a NOT", "NOT", "nothing after `NOT`", "`\"NOT\"`");
    wrong("a - b", "-", "nothing right after `-`", "`-kind:heartbeat`");
    wrong("-", "-", "nothing right after `-`", "`\"-\"`");
}

#[test]
fn parentheses_and_quotes() {
    wrong("(a", "(", "not closed", "`)`");
    wrong("a (", "(", "not closed", "`)`");
    wrong("a)", ")", "no parenthesis is open", "`(` before it");
    wrong(")", ")", "no parenthesis is open", "`(` before it");
    wrong("()", "()", "nothing in the parentheses", "a term");
    wrong("a(b)", "(", "right after a word", "a space");
    wrong("channel:a(b)", "(", "right after a word", "a space");
    wrong("\"a", "\"a", "not closed", "`\"`");
    wrong("\"\"", "\"\"", "nothing in the quotes", "a text");
    wrong("\"a\"b", "b", "follows the quotes", "a space");
    wrong("it\"s", "\"", "a quote in the middle", "`\\\"`");
    wrong("a\\", "\\", "nothing after `\\`", "`\\\\`");
}

#[test]
fn what_is_too_much() {
    let deep = format!("{}a", "(".repeat(33));
    wrong(&deep, "(", "too many parentheses", "at most 32");
    let signs = format!("{}a", "-".repeat(40));
    wrong(&signs, "-", "too many", "at most 32");
    let long = "é".repeat(MOST_BYTES / 2 + 1);
    wrong(&long, "é", "too long", "at most 4096 bytes");
}
