//! What holds of every filter and every payload.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use filter::{
    Comparison, Expr, Field, Filter, Literal, Number, Path, Pattern, Payload, PayloadTest, Step, Term, Test,
    Text,
};
use proptest::prelude::*;
use serde_json::Value;

/// Texts with everything in them that has a meaning.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9_-]{1,8}",
        r#"[ a-zA-Z*?,:=<>()"\\.\[\]!é😀\n-]{1,8}"#,
        Just("and".to_owned()),
        Just("NOT".to_owned()),
        Just("null".to_owned()),
        Just("42".to_owned()),
        Just("payload.x".to_owned()),
    ]
}

/// Only a parser makes patterns with wildcards, so that is where they come from.
fn pattern() -> impl Strategy<Value = Pattern> {
    let glob = r#"([a-z]|\\[*? ,()"\\]|[*?]){0,6}[a-z?]"#.prop_map(|text| match like(&text).as_slice() {
        [pattern] => pattern.clone(),
        more => panic!("{text}: {more:?}"),
    });
    prop_oneof![text().prop_map(Pattern::exact), glob]
}

fn like(text: &str) -> Vec<Pattern> {
    match Filter::parse(&format!("channel:{text}")).unwrap().expr() {
        Expr::Term(Term::Field {
            test: Test::Like(patterns),
            ..
        }) => patterns.clone(),
        other => panic!("{text}: {other:?}"),
    }
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop_oneof![
        Just(Comparison::Less),
        Just(Comparison::AtMost),
        Just(Comparison::More),
        Just(Comparison::AtLeast),
    ]
}

fn field_term() -> impl Strategy<Value = Term> {
    let texts = Field::ALL
        .into_iter()
        .filter(|field| !field.is_number() && field.allowed().is_none());
    let texts: Vec<_> = texts.collect();
    let amount = || prop_oneof![0..5_000_u64, Just(4_096), Just(3_000_000), 0..1_u64 << 53];
    let number = prop_oneof![Just(Field::Size), Just(Field::Latency)];
    let tests = prop_oneof![
        Just(Test::Present),
        prop::collection::vec(amount(), 1..3).prop_map(Test::Equals),
        (comparison(), amount()).prop_map(|(comparison, than)| Test::Compare(comparison, than)),
    ];
    prop_oneof![
        (
            prop::sample::select(texts),
            prop::collection::vec(pattern(), 1..4)
        )
            .prop_map(|(field, patterns)| Term::Field {
                field,
                test: Test::Like(patterns)
            }),
        (number, tests).prop_map(|(field, test)| Term::Field { field, test }),
        prop::sample::select(Field::ALL.to_vec()).prop_map(|field| Term::Field {
            field,
            test: Test::Present
        }),
        Just(Term::Field {
            field: Field::Kind,
            test: Test::Like(like_kind())
        }),
    ]
}

fn like_kind() -> Vec<Pattern> {
    vec![Pattern::exact("message"), Pattern::exact("direct")]
}

fn path() -> impl Strategy<Value = Path> {
    let step = prop_oneof![
        3 => text().prop_map(Step::Name),
        1 => Just(Step::Name(String::new())),
        1 => (0..9_usize).prop_map(Step::Item),
        1 => Just(Step::Items),
    ];
    prop::collection::vec(step, 0..4).prop_map(|steps| Path::new(steps).unwrap())
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i32>().prop_map(|n| n.to_string()),
        Just("-1.50".to_owned()),
        Just("1e3".to_owned())
    ]
    .prop_map(|text| Number::parse(&text).unwrap())
}

fn payload_test() -> impl Strategy<Value = PayloadTest> {
    let literal = prop_oneof![
        text().prop_map(Literal::Text),
        Just(Literal::Text(String::new())),
        number().prop_map(Literal::Number),
        any::<bool>().prop_map(Literal::Bool),
        Just(Literal::Null),
    ];
    prop_oneof![
        Just(PayloadTest::Present),
        prop::collection::vec(pattern(), 1..3).prop_map(PayloadTest::Like),
        prop::collection::vec(literal, 1..3).prop_map(PayloadTest::Equals),
        (comparison(), number()).prop_map(|(comparison, than)| PayloadTest::Compare(comparison, than)),
    ]
}

