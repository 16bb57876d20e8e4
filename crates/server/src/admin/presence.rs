//! Who is in a channel, and who is subscribed to it.

use axum::{Json, extract::State};
use contract::{Presence, PresenceChange, PresentMember, Subscribe, Subscription};
use http::StatusCode;
use model::TokenId;

use super::{
    Desk,
    channels::At,
    failure::{Body, Failure, Path},
    view,
};
use crate::hub::{Passage, Realm};

type Of = Path<(String, String, String)>;

pub async fn presence(State(desk): State<Desk>, Path((app, channel)): At) -> Result<Json<Presence>, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    let (present, recent): (Vec<_>, _) = {
        let room = lane.room();
        let present = room.present().map(|present| {
            (
                present.subject.clone(),
                present.since,
                present.connections.to_vec(),
            )
        });
        (present.collect(), room.recent())
    };
    let mut members: Vec<_> = present
        .into_iter()
        .map(|(subject, since, connections)| {
            let links = connections.iter().filter_map(|key| desk.hub.link(*key));
            PresentMember {
                who: view::who(&realm, &subject),
                since: since.to_string(),
                connections: links
                    .filter_map(|link| view::connection(&desk.hub, &realm, &link))
                    .collect(),
            }
        })
        .collect();
    members.sort_by(|a, b| (&a.since, &a.who.label).cmp(&(&b.since, &b.who.label)));
    Ok(Json(Presence {
        members,
        recent: recent
            .into_iter()
            .map(|passage| change(&realm, passage))
            .collect(),
    }))
}

fn change(realm: &Realm, passage: Passage) -> PresenceChange {
    PresenceChange {
        at: passage.at.to_string(),
        who: view::who(realm, &passage.subject),
        connection: Some(passage.connection.to_string()),
        joined: passage.left.is_none(),
        code: passage.left.as_ref().map(|left| left.code.to_owned()),
        reason: passage.left.map(|left| left.reason.to_string()),
    }
}

/// The offline ones too, by name.
pub async fn subscriptions(
    State(desk): State<Desk>,
    Path((app, channel)): At,
) -> Result<Json<Vec<Subscription>>, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    // Anonymous subscribers are known to the channel only.
    let audience = lane.room().audience();
    let anonymous = audience
        .iter()
        .filter_map(|link| link.identity())
        .filter(|who| who.token.is_none())
        .filter_map(|who| who.holder.upgrade());
    let mut all: Vec<_> = realm
        .holders()
        .into_iter()
        .chain(anonymous)
        .filter_map(|holder| {
            let (standing, subject, connections) = {
                let member = holder.member();
                let standing = member.standing(&lane.name)?;
                (standing, member.subject().clone(), member.live().len())
            };
            Some(Subscription {
                who: view::who(&realm, &subject),
                ephemeral: standing.ephemeral,
                since: (!standing.ephemeral).then(|| standing.since().to_string()),
                connections: connections as u64,
            })
        })
        .collect();
    all.sort_by(|a, b| (&a.who.label, &a.since).cmp(&(&b.who.label, &b.since)));
    Ok(Json(all))
}

pub async fn subscribe(
    State(desk): State<Desk>,
    Path((app, channel, token)): Of,
    Body(wish): Body<Subscribe>,
) -> Result<StatusCode, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    let token = TokenId::from(token);
    let stored = desk
        .hub
        .subscribe_token(&realm, &lane.name, &token, wish.ephemeral)?;
    if let Some(stored) = stored {
        stored.wait().await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

pub async fn unsubscribe(
    State(desk): State<Desk>,
    Path((app, channel, token)): Of,
) -> Result<StatusCode, Failure> {
    let (realm, lane) = desk.lane(&app, &channel)?;
    let holder = desk.holder(&realm, &token)?;
    desk.hub.unsubscribe(&realm, &lane.name, &holder)?;
    Ok(StatusCode::NO_CONTENT)
}
