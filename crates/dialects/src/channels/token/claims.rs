//! What a token says, once it is known who wrote it.

use model::{AppId, Refusal, Timestamp};
use serde_json::{Map, Value};

use super::{Identity, Role, no};

/// Most characters of what a client is called.
const LONGEST_NAME: usize = 256;

/// Who that is, if it is somebody here and now. Names of claims are told apart by case, as the original does.
pub fn judge(
    claims: &Map<String, Value>,
    operator: bool,
    app: Option<&AppId>,
    now: Timestamp,
) -> Result<Identity, Refusal> {
    let expires_at = instant(claims, "exp")?;
    if let Some(at) = expires_at.filter(|at| *at <= now) {
        return Err(no(format!("the token expired at {at}")).fix("make a new one"));
    }
    if let Some(at) = instant(claims, "nbf")?.filter(|at| *at > now) {
        return Err(
            no(format!("the token does not hold before {at}")).fix("wait, or set the clock that made it")
        );
    }
    let role = text(claims, "Role")?.and_then(Role::named).ok_or_else(|| {
        no("the token has no claim Role that is Client, Admin or SuperAdmin").fix("add one, in this spelling")
    })?;
    let client = text(claims, "ClientID")?
        .filter(|name| is_name(name))
        .ok_or_else(|| {
            no("the token has no claim ClientID that names a client").fix("add one, in this spelling")
        })?;
    of_app(claims, role, operator, app)?;
    for_us(claims, app)?;
    Ok(Identity {
        client: client.to_owned(),
        role,
        operator,
        expires_at,
    })
}

/// Until when it holds, if it says so.
pub fn expiry(claims: &Map<String, Value>) -> Option<Timestamp> {
    instant(claims, "exp").ok().flatten()
}

/// May a client be called that?
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control)
}

/// A token is one app's. The operator's super-admin alone is every app's; another one need not say whose it is, for
/// that it is signed with the app's own secret says so.
fn of_app(
    claims: &Map<String, Value>,
    role: Role,
    operator: bool,
    app: Option<&AppId>,
) -> Result<(), Refusal> {
    let claimed = text(claims, "AppID")?.unwrap_or_default();
    let right = match (role, app) {
        (Role::SuperAdmin, _) if operator => true,
        (Role::SuperAdmin, Some(app)) => claimed.is_empty() || claimed == app.as_str(),
        (_, Some(app)) => claimed == app.as_str(),
        (_, None) => false,
    };
    if right {
        return Ok(());
    }
    Err(match app {
        Some(app) => no(format!("the token's claim AppID is not \"{app}\""))
            .fix("name the app that the token is for, or make a token for this one"),
        None => no("no app is named, and the token is not the operator's").fix("give the app's id as AppID"),
    })
}

/// Nobody has to say whom a token is for; if somebody does, it is the app.
fn for_us(claims: &Map<String, Value>, app: Option<&AppId>) -> Result<(), Refusal> {
    let ours = |value: &Value| {
        value
            .as_str()
            .is_some_and(|one| app.is_some_and(|app| app.as_str() == one))
    };
    let right = match claims.get("aud") {
        None => true,
        Some(Value::Array(all)) => all.iter().any(ours),
        Some(one) => ours(one),
    };
    if right {
        return Ok(());
    }
    Err(no("the token's claim aud is for somebody else").fix("leave it out, or put the app's id there"))
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Refusal> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(no(format!("the token's claim {name} is no text")).fix("write it as a JSON string")),
    }
}

/// Unix time in seconds, whole or not.
fn instant(claims: &Map<String, Value>, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    match value.as_f64() {
        // As far as there is time: what is negative was always over, what is huge never is.
        Some(seconds) => Ok(Some(Timestamp((seconds * 1_000.0) as u64))),
        None => Err(no(format!("the token's claim {name} is no number"))
            .fix("write it in seconds since 1970, as a JSON number")),
    }
}
