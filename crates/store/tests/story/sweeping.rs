//! The part of the story that is about what is taken away as time goes by.

use model::{App, Retention};
use store::{Change, HistoryQuery, Memory, Sqlite, Store, SweepPlan, Swept};

use crate::samples::*;

/// Nothing is old then.
const EARLY: SweepPlan = SweepPlan {
    now: model::Timestamp(START + 1_000),
    journal_lines: 100_000,
};

#[tokio::test]
async fn in_memory() {
    for tale in [Tale::Number, Tale::Age, Tale::Rest] {
        tale.tell(&Memory::default()).await;
    }
}

#[tokio::test]
async fn in_sqlite() {
    for tale in [Tale::Number, Tale::Age, Tale::Rest] {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(folder.path().join("story.db")).await.unwrap();
        tale.tell(&store).await;
    }
}

/// What a deleted channel leaves in the file is taken away little by little, and never belongs to another channel.
#[tokio::test]
async fn deleted_channels_are_cleared_in_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(folder.path().join("story.db")).await.unwrap();
    let mut changes = vec![Change::PutApp(app(1)), put_channel(&app(1), "lobby")];
    changes.extend(
        (1..=500).map(|position| append_keyed(&app(1), message("lobby", position), &position.to_string())),
    );
    store.commit(&changes).await.unwrap();
    let delete = Change::DeleteChannel {
        app: app(1).id,
        name: name("lobby"),
    };
    let again = [
        delete,
        put_channel(&app(1), "lobby"),
        append(&app(1), message("lobby", 7)),
    ];
    store.commit(&again).await.unwrap();
    let page = async || {
        let page = store
            .history(&app(1).id, &name("lobby"), HistoryQuery::last(999))
            .await;
        page.unwrap()
    };
    assert_eq!(page().await, [message("lobby", 7)]);

    let mut pieces = Vec::new();
    loop {
        let swept = store.sweep(EARLY, 300).await.unwrap();
        pieces.push(swept.left_behind);
        assert_eq!(swept.rows(), swept.left_behind);
        assert_eq!(page().await, [message("lobby", 7)]);
        if !swept.more {
            break;
        }
    }
    assert_eq!(pieces, [300, 300, 300, 100], "500 messages and 500 keys");
    assert_eq!(store.load().await.unwrap().apps[0].channels[0].keys, []);

    store.commit(&[Change::DeleteApp(app(1).id)]).await.unwrap();
    assert_eq!(store.sweep(EARLY, 300).await.unwrap().left_behind, 1);
    assert_eq!(store.sweep(EARLY, 300).await.unwrap(), Swept::default());
}

enum Tale {
    Number,
    Age,
    Rest,
}

impl Tale {
    async fn tell(self, store: &dyn Store) {
        match self {
            Self::Number => the_newest_messages_stay(store).await,
            Self::Age => the_young_messages_stay(store).await,
            Self::Rest => keys_lines_and_grants_go(store).await,
        }
    }
}

async fn fill(store: &dyn Store, retention: Retention, messages: u64) -> App {
    let app = App { retention, ..app(1) };
    let mut changes = vec![
        Change::PutApp(app.clone()),
        put_channel(&app, "lobby"),
        put_channel(&app, "quiet"),
        Change::PutApp(crate::samples::app(2)),
        put_channel(&crate::samples::app(2), "lobby"),
    ];
    for position in 1..=messages {
        changes.push(append(&app, message("lobby", position)));
        changes.push(append(&crate::samples::app(2), message("lobby", position)));
    }
    store.commit(&changes).await.unwrap();
    app
}

/// What is left of `lobby` in app 1, as the start of a server sees it: first and last position, and the messages.
async fn lobby(store: &dyn Store) -> (u64, u64, Vec<u64>) {
    let contents = store.load().await.unwrap();
    let channel = &contents.apps[0].channels[0];
    let (first, last) = (channel.first_position, channel.last_position);
    assert_eq!(channel.last_message_at, Some(message("lobby", last).at));
    let page = store
        .history(&app(1).id, &name("lobby"), HistoryQuery::last(9_999))
        .await;
    let positions: Vec<_> = page.unwrap().iter().map(|message| message.position).collect();
    let asked = store.first_position(&app(1).id, &name("lobby")).await.unwrap();
    assert_eq!(asked, positions.first().copied());
    (first, last, positions)
}

