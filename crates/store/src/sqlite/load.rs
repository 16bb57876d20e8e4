//! What a server starts from. Of the messages only the two ends of each channel are looked up.

use std::collections::HashMap;

use model::{
    AccessKey, App, AppId, Capabilities, Channel, ChannelName, Device, Grant, Position, ProjectKey,
    Retention, SigningKey, State, Subscription, Timestamp, Token, TokenId, Webhook,
};
use sqlx::{FromRow, SqliteConnection, query_as};

use super::text::{number, odd, read_json, read_word};
use crate::{AppContents, ChannelContents, Contents};

/// Apps by their keys, as they fill.
type Apps = HashMap<i64, AppContents>;

pub(super) async fn contents(connection: &mut SqliteConnection) -> Result<Contents, sqlx::Error> {
    let (order, mut apps) = read_apps(connection).await?;
    read_tokens(connection, &mut apps).await?;
    read_channels(connection, &mut apps).await?;
    read_subscriptions(connection, &mut apps).await?;
    read_grants(connection, &mut apps).await?;
    read_webhooks(connection, &mut apps).await?;
    read_devices(connection, &mut apps).await?;
    Ok(Contents {
        apps: order.iter().filter_map(|key| apps.remove(key)).collect(),
        access_keys: read_access_keys(connection).await?,
    })
}

#[derive(FromRow)]
struct AppRow {
    key: i64,
    id: String,
    name: String,
    join_mode: String,
    ask_timeout: i64,
    limits: String,
    default_capabilities: u32,
    keep_messages: Option<i64>,
    keep_ms: Option<i64>,
    keep_versions: u32,
    idempotency_ms: i64,
    created_at: i64,
}

async fn read_apps(connection: &mut SqliteConnection) -> Result<(Vec<i64>, Apps), sqlx::Error> {
    let rows: Vec<AppRow> = query_as("SELECT * FROM apps ORDER BY created_at, id")
        .fetch_all(&mut *connection)
        .await?;
    let mut order = Vec::with_capacity(rows.len());
    let mut apps = Apps::with_capacity(rows.len());
    for row in rows {
        order.push(row.key);
        let app = App {
            id: AppId::from(row.id),
            name: row.name,
            keys: Vec::new(),
            signing_keys: Vec::new(),
            join_mode: read_word(row.join_mode)?,
            ask_timeout: number(row.ask_timeout)?,
            limits: read_json(&row.limits)?,
            default_capabilities: capabilities(row.default_capabilities)?,
            retention: Retention {
                messages: row.keep_messages.map(number).transpose()?,
                age_ms: row.keep_ms.map(number).transpose()?,
                state_versions: row.keep_versions,
                idempotency_ms: number(row.idempotency_ms)?,
            },
            created_at: Timestamp(number(row.created_at)?),
        };
        apps.insert(
            row.key,
            AppContents {
                app,
                tokens: Vec::new(),
                channels: Vec::new(),
                subscriptions: Vec::new(),
                grants: Vec::new(),
                webhooks: Vec::new(),
                devices: Vec::new(),
            },
        );
    }
    read_project_keys(connection, &mut apps).await?;
    read_signing_keys(connection, &mut apps).await?;
    Ok((order, apps))
}

async fn read_project_keys(connection: &mut SqliteConnection, apps: &mut Apps) -> Result<(), sqlx::Error> {
    let rows: Vec<(i64, String, String, i64, Option<i64>)> =
        query_as("SELECT app, id, token, created_at, until FROM project_keys ORDER BY created_at, id")
            .fetch_all(connection)
            .await?;
    for (app, id, token, created_at, until) in rows {
        of(apps, app)?.app.keys.push(ProjectKey {
            id,
            token,
            created_at: Timestamp(number(created_at)?),
            until: until.map(number).transpose()?.map(Timestamp),
        });
    }
    Ok(())
}

async fn read_signing_keys(connection: &mut SqliteConnection, apps: &mut Apps) -> Result<(), sqlx::Error> {
    let rows: Vec<(i64, String, String, i64, Option<i64>)> =
        query_as("SELECT app, id, secret, created_at, until FROM signing_keys ORDER BY created_at, id")
            .fetch_all(connection)
            .await?;
    for (app, id, secret, created_at, until) in rows {
        of(apps, app)?.app.signing_keys.push(SigningKey {
            id,
            secret,
            created_at: Timestamp(number(created_at)?),
            until: until.map(number).transpose()?.map(Timestamp),
        });
    }
    Ok(())
}

