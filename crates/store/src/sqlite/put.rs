//! Rows that are created or replaced. A replaced row keeps its key.

use model::{
    App, AppId, Channel, ChannelName, Grant, JournalEntry, State, Subject, Subscription, Timestamp, Token,
};
use sqlx::{SqliteConnection, query};

use super::{
    fault::{self, Fault},
    text::{self, int, json},
};
use crate::StoreError;

pub(super) async fn app(connection: &mut SqliteConnection, app: &App) -> Result<(), Fault> {
    query(
        "INSERT INTO apps (id, name, project_token, join_mode, ask_timeout, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, project_token = excluded.project_token,
             join_mode = excluded.join_mode, ask_timeout = excluded.ask_timeout, created_at = excluded.created_at",
    )
    .bind(app.id.as_str())
    .bind(&app.name)
    .bind(&app.project_token)
    .bind(app.join_mode.as_str())
    .bind(int(app.ask_timeout))
    .bind(int(app.created_at.0))
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn token(
    connection: &mut SqliteConnection,
    app: &AppId,
    token: &Token,
) -> Result<(), Fault> {
    let done = query(
        "INSERT INTO tokens (app, id, name, state, state_version, created_at, expires_at)
         SELECT key, ?2, ?3, ?4, ?5, ?6, ?7 FROM apps WHERE id = ?1
         ON CONFLICT (app, id) DO UPDATE SET name = excluded.name, state = excluded.state,
             state_version = excluded.state_version, created_at = excluded.created_at,
             expires_at = excluded.expires_at",
    )
    .bind(app.as_str())
    .bind(token.id.as_str())
    .bind(&token.name)
    .bind(json(&token.state.value)?)
    .bind(int(token.state.version))
    .bind(int(token.created_at.0))
    .bind(token.expires_at.map(|at| int(at.0)))
    .execute(connection)
    .await?;
    stored(done.rows_affected(), || StoreError::no_app(app))
}

pub(super) async fn channel(
    connection: &mut SqliteConnection,
    app: &AppId,
    channel: &Channel,
) -> Result<(), Fault> {
    let done = query(
        "INSERT INTO channels (app, name, visibility, capabilities, closed, extra, created_at)
         SELECT key, ?2, ?3, ?4, ?5, ?6, ?7 FROM apps WHERE id = ?1
         ON CONFLICT (app, name) DO UPDATE SET visibility = excluded.visibility,
             capabilities = excluded.capabilities, closed = excluded.closed, extra = excluded.extra,
             created_at = excluded.created_at",
    )
    .bind(app.as_str())
    .bind(channel.name.as_str())
    .bind(channel.visibility.as_str())
    .bind(i64::from(channel.capabilities.bits()))
    .bind(channel.closed)
    .bind(&channel.extra)
    .bind(int(channel.created_at.0))
    .execute(connection)
    .await?;
    stored(done.rows_affected(), || StoreError::no_app(app))
}

pub(super) async fn state(
    connection: &mut SqliteConnection,
    app: &AppId,
    channel: &ChannelName,
    state: &State,
    by: &Subject,
    at: Timestamp,
) -> Result<(), Fault> {
    let done = query(
        "INSERT INTO states (channel, version, value, author, at)
         SELECT channels.key, ?3, ?4, ?5, ?6 FROM channels JOIN apps ON apps.key = channels.app
         WHERE apps.id = ?1 AND channels.name = ?2",
    )
    .bind(app.as_str())
    .bind(channel.as_str())
    .bind(int(state.version))
    .bind(json(&state.value)?)
    .bind(text::subject(by))
    .bind(int(at.0))
    .execute(connection)
    .await;
    match done {
        Ok(done) => stored(done.rows_affected(), || StoreError::no_channel(app, channel)),
        Err(error) if fault::is_taken(&error) => {
            let what = format!("version {} of the state of \"{channel}\"", state.version);
            Err(StoreError::taken(what).into())
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn subscription(
    connection: &mut SqliteConnection,
    app: &AppId,
    subscription: &Subscription,
) -> Result<(), Fault> {
    let Subscription {
        token,
        channel,
        since,
    } = subscription;
    let done = query(
        "INSERT INTO subscriptions (channel, token, since)
         SELECT channels.key, tokens.key, ?4 FROM apps
             JOIN channels ON channels.app = apps.key AND channels.name = ?2
             JOIN tokens ON tokens.app = apps.key AND tokens.id = ?3
         WHERE apps.id = ?1
         ON CONFLICT (channel, token) DO UPDATE SET since = excluded.since",
    )
    .bind(app.as_str())
    .bind(channel.as_str())
    .bind(token.as_str())
    .bind(int(since.0))
    .execute(connection)
    .await?;
    stored(done.rows_affected(), || {
        StoreError::no_member(app, channel, token)
    })
}

pub(super) async fn grant(
    connection: &mut SqliteConnection,
    app: &AppId,
    grant: &Grant,
) -> Result<(), Fault> {
    let Grant { token, channel, .. } = grant;
    let done = query(
        "INSERT INTO grants (channel, token, decider, reason, at, until)
         SELECT channels.key, tokens.key, ?4, ?5, ?6, ?7 FROM apps
             JOIN channels ON channels.app = apps.key AND channels.name = ?2
             JOIN tokens ON tokens.app = apps.key AND tokens.id = ?3
         WHERE apps.id = ?1
         ON CONFLICT (channel, token) DO UPDATE SET decider = excluded.decider, reason = excluded.reason,
             at = excluded.at, until = excluded.until",
    )
    .bind(app.as_str())
    .bind(channel.as_str())
    .bind(token.as_str())
    .bind(grant.by.as_str())
    .bind(&grant.reason)
    .bind(int(grant.at.0))
    .bind(grant.until.map(|until| int(until.0)))
    .execute(connection)
    .await?;
    stored(done.rows_affected(), || {
        StoreError::no_member(app, channel, token)
    })
}

pub(super) async fn journal(connection: &mut SqliteConnection, entry: &JournalEntry) -> Result<(), Fault> {
    query(
        "INSERT INTO journal (at, app, ticket, token, channel, outcome, decider, term, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )
    .bind(int(entry.at.0))
    .bind(entry.app.as_str())
    .bind(entry.ticket.as_ref().map(|ticket| ticket.as_str()))
    .bind(entry.token.as_str())
    .bind(entry.channel.as_str())
    .bind(entry.outcome.as_str())
    .bind(entry.by.as_str())
    .bind(entry.term.as_ref().map(json).transpose()?)
    .bind(&entry.reason)
    .execute(connection)
    .await?;
    Ok(())
}

/// A row that is selected from what it belongs to is not there if that is not.
fn stored(rows: u64, missing: impl FnOnce() -> StoreError) -> Result<(), Fault> {
    if rows == 0 { Err(missing().into()) } else { Ok(()) }
}
