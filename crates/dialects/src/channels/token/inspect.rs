//! What can be said of a text that may be a token.

use model::AppId;
use serde_json::{Map, Value};

use super::{
    Shape, claims, open, secrets,
    shape::{object, word},
};
use crate::{Lookup, Verdict};

/// What this text is, if it looks like a token: whose, in this app, and whether it holds.
pub(in super::super) fn inspect(text: &str, app: &AppId, lookup: &dyn Lookup) -> Option<Verdict> {
    let text = text.trim();
    let (head, rest) = text.split_once('.')?;
    let header = object(head)?;
    let opened = Shape::read(text).and_then(|shape| open(&shape, &secrets(Some(app), lookup)));
    let judged = opened
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|(said, operator)| claims::judge(said, *operator, Some(app), lookup.now()));
    let claims = match opened {
        Ok((claims, _)) => Some(claims),
        // Signed claims can be read by everybody.
        Err(_) => rest
            .split_once('.')
            .filter(|(_, rest)| !rest.contains('.'))
            .and_then(|(part, _)| object(part)),
    };
    Some(Verdict {
        kind: kind(&header, rest),
        expires_at: claims.as_ref().and_then(claims::expiry),
        client: judged.as_ref().ok().map(|identity| identity.client.clone()),
        refusal: judged.err(),
        header,
        claims,
    })
}

/// In words: `JWT, HS256`; `JWE, A128GCM`.
fn kind(header: &Map<String, Value>, rest: &str) -> String {
    let (name, key) = match rest.split('.').count() {
        4 => ("JWE", "enc"),
        _ => ("JWT", "alg"),
    };
    let word: String = word(header, key).chars().take(32).collect();
    match &*word {
        "" => name.to_owned(),
        word => format!("{name}, {word}"),
    }
}
