//! Rows that are created or replaced. A replaced row keeps its key.

use model::{
    AccessKey, App, AppId, Channel, ChannelName, Device, Grant, JournalEntry, ProjectKey, Retention,
    SigningKey, State, Subject, Subscription, Timestamp, Token, TokenId, Webhook,
};
use sqlx::{SqliteConnection, query, query_scalar};

use super::{
    fault::{self, Fault},
    text::{self, int, json},
};
use crate::{StoreError, change::oldest_kept};

pub(super) async fn app(connection: &mut SqliteConnection, app: &App) -> Result<(), Fault> {
    let Retention {
        messages,
        age_ms,
        state_versions,
        idempotency_ms,
    } = app.retention;
    let key: i64 = query_scalar(
        "INSERT INTO apps (id, name, join_mode, ask_timeout, limits, default_capabilities, keep_messages, keep_ms,
             keep_versions, idempotency_ms, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, join_mode = excluded.join_mode,
             ask_timeout = excluded.ask_timeout, limits = excluded.limits,
             default_capabilities = excluded.default_capabilities, keep_messages = excluded.keep_messages,
             keep_ms = excluded.keep_ms, keep_versions = excluded.keep_versions,
             idempotency_ms = excluded.idempotency_ms, created_at = excluded.created_at
         RETURNING key",
    )
    .bind(app.id.as_str())
    .bind(&app.name)
    .bind(app.join_mode.as_str())
    .bind(int(app.ask_timeout))
    .bind(json(&app.limits)?)
    .bind(i64::from(app.default_capabilities.bits()))
    .bind(messages.map(int))
    .bind(age_ms.map(int))
    .bind(i64::from(state_versions))
    .bind(int(idempotency_ms))
    .bind(int(app.created_at.0))
    .fetch_one(&mut *connection)
    .await?;
    project_keys(connection, key, &app.keys).await?;
    signing_keys(connection, key, &app.signing_keys).await
}

