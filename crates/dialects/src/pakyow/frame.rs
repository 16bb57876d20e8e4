//! What a page says through its socket: one JSON object per text frame. Knows no connection.

use model::{Refusal, RefusalCode};
use serde_json::Value;

use super::{Given, invalid};

/// A frame that can be answered.
pub(super) struct Asked<'a> {
    /// JSON text by which the page knows the answer.
    pub id: String,
    /// Or the status of the answer, and why.
    pub what: Result<Action<'a>, (u16, Refusal)>,
}

/// What a page asks for.
pub(super) enum Action<'a> {
    Ping,
    CallRoute {
        method: String,
        uri: String,
        input: Given<'a>,
    },
    /// Asks for a part of a view.
    FetchView,
}

/// Takes a frame apart. A refusal is of one that cannot be answered. The sentences quote nothing of it but the name of
/// an action.
pub(super) fn parse(text: &str) -> Result<Asked<'_>, Refusal> {
    const SHAPE: &str = "send {\"id\": any, \"action\": string, …}";

    let given = Given::of_json(text).ok_or_else(|| invalid("the frame is not a JSON object").fix(SHAPE))?;
    let id = given
        .get("id")
        .ok_or_else(|| invalid("the frame has no id, so there is nothing to answer it with").fix(SHAPE))?
        .to_owned();
    Ok(Asked {
        what: action(&given),
        id,
    })
}

fn action<'a>(given: &Given<'a>) -> Result<Action<'a>, (u16, Refusal)> {
    let bad = |message: &str, fix: &str| (400, invalid(message).fix(fix));
    match string(given, "action").as_deref() {
        Some("ping") => Ok(Action::Ping),
        // `call_route`: so it was before 0.10.0, and clients were written then.
        Some("call-route" | "call_route") => {
            let uri = string(given, "uri").ok_or_else(|| {
                bad(
                    "the call has no uri",
                    "name the route, as in \"uri\": \"/messages\"",
                )
            })?;
            let method = method(given)
                .ok_or_else(|| bad("the call's method is none", "use get, post, put, patch or delete"))?;
            let input = given
                .object("input")
                .ok_or_else(|| bad("the call's input is not an object", "give the parameters by name"))?;
            Ok(Action::CallRoute { method, uri, input })
        }
        Some("fetch-view") => Ok(Action::FetchView),
        Some(other) => {
            let start: String = other.chars().take(64).collect();
            let refusal = Refusal::new(RefusalCode::NotFound, format!("there is no action \"{start}\""));
            Err((404, refusal.fix("send ping, call-route or fetch-view")))
        }
        None => Err(bad(
            "the frame has no action",
            "send ping, call-route or fetch-view",
        )),
    }
}

/// In capitals; GET if none is given.
fn method(given: &Given<'_>) -> Option<String> {
    /// The longest that there is.
    const LONGEST: usize = 7;

    if matches!(given.get("method"), None | Some("null")) {
        return Some("GET".to_owned());
    }
    let method = string(given, "method")?.to_ascii_uppercase();
    let right = (1..=LONGEST).contains(&method.len()) && method.bytes().all(|byte| byte.is_ascii_uppercase());
    right.then_some(method)
}

fn string(given: &Given<'_>, name: &str) -> Option<String> {
    match serde_json::from_str(given.get(name)?) {
        Ok(Value::String(text)) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_kept_as_it_was_written() {
        for id in [
            "\"8c0f\"",
            "7",
            "1.50",
            "null",
            "[1, {\"a\":2}]",
            "\"\\u0061\"",
            "false",
        ] {
            let text = format!(r#"{{"action":"ping","id":{id}}}"#);
            let asked = parse(&text).unwrap();
            assert!(matches!(asked.what, Ok(Action::Ping)));
            assert_eq!(asked.id, id);
        }
    }

    #[test]
    fn the_name_of_a_method_may_be_written_in_any_case() {
        for (method, found) in [
            (r#","method":"pOsT""#, Some("POST")),
            ("", Some("GET")),
            (r#","method":null"#, Some("GET")),
            (r#","method":"""#, None),
            (r#","method":7"#, None),
            (r#","method":"GET /"#, None),
            (r#","method":"GE T""#, None),
        ] {
            let text = format!(r#"{{"id":1,"action":"call-route","uri":"/"{method}}}"#);
            let called = parse(&text).ok().and_then(|asked| match asked.what {
                Ok(Action::CallRoute { method, .. }) => Some(method),
                _ => None,
            });
            assert_eq!(called.as_deref(), found, "{method}");
        }
    }
}
