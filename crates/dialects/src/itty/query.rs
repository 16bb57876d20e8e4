//! What a client of `connect()` writes into the query of its URL.

use std::borrow::Cow;

use engine::Keys;
use percent_encoding::percent_decode_str;

/// Most characters of an alias.
const LONGEST_ALIAS: usize = 64;

/// What a client wishes, as far as there are words for it; all else in a query is passed over.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Wishes {
    pub alias: Option<String>,
    pub echo: bool,
    pub announce: bool,
    pub list: bool,
    pub keys: Keys,
}

/// Reads a query. There is none that cannot be read.
pub(super) fn read(query: &str) -> Wishes {
    let all: Vec<_> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (plain(name), plain(value)))
        .collect();
    let first = |name: &str| {
        all.iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| &**value)
    };
    // A client that was given `undefined` writes that word.
    let text = |name: &str| first(name).filter(|value| !matches!(*value, "" | "undefined" | "null"));
    let flag = |name: &str| matches!(first(name), Some("true" | "1"));
    Wishes {
        alias: text("as")
            .or_else(|| text("alias"))
            .map(|alias| alias.chars().take(LONGEST_ALIAS).collect()),
        echo: flag("echo"),
        announce: flag("announce"),
        list: flag("list"),
        keys: Keys {
            join: text("joinKey").map(str::to_owned),
            send: text("sendKey").map(str::to_owned),
        },
    }
}

/// A name or a value as it was before `URLSearchParams` had it.
fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(['+', '%']) {
        return Cow::Borrowed(text);
    }
    let spaced = text.replace('+', " ");
    Cow::Owned(percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn alias(query: &str) -> Option<String> {
        read(query).alias
    }

    #[test]
    fn as_goes_before_alias() {
        let al = Some("Al".to_owned());
        for query in [
            "as=Al",
            "alias=Al",
            "as=Al&alias=Bo",
            "alias=Bo&as=Al",
            "as=undefined&alias=Al",
            "as=Al&as=Bo",
            "base=x&as=Al&apiKey=1",
            "a%73=A%6c",
        ] {
            assert_eq!(alias(query), al, "{query}");
        }
        for query in [
            "",
            "as",
            "as=",
            "as=undefined",
            "alias=null",
            "AS=Al",
            "token=1?as=a",
        ] {
            assert_eq!(alias(query), None, "{query}");
        }
        assert_eq!(
            alias("as=+A%2Bl+%C3%A9+").unwrap(),
            " A+l é ",
            "nothing is trimmed"
        );
        assert_eq!(
            alias(&format!("as={}", "%C3%A9".repeat(70))).unwrap(),
            "é".repeat(64)
        );
    }

    #[test]
    fn a_flag_is_true_or_one() {
        for (value, set) in [
            ("true", true),
            ("1", true),
            ("false", false),
            ("0", false),
            ("", false),
            ("True", false),
            ("yes", false),
        ] {
            let wishes = read(&format!("echo={value}&announce={value}&list={value}"));
            assert_eq!(
                (wishes.echo, wishes.announce, wishes.list),
                (set, set, set),
                "{value:?}"
            );
        }
        assert_eq!(read("echo&announce&list"), Wishes::default());
    }

    #[test]
    fn keys_are_read_and_not_shown() {
        let wishes = read("joinKey=open%20sesame&sendKey=undefined");
        assert_eq!(wishes.keys.join.as_deref(), Some("open sesame"));
        assert_eq!(wishes.keys.send, None);
        assert!(!format!("{wishes:?}").contains("sesame"));
    }

    proptest! {
        #[test]
        fn every_query_is_read(query in "[ -~é]{0,40}") {
            read(&query);
        }

        #[test]
        fn what_was_written_is_read(text in "\\PC{1,64}") {
            prop_assume!(text != "undefined" && text != "null");
            let written: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            prop_assert_eq!(alias(&format!("x=1&as={written}&y")), Some(text));
        }
    }
}
