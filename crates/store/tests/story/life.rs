//! The life of an app.

use model::{ProjectKey, Retention, SigningKey, Visibility};
use store::{
    AppContents, Change, ChannelContents, Contents, HistoryQuery, Memory, Sqlite, Store, StoreError,
};

use crate::{
    history::{self, lobby},
    samples::*,
};

#[tokio::test]
async fn in_memory() {
    tell(&Memory::default()).await;
}

#[tokio::test]
async fn in_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    tell(&Sqlite::open(folder.path().join("story.db")).await.unwrap()).await;
}

async fn tell(store: &dyn Store) {
    assert_eq!(store.load().await.unwrap(), Contents::default());
    things_are_put_and_replaced(store).await;
    history::messages_are_read_in_every_way(store).await;
    states_have_versions(store).await;
    the_journal_is_newest_first(store).await;
    what_does_not_fit_is_refused_whole(store).await;
    deletes_take_along_what_belongs(store).await;
}

/// App 1 with two tokens and two channels, and app 2 which has the same names.
async fn things_are_put_and_replaced(store: &dyn Store) {
    let (one, two) = (app(1), app(2));
    let (alice, bob) = (token(1), token(2));
    let first = [
        Change::PutApp(two.clone()),
        Change::PutApp(one.clone()),
        put_token(&one, &bob),
        put_token(&one, &alice),
        put_channel(&one, "lobby"),
        put_channel(&one, "backstage"),
        put_token(&two, &alice),
        put_channel(&two, "lobby"),
        put_subscription(&one, &alice, "lobby"),
        put_subscription(&one, &bob, "lobby"),
        put_subscription(&one, &alice, "backstage"),
        put_grant(&one, &alice, "backstage"),
        put_state(&one, "lobby", 1),
    ];
    store.commit(&first).await.unwrap();

    let contents = |name: &str| ChannelContents {
        channel: channel(name),
        state: Default::default(),
        first_position: 1,
        last_position: 0,
        last_message_at: None,
        keys: Vec::new(),
    };
    let mut expected = vec![
        AppContents {
            app: one.clone(),
            tokens: vec![alice.clone(), bob.clone()],
            channels: vec![contents("backstage"), contents("lobby")],
            subscriptions: vec![
                subscription(&alice, "backstage"),
                subscription(&alice, "lobby"),
                subscription(&bob, "lobby"),
            ],
            grants: vec![grant(&alice, "backstage")],
            webhooks: Vec::new(),
            devices: Vec::new(),
        },
        AppContents {
            app: two,
            tokens: vec![alice.clone()],
            channels: vec![contents("lobby")],
            subscriptions: Vec::new(),
            grants: Vec::new(),
            webhooks: Vec::new(),
            devices: Vec::new(),
        },
    ];
    expected[0].channels[1].state.version = 1;
    expected[0].channels[1].state.value = object(serde_json::json!({"version": 1}));
    assert_eq!(store.load().await.unwrap().apps, expected);

    let app = &mut expected[0];
    app.app.name = "Renamed".to_owned();
    app.app.join_mode = model::JoinMode::Allow;
    app.app.limits.channels = 7;
    app.app.default_capabilities = model::Capabilities::PRESENCE;
    app.app.retention = Retention {
        messages: Some(9_000),
        age_ms: Some(100_000_000),
        state_versions: 3,
        idempotency_ms: 60_000,
    };
    app.app.keys[0].until = Some(at(77));
    let newer = ProjectKey::fresh(at(60), &[61; 16], &[62; 16]);
    app.app.keys.push(newer);
    app.app.signing_keys[0].until = Some(at(78));
    let newer = SigningKey::new(at(61), &[63; 16], "another secret");
    app.app.signing_keys.push(newer);
    app.tokens[0].name = None;
    app.tokens[0].extra = Some("of the backend's".to_owned());
    app.tokens[0].expires_at = Some(at(5));
    app.channels[1].channel.closed = true;
    app.channels[1].channel.visibility = Visibility::Unprotected;
    app.channels[1].channel.title = Some("The lobby".to_owned());
    app.channels[1].channel.extra = Some("extra".to_owned());
    app.channels[1].channel.push = true;
    app.subscriptions[1].since = at(99);
    app.grants[0].until = Some(at(100));
    app.grants[0].reason = None;
    let id = app.app.id.clone();
    let second = [
        Change::PutApp(app.app.clone()),
        put_token(&app.app, &app.tokens[0]),
        Change::PutChannel {
            app: id.clone(),
            channel: app.channels[1].channel.clone(),
        },
        Change::PutSubscription {
            app: id.clone(),
            subscription: app.subscriptions[1].clone(),
        },
        Change::PutGrant {
            app: id,
            grant: app.grants[0].clone(),
        },
    ];
    store.commit(&second).await.unwrap();
    assert_eq!(store.load().await.unwrap().apps, expected);
}

