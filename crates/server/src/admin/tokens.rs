use axum::{Json, extract::State};
use contract::{CreateToken, Token, Tokens};
use http::StatusCode;
use model::{Timestamp, TokenId};

use super::{
    Desk,
    failure::{Body, Failure, Path, channel_name, persona_name},
    view,
};
use crate::hub::NewToken;

pub async fn list(State(desk): State<Desk>, Path(app): Path<String>) -> Result<Json<Tokens>, Failure> {
    let mut all: Vec<_> = desk
        .realm(&app)?
        .holders()
        .iter()
        .filter_map(|holder| view::token(holder))
        .collect();
    all.sort_by(|a, b| (&a.created_at, &a.name, &a.id).cmp(&(&b.created_at, &b.name, &b.id)));
    Ok(Json(Tokens {
        total: all.len() as u64,
        items: all,
        next: None,
    }))
}

pub async fn create(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Body(new): Body<CreateToken>,
) -> Result<(StatusCode, Json<Token>), Failure> {
    let realm = desk.realm(&app)?;
    persona_name(new.name.as_deref())?;
    let expires_at = match new.expires_at {
        Some(text) => Some(Timestamp::parse(&text).ok_or_else(|| {
            Failure::invalid(format!(
                "expires_at is {text:?}; give a time like 2030-01-31T09:00:00Z"
            ))
        })?),
        None => None,
    };
    let channels = new
        .channels
        .iter()
        .map(|name| channel_name(name))
        .collect::<Result<_, _>>()?;
    let new = NewToken {
        name: new.name,
        state: new.state.unwrap_or_default(),
        expires_at,
        channels,
    };
    let holder = desk.hub.create_token(&realm, new).await?;
    let token = view::token(&holder).ok_or_else(|| Failure::not_found("the token is gone"))?;
    Ok((StatusCode::CREATED, Json(token)))
}

pub async fn delete(
    State(desk): State<Desk>,
    Path((app, token)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    let realm = desk.realm(&app)?;
    desk.hub
        .delete_token(&realm, &TokenId::from(token))?
        .wait()
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
