//! What a server starts from. Of the messages only the end of each channel is looked up.

use std::collections::HashMap;

use model::{
    App, AppId, Capabilities, Channel, ChannelName, Grant, State, Subscription, Timestamp, Token, TokenId,
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
    Ok(Contents {
        apps: order.iter().filter_map(|key| apps.remove(key)).collect(),
    })
}

#[derive(FromRow)]
struct AppRow {
    key: i64,
    id: String,
    name: String,
    project_token: String,
    join_mode: String,
    ask_timeout: i64,
    created_at: i64,
}

async fn read_apps(connection: &mut SqliteConnection) -> Result<(Vec<i64>, Apps), sqlx::Error> {
    let rows: Vec<AppRow> = query_as("SELECT * FROM apps ORDER BY created_at, id")
        .fetch_all(connection)
        .await?;
    let mut order = Vec::with_capacity(rows.len());
    let mut apps = Apps::with_capacity(rows.len());
    for row in rows {
        order.push(row.key);
        let app = App {
            id: AppId::from(row.id),
            name: row.name,
            project_token: row.project_token,
            join_mode: read_word(row.join_mode)?,
            ask_timeout: number(row.ask_timeout)?,
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
            },
        );
    }
    Ok((order, apps))
}

#[derive(FromRow)]
struct TokenRow {
    app: i64,
    id: String,
    name: Option<String>,
    state: String,
    state_version: i64,
    created_at: i64,
    expires_at: Option<i64>,
}

async fn read_tokens(connection: &mut SqliteConnection, apps: &mut Apps) -> Result<(), sqlx::Error> {
    let rows: Vec<TokenRow> = query_as("SELECT * FROM tokens ORDER BY created_at, id")
        .fetch_all(connection)
        .await?;
    for row in rows {
        let token = Token {
            id: TokenId::from(row.id),
            name: row.name,
            state: State {
                version: number(row.state_version)?,
                value: read_json(&row.state)?,
            },
            created_at: Timestamp(number(row.created_at)?),
            expires_at: row.expires_at.map(number).transpose()?.map(Timestamp),
        };
        of(apps, row.app)?.tokens.push(token);
    }
    Ok(())
}

#[derive(FromRow)]
struct ChannelRow {
    app: i64,
    name: String,
    visibility: String,
    capabilities: u32,
    closed: bool,
    extra: Option<String>,
    created_at: i64,
    state_version: Option<i64>,
    state: Option<String>,
    last_position: i64,
}

async fn read_channels(connection: &mut SqliteConnection, apps: &mut Apps) -> Result<(), sqlx::Error> {
    let rows: Vec<ChannelRow> = query_as(
        "SELECT channels.*, states.version AS state_version, states.value AS state,
             coalesce((SELECT max(position) FROM messages WHERE channel = channels.key), 0) AS last_position
         FROM channels LEFT JOIN states ON states.channel = channels.key
             AND states.version = (SELECT max(version) FROM states WHERE channel = channels.key)
         ORDER BY created_at, name",
    )
    .fetch_all(connection)
    .await?;
    for row in rows {
        let capabilities = Capabilities::from_bits(row.capabilities);
        let channel = Channel {
            name: name(&row.name)?,
            visibility: read_word(row.visibility)?,
            capabilities: capabilities.ok_or_else(|| odd("capabilities that do not exist"))?,
            closed: row.closed,
            extra: row.extra,
            created_at: Timestamp(number(row.created_at)?),
        };
        let state = match (row.state_version, row.state) {
            (Some(version), Some(value)) => State {
                version: number(version)?,
                value: read_json(&value)?,
            },
            _ => State::default(),
        };
        of(apps, row.app)?.channels.push(ChannelContents {
            channel,
            state,
            last_position: number(row.last_position)?,
        });
    }
    Ok(())
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

fn of(apps: &mut Apps, key: i64) -> Result<&mut AppContents, sqlx::Error> {
    apps.get_mut(&key)
        .ok_or_else(|| odd("something that belongs to no app"))
}

fn name(text: &str) -> Result<ChannelName, sqlx::Error> {
    ChannelName::parse(text).map_err(odd)
}
