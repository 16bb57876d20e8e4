//! The part of the story that is about messages.

use std::ops::RangeInclusive;

use model::{Message, Position, Timestamp};
use store::{HistoryQuery, Store};

use crate::samples::*;

/// `lobby` of app 1 gets messages 1 to 700, in commits of several sizes; other channels get some in between.
pub async fn messages_are_read_in_every_way(store: &dyn Store) {
    let (one, two) = (app(1), app(2));
    let mut next = 1;
    for size in [1, 2, 31, 33, 256, 377] {
        let mut changes: Vec<_> = (next..next + size)
            .map(|position| append(&one, message("lobby", position)))
            .collect();
        next += size;
        changes.insert(changes.len() / 2, append(&one, message("backstage", next)));
        changes.insert(changes.len() / 3, append(&two, message("lobby", next)));
        store.commit(&changes).await.unwrap();
    }
    assert_eq!(next, 701);

    let read = async |query| store.history(&one.id, &name("lobby"), query).await.unwrap();
    assert_eq!(read(HistoryQuery::last(300)).await, lobby(401..=700));
    assert_eq!(read(HistoryQuery::last(5_000)).await, lobby(1..=700));
    assert_eq!(read(HistoryQuery::last(0)).await, []);
    assert_eq!(read(HistoryQuery::after(0, 3)).await, lobby(1..=3));
    assert_eq!(read(HistoryQuery::after(698, 500)).await, lobby(699..=700));
    assert_eq!(read(HistoryQuery::after(700, 500)).await, []);
    assert_eq!(read(HistoryQuery::after(u64::MAX, 500)).await, []);
    assert_eq!(read(HistoryQuery::before(4, 2)).await, lobby(2..=3));
    assert_eq!(read(HistoryQuery::before(1, 2)).await, []);
    assert_eq!(read(HistoryQuery::before(0, 2)).await, []);
    assert_eq!(read(HistoryQuery::before(u64::MAX, 2)).await, lobby(699..=700));
    assert_eq!(
        read(HistoryQuery::since(message("lobby", 650).at, 2)).await,
        lobby(650..=651)
    );
    assert_eq!(read(HistoryQuery::since(Timestamp(0), 2)).await, lobby(1..=2));
    assert_eq!(read(HistoryQuery::since(at(1_000_000), 2)).await, []);

    assert_eq!(read(HistoryQuery::between(10, 15, 99)).await, lobby(11..=14));
    assert_eq!(read(HistoryQuery::between(10, 15, 2)).await, lobby(11..=12));
    assert_eq!(read(HistoryQuery::between(10, 11, 99)).await, []);
    assert_eq!(read(HistoryQuery::between(15, 10, 99)).await, []);
    assert_eq!(read(HistoryQuery::between(0, u64::MAX, 2)).await, lobby(1..=2));
    let came = |position| message("lobby", position).at;
    assert_eq!(read(HistoryQuery::until(came(650), 2)).await, lobby(649..=650));
    assert_eq!(
        read(HistoryQuery::until(at(1_000_000), 2)).await,
        lobby(699..=700)
    );
    assert_eq!(read(HistoryQuery::until(Timestamp(0), 2)).await, []);
    assert_eq!(
        read(HistoryQuery::during(came(5), came(8), 99)).await,
        lobby(5..=8)
    );
    assert_eq!(
        read(HistoryQuery::during(came(5), came(8), 3)).await,
        lobby(5..=7)
    );
    assert_eq!(
        read(HistoryQuery::during(Timestamp(0), came(2), 99)).await,
        lobby(1..=2)
    );
    assert_eq!(read(HistoryQuery::during(came(8), came(5), 99)).await, []);
    assert_eq!(
        read(HistoryQuery::during(at(1_000_000), at(2_000_000), 99)).await,
        []
    );
    let first = async |channel: &str| store.first_position(&one.id, &name(channel)).await.unwrap();
    assert_eq!((first("lobby").await, first("nowhere").await), (Some(1), None));

    let elsewhere = store
        .history(&two.id, &name("lobby"), HistoryQuery::last(10))
        .await
        .unwrap();
    let positions: Vec<_> = elsewhere.iter().map(|message| message.position).collect();
    assert_eq!(positions, [2, 4, 35, 68, 324, 701]);
    let nowhere = store
        .history(&two.id, &name("backstage"), HistoryQuery::last(10))
        .await
        .unwrap();
    assert_eq!(nowhere, []);

    // The clock is set back: what came later stays later.
    let mut late = message("backstage", 702);
    late.at = at(3);
    let mut later = message("backstage", 703);
    later.at = at(5);
    store
        .commit(&[append(&one, late.clone()), append(&one, later.clone())])
        .await
        .unwrap();
    let since = store
        .history(&one.id, &name("backstage"), HistoryQuery::since(at(4), 10))
        .await
        .unwrap();
    assert_eq!(since, [later.clone()]);
    let until = store
        .history(&one.id, &name("backstage"), HistoryQuery::until(at(6), 1))
        .await
        .unwrap();
    assert_eq!(until, [later]);

    let contents = store.load().await.unwrap();
    let last: Vec<_> = contents.apps[0]
        .channels
        .iter()
        .map(|channel| channel.last_position)
        .collect();
    assert_eq!(last, [703, 700]);
}

/// Messages of `lobby`.
pub fn lobby(positions: RangeInclusive<Position>) -> Vec<Message> {
    positions.map(|position| message("lobby", position)).collect()
}
