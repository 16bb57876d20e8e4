//! What the configuration says about a dialect, looked at.

use serde_json::Value;

/// One setting: its name, and whether a value will do, or what would.
pub(crate) type Setting = (&'static str, fn(&Value) -> Result<(), &'static str>);

/// What is wrong with `settings` if a dialect has these, beside `app`, which all have.
pub(crate) fn only(settings: &Value, known: &[Setting]) -> Vec<(String, String)> {
    let Value::Object(settings) = settings else {
        return vec![(String::new(), "give a table of settings".into())];
    };
    let wrong = |(key, value): (&String, &Value)| {
        let found = known.iter().find(|(name, _)| name == key);
        let said = match (key.as_str(), found) {
            ("app", _) => text(value).map_err(|right| format!("give {right}: an app's id or name")),
            (_, Some((_, check))) => check(value).map_err(|right| format!("give {right}")),
            (_, None) => {
                let names: Vec<_> = known.iter().map(|(name, _)| *name).chain(["app"]).collect();
                Err(format!(
                    "there is no such setting; there are {}",
                    names.join(", ")
                ))
            }
        };
        said.err().map(|said| (key.clone(), said))
    };
    settings.iter().filter_map(wrong).collect()
}

/// A text that is not empty.
pub(crate) fn text(value: &Value) -> Result<(), &'static str> {
    match value {
        Value::String(text) if !text.is_empty() => Ok(()),
        _ => Err("a text that is not empty"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_unknown_or_of_the_wrong_kind_is_named() {
        let known: &[Setting] = &[("name", text)];
        assert_eq!(only(&json!({ "app": "a", "name": "b" }), known), []);
        let wrong = only(&json!({ "nam": "b", "name": "", "app": 1 }), known);
        let keys: Vec<_> = wrong.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["nam", "name", "app"]);
        assert!(wrong[0].1.contains("there are name, app"), "{wrong:?}");
        assert_eq!(wrong[1].1, "give a text that is not empty");
        assert_eq!(only(&json!([]), known).len(), 1);
    }
}
