//! Clients' credentials; what can be done with a client as with a token is here too.

use std::sync::Arc;

use axum::{Json, extract::State};
use contract::{
    CreateToken, RestoreState, SendDirect, SentDirect, StateVersion, Token, TokenKind, Tokens, TokensQuery,
    UpdateToken, VersionsQuery,
};
use http::StatusCode;
use model::{Payload, Refusal, RefusalCode, Timestamp, TokenId};

use super::{
    Desk,
    failure::{Body, Failure, Path, Query, channel_name, future, persona_name, unread},
    page::{self, Search},
    state, view,
};
use crate::hub::{Holder, NewToken, Place, Realm, TokenWish};

/// Versions of a state in an answer if nothing is said.
const VERSIONS: u32 = 50;

type Of = Path<(String, String)>;

impl Desk {
    /// The token or client of a path.
    pub fn holder(&self, realm: &Realm, token: &str) -> Result<Arc<Holder>, Failure> {
        let id = TokenId::from(token);
        let unknown = || {
            let message = match id.client() {
                Some(client) => format!("there is no client {client:?} in this app"),
                None => format!("there is no token ending in {} in this app", id.tail()),
            };
            Failure::not_found(message)
        };
        realm.holder(&id).ok_or_else(unknown)
    }

    /// The same, if what belongs to it is stored.
    fn kept(&self, realm: &Realm, token: &str) -> Result<Arc<Holder>, Failure> {
        let holder = self.holder(realm, token)?;
        if realm.keeps(&TokenId::from(token)) {
            return Ok(holder);
        }
        let message = "this client is a guest: nothing of it is kept";
        Err(Refusal::new(RefusalCode::NotFound, message)
            .fix("register the client first")
            .into())
    }
}

pub async fn list(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Query(query): Query<TokensQuery>,
) -> Result<Json<Tokens>, Failure> {
    let realm = desk.realm(&app)?;
    let limit = page::limit(query.limit, page::USUAL)?;
    let after = match &query.after {
        Some(after) => Some(place(after).ok_or_else(|| page::odd_cursor(after))?),
        None => None,
    };
    let search = Search::of(query.search.as_deref());
    let wanted = |token: &model::Token| {
        let named = |search: &Search| token.name.as_ref().is_some_and(|name| search.finds(name));
        let found = |search: &Search| search.finds(token.id.as_str()) || named(search);
        search.as_ref().is_none_or(found) && query.kind.is_none_or(|kind| kind == kind_of(&token.id))
    };
    let all = search.is_none() && query.kind.is_none();
    let part = realm.holders_after(after, limit, (!all).then_some(&wanted));
    let last = part.items.last().filter(|_| part.more);
    Ok(Json(Tokens {
        next: last.map(|(place, _)| cursor(*place)),
        total: part.total as u64,
        items: part
            .items
            .iter()
            .filter_map(|(_, holder)| view::token(&realm, holder))
            .collect(),
    }))
}

fn kind_of(id: &TokenId) -> TokenKind {
    match id.client() {
        Some(_) => TokenKind::Client,
        None => TokenKind::Token,
    }
}

fn cursor(place: Place) -> String {
    format!("{}-{:x}", place.made.0, place.digest)
}

fn place(cursor: &str) -> Option<Place> {
    let (made, digest) = cursor.split_once('-')?;
    Some(Place {
        made: Timestamp(made.parse().ok()?),
        digest: u64::from_str_radix(digest, 16).ok()?,
    })
}

pub async fn create(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Body(new): Body<CreateToken>,
) -> Result<(StatusCode, Json<Token>), Failure> {
    let realm = desk.realm(&app)?;
    persona_name(new.name.as_deref())?;
    let now = desk.hub.clock.now().wall;
    let expires_at = match &new.expires_at {
        Some(text) => Some(future("expires_at", text, now)?),
        None => None,
    };
    let channels = new
        .channels
        .iter()
        .map(|name| channel_name(name))
        .collect::<Result<_, _>>()?;
    let new = NewToken {
        id: None,
        name: new.name,
        state: new.state.unwrap_or_default(),
        expires_at,
        channels,
    };
    let holder = desk.hub.create_token(&realm, new).await?;
    Ok((StatusCode::CREATED, Json(shown(&realm, &holder)?)))
}

