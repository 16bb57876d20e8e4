//! What is asked while a server runs: pages of history, states, the journal. Every query walks one range of one index.

use model::{
    AppId, ChannelName, JournalEntry, Message, Payload, Position, State, Subject, TicketId, Timestamp,
    TokenId,
};
use sqlx::{FromRow, SqliteConnection, query_as, query_scalar};

use super::text::{int, number, odd, read_json, read_subject, read_word};
use crate::{HistoryQuery, HistoryRange, StateRecord};

/// The key of channel `?2` of app `?1`.
macro_rules! channel_key {
    () => {
        "(SELECT channels.key FROM channels JOIN apps ON apps.key = channels.app
          WHERE apps.id = ?1 AND channels.name = ?2)"
    };
}

/// The messages of that channel in a range, as one row of JSON arrays, one for each column: a row costs more on its way
/// out of SQLite's thread than a message costs in it, which makes this twice as fast as a row for each. Payloads are
/// JSON as they are.
macro_rules! page {
    ($($range:expr),+) => {
        concat!(
            "SELECT json_group_array(position), json_group_array(at), json_group_array(event),
                 json_group_array(sender), '[' || coalesce(group_concat(payload), '') || ']'
             FROM (SELECT position, at, event, sender, payload FROM messages WHERE channel = ",
            channel_key!(),
            $($range,)+
            " LIMIT ?5)"
        )
    };
}

/// Where the messages begin that came at or after `?3`.
macro_rules! since {
    () => {
        concat!(
            "(SELECT position FROM messages WHERE channel = ",
            channel_key!(),
            " AND at >= ?3 ORDER BY at, position LIMIT 1)"
        )
    };
}

/// Where the messages end that came at or before `?4`.
macro_rules! until {
    () => {
        concat!(
            "(SELECT position FROM messages WHERE channel = ",
            channel_key!(),
            " AND at <= ?4 ORDER BY at DESC, position DESC LIMIT 1)"
        )
    };
}

const UPWARDS: &str = page!(" AND position > ?3 AND position < ?4 ORDER BY position");
const DOWNWARDS: &str = page!(" AND position > ?3 AND position < ?4 ORDER BY position DESC");
const SINCE: &str = page!(" AND position >= ", since!(), " ORDER BY position");
const UNTIL: &str = page!(" AND position <= ", until!(), " ORDER BY position DESC");
const DURING: &str = page!(
    " AND position >= ",
    since!(),
    " AND position <= ",
    until!(),
    " ORDER BY position"
);

pub(super) async fn history(
    connection: &mut SqliteConnection,
    app: &AppId,
    channel: &ChannelName,
    query: HistoryQuery,
) -> Result<Vec<Message>, sqlx::Error> {
    // Wider than any position can be, so that one that was never written is noticed.
    const START: i64 = i64::MIN;
    const END: i64 = i64::MAX;
    let (sql, from, to) = match query.range {
        HistoryRange::Last => (DOWNWARDS, START, END),
        HistoryRange::Before(position) => (DOWNWARDS, START, int(position)),
        HistoryRange::After(position) => (UPWARDS, int(position), END),
        HistoryRange::Between { after, before } => (UPWARDS, int(after), int(before)),
        HistoryRange::Since(at) => (SINCE, int(at.0), END),
        HistoryRange::Until(at) => (UNTIL, START, int(at.0)),
        HistoryRange::During { from, to } => (DURING, int(from.0), int(to.0)),
    };
    let page: Page = query_as(sql)
        .bind(app.as_str())
        .bind(channel.as_str())
        .bind(from)
        .bind(to)
        .bind(limit(query.limit))
        .fetch_one(connection)
        .await?;
    page.messages(channel)
}

/// The first thing that is wrong with the file, if SQLite finds any in all of it.
pub(super) async fn verdict(connection: &mut SqliteConnection) -> Result<Option<String>, sqlx::Error> {
    let verdict: String = query_scalar("PRAGMA quick_check(1)")
        .fetch_one(connection)
        .await?;
    Ok(Some(verdict).filter(|verdict| verdict != "ok"))
}

/// Position of the oldest message of a channel.
pub(super) async fn first_position(
    connection: &mut SqliteConnection,
    app: &AppId,
    channel: &ChannelName,
) -> Result<Option<Position>, sqlx::Error> {
    let first: Option<i64> = query_scalar(concat!(
        "SELECT min(position) FROM messages WHERE channel = ",
        channel_key!()
    ))
    .bind(app.as_str())
    .bind(channel.as_str())
    .fetch_one(connection)
    .await?;
    first.map(number).transpose()
}

/// Positions, times, events, senders, payloads.
#[derive(FromRow)]
struct Page(String, String, String, String, String);

impl Page {
    /// Ascending by position, whichever way they were read.
    fn messages(&self, channel: &ChannelName) -> Result<Vec<Message>, sqlx::Error> {
        let positions: Vec<u64> = read_json(&self.0)?;
        let times: Vec<Timestamp> = read_json(&self.1)?;
        let events: Vec<String> = read_json(&self.2)?;
        let senders: Vec<String> = read_json(&self.3)?;
        let payloads: Vec<Payload> = read_json(&self.4)?;
        if payloads.len() != positions.len() {
            return Err(odd("a payload that is not one JSON value"));
        }
        let mut messages = Vec::with_capacity(positions.len());
        let rest = times.into_iter().zip(events).zip(senders).zip(payloads);
        for (position, (((at, event), sender), payload)) in positions.into_iter().zip(rest) {
            messages.push(Message {
                channel: channel.clone(),
                position,
                event,
                payload,
                sender: read_subject(&sender)?,
                origin: None,
                at,
            });
        }
        messages.sort_unstable_by_key(|message| message.position);
        Ok(messages)
    }
}

pub(super) async fn states(
    connection: &mut SqliteConnection,
    app: &AppId,
    channel: &ChannelName,
    most: usize,
) -> Result<Vec<StateRecord>, sqlx::Error> {
    let rows: Vec<(i64, String, String, i64)> = query_as(concat!(
        "SELECT version, value, author, at FROM states WHERE channel = ",
        channel_key!(),
        " ORDER BY version DESC LIMIT ?3"
    ))
    .bind(app.as_str())
    .bind(channel.as_str())
    .bind(limit(most))
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(version, value, author, at)| {
            Ok(StateRecord {
                state: State {
                    version: number(version)?,
                    value: read_json(&value)?,
                },
                by: read_subject(&author)?,
                at: Timestamp(number(at)?),
            })
        })
        .collect()
}

