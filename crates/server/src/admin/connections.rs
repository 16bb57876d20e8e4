//! Live connections, and what can be done with one.

use std::{collections::BTreeMap, sync::Arc, sync::atomic::Ordering};

use axum::{Json, extract::State};
use contract::{
    ConnectionDetail, Connections, ConnectionsQuery, DisconnectQuery, SendDirect, SentDirect, TimelineEntry,
};
use engine::{CloseReason, ConnKey, Kind};
use http::StatusCode;
use model::{ConnId, Payload, Refusal, RefusalCode, TokenId};

use super::{
    Desk,
    failure::{Body, Failure, Path, Query, channel_name},
    page::{self, Search},
    view,
};
use crate::hub::{Entry, Handle, Holder, Origin, Realm};

type Of = Path<(String, String)>;

impl Desk {
    /// The live connection of a path.
    pub fn link(&self, realm: &Realm, id: &str) -> Option<Handle> {
        let mut links = self.hub.links_before(None);
        let id = ConnId::from(id);
        links.find(|link| link.id == id && of(realm, link))
    }

    fn live(&self, realm: &Realm, id: &str) -> Result<(Handle, Arc<Holder>), Failure> {
        let link = self.link(realm, id);
        let holder = link.as_ref().and_then(|link| link.identity()?.holder.upgrade());
        link.zip(holder).ok_or_else(|| unknown(id))
    }
}

fn unknown(id: &str) -> Failure {
    Refusal::new(RefusalCode::NotFound, format!("there is no live connection {id}"))
        .fix("list the connections for those that are live")
        .into()
}

fn of(realm: &Realm, link: &Handle) -> bool {
    link.identity().is_some_and(|who| who.app == realm.id)
}

pub async fn list(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Query(query): Query<ConnectionsQuery>,
) -> Result<Json<Connections>, Failure> {
    let realm = desk.realm(&app)?;
    let limit = page::limit(query.limit, page::USUAL)?;
    let after = match &query.after {
        Some(after) => Some(after.parse::<ConnKey>().map_err(|_| page::odd_cursor(after))?),
        None => None,
    };
    let search = Search::of(query.search.as_deref());
    let finds = |link: &Handle| search.as_ref().is_none_or(|search| found(search, &realm, link));
    let (mut links, total) = match narrowed(&realm, &query) {
        Some(few) => {
            let all: Vec<_> = few.into_values().rev().filter(&finds).collect();
            let total = all.len();
            let rest = all
                .into_iter()
                .filter(|link| after.is_none_or(|after| link.key < after));
            (rest.take(limit + 1).collect::<Vec<_>>(), total)
        }
        None if search.is_none() => {
            let here = desk.hub.links_before(after).filter(|link| of(&realm, link));
            let total = realm.connections().load(Ordering::Relaxed);
            (here.take(limit + 1).collect(), total)
        }
        // To count all that are found, all have to be looked at.
        None => {
            let (mut total, mut page) = (0, Vec::new());
            for link in desk
                .hub
                .links_before(None)
                .filter(|link| of(&realm, link) && finds(link))
            {
                total += 1;
                if page.len() <= limit && after.is_none_or(|after| link.key < after) {
                    page.push(link);
                }
            }
            (page, total)
        }
    };
    let more = links.len() > limit;
    links.truncate(limit);
    for link in &links {
        desk.hub.feel_pulse(link);
    }
    Ok(Json(Connections {
        next: links.last().filter(|_| more).map(|link| link.key.to_string()),
        total: total as u64,
        items: links
            .iter()
            .filter_map(|link| view::connection(&desk.hub, &realm, link))
            .collect(),
    }))
}

/// The connections of one token, in one channel, or both, if only those are wanted.
fn narrowed(realm: &Realm, query: &ConnectionsQuery) -> Option<BTreeMap<ConnKey, Handle>> {
    let keyed = |link: &Handle| (link.key, link.clone());
    let of_token = query.token.as_ref().map(|token| -> BTreeMap<_, _> {
        let holder = realm.holder(&TokenId::from(token.as_str()));
        let holder = holder.iter().flat_map(|holder| holder.member().live().to_vec());
        holder.map(|live| keyed(&live.handle)).collect()
    });
    let in_channel = query.channel.as_ref().map(|name| -> BTreeMap<_, _> {
        let audience = realm.lane(name).map(|lane| lane.room().audience());
        audience
            .iter()
            .flat_map(|audience| audience.iter())
            .map(keyed)
            .collect()
    });
    match (of_token, in_channel) {
        (Some(mut links), Some(others)) => {
            links.retain(|key, _| others.contains_key(key));
            Some(links)
        }
        (one, other) => one.or(other),
    }
}

