//! Names that are reserved: a prefix, all that comes behind it at a boundary, and the keys that are asked for there.

use std::cmp::Reverse;

use engine::Keys;
use model::ChannelName;
use serde_json::Value;

/// Where a name may go on below a prefix.
const BOUNDARIES: [char; 2] = [':', '/'];

/// The keys of the reservation that `name` falls under; without keys, nobody may bring any. `None`: it is free.
pub(super) fn reservation(settings: &Value, name: &str) -> Option<Keys> {
    let mut covering: Vec<(&str, &Value)> = settings["namespaces"]
        .as_array()?
        .iter()
        .filter_map(|one| Some((one["prefix"].as_str()?, one)))
        .filter(|(prefix, _)| covers(prefix, name))
        .collect();
    if covering.is_empty() {
        return None;
    }
    covering.sort_by_key(|(prefix, _)| Reverse(prefix.len()));
    // What the most specific one does not say, those above it do.
    let key = |which: &str| {
        let mut keys = covering.iter().filter_map(|(_, one)| one[which].as_str());
        keys.next().map(str::to_owned)
    };
    Some(Keys {
        join: key("join_key"),
        send: key("send_key"),
    })
}

fn covers(prefix: &str, name: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(BOUNDARIES))
}

/// Are these reservations? Otherwise, what would be.
pub(super) fn check(value: &Value) -> Result<(), &'static str> {
    const SHAPE: &str = "tables of prefix and, if there are any, join_key and send_key";

    let all = value.as_array().ok_or(SHAPE)?;
    let mut prefixes = Vec::new();
    for one in all {
        let table = one.as_object().ok_or(SHAPE)?;
        let prefix = table.get("prefix").and_then(Value::as_str).ok_or(SHAPE)?;
        if ChannelName::parse(prefix).is_err() || prefix.ends_with(BOUNDARIES) {
            return Err("prefixes that are channel names, without a : or / at the end");
        }
        if prefixes.contains(&prefix) {
            return Err("each prefix once");
        }
        prefixes.push(prefix);
        for (name, value) in table {
            match (name.as_str(), value) {
                ("prefix", _) => {}
                ("join_key" | "send_key", Value::String(key)) if !key.is_empty() => {}
                ("join_key" | "send_key", _) => return Err("keys that are texts and not empty"),
                _ => return Err(SHAPE),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn keys(name: &str, namespaces: &Value) -> Option<(Option<String>, Option<String>)> {
        let keys = reservation(&json!({ "namespaces": namespaces }), name)?;
        Some((keys.join, keys.send))
    }

    #[test]
    fn the_longest_one_at_a_boundary_counts() {
        let reserved = json!([
            { "prefix": "myapp/private", "join_key": "private" },
            { "prefix": "myapp", "join_key": "myapp" },
        ]);
        let table = [
            ("myapp", Some("myapp")),
            ("myapp/chat", Some("myapp")),
            ("myapp:chat", Some("myapp")),
            ("myapp/private", Some("private")),
            ("myapp/private:x/y", Some("private")),
            ("myapp/privateer", Some("myapp")),
            ("myapp:private", Some("myapp")),
            ("myapps:chat", None),
            ("myapps", None),
            ("my", None),
            ("x/myapp", None),
            ("MyApp", None),
        ];
        for (name, which) in table {
            let found = keys(name, &reserved).map(|(join, _)| join.unwrap());
            assert_eq!(found.as_deref(), which, "{name}");
        }
    }

    #[test]
    fn what_the_child_does_not_say_the_parent_says() {
        let reserved = json!([
            { "prefix": "a", "join_key": "in", "send_key": "out" },
            { "prefix": "a/b", "send_key": "b" },
            { "prefix": "a/b/c" },
            { "prefix": "bare" },
        ]);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(keys("a/x", &reserved), Some((some("in"), some("out"))));
        assert_eq!(keys("a/b", &reserved), Some((some("in"), some("b"))));
        assert_eq!(keys("a/b/c:d", &reserved), Some((some("in"), some("b"))));
        assert_eq!(keys("bare/x", &reserved), Some((None, None)));
        assert_eq!(keys("other", &reserved), None);
        assert_eq!(keys("other", &Value::Null), None);
    }

    #[test]
    fn what_is_no_reservation_is_told() {
        let good = json!([{ "prefix": "a", "join_key": "x" }, { "prefix": "a/b" }]);
        assert_eq!(check(&good), Ok(()));
        assert_eq!(check(&json!([])), Ok(()));
        for (wrong, word) in [
            (json!({ "prefix": "a" }), "tables"),
            (json!(["a"]), "tables"),
            (json!([{ "join_key": "a" }]), "tables"),
            (json!([{ "prefix": "a", "key": "a" }]), "tables"),
            (json!([{ "prefix": "" }]), "channel names"),
            (json!([{ "prefix": "a/" }]), "at the end"),
            (json!([{ "prefix": "a?" }]), "channel names"),
            (json!([{ "prefix": "a" }, { "prefix": "a" }]), "once"),
            (json!([{ "prefix": "a", "send_key": "" }]), "not empty"),
            (json!([{ "prefix": "a", "join_key": 1 }]), "not empty"),
        ] {
            assert!(check(&wrong).unwrap_err().contains(word), "{wrong}");
        }
    }
}
