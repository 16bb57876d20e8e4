//! Credentials that are signed, not stored: asked of each dialect that has such, for each app.

use std::{cmp::Reverse, sync::Arc};

use contract::{Inspection, SignedCredential, TokenVerdict};
use dialects::{ALL, Verdict};
use model::{Refusal, Timestamp, TokenId};
use serde_json::Value;

use super::{Asking, Desk, Realm, access, view};

/// The role that may not everything.
const ORDINARY: &str = "Client";

/// What one app makes of the text.
struct Opinion<'a> {
    realm: &'a Arc<Realm>,
    dialect: &'static str,
    verdict: Verdict,
}

impl Opinion<'_> {
    fn holds(&self) -> bool {
        self.verdict.refusal.is_none()
    }

    /// Does the credential speak of this app?
    fn meant(&self) -> bool {
        let claims = self.verdict.claims.iter().flat_map(|claims| claims.values());
        claims.into_iter().any(|value| value == self.realm.id.as_str())
    }

    /// The role that it claims, in whatever spelling of the claim.
    fn role(&self) -> Option<&str> {
        let claims = self.verdict.claims.as_ref()?;
        let role = claims.iter().find(|(name, _)| name.eq_ignore_ascii_case("role"));
        role.and_then(|(_, role)| role.as_str())
    }
}

/// What the text is; `None`: it is no signed credential.
pub fn inspection(desk: &Desk, realms: &[Arc<Realm>], text: &str) -> Option<Inspection> {
    let able = ALL.iter().filter_map(|spoken| Some((spoken, spoken.inspect?)));
    let opinions = able.flat_map(|(spoken, inspect)| {
        let outlook = desk.world.of(spoken);
        realms.iter().filter_map(move |realm| {
            Some(Opinion {
                realm,
                dialect: spoken.name,
                verdict: inspect(text, &realm.id, &outlook)?,
            })
        })
    });
    // Of equals the first.
    let best =
        opinions.min_by_key(|one| Reverse((one.holds(), one.meant(), one.verdict.claims.is_some())))?;
    Some(told(desk, best))
}

fn told(desk: &Desk, opinion: Opinion<'_>) -> Inspection {
    let (realm, holds) = (opinion.realm, opinion.holds());
    let role = opinion.role().filter(|_| holds).map(str::to_owned);
    let holder = match &opinion.verdict.client {
        Some(client) if holds => realm.holder(&TokenId::of_client(client)),
        _ => None,
    };
    let asking = Asking {
        token: true,
        holder: holder.as_deref(),
        privileged: role.as_deref().is_some_and(|role| role != ORDINARY),
    };
    let app = (holds || opinion.meant()).then(|| view::app(realm));
    let access = match holds {
        true => access(desk, realm, asking, true),
        false => Vec::new(),
    };
    let made_at = opinion
        .verdict
        .claims
        .as_ref()
        .and_then(|claims| made(claims.get("iat")));
    let (verdict, sentence, fix) = judgement(&opinion, role.as_deref(), desk.hub.clock.now().wall);
    let Opinion {
        dialect,
        verdict: said,
        ..
    } = opinion;
    Inspection {
        verdict,
        sentence,
        fix,
        made_at: made_at.map(|at| at.to_string()),
        app,
        token: holder.and_then(|holder| view::token(realm, &holder)),
        access,
        signed: Some(SignedCredential {
            kind: said.kind,
            dialect: dialect.into(),
            header: said.header,
            claims: said.claims,
            client: said.client.filter(|_| holds),
            role,
            expires_at: said.expires_at.map(|at| at.to_string()),
            code: said.refusal.map(|refusal| refusal.code.as_str().into()),
        }),
    }
}

fn judgement(
    opinion: &Opinion<'_>,
    role: Option<&str>,
    now: Timestamp,
) -> (TokenVerdict, String, Option<String>) {
    let Verdict { kind, client, .. } = &opinion.verdict;
    match &opinion.verdict.refusal {
        None => {
            let whose = client
                .as_deref()
                .map(|client| format!(" for {client:?}"))
                .unwrap_or_default();
            let role = role.map(|role| format!(" as {role}")).unwrap_or_default();
            let sentence = format!("{kind}{whose}{role}: who shows it is let in.");
            (TokenVerdict::Valid, sentence, None)
        }
        Some(Refusal { message, fix, .. }) => {
            let over = opinion.verdict.expires_at.is_some_and(|end| end <= now);
            let verdict = match over {
                true => TokenVerdict::Expired,
                false => TokenVerdict::Refused,
            };
            (verdict, sentence(message), fix.clone())
        }
    }
}

/// A refusal's words, with a capital letter and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!(
        "{}{}.",
        first.unwrap_or_default(),
        letters.as_str().trim_end_matches('.')
    )
}

/// Seconds since 1970.
fn made(claim: Option<&Value>) -> Option<Timestamp> {
    claim?.as_u64()?.checked_mul(1_000).map(Timestamp)
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn a_refusal_becomes_a_sentence() {
        assert_eq!(sentence("the token is over"), "The token is over.");
        assert_eq!(sentence("écrit."), "Écrit.");
        assert_eq!(sentence(""), ".");
    }
}