pub(super) async fn token_states(
    connection: &mut SqliteConnection,
    app: &AppId,
    token: &TokenId,
    most: usize,
) -> Result<Vec<StateRecord>, sqlx::Error> {
    let rows: Vec<(i64, String, i64)> = query_as(
        "SELECT version, value, at FROM token_states WHERE token =
             (SELECT tokens.key FROM tokens JOIN apps ON apps.key = tokens.app
              WHERE apps.id = ?1 AND tokens.id = ?2)
         ORDER BY version DESC LIMIT ?3",
    )
    .bind(app.as_str())
    .bind(token.as_str())
    .bind(limit(most))
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(version, value, at)| {
            Ok(StateRecord {
                state: State {
                    version: number(version)?,
                    value: read_json(&value)?,
                },
                by: Subject::Backend,
                at: Timestamp(number(at)?),
            })
        })
        .collect()
}

#[derive(FromRow)]
struct JournalRow {
    at: i64,
    app: String,
    ticket: Option<String>,
    token: String,
    channel: String,
    outcome: String,
    decider: String,
    term: Option<String>,
    reason: Option<String>,
}

pub(super) async fn journal(
    connection: &mut SqliteConnection,
    app: Option<&AppId>,
    most: usize,
) -> Result<Vec<JournalEntry>, sqlx::Error> {
    let rows: Vec<JournalRow> = match app {
        Some(app) => {
            let lines = query_as("SELECT * FROM journal WHERE app = ?1 ORDER BY line DESC LIMIT ?2");
            lines
                .bind(app.as_str())
                .bind(limit(most))
                .fetch_all(connection)
                .await?
        }
        None => {
            let lines = query_as("SELECT * FROM journal ORDER BY line DESC LIMIT ?1");
            lines.bind(limit(most)).fetch_all(connection).await?
        }
    };
    rows.into_iter().map(JournalRow::entry).collect()
}

impl JournalRow {
    fn entry(self) -> Result<JournalEntry, sqlx::Error> {
        Ok(JournalEntry {
            at: Timestamp(number(self.at)?),
            app: AppId::from(self.app),
            ticket: self.ticket.map(TicketId::from),
            token: TokenId::from(self.token),
            channel: ChannelName::parse(&self.channel).map_err(odd)?,
            outcome: read_word(self.outcome)?,
            by: read_word(self.decider)?,
            term: self.term.as_deref().map(read_json).transpose()?,
            reason: self.reason,
        })
    }
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}