#[derive(FromRow)]
struct TokenRow {
    app: i64,
    id: String,
    name: Option<String>,
    extra: Option<String>,
    state: String,
    state_version: i64,
    created_at: i64,
    expires_at: Option<i64>,
    last_seen: Option<i64>,
}

async fn read_tokens(connection: &mut SqliteConnection, apps: &mut Apps) -> Result<(), sqlx::Error> {
    let rows: Vec<TokenRow> = query_as("SELECT * FROM tokens ORDER BY created_at, id")
        .fetch_all(connection)
        .await?;
    for row in rows {
        let token = Token {
            id: TokenId::from(row.id),
            name: row.name,
            extra: row.extra,
            state: State {
                version: number(row.state_version)?,
                value: read_json(&row.state)?,
            },
            created_at: Timestamp(number(row.created_at)?),
            expires_at: row.expires_at.map(number).transpose()?.map(Timestamp),
            last_seen: row.last_seen.map(number).transpose()?.map(Timestamp),
        };
        of(apps, row.app)?.tokens.push(token);
    }
    Ok(())
}

#[derive(FromRow)]
struct ChannelRow {
    key: i64,
    app: i64,
    name: String,
    visibility: String,
    capabilities: u32,
    closed: bool,
    title: Option<String>,
    extra: Option<String>,
    push: bool,
    created_at: i64,
    state_version: Option<i64>,
    state: Option<String>,
    removed: i64,
    removed_at: Option<i64>,
    first_position: Option<i64>,
    last_position: Option<i64>,
    last_message_at: Option<i64>,
}