fn payload_term() -> impl Strategy<Value = Term> {
    (path(), payload_test()).prop_map(|(path, test)| Term::Payload(Payload::new(path, test)))
}

fn expr() -> impl Strategy<Value = Expr> {
    let term = prop_oneof![
        text().prop_map(|text| Term::Text(Text::new(text))),
        field_term(),
        payload_term()
    ];
    term.prop_map(Expr::Term).prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(and),
            prop::collection::vec(inner.clone(), 2..4).prop_map(or),
            inner.prop_map(|part| match part {
                Expr::Not(part) => *part,
                part => Expr::Not(Box::new(part)),
            }),
        ]
    })
}

fn and(parts: Vec<Expr>) -> Expr {
    let flat = parts.into_iter().flat_map(|part| match part {
        Expr::And(parts) => parts,
        part => vec![part],
    });
    Expr::And(flat.collect())
}

fn or(parts: Vec<Expr>) -> Expr {
    let flat = parts.into_iter().flat_map(|part| match part {
        Expr::Or(parts) => parts,
        part => vec![part],
    });
    Expr::Or(flat.collect())
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e6..1e6_f64).prop_map(Value::from),
        r#"[ab"\\\n{}\[\],:é]{0,5}"#.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    r#"[ab"\\\n]{0,2}"#
}

fn small_name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", ",", ":", "\"", ""]).prop_map(str::to_owned)
}

/// An object with few names, which occur in its texts too.
fn small() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        small_name().prop_map(Value::from),
        any::<i32>().prop_map(Value::from)
    ];
    let object = |inner| {
        prop::collection::btree_map(small_name(), inner, 1..4)
            .prop_map(|members| Value::Object(members.into_iter().collect()))
    };
    leaf.prop_recursive(2, 8, 3, object)
        .prop_filter("an object", Value::is_object)
}

/// A path that leads somewhere, more often than not.
fn way() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        name().prop_map(Step::Name),
        (0..3_usize).prop_map(Step::Item),
        Just(Step::Items),
    ];
    prop::collection::vec(step, 0..4)
}

/// What serde_json finds at a path.
fn found<'v>(value: &'v Value, path: &[Step]) -> Vec<&'v Value> {
    match (path, value) {
        ([], value) => vec![value],
        ([Step::Name(name), rest @ ..], Value::Object(members)) => members
            .get(name)
            .map(|value| found(value, rest))
            .unwrap_or_default(),
        ([Step::Item(item), rest @ ..], Value::Array(items)) => items
            .get(*item)
            .map(|value| found(value, rest))
            .unwrap_or_default(),
        ([Step::Items, rest @ ..], Value::Array(items)) => {
            items.iter().flat_map(|value| found(value, rest)).collect()
        }
        _ => Vec::new(),
    }
}

fn asked(path: &[Step], test: PayloadTest) -> Payload {
    Payload::new(Path::new(path.to_vec()).unwrap(), test)
}

