//! What happens to a connection can be told afterwards, and a person can act on it.

use client::Method;
use contract::{ConnectionDetail, Presence, Refused, RemedyAction, SentDirect, SubjectKind, TrafficKind};
use serde_json::{Value, json};

use crate::support::{Leap, Place, Running, Watch, until, within};

async fn detail(place: &Place, id: &str) -> ConnectionDetail {
    place.admin.get(&place.path(&format!("/connections/{id}"))).await
}

async fn refusals(place: &Place) -> Vec<Refused> {
    place.admin.get(&format!("/refusals?app={}", place.app)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_life_of_a_connection_can_be_told_after_its_end() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "public", &["client_set_state"]).await;
    place.channel("door", "private", &[]).await;
    let token = place.token(&[]).await;
    let mut client = place.client(&token).await;
    let id = client.id();
    client.join("room").await;
    client.set_state("room", json!({ "a": 1 })).await;
    client.expect("STATE_UPDATE", "room").await;
    client.subscribe("door").await;
    client.expect("UNAVAILABLE", "door").await;
    let _: Option<()> = place
        .admin
        .put(
            &place.path(&format!("/channels/door/subscriptions/{token}")),
            json!({}),
        )
        .await;
    client.expect("AVAILABLE", "door").await;
    let kinds = |detail: &ConnectionDetail| {
        let one = |entry: &contract::TimelineEntry| (entry.kind, entry.channel.clone());
        detail.timeline.iter().map(one).collect::<Vec<_>>()
    };
    let (room, door) = (Some("room".to_owned()), Some("door".to_owned()));
    let mut expected = vec![
        (TrafficKind::Connect, None),
        (TrafficKind::Identify, None),
        (TrafficKind::Subscribe, room.clone()),
        (TrafficKind::State, room),
        (TrafficKind::Refused, door.clone()),
        (TrafficKind::Subscribe, door),
    ];
    let live = detail(&place, &id).await;
    assert_eq!((kinds(&live), live.cut), (expected.clone(), false));
    assert_eq!(live.connection.unwrap().channels, ["door", "room"]);
    assert_eq!(live.timeline[4].code.as_deref(), Some("NOT_GRANTED"));
    assert!(live.timeline[4].fix.is_some());
    let came = live.timeline[0].reason.clone().unwrap();
    assert!(came.starts_with("127.0.0.1:"), "{came}");

    client.leave().await;
    until(async || detail(&place, &id).await.connection.is_none()).await;
    let gone = detail(&place, &id).await;
    expected.push((TrafficKind::Disconnect, None));
    assert_eq!(kinds(&gone), expected);
    assert_eq!(gone.timeline[0].reason, Some(came));
    assert_eq!(gone.timeline[6].code.as_deref(), Some("CLIENT"));

    let other = server.app("deny").await;
    let path = other.path(&format!("/connections/{id}"));
    assert_eq!(server.admin.refused(Method::GET, &path, None).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_ended_with_a_chosen_code() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let mut client = place.anonymous().await;
    let path = place.path(&format!("/connections/{}", client.id()));
    for (query, says) in [
        ("?code=1005", "1005"),
        ("?reason=x", "give the code too"),
        ("?code=x", "code"),
    ] {
        let (status, error) = server
            .admin
            .refused(Method::DELETE, &format!("{path}{query}"), None)
            .await;
        assert!(
            status == 400 && error.message.contains(says),
            "{query}: {error:?}"
        );
    }
    server
        .admin
        .delete(&format!("{path}?code=4321&reason=too%20loud"))
        .await;
    assert_eq!(client.closed().await, (4321, "too loud".into()));
    let mut next = place.anonymous().await;
    server
        .admin
        .delete(&place.path(&format!("/connections/{}", next.id())))
        .await;
    assert_eq!(next.closed().await.0, 4000);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_alone_is_spoken_to_and_moved() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "public", &[]).await;
    let token = place.token(&[]).await;
    let (mut one, mut two) = (place.client(&token).await, place.client(&token).await);
    let mut guest = place.anonymous().await;
    let at = |client: &Leap, rest: &str| place.path(&format!("/connections/{}{rest}", client.id()));
    let message = json!({ "event": "hello", "payload": [1] });

    for client in [&mut one, &mut guest] {
        let path = at(client, "/messages");
        let sent: SentDirect = server.admin.post(&path, message.clone()).await;
        assert_eq!((sent.connections, sent.delivered), (1, 1));
        let heard = client.hear().await;
        assert_eq!(
            (&heard["e"], &heard["d"]),
            (&json!("DIRECT_MESSAGE"), &json!({ "e": "hello", "d": [1] }))
        );
        two.hears_nothing().await;
    }
    let path = place.path(&format!("/tokens/{token}/messages"));
    let sent: SentDirect = server.admin.post(&path, message.clone()).await;
    assert_eq!((sent.connections, sent.delivered), (2, 2));
    assert_eq!(one.hear().await["d"]["d"], json!([1]));
    assert_eq!(two.hear().await["d"]["d"], json!([1]));
    let offline = place.token(&[]).await;
    let path = place.path(&format!("/tokens/{offline}/messages"));
    let sent: SentDirect = server.admin.post(&path, message).await;
    assert_eq!((sent.connections, sent.delivered), (0, 0));

    // With all of its session; also where it could not go by itself.
    for client in [&one, &guest] {
        let _: Option<()> = server
            .admin
            .put(&at(client, "/subscriptions/room"), Value::Null)
            .await;
    }
    for client in [&mut one, &mut two, &mut guest] {
        client.expect("AVAILABLE", "room").await;
    }
    for client in [&one, &guest] {
        server.admin.delete(&at(client, "/subscriptions/room")).await;
    }
    for client in [&mut one, &mut two, &mut guest] {
        client.expect("UNAVAILABLE", "room").await;
    }
    assert_eq!(place.find("room").await.members, 0);
    let again = at(&guest, "/subscriptions/room");
    assert_eq!(server.admin.refused(Method::DELETE, &again, None).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_comes_with_its_remedy_until_it_is_mended() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &[]).await;
    place.channel("door", "private", &[]).await;
    place.channel("closed", "public", &[]).await;
    let close = json!({ "closed": true });
    let _: contract::Channel = place.admin.patch(&place.path("/channels/closed"), close).await;
    let token = place.token(&[]).await;
    let mut watch = Watch::begin(&server.admin, "").await;
    let (mut client, mut guest) = (place.client(&token).await, place.anonymous().await);
    client.join("room").await;
    client.publish("room", "e", json!(1)).await;
    watch.change("refusals").await;
    for channel in ["door", "closed", "nowhere"] {
        client.subscribe(channel).await;
        client.expect("UNAVAILABLE", channel).await;
    }
    guest.subscribe("door").await;
    guest.expect("UNAVAILABLE", "door").await;
    let mut stranger = Leap::identify(&place.listen, &place.app, Some("leap_token_x")).await;
    stranger.closed().await;

    let all = refusals(&place).await;
    let remedies: Vec<_> = all
        .iter()
        .map(|one| one.remedy.as_ref().map(|remedy| remedy.action))
        .collect();
    let expected = [
        RemedyAction::CreateToken,
        RemedyAction::CreateToken,
        RemedyAction::CreateChannel,
        RemedyAction::OpenChannel,
        RemedyAction::Grant,
        RemedyAction::AddCapability,
    ];
    assert_eq!(remedies, expected.map(Some), "{all:?}");
    assert!(all.is_sorted_by(|a, b| a.id > b.id));
    assert_eq!(
        (all[0].verb.as_str(), all[0].code.as_str()),
        ("identify", "INVALID_AUTH")
    );
    let grant = all[4].remedy.as_ref().unwrap();
    assert_eq!(
        (grant.channel.as_deref(), grant.token.as_deref()),
        (Some("door"), Some(token.as_str()))
    );
    let who = all[4].who.as_ref().unwrap();
    assert_eq!(
        (who.kind, all[4].connection.as_deref()),
        (SubjectKind::Token, Some(client.id().as_str()))
    );
    assert!(all[4].address.as_ref().unwrap().starts_with("127.0.0.1:"));
    let capability = all[5].remedy.as_ref().unwrap().capability;
    assert_eq!(capability, Some(contract::Capability::ClientPublish));

    // What was mended needs no remedy.
    place.channel("nowhere", "public", &[]).await;
    let path = place.path(&format!("/channels/door/grants/{token}"));
    let _: contract::Grant = place.admin.put(&path, json!({})).await;
    for (channel, change) in [
        ("closed", json!({ "closed": false })),
        ("room", json!({ "capabilities": ["client_publish"] })),
    ] {
        let path = place.path(&format!("/channels/{channel}"));
        let _: contract::Channel = place.admin.patch(&path, change).await;
    }
    let mended = refusals(&place).await;
    assert!(mended[2..].iter().all(|one| one.remedy.is_none()), "{mended:?}");
    let few: Vec<Refused> = place
        .admin
        .get(&format!("/refusals?app={}&limit=2", place.app))
        .await;
    assert_eq!(few[..], mended[..2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_let_in_at_the_door_shows_with_what_it_said_of_itself() {
    use tokio_tungstenite::tungstenite::client::IntoClientRequest;

    let config = server::Config {
        origins: vec!["https://ours.example".into()],
        ..server::Config::default()
    };
    let server = Running::with(config).await;
    let mut request = format!("ws://{}/ws", server.ready.listen)
        .into_client_request()
        .unwrap();
    let headers = request.headers_mut();
    headers.insert("origin", "https://theirs.example".parse().unwrap());
    headers.insert("user-agent", "curious/1".parse().unwrap());
    assert!(within(tokio_tungstenite::connect_async(request)).await.is_err());
    let all: Vec<Refused> = server.admin.get("/refusals").await;
    let [one] = &all[..] else { panic!("{all:?}") };
    assert_eq!((one.verb.as_str(), one.app.as_deref()), ("connect", None));
    assert_eq!(one.origin.as_deref(), Some("https://theirs.example"));
    assert_eq!(one.user_agent.as_deref(), Some("curious/1"));
    assert_eq!((one.who.as_ref(), one.remedy.as_ref()), (None, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn comings_and_goings_are_told_with_reasons() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &[]).await;
    let token = place.token(&[]).await;
    let mut client = place.client(&token).await;
    client.join("room").await;
    client.unsubscribe("room").await;
    client.heard_so_far().await;
    let mut guest = place.anonymous().await;
    guest.join("room").await;
    let connection = place.path(&format!("/connections/{}", guest.id()));
    server
        .admin
        .delete(&format!("{connection}/subscriptions/room"))
        .await;
    guest.expect("UNAVAILABLE", "room").await;
    guest.join("room").await;
    server
        .admin
        .delete(&format!("{connection}?code=4444&reason=bye"))
        .await;
    guest.closed().await;
    let presence = async || -> Presence { place.admin.get(&place.path("/channels/room/presence")).await };
    until(async || presence().await.recent.len() == 6).await;
    let recent = presence().await.recent;
    let codes: Vec<_> = recent
        .iter()
        .map(|change| (change.joined, change.code.as_deref()))
        .collect();
    let expected = [
        (false, Some("DISCONNECTED")),
        (true, None),
        (false, Some("REMOVED")),
        (true, None),
        (false, Some("UNSUBSCRIBED")),
        (true, None),
    ];
    assert_eq!(codes, expected);
    assert!(
        recent[0].reason.as_ref().unwrap().contains("4444: bye"),
        "{:?}",
        recent[0]
    );
    assert_eq!(recent[5].who.token.as_deref(), Some(token.as_str()));
    assert_eq!(recent[0].connection, Some(guest.id()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_round_trip_of_who_is_looked_at_is_known() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let mut client = place.anonymous().await;
    let mut watch = Watch::begin(&server.admin, "").await;
    let first = detail(&place, &client.id()).await.connection.unwrap();
    assert_eq!(first.latency_ms, None, "nobody had asked");
    client.heard_so_far().await;
    watch.change(&format!("connections:{}", place.app)).await;
    let then = detail(&place, &client.id()).await.connection.unwrap();
    assert!((0.0..10_000.0).contains(&then.latency_ms.unwrap()), "{then:?}");
}
