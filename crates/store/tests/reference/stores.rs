//! Both stores, and what they show.

use model::{
    App, AppId, Capabilities, Channel, ChannelName, Device, Message, Payload, Retention, SigningKey, State,
    Subject, Timestamp, Token, TokenId, Visibility,
};
use serde_json::json;
use store::{Change, HistoryQuery, HistoryRange, Memory, Sqlite, Store, StoreError, SweepPlan};
use tempfile::TempDir;

use crate::{
    reference::{Answer, Reference},
    step::{Range, Step},
};

const START: u64 = 1_760_000_000_000;

pub struct Stores {
    memory: Memory,
    sqlite: Option<Sqlite>,
    folder: TempDir,
}

impl Stores {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stores = Self {
            memory: Memory::default(),
            sqlite: Some(open(&folder).await),
            folder,
        };
        for (_, store) in stores.both() {
            let changes = [Change::PutApp(app(&Reference::default())), put_channel()];
            store.commit(&changes).await.unwrap();
        }
        stores
    }

    /// Lets a step happen that the reference has taken already, and compares. The error says what differs.
    pub async fn take(&mut self, step: &Step, wanted: &Answer, reference: &Reference) -> Result<(), String> {
        if let (Step::Restart, Some(sqlite)) = (step, self.sqlite.take_if(|_| matches!(step, Step::Restart)))
        {
            sqlite.close().await;
            drop(sqlite);
            self.sqlite = Some(open(&self.folder).await);
        }
        for (what, store) in self.both() {
            let answer = act(store, step, wanted, reference).await;
            same(what, "answer", &answer, wanted)?;
            look(what, store, reference).await?;
        }
        Ok(())
    }

    fn both(&self) -> Vec<(&'static str, &dyn Store)> {
        let mut both: Vec<(_, &dyn Store)> = vec![("memory", &self.memory)];
        both.extend(
            self.sqlite
                .as_ref()
                .map(|sqlite| ("sqlite", sqlite as &dyn Store)),
        );
        both
    }
}

async fn open(folder: &TempDir) -> Sqlite {
    Sqlite::open(folder.path().join("store.db")).await.unwrap()
}

async fn act(store: &dyn Store, step: &Step, wanted: &Answer, reference: &Reference) -> Answer {
    let changes = match *step {
        _ if *wanted == Answer::Nothing => return Answer::Nothing,
        Step::Append { ahead: 0, key } => {
            let (position, _) = reference.newest.unwrap();
            vec![append(position, reference.now, key)]
        }
        Step::Append { key, .. } => {
            let (position, at) = reference.newest.unwrap();
            vec![append(position, at, key)]
        }
        Step::Put { .. } if *wanted == Answer::Refused => {
            let (version, _) = *reference.states.last().unwrap();
            vec![put_state(version, 0, 1)]
        }
        Step::Put { keep, .. } => {
            let (version, value) = *reference.states.last().unwrap();
            vec![put_state(version, value, keep)]
        }
        Step::Restore { .. } => {
            let (version, value) = *reference.states.last().unwrap();
            vec![put_state(version, value, 100)]
        }
        Step::Retain { .. } | Step::Secrets(_) => vec![Change::PutApp(app(reference))],
        Step::Client { client, there: true } => vec![Change::PutToken {
            app: app_id(),
            token: token(client),
            at: Timestamp(START),
            versions: 1,
        }],
        Step::Client { client, there: false } => vec![Change::DeleteToken {
            app: app_id(),
            id: token(client).id,
        }],
        Step::Device { id, client } => vec![match client {
            Some(client) => Change::PutDevice {
                app: app_id(),
                device: device(id, client),
            },
            None => Change::DeleteDevice {
                app: app_id(),
                id: id.to_string(),
            },
        }],
        Step::Replace => vec![
            Change::DeleteChannel {
                app: app_id(),
                name: name(),
            },
            put_channel(),
        ],
        Step::Clock(_) | Step::Restart => Vec::new(),
        Step::Sweep { at_most } => return sweep(store, reference, at_most).await,
        Step::Ask { range, limit } => return ask(store, range, limit).await,
    };
    match store.commit(&changes).await {
        Ok(()) => {
            if matches!(step, Step::Replace) {
                clear(store).await;
            }
            Answer::Done
        }
        Err(StoreError::Conflict { .. } | StoreError::Missing { .. }) => Answer::Refused,
        Err(error) => panic!("{error}"),
    }
}

/// Takes away what a deleted channel has left, of which the reference knows nothing.
async fn clear(store: &dyn Store) {
    let plan = SweepPlan {
        now: Timestamp(0),
        journal_lines: 1,
    };
    while store.sweep(plan, 3).await.unwrap().more {}
}

async fn sweep(store: &dyn Store, reference: &Reference, at_most: usize) -> Answer {
    let plan = SweepPlan {
        now: Timestamp(START + reference.now),
        journal_lines: 1,
    };
    let swept = store.sweep(plan, at_most).await.unwrap();
    Answer::Swept(swept.messages, swept.keys, swept.more)
}