fn found(search: &Search, realm: &Realm, link: &Handle) -> bool {
    let Some(subject) = link.subject() else {
        return false;
    };
    let finds = |text: Option<&str>| text.is_some_and(|text| search.finds(text));
    search.finds(&link.id.to_string())
        || search.finds(&link.outbox.peer().to_string())
        || finds(link.caller.user_agent.as_deref())
        || finds(link.caller.origin.as_deref())
        || match &subject {
            model::Subject::Token(id) => {
                search.finds(id.as_str()) || finds(realm.name_of(&subject).as_deref())
            }
            other => search.finds(&other.to_string()),
        }
}

/// Also of a connection that has gone lately.
pub async fn get(
    State(desk): State<Desk>,
    Path((app, connection)): Of,
) -> Result<Json<ConnectionDetail>, Failure> {
    let realm = desk.realm(&app)?;
    let link = desk.link(&realm, &connection);
    let life = desk.hub.trail.life(&ConnId::from(connection.as_str()));
    if link.is_none() && life.app.as_ref() != Some(&realm.id) {
        return Err(unknown(&connection));
    }
    if let Some(link) = &link {
        desk.hub.feel_pulse(link);
    }
    let known = link.as_deref().map(Origin::of);
    let mut gone = life
        .entries
        .iter()
        .filter_map(|entry| entry.details.as_ref()?.from.clone());
    let origin = known.or_else(|| gone.next_back());
    Ok(Json(ConnectionDetail {
        connection: link.and_then(|link| view::connection(&desk.hub, &realm, &link)),
        timeline: life
            .entries
            .iter()
            .map(|entry| event(entry, origin.as_ref()))
            .collect(),
        cut: life.cut,
        id: connection,
    }))
}

fn event(entry: &Entry, origin: Option<&Origin>) -> TimelineEntry {
    let details = entry.details.as_deref().cloned().unwrap_or_default();
    let text = |text: Option<Box<str>>| text.map(String::from);
    let came = origin.filter(|_| entry.kind == Kind::Connect).map(|origin| {
        let agent = origin.user_agent.as_deref().unwrap_or("no user agent");
        format!("{} · {agent}", origin.address)
    });
    TimelineEntry {
        at: entry.at.0,
        kind: view::kind(entry.kind),
        channel: text(details.channel),
        event: text(details.event),
        code: details.code.map(str::to_owned),
        reason: text(details.reason).or(came),
        fix: text(details.fix),
    }
}

pub async fn disconnect(
    State(desk): State<Desk>,
    Path((app, connection)): Of,
    Query(how): Query<DisconnectQuery>,
) -> Result<StatusCode, Failure> {
    let realm = desk.realm(&app)?;
    let (link, _) = desk.live(&realm, &connection)?;
    let reason = match (how.code, how.reason) {
        (Some(code), reason) => CloseReason::checked(code, reason.unwrap_or_default())?,
        (None, None) => CloseReason::Disconnected,
        (None, Some(_)) => {
            return Err(Failure::invalid(
                "a reason goes out with a code; give the code too",
            ));
        }
    };
    link.end(reason);
    Ok(StatusCode::NO_CONTENT)
}

pub async fn message(
    State(desk): State<Desk>,
    Path((app, connection)): Of,
    Body(wish): Body<SendDirect>,
) -> Result<Json<SentDirect>, Failure> {
    let realm = desk.realm(&app)?;
    let (link, holder) = desk.live(&realm, &connection)?;
    let payload = Payload::from_value(&wish.payload);
    let told = desk
        .hub
        .send_to(&realm, &holder, (Some(&link.id), None), wish.event, payload)?;
    Ok(Json(view::told(told)))
}

pub async fn subscribe(
    State(desk): State<Desk>,
    Path((app, connection, channel)): Path<(String, String, String)>,
) -> Result<StatusCode, Failure> {
    let realm = desk.realm(&app)?;
    let (_, holder) = desk.live(&realm, &connection)?;
    let channel = channel_name(&channel)?;
    desk.hub.subscribe(&realm, &channel, &holder, true)?;
    Ok(StatusCode::NO_CONTENT)
}

pub async fn unsubscribe(
    State(desk): State<Desk>,
    Path((app, connection, channel)): Path<(String, String, String)>,
) -> Result<StatusCode, Failure> {
    let realm = desk.realm(&app)?;
    let (_, holder) = desk.live(&realm, &connection)?;
    let channel = channel_name(&channel)?;
    desk.hub.unsubscribe(&realm, &channel, &holder)?;
    Ok(StatusCode::NO_CONTENT)
}
