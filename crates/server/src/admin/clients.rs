//! Clients: identities that the app's backend registers.

use axum::{Json, extract::State};
use contract::{CreateClient, Token, UpdateClient};
use http::StatusCode;
use model::TokenId;

use super::{
    Desk,
    failure::{Body, Failure, Path},
    tokens::shown,
};
use crate::hub::ClientFacts;

pub async fn create(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Body(new): Body<CreateClient>,
) -> Result<(StatusCode, Json<Token>), Failure> {
    let realm = desk.realm(&app)?;
    let facts = ClientFacts {
        username: new.username.unwrap_or_default(),
        extra: new.extra.unwrap_or_default(),
    };
    let id = TokenId::of_client(&new.id);
    let holder = desk.hub.create_client(&realm, &id, facts).await?;
    Ok((StatusCode::CREATED, Json(shown(&realm, &holder)?)))
}

pub async fn update(
    State(desk): State<Desk>,
    Path((app, client)): Path<(String, String)>,
    Body(wish): Body<UpdateClient>,
) -> Result<Json<Token>, Failure> {
    let realm = desk.realm(&app)?;
    let id = TokenId::of_client(&client);
    let holder = desk.holder(&realm, id.as_str())?;
    let known = holder.token();
    let (username, extra) = known.map(|known| (known.name, known.extra)).unwrap_or_default();
    let facts = ClientFacts {
        username: wish.username.or(username).unwrap_or_default(),
        extra: wish.extra.or(extra).unwrap_or_default(),
    };
    desk.hub.update_client(&realm, &id, facts).await?;
    Ok(Json(shown(&realm, &holder)?))
}
