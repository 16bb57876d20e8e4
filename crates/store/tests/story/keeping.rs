//! The parts of the story that are about what is kept beside messages: keys, webhooks, devices, former states.

use std::slice::from_ref;

use model::{AccessKey, Scope, SigningKey, State, Timestamp, Token, Webhook};
use serde_json::json;
use store::{Change, HistoryQuery, Memory, Sqlite, Store, StoreError};

use crate::samples::*;

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
    let changes = [
        Change::PutApp(app(1)),
        Change::PutApp(app(2)),
        put_channel(&app(1), "lobby"),
    ];
    store.commit(&changes).await.unwrap();
    keys_of_the_admin_api_are_kept(store).await;
    webhooks_belong_to_their_app(store).await;
    secrets_that_sign_are_replaced_whole(store).await;
    clients_are_kept_like_tokens(store).await;
    devices_belong_to_a_client_of_their_app(store).await;
    where_a_message_came_from_is_not_kept(store).await;
    former_states_of_a_token_are_kept_up_to_a_number(store).await;
    former_states_of_a_channel_are_kept_up_to_a_number(store).await;
    when_a_token_was_last_seen_is_kept(store).await;
    keys_of_publishes_are_kept_with_their_positions(store).await;
}

fn access_key(number: u8) -> AccessKey {
    AccessKey {
        id: format!("key_{number}"),
        name: format!("Key {number}"),
        scope: [Scope::Read, Scope::Approve, Scope::Manage][usize::from(number) % 3],
        hash: [number; 32],
        hint: "abcd".to_owned(),
        created_at: at(100 - u64::from(number)),
        expires_at: (number == 1).then(|| at(500)),
    }
}

async fn keys_of_the_admin_api_are_kept(store: &dyn Store) {
    let keys = async || store.load().await.unwrap().access_keys;
    let all = [1, 2, 3].map(access_key);
    store
        .commit(&all.clone().map(Change::PutAccessKey))
        .await
        .unwrap();
    let [first, mut second, third] = all;
    assert_eq!(
        keys().await,
        [third, second.clone(), first.clone()],
        "by their making"
    );

    second.name = "Renamed".to_owned();
    second.expires_at = Some(at(7));
    let changes = [
        Change::PutAccessKey(second.clone()),
        Change::DeleteAccessKey("key_3".to_owned()),
        Change::DeleteAccessKey("key_9".to_owned()),
    ];
    store.commit(&changes).await.unwrap();
    assert_eq!(keys().await, [second, first]);
}

async fn webhooks_belong_to_their_app(store: &dyn Store) {
    let webhook = |number: u8| {
        let url = format!("https://example.com/{number}");
        let events = vec!["channel.message".to_owned(), "token.created".to_owned()];
        Webhook::fresh(url, events, at(number.into()), &[number; 16], &[number; 16])
    };
    let put = |app: &model::App, webhook: &Webhook| Change::PutWebhook {
        app: app.id.clone(),
        webhook: webhook.clone(),
    };
    let of = async |number: usize| store.load().await.unwrap().apps.remove(number).webhooks;
    let (mut one, two) = (webhook(1), webhook(2));
    let changes = [put(&app(1), &two), put(&app(1), &one), put(&app(2), &one)];
    store.commit(&changes).await.unwrap();
    assert_eq!(of(0).await, [one.clone(), two.clone()]);

    one.url = "https://example.com/elsewhere".to_owned();
    one.events.clear();
    let delete = |id: &str| Change::DeleteWebhook {
        app: app(1).id,
        id: id.to_owned(),
    };
    let changes = [put(&app(1), &one), delete(&two.id), delete("webhook_none")];
    store.commit(&changes).await.unwrap();
    assert_eq!(of(0).await, [one]);
    assert_eq!(of(1).await, [webhook(1)], "another app has its own");

    let error = store.commit(&[put(&app(9), &two)]).await.unwrap_err();
    assert!(error.blames_change(), "{error}");
}

async fn secrets_that_sign_are_replaced_whole(store: &dyn Store) {
    let key = |number: u8| SigningKey::new(at(number.into()), &[number; 16], format!("secret {number}"));
    let of = async |number: usize| store.load().await.unwrap().apps.remove(number).app.signing_keys;
    let mut changed = app(1);
    for keys in [
        vec![key(8), key(9)],
        Vec::new(),
        vec![key(9)],
        app(1).signing_keys,
    ] {
        changed.signing_keys = keys.clone();
        store.commit(&[Change::PutApp(changed.clone())]).await.unwrap();
        assert_eq!(of(0).await, keys);
        assert_eq!(of(1).await, app(2).signing_keys, "another app has its own");
    }
}

