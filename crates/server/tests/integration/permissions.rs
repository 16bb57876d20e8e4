//! Who may be where: grants, subscriptions, and what the server says about a name or a token before anybody asks.

use client::Method;
use contract::{
    Admission, Decider, Grant, Inspection, JournalEntry, Outcome, Resolution, Subscription, Token,
    TokenVerdict,
};
use serde_json::{Value, json};

use crate::support::{Place, Running, Watch, until};

async fn grants(place: &Place, query: &str) -> Vec<Grant> {
    place.admin.get(&place.path(&format!("/grants{query}"))).await
}

async fn give(place: &Place, channel: &str, token: &str, wish: Value) -> Grant {
    let path = format!("/channels/{channel}/grants/{token}");
    place.admin.put(&place.path(&path), wish).await
}

async fn resolve(place: &Place, wish: Value) -> Resolution {
    place.admin.post(&place.path("/resolve"), wish).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_lets_in_and_its_end_takes_out() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("door", "private", &[]).await;
    let token = place.token(&[]).await;
    let mut watch = Watch::begin(&server.admin, "").await;
    let given = give(&place, "door", &token, json!({ "reason": "a friend" })).await;
    watch.change("journal").await;
    assert_eq!((given.by, given.until), (Decider::Person, None));
    assert_eq!(given.reason.as_deref(), Some("a friend"));
    let mut client = place.client(&token).await;
    client.join("door").await;
    for query in ["", "?channel=door", &format!("?token={token}")] {
        assert_eq!(grants(&place, query).await.len(), 1, "{query}");
    }
    assert_eq!(grants(&place, "?channel=other").await, []);

    place
        .admin
        .delete(&place.path(&format!("/channels/door/grants/{token}")))
        .await;
    client.expect("UNAVAILABLE", "door").await;
    assert_eq!(grants(&place, "").await, []);
    client.subscribe("door").await;
    client.expect("UNAVAILABLE", "door").await;

    let lines: Vec<JournalEntry> = place.admin.get(&format!("/journal?app={}", place.app)).await;
    let by_person: Vec<_> = lines.iter().filter(|line| line.by == Decider::Person).collect();
    assert_eq!(by_person.len(), 2);
    assert_eq!(by_person[0].outcome, Outcome::Revoked);
    assert_eq!(by_person[1].outcome, Outcome::Allowed);
    let one: Vec<JournalEntry> = place.admin.get("/journal?limit=1").await;
    assert_eq!(one.len(), 1);
    let none: Vec<JournalEntry> = place.admin.get("/journal?app=project_x").await;
    assert_eq!(none, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_ends_by_itself() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("door", "private", &[]).await;
    let token = place.token(&[]).await;
    give(&place, "door", &token, json!({ "duration_ms": 1_000 })).await;
    let mut client = place.client(&token).await;
    client.join("door").await;
    client.expect("UNAVAILABLE", "door").await;
    assert_eq!(grants(&place, "").await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_answers_who_waits_for_it() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    place.channel("door", "private", &[]).await;
    let token = place.token(&[]).await;
    let mut client = place.client(&token).await;
    client.subscribe("door").await;
    let approval = place.approval().await;
    give(&place, "door", &token, json!({})).await;
    client.expect("AVAILABLE", "door").await;
    let (status, error) = server
        .admin
        .refused(
            Method::POST,
            &format!("/approvals/{}/decision", approval.id),
            Some(json!({ "answer": "deny" })),
        )
        .await;
    assert_eq!((status, error.code.as_str()), (409, "ALREADY_DECIDED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn earlier_answers_come_with_the_question() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    place.channel("door", "private", &[]).await;
    place.channel("other", "private", &[]).await;
    let token = place.token(&[]).await;
    let mut client = place.client(&token).await;
    for (channel, reason) in [
        ("door", "one"),
        ("other", "no"),
        ("door", "two"),
        ("door", "three"),
        ("door", "four"),
    ] {
        client.subscribe(channel).await;
        let approval = place.approval().await;
        place
            .decide(&approval, json!({ "answer": "deny", "reason": reason }))
            .await;
        client.expect("UNAVAILABLE", channel).await;
    }
    client.subscribe("door").await;
    let earlier = place.approval().await.earlier;
    let reasons: Vec<_> = earlier.iter().filter_map(|line| line.reason.as_deref()).collect();
    assert_eq!(reasons, ["four", "three", "two"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn subscriptions_are_listed_made_and_ended() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "unprotected", &[]).await;
    let (offline, online) = (place.token(&["room"]).await, place.token(&[]).await);
    let mut client = place.client(&online).await;
    let path = |token: &str| place.path(&format!("/channels/room/subscriptions/{token}"));
    let _: Option<()> = place
        .admin
        .put(&path(&online), json!({ "ephemeral": true }))
        .await;
    client.expect("AVAILABLE", "room").await;
    let mut guest = place.anonymous().await;
    guest.join("room").await;

    let list =
        async || -> Vec<Subscription> { place.admin.get(&place.path("/channels/room/subscriptions")).await };
    let all = list().await;
    assert_eq!(all.len(), 3);
    let of = |token: &str| {
        all.iter()
            .find(|one| one.who.token.as_deref() == Some(token))
            .unwrap()
    };
    assert!(!of(&offline).ephemeral && of(&offline).since.is_some() && of(&offline).connections == 0);
    assert!(of(&online).ephemeral && of(&online).since.is_none() && of(&online).connections == 1);
    let channel = place.find("room").await;
    assert_eq!((channel.members, channel.subscribers), (3, 2));

    place.admin.delete(&path(&offline)).await;
    place.admin.delete(&path(&online)).await;
    client.expect("UNAVAILABLE", "room").await;
    guest.leave().await;
    until(async || list().await.is_empty()).await;
    until(async || place.find("room").await.members == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_counted_whatever_ends_them() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    place.channel("room", "public", &[]).await;
    place.channel("door", "private", &[]).await;
    let members = async |channel: &str| place.find(channel).await.members;
    let (one, two) = (place.token(&["room"]).await, place.token(&[]).await);
    let mut client = place.client(&two).await;
    client.join("room").await;
    client.join("room").await;
    assert_eq!(members("room").await, 2);
    client.subscribe("door").await;
    let approval = place.approval().await;
    place
        .decide(&approval, json!({ "answer": "allow", "term": "always" }))
        .await;
    client.expect("AVAILABLE", "door").await;
    assert_eq!(members("door").await, 1);
    client.unsubscribe("room").await;
    until(async || members("room").await == 1).await;
    place.admin.delete(&place.path(&format!("/tokens/{one}"))).await;
    assert_eq!(members("room").await, 0);
    place.admin.delete(&place.path(&format!("/tokens/{two}"))).await;
    assert_eq!(members("door").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn any_name_can_be_resolved() {
    let server = Running::start().await;
    let place = server.app("ask").await;
    place.channel("open", "unprotected", &[]).await;
    place.channel("room", "public", &["persistent"]).await;
    place.channel("door", "private", &[]).await;
    let token = place.token(&[]).await;
    let admissions = |resolved: &Resolution| {
        resolved
            .joins
            .iter()
            .map(|join| join.admission)
            .collect::<Vec<_>>()
    };
    use Admission::{Allow, Ask, Deny};

    let table = [
        ("open", vec![Allow, Allow], "Unprotected", "publish"),
        ("room", vec![Deny, Allow], "Public", "read_history"),
        ("door", vec![Deny, Ask], "Private", "close"),
        ("nowhere", vec![Deny, Deny], "no channel", "create"),
    ];
    for (name, expected, rule, verb) in table {
        let resolved = resolve(&place, json!({ "name": name })).await;
        assert_eq!(admissions(&resolved), expected, "{name}");
        assert!(resolved.rule.contains(rule), "{}", resolved.rule);
        assert!(
            resolved.verbs.iter().any(|one| one == verb),
            "{:?}",
            resolved.verbs
        );
        assert_eq!(resolved.channel.is_some(), name != "nowhere");
        assert_eq!(resolved.problem, None);
    }
    let wrong = resolve(&place, json!({ "name": "a*b" })).await;
    assert!(wrong.problem.unwrap().contains("'*'"));
    assert!(wrong.joins.is_empty() && wrong.verbs.is_empty());

    let about = async || {
        resolve(&place, json!({ "name": "door", "token": token }))
            .await
            .joins[2]
            .clone()
    };
    assert_eq!(about().await.admission, Ask);
    give(&place, "door", &token, json!({})).await;
    let granted = about().await;
    assert_eq!(granted.admission, Allow);
    assert!(granted.because.contains("grant"), "{}", granted.because);
    let _: contract::Channel = place
        .admin
        .patch(&place.path("/channels/door"), json!({ "closed": true }))
        .await;
    assert_eq!(about().await.admission, Deny);
    let closed = resolve(&place, json!({ "name": "door" })).await;
    assert_eq!(closed.verbs, ["open", "delete"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_resolve_says_is_what_happens() {
    let server = Running::start().await;
    for mode in ["allow", "deny"] {
        let place = server.app(mode).await;
        let token = place.token(&[]).await;
        let (mut known, mut guest) = (place.client(&token).await, place.anonymous().await);
        for visibility in ["unprotected", "public", "private"] {
            place.channel(visibility, visibility, &[]).await;
            let said = resolve(&place, json!({ "name": visibility, "token": token }))
                .await
                .joins;
            for (client, said) in [(&mut guest, &said[0]), (&mut known, &said[2])] {
                client.subscribe(visibility).await;
                let expected = match said.admission {
                    Admission::Allow => "AVAILABLE",
                    _ => "UNAVAILABLE",
                };
                client.expect(expected, visibility).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_text_can_be_inspected() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("room", "public", &["client_publish"]).await;
    place.channel("door", "private", &[]).await;
    let inspect =
        async |text: &str| -> Inspection { server.admin.post("/inspect", json!({ "text": text })).await };
    let new = json!({ "name": "Alice", "channels": ["room"] });
    let alice: Token = place.admin.post(&place.path("/tokens"), new).await;

    let found = inspect(&format!("  \"{}\" ", alice.id)).await;
    assert_eq!((found.verdict, found.fix), (TokenVerdict::Valid, None));
    assert_eq!(found.made_at.as_deref(), Some(alice.created_at.as_str()));
    assert_eq!(found.token.unwrap().name.as_deref(), Some("Alice"));
    assert_eq!(found.app.unwrap().id, place.app);
    let [door, room] = &found.access[..] else {
        panic!("{:?}", found.access)
    };
    assert_eq!(
        (door.admission, door.subscribed, door.may_publish),
        (Admission::Deny, false, false)
    );
    assert_eq!(
        (room.admission, room.subscribed, room.may_publish),
        (Admission::Allow, true, true)
    );

    place
        .admin
        .delete(&place.path(&format!("/tokens/{}", alice.id)))
        .await;
    let gone = inspect(&alice.id).await;
    assert_eq!(gone.verdict, TokenVerdict::Unknown);
    assert_eq!(gone.made_at.as_deref(), Some(alice.created_at.as_str()));
    let table = [
        (place.key.as_str(), TokenVerdict::WrongKind),
        ("ptk_somebody_elses", TokenVerdict::WrongKind),
        (&alice.id[..20], TokenVerdict::Malformed),
        ("project_MTIz", TokenVerdict::Malformed),
        ("", TokenVerdict::Malformed),
        ("héllo", TokenVerdict::Malformed),
    ];
    for (text, verdict) in table {
        let found = inspect(text).await;
        assert_eq!(found.verdict, verdict, "{text}");
        assert!(found.fix.is_some() && found.access.is_empty());
    }
    assert_eq!(inspect(&place.key).await.app.unwrap().id, place.app);
}
