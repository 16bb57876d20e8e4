//! Who asks: the project token in the `Authorization` header, and the project that a request may name beside it.

use engine::By;
use model::{AppId, Refusal, RefusalCode};

use super::read::asked;
use crate::{Caller, Request};

/// What Hop calls the project of the token that is shown.
const THIS: &str = "@this";

/// The app whose project token is shown.
pub(super) fn authorize(request: &Request<'_>) -> Result<Caller, Refusal> {
    let shown = credential(request)?;
    let app = request.lookup.backend(shown).ok_or_else(unknown)?;
    if project(request).is_some_and(|named| named != app.as_str()) {
        return Err(foreign(&app));
    }
    Ok(Caller {
        app: Some(app),
        by: By::Backend,
    })
}

fn unknown() -> Refusal {
    let message = "no app has this credential; it may be mistyped, replaced by another, or its app deleted";
    Refusal::new(RefusalCode::InvalidAuth, message)
        .fix("copy the app's credential from the dashboard once more")
}

/// Does not say whether there is an app of the other id.
fn foreign(own: &AppId) -> Refusal {
    let message = format!("the credential is app {own}'s; the request names another app");
    Refusal::new(RefusalCode::NotGranted, message).fix("use the other app's credential, or leave its id out")
}

/// The header is the project token itself, without a scheme before it.
fn credential<'a>(request: &Request<'a>) -> Result<&'a str, Refusal> {
    const FIX: &str = "send the app's project token (ptk_…), and nothing else, in the Authorization header";

    let shown = request
        .headers
        .get("authorization")
        .map(str::trim)
        .unwrap_or_default();
    let no = |message: &str| Err(Refusal::new(RefusalCode::InvalidAuth, message).fix(FIX));
    match shown {
        "" => no("the request has no Authorization header"),
        _ if shown.contains(char::is_whitespace) => no("the Authorization header holds more than a token"),
        _ if shown.starts_with("pat_") || shown.starts_with("bearer_") => {
            no("there are no personal tokens (pat_, bearer_) here")
        }
        _ if shown.starts_with("leap_token_") => no("a leap token is for the socket, not for this API"),
        _ => Ok(shown),
    }
}

/// The project in the path, else in the query. A project token has one project; naming it is not needed.
fn project<'a>(request: &Request<'a>) -> Option<&'a str> {
    let in_path = request.params.get("project");
    let named = match in_path {
        "" => asked(request, "project"),
        _ => Some(in_path),
    };
    named.filter(|project| *project != THIS)
}