async fn clients_are_kept_like_tokens(store: &dyn Store) {
    let mut alice = client(1);
    store.commit(&[put_token(&app(1), &alice)]).await.unwrap();
    let of = async || store.load().await.unwrap().apps.remove(0).tokens;
    assert_eq!(of().await, from_ref(&alice));
    assert_eq!(of().await[0].id.client(), Some("user 1"));
    for (name, extra) in [(Some("Alice"), Some("")), (Some(""), None), (None, Some("more"))] {
        alice.name = name.map(str::to_owned);
        alice.extra = extra.map(str::to_owned);
        store.commit(&[put_token(&app(1), &alice)]).await.unwrap();
        assert_eq!(of().await, from_ref(&alice));
    }
    let delete = Change::DeleteToken {
        app: app(1).id,
        id: alice.id,
    };
    store.commit(&[delete]).await.unwrap();
    assert_eq!(of().await, []);
}

async fn devices_belong_to_a_client_of_their_app(store: &dyn Store) {
    let (alice, bob) = (client(1), client(2));
    let of = async |number: usize| store.load().await.unwrap().apps.remove(number).devices;
    let (phone, tablet, other) = (
        device("phone", &alice),
        device("tablet", &bob),
        device("phone", &bob),
    );
    let changes = [
        put_token(&app(1), &alice),
        put_token(&app(1), &bob),
        put_token(&app(2), &bob),
        put_device(&app(1), &tablet),
        put_device(&app(1), &phone),
        put_device(&app(2), &other),
    ];
    store.commit(&changes).await.unwrap();
    assert_eq!(of(0).await, [phone.clone(), tablet.clone()], "by their ids");
    assert_eq!(of(1).await, from_ref(&other), "another app has its own");

    // Its client is one of the same app.
    let error = store
        .commit(&[put_device(&app(2), &device("watch", &alice))])
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Missing { .. }), "{error}");

    // It is replaced whole, and goes with whom it belongs to now.
    let mut moved = phone;
    moved.client = bob.id.clone();
    moved.token = "another".to_owned();
    store.commit(&[put_device(&app(1), &moved)]).await.unwrap();
    assert_eq!(of(0).await, [moved.clone(), tablet.clone()]);
    let delete = |id| Change::DeleteToken { app: app(1).id, id };
    store.commit(&[delete(alice.id.clone())]).await.unwrap();
    assert_eq!(of(0).await, [moved, tablet.clone()]);
    let changes = [delete_device(&app(1), "phone"), delete_device(&app(1), "watch")];
    store.commit(&changes).await.unwrap();
    assert_eq!(of(0).await, from_ref(&tablet));

    // A client that is put again keeps its devices; one that is deleted does not.
    store.commit(&[put_token(&app(1), &bob)]).await.unwrap();
    assert_eq!(of(0).await, from_ref(&tablet));
    store
        .commit(&[delete(bob.id.clone()), put_token(&app(1), &bob)])
        .await
        .unwrap();
    assert_eq!(of(0).await, []);
    assert_eq!(of(1).await, [other]);

    // An app takes its devices along.
    let changes = [put_device(&app(1), &tablet), Change::DeleteApp(app(2).id)];
    store.commit(&changes).await.unwrap();
    let changes = [
        Change::PutApp(app(2)),
        put_token(&app(2), &bob),
        delete(bob.id.clone()),
    ];
    store.commit(&changes).await.unwrap();
    assert_eq!((of(0).await, of(1).await), (vec![], vec![]));
}

async fn where_a_message_came_from_is_not_kept(store: &dyn Store) {
    let changes = [
        put_channel(&app(2), "hall"),
        append(&app(2), live(message("hall", 1))),
        append_keyed(&app(2), live(message("hall", 2)), "key"),
    ];
    store.commit(&changes).await.unwrap();
    let page = store
        .history(&app(2).id, &name("hall"), HistoryQuery::last(9))
        .await
        .unwrap();
    assert_eq!(page, [message("hall", 1), message("hall", 2)]);
}

fn put_token_state(version: u64, versions: u32) -> Change {
    Change::PutToken {
        app: app(1).id,
        token: Token {
            state: State {
                version,
                value: object(json!({ "version": version })),
            },
            ..token(1)
        },
        at: at(200 + version),
        versions,
    }
}

