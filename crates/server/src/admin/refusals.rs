//! Who was told *no* lately, why, and what can be done about it here.

use axum::{Json, extract::State};
use contract::{Capability, RefusalsQuery, Refused, Remedy, RemedyAction};
use dialects::ALL;
use model::{AppId, Capabilities, ChannelName, RefusalCode, Subject, TokenId, Visibility};

use super::{
    Desk,
    failure::{Failure, Query},
    page, view,
};
use crate::hub::{Entry, Hub, Realm};

/// Newest first.
pub async fn list(
    State(desk): State<Desk>,
    Query(query): Query<RefusalsQuery>,
) -> Result<Json<Vec<Refused>>, Failure> {
    let limit = page::limit(query.limit, page::USUAL)?;
    let app = query.app.map(AppId::from);
    let entries = desk.hub.trail.refusals(app.as_ref(), limit);
    let told = entries
        .into_iter()
        .map(|(id, entry)| refused(&desk.hub, id, entry));
    Ok(Json(told.collect()))
}

fn refused(hub: &Hub, id: u64, entry: Entry) -> Refused {
    let realm = entry.app.as_ref().and_then(|app| hub.realm(app));
    let remedy = realm.as_deref().and_then(|realm| remedy(realm, &entry));
    let details = entry.details.map(|details| *details).unwrap_or_default();
    let text = |text: Option<Box<str>>| text.map(String::from);
    let (address, user_agent, origin) = match details.from {
        Some(from) => (
            Some(from.address.to_string()),
            text(from.user_agent),
            text(from.origin),
        ),
        None => (None, None, None),
    };
    Refused {
        id,
        at: entry.at.0,
        app: entry.app.map(|app| app.to_string()),
        verb: text(details.event).unwrap_or_default(),
        channel: text(details.channel),
        who: entry.subject.map(|subject| match &realm {
            Some(realm) => view::who(realm, &subject),
            None => view::described(&subject, None),
        }),
        connection: entry.connection.map(|connection| connection.to_string()),
        dialect: details.dialect.map(str::to_owned),
        address,
        user_agent,
        origin,
        code: details.code.unwrap_or_default().to_owned(),
        message: text(details.reason).unwrap_or_default(),
        fix: text(details.fix),
        remedy,
    }
}

/// What would make the same request work now; nothing if that has been done meanwhile.
fn remedy(realm: &Realm, entry: &Entry) -> Option<Remedy> {
    let details = entry.details.as_deref()?;
    let code = RefusalCode::ALL
        .iter()
        .find(|code| Some(code.as_str()) == details.code)?;
    let name = details.channel.as_deref();
    let lane = name.and_then(|name| realm.lane(name));
    let token = match &entry.subject {
        Some(Subject::Token(id)) => Some(id),
        _ => None,
    };
    let with = |action| Remedy {
        action,
        app: realm.id.to_string(),
        channel: name.map(str::to_owned),
        token: token.map(ToString::to_string),
        capability: None,
    };
    match code {
        RefusalCode::InvalidAuth => credential(details.dialect).map(with),
        RefusalCode::NotGranted | RefusalCode::Denied | RefusalCode::DeadlinePassed => {
            let visibility = lane?.room().facts().visibility;
            match token {
                None => match credential(details.dialect) {
                    Some(way) => Some(with(way)),
                    None => (visibility != Visibility::Unprotected).then(|| with(RemedyAction::Unprotect)),
                },
                Some(token) => {
                    let private = visibility == Visibility::Private;
                    (private && lacks_grant(realm, token, name?)).then(|| with(RemedyAction::Grant))
                }
            }
        }
        RefusalCode::UnknownChannel => {
            let possible = lane.is_none() && ChannelName::parse(name?).is_ok();
            possible.then(|| with(RemedyAction::CreateChannel))
        }
        RefusalCode::MissingCapability => {
            let (capability, bit) = match details.event.as_deref()? {
                "publish" => (Capability::ClientPublish, Capabilities::CLIENT_PUBLISH),
                "set state" => (Capability::ClientSetState, Capabilities::CLIENT_SET_STATE),
                _ => return None,
            };
            let missing = !lane?.room().facts().capabilities.has(bit);
            missing.then(|| Remedy {
                capability: Some(capability),
                ..with(RemedyAction::AddCapability)
            })
        }
        RefusalCode::ChannelClosed => lane?
            .room()
            .facts()
            .closed
            .then(|| with(RemedyAction::OpenChannel)),
        RefusalCode::LimitReached => Some(with(RemedyAction::RaiseLimit)),
        _ => None,
    }
}

/// How somebody gets a credential who speaks this dialect; `None`: there are none in it.
fn credential(dialect: Option<&'static str>) -> Option<RemedyAction> {
    let spoken = ALL.iter().find(|spoken| Some(spoken.name) == dialect);
    match spoken {
        Some(spoken) if spoken.mint.is_some() => Some(RemedyAction::MintToken),
        Some(spoken) if !spoken.tokens => None,
        _ => Some(RemedyAction::CreateToken),
    }
}

/// Has the token, if it is still there, no grant for the channel?
fn lacks_grant(realm: &Realm, token: &TokenId, channel: &str) -> bool {
    let (Some(holder), Ok(name)) = (realm.holder(token), ChannelName::parse(channel)) else {
        return false;
    };
    holder.member().grant_of(&name).is_none()
}
