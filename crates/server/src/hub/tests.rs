//! What holds for all that is in a hub together.

use model::{App, ChannelName, Timestamp, Token, TokenId, Visibility};

use super::{Hub, NewChannel};

/// More than the store takes at a time.
const MANY: usize = 20_000;

/// On one thread: nothing is written while it goes on.
#[tokio::test]
async fn what_goes_with_a_channel_is_not_written_one_by_one() {
    let hub = Hub::bare();
    let realm = hub.create_app("App".into(), |_: &mut App| {}).await.unwrap();
    let name = ChannelName::parse("room").unwrap();
    let new = NewChannel {
        name: Some(name.clone()),
        visibility: Visibility::Public,
        capabilities: None,
        state: serde_json::Map::new(),
        extra: None,
    };
    let lane = hub.create_channel(&realm, new).await.unwrap();
    for number in 0..MANY {
        let holder = realm.add_holder(Token {
            id: TokenId::from(format!("leap_token_{number}")),
            name: None,
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
