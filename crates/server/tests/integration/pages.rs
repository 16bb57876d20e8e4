//! Lists come in pages: each row once, in the list's order, with the number of all.

use contract::{Channels, Connections, Token, Tokens};
use serde_json::json;

use crate::support::{Place, Running};

async fn tokens(place: &Place, query: &str) -> Tokens {
    place.admin.get(&place.path(&format!("/tokens{query}"))).await
}

async fn channels(place: &Place, query: &str) -> Channels {
    place.admin.get(&place.path(&format!("/channels{query}"))).await
}

async fn connections(place: &Place, query: &str) -> Connections {
    place
        .admin
        .get(&place.path(&format!("/connections{query}")))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_by_name() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    for name in ["delta", "alpha", "Room 2", "charlie", "room-1", "bravo"] {
        place.channel(name, "public", &[]).await;
    }
    let (mut seen, mut query) = (Vec::new(), "?limit=2".to_owned());
    loop {
        let page = channels(&place, &query).await;
        assert_eq!(page.total, 6);
        assert!(page.items.len() <= 2);
        seen.extend(page.items.into_iter().map(|channel| channel.name));
        let Some(next) = page.next else { break };
        query = format!("?limit=2&after={}", next.replace(' ', "%20"));
    }
    assert_eq!(seen, ["Room 2", "alpha", "bravo", "charlie", "delta", "room-1"]);
    let found = channels(&place, "?search=ROOM&limit=1").await;
    assert_eq!((found.total, found.next.as_deref()), (2, Some("Room 2")));
    assert_eq!(found.items[0].name, "Room 2");
    // Where the last page ended may be gone by now.
    place.admin.delete(&place.path("/channels/bravo")).await;
    let rest = channels(&place, "?after=bravo&limit=1").await;
    assert_eq!(rest.items[0].name, "charlie");
    assert_eq!(channels(&place, "?search=nothing").await.total, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_newest_first() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let mut made = Vec::new();
    for n in 0..25 {
        let new = json!({ "name": format!("Persona {n}") });
        let token: Token = place.admin.post(&place.path("/tokens"), new).await;
        made.push((token.created_at, token.id));
    }
    let (mut seen, mut query) = (Vec::new(), "?limit=4".to_owned());
    loop {
        let page = tokens(&place, &query).await;
        assert_eq!(page.total, 25);
        seen.extend(page.items.into_iter().map(|token| (token.created_at, token.id)));
        let Some(next) = page.next else { break };
        assert!(
            !made.iter().any(|(_, id)| next.contains(id)),
            "a credential in an address"
        );
        query = format!("?limit=4&after={next}");
    }
    assert!(seen.is_sorted_by(|a, b| a.0 >= b.0), "{seen:?}");
    seen.sort();
    made.sort();
    assert_eq!(seen, made);
    let found = tokens(&place, "?search=persona%201").await;
    assert_eq!(found.total, 11, "1, and 10 to 19");
    let (_, id) = &made[7];
    let found = tokens(&place, &format!("?search={id}")).await;
    assert_eq!((found.total, &found.items[0].id), (1, id));
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_newest_first_and_narrowed() {
    let server = Running::start().await;
    let (place, other) = (server.app("deny").await, server.app("deny").await);
    place.channel("room", "unprotected", &[]).await;
    let alice: Token = place
        .admin
        .post(&place.path("/tokens"), json!({ "name": "Alice" }))
        .await;
    let mut clients = Vec::new();
    for n in 0..6 {
        let mut client = match n % 2 {
            0 => place.client(&alice.id).await,
            _ => place.anonymous().await,
        };
        if n == 1 || n == 2 {
            client.join("room").await;
        }
        clients.push(client);
    }
    let _elsewhere = other.anonymous().await;
    let ids: Vec<_> = clients.iter().map(|client| client.id()).collect();
    let of = |page: &Connections| page.items.iter().map(|one| one.id.clone()).collect::<Vec<_>>();

    let newest: Vec<_> = ids.iter().rev().cloned().collect();
    let (mut seen, mut query) = (Vec::new(), "?limit=4".to_owned());
    loop {
        let page = connections(&place, &query).await;
        assert_eq!(page.total, 6);
        seen.extend(of(&page));
        let Some(next) = page.next else { break };
        query = format!("?limit=4&after={next}");
    }
    assert_eq!(seen, newest);

    let alices = connections(&place, &format!("?token={}&limit=2", alice.id)).await;
    assert_eq!(
        (alices.total, of(&alices)),
        (3, vec![ids[4].clone(), ids[2].clone()])
    );
    let next = alices.next.unwrap();
    let rest = connections(&place, &format!("?token={}&after={next}", alice.id)).await;
    assert_eq!((of(&rest), rest.next), (vec![ids[0].clone()], None));

    // All of Alice's connections are where one of them went.
    let inside = connections(&place, "?channel=room").await;
    assert_eq!(inside.total, 4, "{inside:?}");
    for one in &inside.items {
        assert_eq!(one.channels, ["room"]);
    }
    let both = connections(&place, &format!("?channel=room&token={}", alice.id)).await;
    assert_eq!(both.total, 3);
    assert_eq!(connections(&place, "?search=aLICE").await.total, 3);
    assert_eq!(connections(&place, "?search=anonymous").await.total, 3);
    let found = connections(&place, &format!("?search={}", ids[3])).await;
    assert_eq!(of(&found), [ids[3].clone()]);
    assert!(found.items[0].bytes_sent > 0);
    assert_eq!(connections(&place, "?channel=nowhere").await.total, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_of_an_app_are_kept() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &[]).await;
    place.channel("gone", "public", &[]).await;
    place.admin.delete(&place.path("/channels/gone")).await;
    let token = place.token(&["room"]).await;
    let client = place.client(&token).await;
    let _other = place.anonymous().await;
    let app: contract::App = place.admin.get(&place.path("")).await;
    assert_eq!((app.channels, app.tokens, app.connections), (1, 1, 2));
    client.leave().await;
    crate::support::until(async || {
        let app: contract::App = place.admin.get(&place.path("")).await;
        app.connections == 1
    })
    .await;
}