/// The same JSON with every letter of its texts written as an escape.
fn in_escapes(json: &str) -> String {
    let escaped = |c: char| match c {
        'a' | 'b' => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    json.chars().map(escaped).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_again(expr in expr()) {
        let text = expr.to_string();
        let read = Filter::parse(&text);
        prop_assert_eq!(read.as_ref().map(Filter::expr), Ok(&expr), "{}", text);
        prop_assert_eq!(read.map(|filter| filter.to_string()), Ok(text));
    }

    #[test]
    fn no_text_is_too_odd(text in r#"([a-z :=<>()"\\.,\[\]*?!😀-]|payload\.|channel:|size>|not |and |or ){0,40}"#) {
        match Filter::parse(&text) {
            Ok(filter) => {
                prop_assert_eq!(Filter::parse(&filter.to_string()), Ok(filter));
            }
            Err(error) => {
                let units = text.encode_utf16().count() as u32;
                prop_assert!(error.from < error.to && error.to <= units, "{:?} in {}", error, text);
                prop_assert!(!error.message.is_empty() && !error.expected.is_empty());
            }
        }
    }

    #[test]
    fn no_text_at_all_is_too_odd(text in "\\PC{0,60}") {
        let _ = Filter::parse(&text);
    }

    #[test]
    fn a_payload_is_searched_as_serde_json_would(value in json(), path in way(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let there = found(&value, &path);
        prop_assert_eq!(asked(&path, PayloadTest::Present).matches(&text), !there.is_empty(), "{}", text);
        for value in there {
            let literal = match value {
                Value::String(text) => Literal::Text(text.clone()),
                Value::Number(number) => Literal::Number(Number::parse(&number.to_string()).unwrap()),
                Value::Bool(is) => Literal::Bool(*is),
                Value::Null => Literal::Null,
                Value::Array(_) | Value::Object(_) => continue,
            };
            prop_assert!(asked(&path, PayloadTest::Equals(vec![literal])).matches(&text), "{}", text);
        }
        let other = Literal::Text("nowhere".into());
        prop_assert!(!asked(&path, PayloadTest::Equals(vec![other])).matches(&text));
    }

    #[test]
    fn a_cut_payload_gives_nothing_that_is_not_there(value in json(), path in way(), cut in 0..200_usize) {
        let whole = value.to_string();
        let cut = &whole[..whole.floor_char_boundary(cut)];
        let texts = |json: &str| {
            let test = PayloadTest::Compare(Comparison::More, Number::parse("-1e300").unwrap());
            (asked(&path, PayloadTest::Present).matches(json), asked(&path, test).matches(json))
        };
        let ((there, number), (in_whole, number_in_whole)) = (texts(cut), texts(&whole));
        prop_assert!(in_whole || !there, "{}", cut);
        // At the top a number that was cut is a number.
        prop_assert!(number_in_whole || !number, "{}", cut);
    }

    #[test]
    fn no_payload_is_too_odd(text in r#"[ab0-9{}\[\]",:\\ tfn.eE-]{0,40}"#, path in way()) {
        let _ = asked(&path, PayloadTest::Present).matches(&text);
    }

    #[test]
    fn every_payload_that_matches_has_a_place(
        values in prop::collection::vec((small(), any::<bool>(), prop_oneof![Just(200), 0..20_usize]), 1..6),
        way in prop::collection::vec(small_name().prop_map(Step::Name), 1..3),
        test in prop_oneof![Just(PayloadTest::Present), number().prop_map(|n| PayloadTest::Compare(Comparison::AtLeast, n))],
    ) {
        let payload = asked(&way, test);
        let (mut texts, mut ends) = (String::new(), Vec::new());
        for (value, escaped, cut) in values {
            let text = if escaped { in_escapes(&value.to_string()) } else { value.to_string() };
            texts.push_str(&text[..text.floor_char_boundary(cut)]);
            ends.push(texts.len());
        }
        let mut placed = HashSet::new();
        let told = payload.places(&texts, &mut |at| {
            placed.insert(ends.iter().position(|end| at < *end).unwrap());
        });
        let mut begin = 0;
        for (number, end) in ends.into_iter().enumerate() {
            if payload.matches(&texts[begin..end]) {
                prop_assert!(!told || placed.contains(&number), "{} in {:?}", &texts[begin..end], texts);
            }
            begin = end;
        }
    }

    #[test]
    fn a_text_is_found_as_if_all_were_in_lower_case(needle in "[a-cA-C\"é]{1,3}", text in "[a-cA-C\"éÉ]{0,12}") {
        let there = text.to_lowercase().contains(&needle.to_lowercase());
        prop_assert_eq!(Text::new(needle).found_in(&text), there);
    }
}