pub async fn get(State(desk): State<Desk>, Path((app, token)): Of) -> Result<Json<Token>, Failure> {
    let realm = desk.realm(&app)?;
    Ok(Json(shown(&realm, &*desk.holder(&realm, &token)?)?))
}

pub async fn update(
    State(desk): State<Desk>,
    Path((app, token)): Of,
    Body(wish): Body<UpdateToken>,
) -> Result<Json<Token>, Failure> {
    let realm = desk.realm(&app)?;
    desk.kept(&realm, &token)?;
    let id = TokenId::from(token);
    if id.client().is_some() && (wish.name.is_some() || wish.expires_at.is_some()) {
        return Err(Failure::invalid(
            "of a client only the state is changed here; its username under /clients, and it has no end",
        ));
    }
    let name = wish.name.map(|name| Some(name).filter(|name| !name.is_empty()));
    persona_name(name.as_ref().and_then(Option::as_deref))?;
    if wish.expected_version.is_some() && wish.state.is_none() {
        return Err(Failure::invalid(
            "expected_version is about the state; give the state too",
        ));
    }
    let now = desk.hub.clock.now().wall;
    let expires_at = match wish.expires_at.as_deref() {
        Some("") => Some(None),
        Some(text) => Some(Some(future("expires_at", text, now)?)),
        None => None,
    };
    let wish = TokenWish {
        name,
        state: wish.state,
        expected: wish.expected_version,
        expires_at,
    };
    let holder = desk.hub.update_token(&realm, &id, wish).await?;
    Ok(Json(shown(&realm, &holder)?))
}

pub async fn delete(State(desk): State<Desk>, Path((app, token)): Of) -> Result<StatusCode, Failure> {
    let realm = desk.realm(&app)?;
    let id = TokenId::from(token);
    let stored = match id.client() {
        Some(_) => desk.hub.delete_client(&realm, &id)?,
        None => desk.hub.delete_token(&realm, &id)?,
    };
    stored.wait().await?;
    Ok(StatusCode::NO_CONTENT)
}

pub async fn versions(
    State(desk): State<Desk>,
    Path((app, token)): Of,
    Query(query): Query<VersionsQuery>,
) -> Result<Json<Vec<StateVersion>>, Failure> {
    let realm = desk.realm(&app)?;
    desk.holder(&realm, &token)?;
    let limit = page::limit(query.limit, VERSIONS)?;
    let id = TokenId::from(token);
    desk.hub.caught_up().await;
    let records = desk.hub.store.token_versions(&realm.id, &id, limit).await;
    Ok(Json(state::shown(&realm, records.map_err(unread)?)))
}

pub async fn restore(
    State(desk): State<Desk>,
    Path((app, token)): Of,
    Body(wish): Body<RestoreState>,
) -> Result<Json<Token>, Failure> {
    let realm = desk.realm(&app)?;
    let newest = desk.kept(&realm, &token)?.read_token(|token| token.state.version);
    let id = TokenId::from(token);
    let records = match state::back_to(wish.version, newest.unwrap_or_default()) {
        Some(limit) => desk.hub.store.token_versions(&realm.id, &id, limit).await,
        None => Ok(Vec::new()),
    };
    let change = TokenWish {
        state: Some(state::former(records.map_err(unread)?, wish.version)?),
        expected: wish.expected_version,
        ..TokenWish::default()
    };
    let holder = desk.hub.update_token(&realm, &id, change).await?;
    Ok(Json(shown(&realm, &holder)?))
}

pub async fn message(
    State(desk): State<Desk>,
    Path((app, token)): Of,
    Body(wish): Body<SendDirect>,
) -> Result<Json<SentDirect>, Failure> {
    let realm = desk.realm(&app)?;
    let holder = desk.holder(&realm, &token)?;
    let payload = Payload::from_value(&wish.payload);
    let told = desk
        .hub
        .send_to(&realm, &holder, (None, None), wish.event, payload)?;
    Ok(Json(view::told(told)))
}

pub fn shown(realm: &Realm, holder: &Holder) -> Result<Token, Failure> {
    view::token(realm, holder).ok_or_else(|| Failure::not_found("the token is gone"))
}