async fn states_have_versions(store: &dyn Store) {
    let one = app(1);
    let changes: Vec<_> = (2..=12)
        .map(|version| put_state(&one, "lobby", version))
        .collect();
    store.commit(&changes).await.unwrap();

    let records = store.state_versions(&one.id, &name("lobby"), 3).await.unwrap();
    let versions: Vec<_> = records
        .iter()
        .map(|record| (record.state.version, record.at))
        .collect();
    assert_eq!(versions, [(12, at(52)), (11, at(51)), (10, at(50))]);
    assert_eq!(
        store
            .state_versions(&one.id, &name("lobby"), 50)
            .await
            .unwrap()
            .len(),
        12
    );
    assert_eq!(
        store.state_versions(&one.id, &name("nowhere"), 50).await.unwrap(),
        []
    );
    assert_eq!(
        store.load().await.unwrap().apps[0].channels[1].state,
        records[0].state
    );
}

async fn the_journal_is_newest_first(store: &dyn Store) {
    let (one, two) = (app(1), app(2));
    let mut plain = journal_entry(&two, 3);
    (plain.ticket, plain.term, plain.reason) = (None, None, Some("left".to_owned()));
    plain.outcome = model::Outcome::Revoked;
    plain.by = model::Decider::Backend;
    let entries = [journal_entry(&one, 2), plain, journal_entry(&one, 1)];
    store.commit(&entries.clone().map(Change::Journal)).await.unwrap();

    let [oldest, middle, newest] = entries;
    assert_eq!(
        store.journal(None, 2).await.unwrap(),
        [newest.clone(), middle.clone()]
    );
    assert_eq!(store.journal(Some(&one.id), 9).await.unwrap(), [newest, oldest]);
    assert_eq!(store.journal(Some(&two.id), 9).await.unwrap(), [middle]);
}

async fn what_does_not_fit_is_refused_whole(store: &dyn Store) {
    let (one, stranger) = (app(1), app(9));
    let (alice, nobody) = (token(1), token(9));
    // Something that can be replaced, and something that can be deleted with its client or alone.
    let devices = [
        put_device(&one, &device("phone", &token(2))),
        put_device(&one, &device("tablet", &token(2))),
    ];
    store.commit(&devices).await.unwrap();
    let before = everything(store).await;
    let missing = [
        put_token(&stranger, &alice),
        put_channel(&stranger, "lobby"),
        put_state(&one, "nowhere", 1),
        put_subscription(&one, &alice, "nowhere"),
        put_subscription(&one, &nobody, "lobby"),
        put_grant(&one, &alice, "nowhere"),
        put_grant(&one, &nobody, "lobby"),
        put_device(&one, &device("phone", &nobody)),
        put_device(&stranger, &device("phone", &alice)),
        append(&one, message("nowhere", 1)),
        append(&stranger, message("lobby", 1)),
    ];
    let conflicts = [append(&one, message("lobby", 700)), put_state(&one, "lobby", 12)];
    // All that a commit can do, which then must not have been done.
    let attempt = [
        append(&one, message("lobby", 701)),
        put_channel(&one, "new"),
        append(&one, message("new", 1)),
        put_state(&one, "lobby", 13),
        put_grant(&one, &alice, "lobby"),
        put_device(&one, &device("laptop", &alice)),
        put_device(&one, &device("phone", &alice)),
        delete_device(&one, "tablet"),
        Change::Journal(journal_entry(&one, 9)),
        Change::DeleteGrant {
            app: one.id.clone(),
            token: alice.id.clone(),
            channel: name("backstage"),
        },
        Change::DeleteSubscription {
            app: one.id.clone(),
            token: alice.id.clone(),
            channel: name("lobby"),
        },
        Change::DeleteChannel {
            app: one.id.clone(),
            name: name("backstage"),
        },
        put_channel(&one, "backstage"),
        append(&one, message("backstage", 1)),
        Change::DeleteToken {
            app: one.id.clone(),
            id: token(2).id,
        },
        Change::DeleteApp(app(2).id),
    ];
    for bad in missing.iter().chain(&conflicts) {
        let mut changes = attempt.to_vec();
        changes.push(bad.clone());
        let error = store.commit(&changes).await.unwrap_err();
        assert!(error.blames_change(), "{error}");
        assert_eq!(
            matches!(error, StoreError::Missing { .. }),
            missing.contains(bad),
            "{error}"
        );
        assert_eq!(everything(store).await, before, "after {bad:?}");
    }
    let many: Vec<_> = (690..1_000)
        .map(|position| append(&one, message("lobby", position)))
        .collect();
    let error = store.commit(&many).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { .. }), "{error}");
    assert_eq!(everything(store).await, before);

    // What was made on the way is forgotten too, also as a place to put messages in.
    let error = store
        .commit(&[append(&one, message("new", 1))])
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Missing { .. }), "{error}");
    store.commit(&attempt[..3]).await.unwrap();
    store
        .commit(&[append(&one, message("backstage", 704))])
        .await
        .unwrap();
    let backstage = store
        .history(&one.id, &name("backstage"), HistoryQuery::last(1))
        .await;
    assert_eq!(backstage.unwrap(), [message("backstage", 704)]);
}

