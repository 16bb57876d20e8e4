//! What a text is worth as a credential. It is one, perhaps: it is neither logged nor sent back.

mod signed;

use std::sync::Arc;

use axum::{Json, extract::State};
use contract::{ChannelAccess, InspectToken, Inspection, TokenVerdict};
use model::{Capabilities, Timestamp, TokenId, pika_time};

use super::{
    Desk,
    failure::{Body, Failure},
    resolve::{Asking, judged},
    view,
};
use crate::hub::{Holder, Realm};

/// Most characters of a text that is looked at.
const LONGEST: usize = 4_096;

/// Most channels in an answer.
const CHANNELS: usize = 200;

/// Beginnings of credentials that are not for clients, and what they are.
const OTHERS: [(&str, &str); 4] = [
    ("ptk_", "the credential of an app's backend"),
    ("ptkid_", "the name of a backend's credential"),
    ("sbk_", "a key of the admin API"),
    ("key_", "the name of a key of the admin API"),
];

pub async fn inspect(
    State(desk): State<Desk>,
    Body(wish): Body<InspectToken>,
) -> Result<Json<Inspection>, Failure> {
    let text = wish.text.trim().trim_matches(['"', '\'']);
    if text.chars().count() > LONGEST {
        return Err(Failure::invalid(format!(
            "a text of more than {LONGEST} characters is no token"
        )));
    }
    let realms = match &wish.app {
        Some(app) => vec![desk.realm(app)?],
        None => desk.hub.realms(),
    };
    Ok(Json(inspection(&desk, &realms, text)))
}

fn inspection(desk: &Desk, realms: &[Arc<Realm>], text: &str) -> Inspection {
    let id = TokenId::from(text);
    let found = realms.iter().find_map(|realm| Some((realm, realm.holder(&id)?)));
    if let Some((realm, holder)) = found {
        return known(desk, realm, &holder);
    }
    if let Some(signed) = signed::inspection(desk, realms, text) {
        return signed;
    }
    let made_at = pika_time(text);
    let plain = |verdict, sentence: String, fix: &str| Inspection {
        verdict,
        sentence,
        fix: Some(fix.into()),
        made_at: made_at.as_ref().map(Timestamp::to_string),
        app: None,
        token: None,
        signed: None,
        access: Vec::new(),
    };
    if let Some((_, what)) = OTHERS.iter().find(|(prefix, _)| text.starts_with(prefix)) {
        return Inspection {
            app: desk.hub.realm_of(text).map(|realm| view::app(&realm)),
            ..plain(
                TokenVerdict::WrongKind,
                format!("This is {what}. It is not for clients."),
                "create a token of the app and give that to the client",
            )
        };
    }
    let secure = text
        .strip_prefix(TokenId::PREFIX)
        .and_then(|tail| tail.strip_prefix('_'));
    match secure {
        Some(_) if made_at.is_some() => plain(
            TokenVerdict::Unknown,
            "It has the form of a token, but this server has none like it: it was deleted, or is another server's."
                .into(),
            "create a token, or connect to the server that made this one",
        ),
        Some(_) => plain(
            TokenVerdict::Malformed,
            "It begins like a token and does not go on like one; it may have been cut off.".into(),
            "copy the whole token",
        ),
        None => plain(
            TokenVerdict::Malformed,
            format!("This is no token: a token begins with {}_.", TokenId::PREFIX),
            "copy the whole token from the list of tokens",
        ),
    }
}

fn known(desk: &Desk, realm: &Realm, holder: &Holder) -> Inspection {
    let now = desk.hub.clock.now();
    let token = holder.token();
    let expired = token
        .as_ref()
        .and_then(|token| token.expires_at)
        .filter(|end| *end <= now.wall);
    let (verdict, sentence, fix) = match expired {
        // Of a client one asks what it may do.
        _ if holder.read_token(|token| token.id.client().is_some()) == Some(true) => (
            TokenVerdict::WrongKind,
            "This names a client. It is no credential: nobody gets in by showing it.".into(),
            Some("make a signed credential for the client".into()),
        ),
        Some(end) => (
            TokenVerdict::Expired,
            format!("It expired at {end}; clients that show it are refused."),
            Some("move its end into the future, or create a new token".into()),
        ),
        None => (
            TokenVerdict::Valid,
            "A token of this server: clients that show it are let in.".into(),
            None,
        ),
    };
    let asking = Asking {
        token: true,
        holder: Some(holder),
        privileged: false,
    };
    Inspection {
        verdict,
        sentence,
        fix,
        made_at: token.as_ref().map(|token| token.created_at.to_string()),
        access: access(desk, realm, asking, expired.is_none()),
        app: Some(view::app(realm)),
        token: view::token(realm, holder),
        signed: None,
    }
}

/// What somebody may do in each channel; with a credential that does not hold, nothing.
fn access(desk: &Desk, realm: &Realm, asking: Asking<'_>, holds: bool) -> Vec<ChannelAccess> {
    let (app, now) = (realm.app(), desk.hub.clock.now());
    let channels = realm.lanes_after(None, CHANNELS, None).items;
    let each = channels.iter().map(|lane| {
        let (admission, because) = judged(&app, Some(lane), asking, now);
        let room = lane.room();
        let (facts, takes) = (room.facts().clone(), !room.facts().closed && holds);
        drop(room);
        let may = |capability| takes && (asking.privileged || facts.capabilities.has(capability));
        ChannelAccess {
            channel: lane.name.to_string(),
            visibility: facts.visibility.into(),
            subscribed: asking
                .holder
                .is_some_and(|holder| holder.member().is_in(&lane.name)),
            admission,
            because,
            may_publish: may(Capabilities::CLIENT_PUBLISH),
            may_set_state: may(Capabilities::CLIENT_SET_STATE),
        }
    });
    each.collect()
}
