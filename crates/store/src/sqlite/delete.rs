//! Rows that are taken away, with what belongs to them; the schema's references see to most of that.

use model::{AppId, ChannelName, StateVersion, TokenId};
use sqlx::{SqliteConnection, query};

use super::{fault::Fault, text::int};
use crate::change::oldest_kept;

pub(super) async fn app(connection: &mut SqliteConnection, id: &AppId) -> Result<(), Fault> {
    query(
        "INSERT INTO graves
             SELECT channels.key FROM channels JOIN apps ON apps.key = channels.app WHERE apps.id = ?1",
    )
    .bind(id.as_str())
    .execute(&mut *connection)
    .await?;
    query("DELETE FROM apps WHERE id = ?1")
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn token(connection: &mut SqliteConnection, app: &AppId, id: &TokenId) -> Result<(), Fault> {
    query("DELETE FROM tokens WHERE id = ?2 AND app = (SELECT key FROM apps WHERE id = ?1)")
        .bind(app.as_str())
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Its messages are left for the next sweeps: there may be millions of them.
pub(super) async fn channel(
    connection: &mut SqliteConnection,
    app: &AppId,
    name: &ChannelName,
) -> Result<(), Fault> {
    let key: Option<i64> = sqlx::query_scalar(
        "DELETE FROM channels WHERE name = ?2 AND app = (SELECT key FROM apps WHERE id = ?1) RETURNING key",
    )
    .bind(app.as_str())
    .bind(name.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    query(
        "INSERT INTO graves SELECT ?1 WHERE EXISTS (SELECT 1 FROM messages WHERE channel = ?1)
             OR EXISTS (SELECT 1 FROM publish_keys WHERE channel = ?1)",
    )
    .bind(key)
    .execute(connection)
    .await?;
    Ok(())
}

/// Of a channel's states up to `version` the newest `versions` stay.
pub(super) async fn old_states(
    connection: &mut SqliteConnection,
    app: &AppId,
    channel: &ChannelName,
    version: StateVersion,
    versions: u32,
) -> Result<(), Fault> {
    let oldest = oldest_kept(version, versions);
    if oldest <= 1 {
        return Ok(());
    }
    query(
        "DELETE FROM states WHERE version < ?3 AND channel =
             (SELECT channels.key FROM channels JOIN apps ON apps.key = channels.app
              WHERE apps.id = ?1 AND channels.name = ?2)",
    )
    .bind(app.as_str())
    .bind(channel.as_str())
    .bind(int(oldest))
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn subscription(
    connection: &mut SqliteConnection,
    app: &AppId,
    channel: &ChannelName,
    token: &TokenId,
) -> Result<(), Fault> {
    query(
        "DELETE FROM subscriptions WHERE (channel, token) IN
             (SELECT channels.key, tokens.key FROM apps
                 JOIN channels ON channels.app = apps.key AND channels.name = ?2
                 JOIN tokens ON tokens.app = apps.key AND tokens.id = ?3
              WHERE apps.id = ?1)",
    )
    .bind(app.as_str())
    .bind(channel.as_str())
    .bind(token.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn grant(
    connection: &mut SqliteConnection,
    app: &AppId,
    channel: &ChannelName,
    token: &TokenId,
) -> Result<(), Fault> {
    query(
        "DELETE FROM grants WHERE (channel, token) IN
             (SELECT channels.key, tokens.key FROM apps
                 JOIN channels ON channels.app = apps.key AND channels.name = ?2
                 JOIN tokens ON tokens.app = apps.key AND tokens.id = ?3
              WHERE apps.id = ?1)",
    )
    .bind(app.as_str())
    .bind(channel.as_str())
    .bind(token.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn access_key(connection: &mut SqliteConnection, id: &str) -> Result<(), Fault> {
    query("DELETE FROM access_keys WHERE id = ?1")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn webhook(connection: &mut SqliteConnection, app: &AppId, id: &str) -> Result<(), Fault> {
    query("DELETE FROM webhooks WHERE id = ?2 AND app = (SELECT key FROM apps WHERE id = ?1)")
        .bind(app.as_str())
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn device(connection: &mut SqliteConnection, app: &AppId, id: &str) -> Result<(), Fault> {
    query("DELETE FROM devices WHERE id = ?2 AND app = (SELECT key FROM apps WHERE id = ?1)")
        .bind(app.as_str())
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}
