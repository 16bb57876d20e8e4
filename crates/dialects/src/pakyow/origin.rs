//! Whose web pages may act for their visitors.

use model::{Refusal, RefusalCode};

use super::Settings;
use crate::Headers;

/// Pages of this host, those that are listed, and whatever is no page. A browser sends the visitor's cookie whoever's
/// page it is.
pub(super) fn check(headers: Headers<'_>, settings: Settings<'_>) -> Result<(), Refusal> {
    let Some(origin) = headers.bytes("origin") else {
        return Ok(());
    };
    let origin = str::from_utf8(origin).unwrap_or_default();
    let own = || {
        let (Some((_, of_page)), Some(host)) = (origin.split_once("://"), headers.get("host")) else {
            return false;
        };
        of_page.eq_ignore_ascii_case(host)
    };
    if settings.lists(origin) || own() {
        return Ok(());
    }
    let start: String = origin.chars().take(128).collect();
    let message = format!("web pages of {start} may not connect");
    Err(Refusal::new(RefusalCode::NotGranted, message).fix("list the origin in the setting origins"))
}
