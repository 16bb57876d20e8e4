//! Credentials for clients, made with the app's own secret. They are not kept, and not logged.

use axum::{Json, extract::State};
use contract::{Mint, Minted};
use dialects::{ALL, Wish};
use model::{Refusal, RefusalCode};

use super::{
    Desk,
    failure::{Body, Failure, Path},
    grants::DURATION,
};
use crate::hub::entropy;

pub async fn mint(
    State(desk): State<Desk>,
    Path(app): Path<String>,
    Body(wish): Body<Mint>,
) -> Result<Json<Minted>, Failure> {
    let realm = desk.realm(&app)?;
    let mut able = ALL.iter().filter_map(|spoken| Some((spoken.name, spoken.mint?)));
    let (_, make) = able
        .find(|(name, _)| *name == wish.dialect)
        .ok_or_else(|| no_such_dialect(&wish.dialect))?;
    let now = desk.hub.clock.now().wall;
    let expires_at = match wish.expires_in_ms {
        Some(ms) if DURATION.contains(&ms) => Some(now.after(ms)),
        Some(ms) => {
            return Err(Failure::invalid(format!(
                "expires_in_ms is {ms}; use 1,000 ms to 366 days"
            )));
        }
        None => None,
    };
    let newest = realm.read_app(|app| {
        let valid = app.signing_keys.iter().filter(|key| key.valid(now));
        let newest = valid.max_by_key(|key| key.created_at);
        newest.map(|key| key.secret.clone())
    });
    let secret = newest.ok_or_else(|| {
        Refusal::new(
            RefusalCode::NotFound,
            "this app has no secret that signs credentials of its clients",
        )
        .fix("make one for it")
    })?;
    let wish = Wish {
        kind: wish.kind,
        client: wish.client,
        role: wish.role,
        app: realm.id.to_string(),
        issued_at: now,
        expires_at,
        entropy: entropy(),
    };
    let made = make(&wish, &secret)?;
    Ok(Json(Minted {
        credential: made.credential,
    }))
}

fn no_such_dialect(name: &str) -> Refusal {
    let able = ALL
        .iter()
        .filter(|spoken| spoken.mint.is_some())
        .map(|spoken| spoken.name);
    let fix = match able.collect::<Vec<_>>() {
        none if none.is_empty() => "clients of this server show stored tokens".to_owned(),
        able => format!("use {}", able.join(" or ")),
    };
    let message = format!("no credentials are made for clients that speak {name:?}");
    Refusal::new(RefusalCode::InvalidRequest, message).fix(fix)
}
