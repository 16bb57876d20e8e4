//! What holds for all that is in a hub together.

use model::{App, ChannelName, Decider, Grant, Outcome, Timestamp, Token, TokenId, Visibility};

use super::{Hub, NewChannel, NewToken};

/// More than the store takes at a time.
const MANY: usize = 20_000;

/// On one thread: nothing is written while it goes on.
#[tokio::test]
async fn what_goes_with_a_channel_is_not_written_one_by_one() {
    let hub = Hub::bare();
    let realm = hub.create_app("App".into(), |_: &mut App| {}).await.unwrap();
    let name = ChannelName::parse("room").unwrap();
    let lane = hub
        .create_channel(&realm, channel(&name, Visibility::Public))
        .await
        .unwrap();
    for number in 0..MANY {
        let holder = realm.add_holder(Token {
            id: TokenId::from(format!("leap_token_{number}")),
            name: None,
            extra: None,
            state: model::State::default(),
            created_at: Timestamp(number as u64),
            expires_at: None,
            last_seen: None,
        });
        holder.member().subscribe(&name, false, Timestamp(0));
        lane.gained_member();
    }
    let stored = hub.delete_channel(&realm, &name).unwrap();
    assert_eq!(hub.trail.refusals(None, 1).len(), 0, "something was not stored");
    stored.wait().await.unwrap();
    assert_eq!(lane.members(), 0);
}

/// As it is when the machine has slept: the ends have passed, and no timer has told.
#[tokio::test]
async fn what_has_ended_unnoticed_is_ended_when_it_is_looked_at() {
    let hub = Hub::bare();
    let realm = hub.create_app("App".into(), |_: &mut App| {}).await.unwrap();
    let mut names = Vec::new();
    for (name, visibility) in [
        ("a", Visibility::Private),
        ("b", Visibility::Private),
        ("c", Visibility::Public),
    ] {
        let name = ChannelName::parse(name).unwrap();
        hub.create_channel(&realm, channel(&name, visibility))
            .await
            .unwrap();
        names.push(name);
    }
    let holder = hub.create_token(&realm, NewToken::default()).await.unwrap();
    let token = holder.token().unwrap().id;
    let now = hub.clock.now().wall;
    let ends = [Timestamp(now.0 - 1), now.after(60_000), Timestamp(now.0 - 1)];
    for (name, until) in names.iter().zip(ends) {
        realm.lane(name.as_str()).unwrap().gained_member();
        let mut member = holder.member();
        member.subscribe(name, true, now);
        member.grant(Grant {
            token: token.clone(),
            channel: name.clone(),
            by: Decider::Person,
            reason: None,
            at: Timestamp(0),
            until: Some(until),
        });
    }
    hub.look_at_ends();
    let member = holder.member();
    let left: Vec<_> = member.channels().map(ChannelName::as_str).collect();
    assert_eq!(left, ["b", "c"], "one that is not private needs no grant");
    assert_eq!(member.grants().count(), 1);
}

/// A client that asks again and again does not push everything else out of the journal.
#[tokio::test]
async fn the_same_answer_of_the_mode_is_journaled_once() {
    let hub = Hub::bare();
    let realm = hub.create_app("App".into(), |_: &mut App| {}).await.unwrap();
    let (room, token) = (ChannelName::parse("room").unwrap(), TokenId::from("leap_token_1"));
    for outcome in [
        Outcome::Denied,
        Outcome::Denied,
        Outcome::Allowed,
        Outcome::Denied,
    ] {
        hub.journal_mode(&realm, &token, &room, outcome);
    }
    let other = TokenId::from("leap_token_2");
    hub.journal_mode(&realm, &other, &room, Outcome::Denied);
    hub.flush().await;
    let lines = hub.store.journal(None, 9).await.unwrap();
    let told: Vec<_> = lines
        .iter()
        .rev()
        .map(|line| (line.token.as_str(), line.outcome))
        .collect();
    let (one, two) = (token.as_str(), other.as_str());
    assert_eq!(
        told,
        [
            (one, Outcome::Denied),
            (one, Outcome::Allowed),
            (one, Outcome::Denied),
            (two, Outcome::Denied)
        ]
    );
}

fn channel(name: &ChannelName, visibility: Visibility) -> NewChannel {
    NewChannel {
        name: Some(name.clone()),
        visibility,
        capabilities: None,
        state: serde_json::Map::new(),
        traits: engine::Traits::default(),
    }
}