async fn ask(store: &dyn Store, range: Range, limit: usize) -> Answer {
    let at = |instant| Timestamp(START + instant);
    let range = match range {
        Range::Last => HistoryRange::Last,
        Range::After(position) => HistoryRange::After(position),
        Range::Before(position) => HistoryRange::Before(position),
        Range::Between(after, before) => HistoryRange::Between { after, before },
        Range::Since(from) => HistoryRange::Since(at(from)),
        Range::Until(to) => HistoryRange::Until(at(to)),
        Range::During(from, to) => HistoryRange::During {
            from: at(from),
            to: at(to),
        },
    };
    let page = store
        .history(&app_id(), &name(), HistoryQuery { range, limit })
        .await;
    Answer::Page(page.unwrap().iter().map(|message| message.position).collect())
}

/// Compares all that can be seen.
async fn look(what: &str, store: &dyn Store, reference: &Reference) -> Result<(), String> {
    let mut contents = store.load().await.unwrap().apps.remove(0);
    same(what, "app", &contents.app, &app(reference))?;
    let clients: Vec<_> = reference.clients.iter().map(|client| token(*client)).collect();
    same(what, "clients", &contents.tokens, &clients)?;
    let devices = reference.devices.iter().map(|(id, client)| device(*id, *client));
    same(what, "devices", &contents.devices, &devices.collect())?;
    let channel = contents.channels.remove(0);
    let (last, last_at) = reference.newest.unzip();
    let first = reference.messages.first().map(|(position, _)| *position);
    same(what, "last", &channel.last_position, &last.unwrap_or(0))?;
    let at = |instant: u64| Timestamp(START + instant);
    same(
        what,
        "last message at",
        &channel.last_message_at,
        &last_at.map(at),
    )?;
    same(
        what,
        "first",
        &channel.first_position,
        &first.unwrap_or(channel.last_position + 1),
    )?;
    let asked = store.first_position(&app_id(), &name()).await.unwrap();
    same(what, "first, asked", &asked, &first)?;
    let mut keys: Vec<_> = reference
        .keys
        .iter()
        .map(|(key, position, instant)| (key.to_string(), *position, at(*instant)))
        .collect();
    keys.sort_by_key(|(_, position, at)| (*at, *position));
    same(what, "keys", &channel.keys, &keys)?;
    let records = store.state_versions(&app_id(), &name(), 1_000).await.unwrap();
    let states: Vec<_> = records.into_iter().rev().map(|record| record.state).collect();
    let wanted: Vec<_> = reference
        .states
        .iter()
        .map(|(version, value)| state(*version, *value))
        .collect();
    same(what, "states", &states, &wanted)?;
    let current = wanted.last().cloned().unwrap_or_default();
    same(what, "state", &channel.state, &current)
}

fn same<T: PartialEq + std::fmt::Debug>(store: &str, what: &str, has: &T, wanted: &T) -> Result<(), String> {
    if has == wanted {
        return Ok(());
    }
    Err(format!(
        "{what}\n    {store:<9}  {has:?}\n    reference  {wanted:?}"
    ))
}

fn app_id() -> AppId {
    AppId::from("project_1")
}

fn name() -> ChannelName {
    ChannelName::parse("room").unwrap()
}

fn app(reference: &Reference) -> App {
    let (messages, age_ms, idempotency_ms) = reference.retain;
    let secret = |number: u8| SigningKey::new(Timestamp(START), &[number; 16], format!("secret {number}"));
    App {
        signing_keys: (0..reference.secrets).map(secret).collect(),
        retention: Retention {
            messages,
            age_ms,
            idempotency_ms,
            ..Retention::default()
        },
        ..App::new(app_id(), "App", Timestamp(START))
    }
}

fn token(client: u8) -> Token {
    Token {
        id: TokenId::of_client(&client.to_string()),
        name: None,
        extra: Some(format!("extra {client}")),
        state: State::default(),
        created_at: Timestamp(START),
        expires_at: None,
        last_seen: None,
    }
}

fn device(id: u8, client: u8) -> Device {
    Device {
        id: id.to_string(),
        client: token(client).id,
        token: format!("push token {id} {client}"),
    }
}

fn put_channel() -> Change {
    Change::PutChannel {
        app: app_id(),
        channel: Channel {
            name: name(),
            visibility: Visibility::Public,
            capabilities: Capabilities::PERSISTENT,
            closed: false,
            title: None,
            extra: None,
            push: false,
            created_at: Timestamp(START),
        },
    }
}

fn append(position: u64, at: u64, key: Option<u8>) -> Change {
    Change::Append {
        app: app_id(),
        message: Message {
            channel: name(),
            position,
            event: "said".into(),
            payload: Payload::null(),
            sender: Subject::Backend,
            origin: None,
            at: Timestamp(START + at),
        },
        key: key.map(|key| key.to_string()),
    }
}

fn put_state(version: u64, value: u64, versions: u32) -> Change {
    Change::PutState {
        app: app_id(),
        channel: name(),
        state: state(version, value),
        by: Subject::Backend,
        at: Timestamp(START),
        versions,
    }
}

fn state(version: u64, value: u64) -> State {
    State {
        version,
        value: json!({ "value": value }).as_object().unwrap().clone(),
    }
}