async fn the_newest_messages_stay(store: &dyn Store) {
    let retention = Retention {
        messages: Some(100),
        ..Retention::default()
    };
    fill(store, retention, 350).await;
    let first = store.sweep(EARLY, 200).await.unwrap();
    assert_eq!((first.messages, first.rows(), first.more), (200, 200, true));
    assert_eq!(lobby(store).await, (201, 350, (201..=350).collect()));
    let second = store.sweep(EARLY, 200).await.unwrap();
    assert_eq!((second.messages, second.rows(), second.more), (50, 50, false));
    assert_eq!(lobby(store).await, (251, 350, (251..=350).collect()));
    assert_eq!(store.sweep(EARLY, 200).await.unwrap(), Swept::default());

    let elsewhere = store.load().await.unwrap().apps.remove(1).channels.remove(0);
    assert_eq!((elsewhere.first_position, elsewhere.last_position), (1, 350));
}

async fn the_young_messages_stay(store: &dyn Store) {
    let retention = Retention {
        age_ms: Some(10_000),
        ..Retention::default()
    };
    let app = fill(store, retention, 50).await;
    // The clock is set back: what is old stays behind what is young, so that there is no hole.
    let mut old = message("lobby", 51);
    old.at = at(0);
    store.commit(&[append(&app, old)]).await.unwrap();
    let plan = |ms| SweepPlan { now: at(ms), ..EARLY };

    let swept = store.sweep(plan(11_020), 999).await.unwrap();
    assert_eq!((swept.messages, swept.rows(), swept.more), (20, 20, false));
    let page = store
        .history(&app.id, &name("lobby"), HistoryQuery::last(99))
        .await
        .unwrap();
    let left: Vec<_> = page.iter().map(|message| message.position).collect();
    assert_eq!(left, (21..=51).collect::<Vec<_>>());

    // When all have gone, their positions are still not given again.
    let swept = store.sweep(plan(60_000), 999).await.unwrap();
    assert_eq!(swept.messages, 31);
    let channel = store.load().await.unwrap().apps.remove(0).channels.remove(0);
    assert_eq!((channel.first_position, channel.last_position), (52, 51));
    assert_eq!(channel.last_message_at, Some(at(0)));
    assert_eq!(store.first_position(&app.id, &name("lobby")).await.unwrap(), None);
    store.commit(&[append(&app, message("lobby", 60))]).await.unwrap();
    assert_eq!(lobby(store).await, (60, 60, vec![60]));
}

async fn keys_lines_and_grants_go(store: &dyn Store) {
    let retention = Retention {
        idempotency_ms: 5_000,
        ..Retention::default()
    };
    let one = fill(store, retention, 0).await;
    let two = app(2);
    let mut changes = Vec::new();
    for position in 1..=20 {
        let key = position.to_string();
        changes.push(append_keyed(&one, message("lobby", position), &key));
        changes.push(append_keyed(&two, message("lobby", position), &key));
        changes.push(Change::Journal(journal_entry(&two, position)));
    }
    for number in 1..=3 {
        let mut grant = grant(&token(number), "lobby");
        grant.until = (number > 1).then(|| at(1_000 * u64::from(number)));
        changes.push(put_token(&one, &token(number)));
        changes.push(Change::PutGrant {
            app: one.id.clone(),
            grant,
        });
    }
    store.commit(&changes).await.unwrap();
    assert_eq!(store.sweep(EARLY, 999).await.unwrap(), Swept::default());

    let plan = SweepPlan {
        now: at(6_010),
        journal_lines: 15,
    };
    let mut all = Swept::default();
    loop {
        let swept = store.sweep(plan, 4).await.unwrap();
        assert!(swept.rows() <= 4, "{swept:?}");
        all = all.and(swept);
        if !swept.more {
            break;
        }
    }
    let expected = Swept {
        keys: 10,
        journal: 5,
        grants: 2,
        ..Swept::default()
    };
    assert_eq!(all, expected);
    let contents = store.load().await.unwrap();
    let keys = |app: usize| contents.apps[app].channels[0].keys.len();
    assert_eq!((keys(0), keys(1)), (10, 20), "each app has its own window");
    assert_eq!(contents.apps[0].grants.len(), 1);
    let lines = store.journal(None, 99).await.unwrap();
    assert_eq!((lines.len(), lines[14].at), (15, at(6)));
    assert_eq!(lobby(store).await.2.len(), 20, "messages stay");
}