async fn deletes_take_along_what_belongs(store: &dyn Store) {
    let (one, two) = (app(1), app(2));
    let (alice, bob) = (token(1), token(2));
    let journal = store.journal(None, 99).await.unwrap();

    let commit = async |change| store.commit(&[change]).await.unwrap();
    let app_one = async || store.load().await.unwrap().apps.remove(0);
    commit(Change::DeleteSubscription {
        app: one.id.clone(),
        token: alice.id.clone(),
        channel: name("lobby"),
    })
    .await;
    let left: Vec<_> = app_one()
        .await
        .subscriptions
        .into_iter()
        .map(|left| (left.token, left.channel))
        .collect();
    assert_eq!(
        left,
        [
            (alice.id.clone(), name("backstage")),
            (bob.id.clone(), name("lobby"))
        ]
    );

    commit(put_grant(&one, &bob, "backstage")).await;
    commit(Change::DeleteGrant {
        app: one.id.clone(),
        token: alice.id.clone(),
        channel: name("backstage"),
    })
    .await;
    assert_eq!(app_one().await.grants, [grant(&bob, "backstage")]);

    commit(Change::DeleteToken {
        app: one.id.clone(),
        id: bob.id.clone(),
    })
    .await;
    let now = app_one().await;
    assert_eq!(
        (
            now.tokens.len(),
            now.subscriptions.len(),
            now.grants.len(),
            now.devices.len()
        ),
        (1, 1, 0, 0)
    );

    commit(put_grant(&one, &alice, "backstage")).await;
    commit(Change::DeleteChannel {
        app: one.id.clone(),
        name: name("backstage"),
    })
    .await;
    let now = app_one().await;
    assert_eq!(
        (now.channels.len(), now.subscriptions.len(), now.grants.len()),
        (2, 0, 0)
    );

    // A channel of the same name starts from nothing, in the same commit too.
    let again = [
        Change::DeleteChannel {
            app: one.id.clone(),
            name: name("lobby"),
        },
        put_channel(&one, "lobby"),
        append(&one, message("lobby", 1)),
    ];
    store.commit(&again).await.unwrap();
    assert_eq!(
        store
            .history(&one.id, &name("lobby"), HistoryQuery::last(9))
            .await
            .unwrap(),
        lobby(1..=1)
    );
    assert_eq!(
        store.state_versions(&one.id, &name("lobby"), 9).await.unwrap(),
        []
    );

    // What is not there is deleted without a word.
    commit(Change::DeleteChannel {
        app: one.id.clone(),
        name: name("backstage"),
    })
    .await;
    commit(Change::DeleteToken {
        app: one.id.clone(),
        id: bob.id.clone(),
    })
    .await;
    commit(Change::DeleteGrant {
        app: app(9).id,
        token: bob.id,
        channel: name("lobby"),
    })
    .await;

    commit(Change::DeleteApp(one.id.clone())).await;
    commit(Change::DeleteApp(one.id.clone())).await;
    let contents = store.load().await.unwrap();
    assert_eq!(contents.apps.len(), 1);
    assert_eq!(contents.apps[0].app, two);
    assert_eq!(
        (
            contents.apps[0].tokens.len(),
            contents.apps[0].channels[0].last_position
        ),
        (1, 701)
    );
    assert_eq!(
        store
            .history(&one.id, &name("lobby"), HistoryQuery::last(9))
            .await
            .unwrap(),
        []
    );
    assert_eq!(store.journal(None, 99).await.unwrap(), journal);
}

/// All that can be read.
async fn everything(store: &dyn Store) -> impl PartialEq + std::fmt::Debug {
    let contents = store.load().await.unwrap();
    let mut channels = Vec::new();
    for entry in &contents.apps {
        for channel in &entry.channels {
            let (app, name) = (&entry.app.id, &channel.channel.name);
            let messages = store.history(app, name, HistoryQuery::last(9_999)).await.unwrap();
            channels.push((messages, store.state_versions(app, name, 9_999).await.unwrap()));
        }
    }
    (contents, channels, store.journal(None, 9_999).await.unwrap())
}