async fn read_channels(connection: &mut SqliteConnection, apps: &mut Apps) -> Result<(), sqlx::Error> {
    let rows: Vec<ChannelRow> = query_as(
        "SELECT channels.*, states.version AS state_version, states.value AS state,
             (SELECT min(position) FROM messages WHERE channel = channels.key) AS first_position,
             newest.position AS last_position, newest.at AS last_message_at
         FROM channels LEFT JOIN messages AS newest ON newest.channel = channels.key
             AND newest.position = (SELECT max(position) FROM messages WHERE channel = channels.key)
             LEFT JOIN states ON states.channel = channels.key
             AND states.version = (SELECT max(version) FROM states WHERE channel = channels.key)
         ORDER BY created_at, name",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut recent = read_publish_keys(connection).await?;
    for row in rows {
        let channel = Channel {
            name: name(&row.name)?,
            visibility: read_word(row.visibility)?,
            capabilities: capabilities(row.capabilities)?,
            closed: row.closed,
            title: row.title,
            extra: row.extra,
            push: row.push,
            created_at: Timestamp(number(row.created_at)?),
        };
        let state = match (row.state_version, row.state) {
            (Some(version), Some(value)) => State {
                version: number(version)?,
                value: read_json(&value)?,
            },
            _ => State::default(),
        };
        let last_position = number(row.last_position.unwrap_or(row.removed))?;
        let first_position = row.first_position.map(number).transpose()?;
        let last_message_at = row.last_message_at.or(row.removed_at);
        of(apps, row.app)?.channels.push(ChannelContents {
            channel,
            state,
            first_position: first_position.unwrap_or(last_position + 1),
            last_position,
            last_message_at: last_message_at.map(number).transpose()?.map(Timestamp),
            keys: recent.remove(&row.key).unwrap_or_default(),
        });
    }
    Ok(())
}

/// By the keys of their channels.
async fn read_publish_keys(
    connection: &mut SqliteConnection,
) -> Result<HashMap<i64, Vec<(String, Position, Timestamp)>>, sqlx::Error> {
    let rows: Vec<(i64, String, i64, i64)> =
        query_as("SELECT channel, key, position, at FROM publish_keys ORDER BY at, position")
            .fetch_all(connection)
            .await?;
    let mut recent: HashMap<_, Vec<_>> = HashMap::new();
    for (channel, key, position, at) in rows {
        let known = recent.entry(channel).or_default();
        known.push((key, number(position)?, Timestamp(number(at)?)));
    }
    Ok(recent)
}

async fn read_subscriptions(connection: &mut SqliteConnection, apps: &mut Apps) -> Result<(), sqlx::Error> {
    let rows: Vec<(i64, String, String, i64)> = query_as(
        "SELECT channels.app, tokens.id, channels.name, since FROM subscriptions
             JOIN channels ON channels.key = subscriptions.channel
             JOIN tokens ON tokens.key = subscriptions.token
         ORDER BY channels.name, tokens.id",
    )
    .fetch_all(connection)
    .await?;
    for (app, token, channel, since) in rows {
        of(apps, app)?.subscriptions.push(Subscription {
            token: TokenId::from(token),
            channel: name(&channel)?,
            since: Timestamp(number(since)?),
        });
    }
    Ok(())
}

#[derive(FromRow)]
struct GrantRow {
    app: i64,
    token: String,
    channel: String,
    decider: String,
    reason: Option<String>,
    at: i64,
    until: Option<i64>,
}

async fn read_grants(connection: &mut SqliteConnection, apps: &mut Apps) -> Result<(), sqlx::Error> {
    let rows: Vec<GrantRow> = query_as(
        "SELECT channels.app, tokens.id AS token, channels.name AS channel, decider, reason, at, until FROM grants
             JOIN channels ON channels.key = grants.channel
             JOIN tokens ON tokens.key = grants.token
         ORDER BY channels.name, tokens.id",
    )
    .fetch_all(connection)
    .await?;
    for row in rows {
        let grant = Grant {
            token: TokenId::from(row.token),
            channel: name(&row.channel)?,
            by: read_word(row.decider)?,
            reason: row.reason,
            at: Timestamp(number(row.at)?),
            until: row.until.map(number).transpose()?.map(Timestamp),
        };
        of(apps, row.app)?.grants.push(grant);
    }
    Ok(())
}

async fn read_webhooks(connection: &mut SqliteConnection, apps: &mut Apps) -> Result<(), sqlx::Error> {
    let rows: Vec<(i64, String, String, String, String, i64)> =
        query_as("SELECT app, id, url, events, secret, created_at FROM webhooks ORDER BY created_at, id")
            .fetch_all(connection)
            .await?;
    for (app, id, url, events, secret, created_at) in rows {
        of(apps, app)?.webhooks.push(Webhook {
            id,
            url,
            events: read_json(&events)?,
            secret,
            created_at: Timestamp(number(created_at)?),
        });
    }
    Ok(())
}

async fn read_devices(connection: &mut SqliteConnection, apps: &mut Apps) -> Result<(), sqlx::Error> {
    let rows: Vec<(i64, String, String, String)> = query_as(
        "SELECT devices.app, devices.id, tokens.id, devices.token FROM devices
             JOIN tokens ON tokens.key = devices.client
         ORDER BY devices.id",
    )
    .fetch_all(connection)
    .await?;
    for (app, id, client, token) in rows {
        of(apps, app)?.devices.push(Device {
            id,
            client: TokenId::from(client),
            token,
        });
    }
    Ok(())
}

#[derive(FromRow)]
struct AccessKeyRow {
    id: String,
    name: String,
    scope: String,
    hash: Vec<u8>,
    hint: String,
    created_at: i64,
    expires_at: Option<i64>,
}

async fn read_access_keys(connection: &mut SqliteConnection) -> Result<Vec<AccessKey>, sqlx::Error> {
    let rows: Vec<AccessKeyRow> = query_as("SELECT * FROM access_keys ORDER BY created_at, id")
        .fetch_all(connection)
        .await?;
    let key = |row: AccessKeyRow| {
        Ok(AccessKey {
            id: row.id,
            name: row.name,
            scope: read_word(row.scope)?,
            hash: row.hash.try_into().map_err(|_| odd("a hash that is none"))?,
            hint: row.hint,
            created_at: Timestamp(number(row.created_at)?),
            expires_at: row.expires_at.map(number).transpose()?.map(Timestamp),
        })
    };
    rows.into_iter().map(key).collect()
}

fn of(apps: &mut Apps, key: i64) -> Result<&mut AppContents, sqlx::Error> {
    apps.get_mut(&key)
        .ok_or_else(|| odd("something that belongs to no app"))
}

fn name(text: &str) -> Result<ChannelName, sqlx::Error> {
    ChannelName::parse(text).map_err(odd)
}

fn capabilities(bits: u32) -> Result<Capabilities, sqlx::Error> {
    Capabilities::from_bits(bits).ok_or_else(|| odd("capabilities that do not exist"))
}