async fn project_keys(connection: &mut SqliteConnection, app: i64, keys: &[ProjectKey]) -> Result<(), Fault> {
    query("DELETE FROM project_keys WHERE app = ?1")
        .bind(app)
        .execute(&mut *connection)
        .await?;
    for key in keys {
        query("INSERT INTO project_keys (app, id, token, created_at, until) VALUES (?1, ?2, ?3, ?4, ?5)")
            .bind(app)
            .bind(&key.id)
            .bind(&key.token)
            .bind(int(key.created_at.0))
            .bind(key.until.map(|until| int(until.0)))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn signing_keys(connection: &mut SqliteConnection, app: i64, keys: &[SigningKey]) -> Result<(), Fault> {
    query("DELETE FROM signing_keys WHERE app = ?1")
        .bind(app)
        .execute(&mut *connection)
        .await?;
    for key in keys {
        query("INSERT INTO signing_keys (app, id, secret, created_at, until) VALUES (?1, ?2, ?3, ?4, ?5)")
            .bind(app)
            .bind(&key.id)
            .bind(&key.secret)
            .bind(int(key.created_at.0))
            .bind(key.until.map(|until| int(until.0)))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

pub(super) async fn token(
    connection: &mut SqliteConnection,
    app: &AppId,
    token: &Token,
    at: Timestamp,
    versions: u32,
) -> Result<(), Fault> {
    let value = json(&token.state.value)?;
    let version = token.state.version;
    let key: Option<i64> = query_scalar(
        "INSERT INTO tokens (app, id, name, extra, state, state_version, created_at, expires_at, last_seen)
         SELECT key, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM apps WHERE id = ?1
         ON CONFLICT (app, id) DO UPDATE SET name = excluded.name, extra = excluded.extra, state = excluded.state,
             state_version = excluded.state_version, created_at = excluded.created_at,
             expires_at = excluded.expires_at, last_seen = excluded.last_seen
         RETURNING key",
    )
    .bind(app.as_str())
    .bind(token.id.as_str())
    .bind(&token.name)
    .bind(&token.extra)
    .bind(&value)
    .bind(int(version))
    .bind(int(token.created_at.0))
    .bind(token.expires_at.map(|at| int(at.0)))
    .bind(token.last_seen.map(|at| int(at.0)))
    .fetch_optional(&mut *connection)
    .await?;
    let key = key.ok_or_else(|| StoreError::no_app(app))?;
    if version > 0 {
        query(
            "INSERT INTO token_states (token, version, value, at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (token, version) DO NOTHING",
        )
        .bind(key)
        .bind(int(version))
        .bind(&value)
        .bind(int(at.0))
        .execute(&mut *connection)
        .await?;
    }
    query("DELETE FROM token_states WHERE token = ?1 AND version < ?2")
        .bind(key)
        .bind(int(oldest_kept(version, versions)))
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn seen(
    connection: &mut SqliteConnection,
    app: &AppId,
    token: &TokenId,
    at: Timestamp,
) -> Result<(), Fault> {
    query("UPDATE tokens SET last_seen = ?3 WHERE id = ?2 AND app = (SELECT key FROM apps WHERE id = ?1)")
        .bind(app.as_str())
        .bind(token.as_str())
        .bind(int(at.0))
        .execute(connection)
        .await?;
    Ok(())
}

/// A new one gets a key that no channel has whose messages are still there.
pub(super) async fn channel(
    connection: &mut SqliteConnection,
    app: &AppId,
    channel: &Channel,
) -> Result<(), Fault> {
    let done = query(
        "INSERT INTO channels (key, app, name, visibility, capabilities, closed, title, extra, push, created_at)
         SELECT 1 + max(coalesce((SELECT max(key) FROM channels), 0), coalesce((SELECT max(channel) FROM graves), 0)),
             key, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM apps WHERE id = ?1
         ON CONFLICT (app, name) DO UPDATE SET visibility = excluded.visibility,
             capabilities = excluded.capabilities, closed = excluded.closed, title = excluded.title,
             extra = excluded.extra, push = excluded.push, created_at = excluded.created_at",
    )
    .bind(app.as_str())
    .bind(channel.name.as_str())
    .bind(channel.visibility.as_str())
    .bind(i64::from(channel.capabilities.bits()))
    .bind(channel.closed)
    .bind(&channel.title)
    .bind(&channel.extra)
    .bind(channel.push)
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

pub(super) async fn access_key(connection: &mut SqliteConnection, key: &AccessKey) -> Result<(), Fault> {
    query(
        "INSERT INTO access_keys (id, name, scope, hash, hint, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, scope = excluded.scope, hash = excluded.hash,
             hint = excluded.hint, created_at = excluded.created_at, expires_at = excluded.expires_at",
    )
    .bind(&key.id)
    .bind(&key.name)
    .bind(key.scope.as_str())
    .bind(&key.hash[..])
    .bind(&key.hint)
    .bind(int(key.created_at.0))
    .bind(key.expires_at.map(|at| int(at.0)))
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn webhook(
    connection: &mut SqliteConnection,
    app: &AppId,
    webhook: &Webhook,
) -> Result<(), Fault> {
    let done = query(
        "INSERT INTO webhooks (app, id, url, events, secret, created_at)
         SELECT key, ?2, ?3, ?4, ?5, ?6 FROM apps WHERE id = ?1
         ON CONFLICT (app, id) DO UPDATE SET url = excluded.url, events = excluded.events,
             secret = excluded.secret, created_at = excluded.created_at",
    )
    .bind(app.as_str())
    .bind(&webhook.id)
    .bind(&webhook.url)
    .bind(json(&webhook.events)?)
    .bind(&webhook.secret)
    .bind(int(webhook.created_at.0))
    .execute(connection)
    .await?;
    stored(done.rows_affected(), || StoreError::no_app(app))
}

pub(super) async fn device(
    connection: &mut SqliteConnection,
    app: &AppId,
    device: &Device,
) -> Result<(), Fault> {
    let done = query(
        "INSERT INTO devices (app, id, client, token)
         SELECT apps.key, ?2, tokens.key, ?4 FROM apps
             JOIN tokens ON tokens.app = apps.key AND tokens.id = ?3
         WHERE apps.id = ?1
         ON CONFLICT (app, id) DO UPDATE SET client = excluded.client, token = excluded.token",
    )
    .bind(app.as_str())
    .bind(&device.id)
    .bind(device.client.as_str())
    .bind(&device.token)
    .execute(connection)
    .await?;
    stored(done.rows_affected(), || StoreError::no_token(app, &device.client))
}

/// A row that is selected from what it belongs to is not there if that is not.
fn stored(rows: u64, missing: impl FnOnce() -> StoreError) -> Result<(), Fault> {
    if rows == 0 { Err(missing().into()) } else { Ok(()) }
}
