//! What there is in payloads, for completions.

use serde_json::Value;

use super::{Path, Step, scan};

/// Most steps of a path that is offered.
const DEEP: usize = 6;

/// Bytes of a payload beyond which it is not looked into for completions.
const LARGE: usize = 16 << 10;

/// The paths of all values that have a text, items of arrays as `[*]`; each once.
pub fn paths(json: &str, tell: &mut dyn FnMut(&str)) {
    if json.len() > LARGE {
        return;
    }
    let Ok(value) = serde_json::from_str(json) else {
        return;
    };
    let mut found = Vec::new();
    walk(&value, &mut Vec::new(), &mut found);
    found.sort();
    found.dedup();
    found.iter().for_each(|path| tell(path));
}

fn walk(value: &Value, steps: &mut Vec<Step>, found: &mut Vec<String>) {
    if steps.len() >= DEEP {
        return;
    }
    let mut step = |step, value| {
        steps.push(step);
        walk(value, steps, found);
        steps.pop();
    };
    match value {
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, value)| step(Step::Name(name.clone()), value));
        }
        Value::Array(items) => items.iter().for_each(|value| step(Step::Items, value)),
        _ => found.extend(Path::new(steps.clone()).map(|path| path.to_string())),
    }
}

/// The texts of the values at a path.
pub fn texts(json: &str, path: &Path, tell: &mut dyn FnMut(&str)) {
    scan::any(json, path.steps(), &mut |value| {
        if let Some(text) = value.text() {
            tell(&text);
        }
        false
    });
}