async fn former_states_of_a_token_are_kept_up_to_a_number(store: &dyn Store) {
    let alice = token(1).id;
    let versions = async || {
        let records = store.token_versions(&app(1).id, &alice, 50).await.unwrap();
        let kept: Vec<(u64, Timestamp)> = records
            .iter()
            .map(|record| (record.state.version, record.at))
            .collect();
        kept
    };
    let changes: Vec<_> = (1..=5).map(|version| put_token_state(version, 100)).collect();
    store.commit(&changes).await.unwrap();
    let newest = store.token_versions(&app(1).id, &alice, 2).await.unwrap();
    let values: Vec<_> = newest.iter().map(|record| record.state.value.clone()).collect();
    assert_eq!(
        values,
        [5, 4].map(|version| object(json!({ "version": version })))
    );
    assert_eq!(newest[0].by, model::Subject::Backend);

    // Another change of the token is no new state.
    let mut renamed = put_token_state(5, 3);
    if let Change::PutToken { token, at: when, .. } = &mut renamed {
        token.name = None;
        *when = at(999);
    }
    store.commit(&[renamed]).await.unwrap();
    assert_eq!(versions().await, [(5, at(205)), (4, at(204)), (3, at(203))]);

    store.commit(&[put_token_state(6, 0)]).await.unwrap();
    assert_eq!(versions().await, [(6, at(206))], "the current one stays");
    assert_eq!(store.token_versions(&app(2).id, &alice, 50).await.unwrap(), []);

    let delete = Change::DeleteToken {
        app: app(1).id,
        id: alice.clone(),
    };
    store
        .commit(&[delete, put_token(&app(1), &token(1))])
        .await
        .unwrap();
    assert_eq!(versions().await, [(1, at(51))]);
}

async fn former_states_of_a_channel_are_kept_up_to_a_number(store: &dyn Store) {
    let put = |version, keep| {
        let mut change = put_state(&app(1), "lobby", version);
        if let Change::PutState { versions, .. } = &mut change {
            *versions = keep;
        }
        change
    };
    let kept = async || {
        let records = store.state_versions(&app(1).id, &name("lobby"), 50).await;
        let versions = records.unwrap().into_iter().map(|record| record.state.version);
        versions.collect::<Vec<_>>()
    };
    let changes: Vec<_> = (1..=4).map(|version| put(version, 100)).collect();
    store.commit(&changes).await.unwrap();
    assert_eq!(kept().await, [4, 3, 2, 1]);
    store.commit(&[put(5, 2)]).await.unwrap();
    assert_eq!(kept().await, [5, 4]);
    store.commit(&[put(6, 0)]).await.unwrap();
    assert_eq!(kept().await, [6]);

    // A refused change takes nothing away.
    store.commit(&[put(7, 5), put(7, 1)]).await.unwrap_err();
    assert_eq!(kept().await, [6]);
}

async fn when_a_token_was_last_seen_is_kept(store: &dyn Store) {
    let seen = |id: &model::TokenId, ms| Change::Seen {
        app: app(1).id,
        token: id.clone(),
        at: at(ms),
    };
    let alice = token(1).id;
    let last = async || store.load().await.unwrap().apps[0].tokens[0].last_seen;
    assert_eq!(last().await, None);
    let changes = [seen(&alice, 5), seen(&alice, 6), seen(&token(9).id, 7)];
    store.commit(&changes).await.unwrap();
    assert_eq!(last().await, Some(at(6)));
}

async fn keys_of_publishes_are_kept_with_their_positions(store: &dyn Store) {
    let keys = async || store.load().await.unwrap().apps[0].channels[0].keys.clone();
    let mut changes: Vec<_> = (1..=300)
        .map(|position| append_keyed(&app(1), message("lobby", position), &format!("key {position}")))
        .collect();
    changes.insert(7, append(&app(1), message("lobby", 301)));
    store.commit(&changes).await.unwrap();
    let expected: Vec<_> = (1..=300)
        .map(|position| (format!("key {position}"), position, message("lobby", position).at))
        .collect();
    assert_eq!(keys().await, expected);

    // A key is used again after its time, and then stands for the later message.
    let again = [append_keyed(&app(1), message("lobby", 302), "key 1")];
    store.commit(&again).await.unwrap();
    let known = keys().await;
    assert_eq!(known.len(), 300);
    assert_eq!(known[299].0, "key 1");
    assert_eq!(known[299].1, 302);

    // A message that is refused leaves no key.
    let refused = [append_keyed(&app(1), message("lobby", 302), "key 999")];
    store.commit(&refused).await.unwrap_err();
    assert_eq!(keys().await, known);
}
