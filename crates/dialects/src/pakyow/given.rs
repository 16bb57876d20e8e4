//! Parameters: what a query, a form or a JSON object gives, by name.

use std::{borrow::Cow, collections::HashMap, fmt};

use percent_encoding::percent_decode_str;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value, value::RawValue};

/// Names of a form deeper than this are taken as they are.
const DEEPEST: usize = 8;

/// Names and what they stand for as JSON texts, which are those of the sender where that was JSON. Of two of one name
/// the later one counts.
#[derive(Default)]
pub(super) struct Given<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Given<'a> {
    /// What a JSON object gives; `None`: the text is none.
    pub fn of_json(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// What a query or a form gives: `a=1&b[c]=2&d[]=3` is `{"a":"1","b":{"c":"2"},"d":["3"]}`.
    pub fn of_pairs(text: &str) -> Self {
        let mut all = Map::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            put(&mut all, &decoded(name), decoded(value));
        }
        let json = |(name, value): (String, Value)| (name.into(), value.to_string().into());
        Self(all.into_iter().map(json).collect())
    }

    /// These, and above them others.
    #[must_use]
    pub fn under(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// Adds one.
    pub fn set(&mut self, name: &'a str, text: &str) {
        self.0.push((name.into(), Value::from(text).to_string().into()));
    }

    /// The JSON text of one.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, json)| &**json)
    }

    /// One that is an object; empty if it is not there, or null.
    pub fn object(&self, name: &str) -> Option<Self> {
        let found = self.0.iter().rev().find(|(known, _)| known == name);
        match found {
            None => Some(Self::default()),
            Some((_, Cow::Borrowed(json))) if *json != "null" => Self::of_json(json),
            Some((_, json)) => (json == "null").then(Self::default),
        }
    }

    /// One that is a text, or a number, which in a form would be one.
    pub fn text(&self, name: &str) -> Option<String> {
        match serde_json::from_str(self.get(name)?).ok()? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// All as one JSON object.
    pub fn json(&self) -> String {
        let mut places = HashMap::new();
        let mut last: Vec<(&str, &str)> = Vec::new();
        for (name, json) in &self.0 {
            let place = *places.entry(&**name).or_insert(last.len());
            match last.get_mut(place) {
                Some(before) => before.1 = json,
                None => last.push((name, json)),
            }
        }
        let pair = |(name, json): &(&str, &str)| format!("{}:{json}", Value::from(*name));
        let pairs: Vec<_> = last.iter().map(pair).collect();
        format!("{{{}}}", pairs.join(","))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Given<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Given<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some((Name(name), json)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
                    all.push((name, json.get().into()));
                }
                Ok(Given(all))
            }
        }

        from.deserialize_map(Object)
    }
}

fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// Puts a text where its name says: `a[b][]`.
fn put(all: &mut Map<String, Value>, name: &str, text: String) {
    let (first, rest) = steps(name);
    let mut slot = all.entry(first).or_insert(Value::Null);
    for step in rest {
        slot = if step.is_empty() {
            let Value::Array(array) = made(slot, Value::is_array, Value::Array(Vec::new())) else {
                return;
            };
            array.push(Value::Null);
            let Some(last) = array.last_mut() else { return };
            last
        } else {
            let Value::Object(object) = made(slot, Value::is_object, Value::Object(Map::new())) else {
                return;
            };
            object.entry(step).or_insert(Value::Null)
        };
    }
    *slot = text.into();
}

/// The slot, emptied if it holds something of another kind.
fn made(slot: &mut Value, fits: fn(&Value) -> bool, empty: Value) -> &mut Value {
    if !fits(slot) {
        *slot = empty;
    }
    slot
}

/// `a[b][]` as `a`, and `b` and an empty one; what is no such name is one step.
fn steps(name: &str) -> (&str, Vec<&str>) {
    let whole = (name, Vec::new());
    let Some((first, rest)) = name.strip_suffix(']').and_then(|name| name.split_once('[')) else {
        return whole;
    };
    let rest: Vec<_> = rest.split("][").collect();
    if first.is_empty() || rest.len() > DEEPEST || rest.iter().any(|step| step.contains(['[', ']'])) {
        return whole;
    }
    (first, rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms_are_read_as_rack_reads_them() {
        for (form, json) in [
            ("", "{}"),
            ("a=1", r#"{"a":"1"}"#),
            ("a", r#"{"a":""}"#),
            ("a=1&&b=2&a=3", r#"{"a":"3","b":"2"}"#),
            ("a+b=c%20d%26+e", r#"{"a b":"c d& e"}"#),
            ("m[body]=hey&m%5Bby%5D=me", r#"{"m":{"body":"hey","by":"me"}}"#),
            ("c[]=1&c[]=2", r#"{"c":["1","2"]}"#),
            ("a=1&a[b]=2", r#"{"a":{"b":"2"}}"#),
            ("a[b]=2&a=1", r#"{"a":"1"}"#),
            ("a[b=1&[c]=2&d[e]f=3", r#"{"a[b":"1","[c]":"2","d[e]f":"3"}"#),
            ("a=%ff%zz", "{\"a\":\"\u{fffd}%zz\"}"),
        ] {
            assert_eq!(Given::of_pairs(form).json(), json, "{form}");
        }
        let deep = format!("a{}=1", "[b]".repeat(100_000));
        assert!(Given::of_pairs(&deep).json().starts_with(r#"{"a[b][b]"#));
    }

    #[test]
    fn json_is_kept_as_it_was_written() {
        let given =
            Given::of_json(r#" {"n": 1.50,"\u0061":[ 1 ,2],"t":"x","n":12345678901234567890 }"#).unwrap();
        assert_eq!(given.json(), r#"{"n":12345678901234567890,"a":[ 1 ,2],"t":"x"}"#);
        assert_eq!(given.get("a"), Some("[ 1 ,2]"));
        assert_eq!(given.text("t").as_deref(), Some("x"));
        assert_eq!(given.text("n").as_deref(), Some("12345678901234567890"));
        assert_eq!(given.text("a"), None);
        for other in ["", "[]", "[[\"a\",1]]", "7", "{\"a\":1", "{\"a\":1}{}"] {
            assert!(Given::of_json(other).is_none(), "{other}");
        }
    }

    #[test]
    fn what_lies_above_counts() {
        let query = Given::of_pairs("a=1&b=2");
        let all = query.under(Given::of_json(r#"{"b":3,"c":4}"#).unwrap());
        assert_eq!(all.json(), r#"{"a":"1","b":3,"c":4}"#);
    }

    proptest! {
        #[test]
        fn every_text_is_a_form(text in "[a-c\\[\\]=&%+0-9]{0,40}|.{0,40}") {
            let json = Given::of_pairs(&text).json();
            prop_assert_eq!(Given::of_json(&json).unwrap().json(), json);
        }
    }
}
