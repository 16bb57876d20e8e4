mod locks;
mod passing;

use model::{ConnId, TokenId, Visibility};
use serde_json::json;

use super::*;

const TALK: Capabilities = Capabilities::CLIENT_PUBLISH.with(Capabilities::CLIENT_SET_STATE);

fn at(ms: u64) -> Now {
    Now {
        tick: ms,
        wall: Timestamp(ms),
    }
}

fn channel(capabilities: Capabilities) -> Channel<&'static str> {
    let facts = model::Channel {
        name: ChannelName::parse("room").unwrap(),
        visibility: Visibility::Unprotected,
        capabilities,
        closed: false,
        title: None,
        extra: None,
        push: false,
        created_at: Timestamp(0),
    };
    Channel::new(AppId::from("project_1"), facts, State::default(), 0, None)
}

fn alice() -> Subject {
    Subject::Token(TokenId::from("leap_token_alice"))
}

fn guest(connection: &str) -> Subject {
    Subject::Anonymous(ConnId::from(connection))
}

fn draft(sender: Subject) -> Draft {
    Draft {
        privileged: sender == Subject::Backend,
        sender,
        ..Draft::of_backend("said", Payload::null())
    }
}

const WINDOW: Millis = 1_000;

/// Publishes what nobody has published before.
fn publish(channel: &mut Channel<&'static str>, sender: Subject, now: Now) -> Result<Arc<Message>, Refusal> {
    accepted(channel.publish(draft(sender), WINDOW, now))
}

fn accepted(published: Result<Published, Refusal>) -> Result<Arc<Message>, Refusal> {
    match published? {
        Published::New(message) => Ok(message),
        Published::Again(position) => panic!("{position} had no key"),
    }
}

fn object(json: serde_json::Value) -> Map<String, Value> {
    json.as_object().unwrap().clone()
}

fn code<T>(result: Result<T, Refusal>) -> RefusalCode {
    let refusal = result.err().unwrap();
    assert!(refusal.fix.is_some(), "no way out of: {refusal}");
    refusal.code
}

fn audience(channel: &mut Channel<&'static str>) -> Vec<&'static str> {
    let mut all = channel.audience().to_vec();
    all.sort_unstable();
    all
}

#[test]
fn every_seat_is_found_again_in_whatever_order_they_are_given_up() {
    let keys = [1, 2, 3, 4];
    for first in keys {
        for second in keys.into_iter().filter(|key| *key != first) {
            let mut channel = channel(Capabilities::NONE);
            for (key, handle) in keys.into_iter().zip(["a", "b", "c", "d"]) {
                channel.join(key, &alice(), handle, at(0));
            }
            channel.disconnect(first);
            channel.disconnect(second);
            channel.disconnect(second);
            let left: Vec<_> = keys
                .into_iter()
                .filter(|key| *key != first && *key != second)
                .collect();
            for key in keys {
                assert_eq!(channel.seats(key), left.contains(&key));
            }
            let handles: Vec<_> = left
                .iter()
                .map(|key| ["a", "b", "c", "d"][*key as usize - 1])
                .collect();
            assert_eq!(audience(&mut channel), handles);
            for key in &left {
                channel.disconnect(*key);
            }
            assert_eq!((channel.connections(), audience(&mut channel)), (0, vec![]));
        }
    }
}

#[test]
fn an_audience_is_shared_until_it_changes_and_keeps_what_it_was() {
    let mut channel = channel(Capabilities::NONE);
    channel.join(1, &alice(), "a", at(0));
    let before = channel.audience();
    channel.join(1, &alice(), "a", at(1));
    publish(&mut channel, Subject::Backend, at(1)).unwrap();
    assert!(Arc::ptr_eq(&before, &channel.audience()), "nobody came or went");

    channel.join(2, &guest("2"), "b", at(2));
    assert_eq!((&*before, audience(&mut channel)), (&["a"][..], vec!["a", "b"]));
    channel.disconnect(1);
    assert_eq!(audience(&mut channel), ["b"]);
}

#[test]
fn joining_again_answers_the_channel_as_it_is_now() {
    let mut channel = channel(TALK.with(Capabilities::PRESENCE));
    let first = channel.join(1, &alice(), "a", at(0));
    assert_eq!((first.snapshot.position, first.snapshot.state.version), (0, 0));
    publish(&mut channel, alice(), at(1)).unwrap();
    let replaced = StateChange::Replace(object(json!({"topic": "tea"})));
    channel.set_state(&alice(), replaced, None).unwrap();

    let again = channel.join(1, &alice(), "a", at(2));
    assert_eq!(again.presence, None);
    assert_eq!((again.snapshot.position, again.snapshot.state.version), (1, 1));
    assert_eq!(channel.connections(), 1);
    assert_eq!(first.snapshot.state.version, 0, "a snapshot stays what it was");
}

#[test]
fn an_anonymous_subject_is_present_as_others_are() {
    let mut channel = channel(Capabilities::PRESENCE.with(Capabilities::EPHEMERAL));
    let joined = |at| PresenceChange::Joined {
        subject: guest("1"),
        at: Timestamp(at),
    };
    assert_eq!(
        channel.join(1, &guest("1"), "a", at(10)).presence,
        Some(joined(10))
    );
    assert_eq!(channel.join(1, &guest("1"), "a", at(15)).presence, None);
    assert_eq!(channel.depart(&guest("1"), at(20)).presence, None, "it is here");
    channel.disconnect(1);
    let present: Vec<_> = channel.present().collect();
    let gone = Present {
        subject: &guest("1"),
        since: Timestamp(10),
        connections: &[],
    };
    assert_eq!(present, [gone]);

    assert_eq!(
        channel.join(1, &guest("1"), "a", at(30)).presence,
        None,
        "it had not gone"
    );
    channel.join(2, &guest("2"), "b", at(30));
    let mut since: Vec<_> = channel
        .present()
        .map(|present| (present.connections.to_vec(), present.since))
        .collect();
    since.sort_unstable();
    assert_eq!(since, [(vec![1], Timestamp(10)), (vec![2], Timestamp(30))]);
    channel.disconnect(1);
    let left = channel.depart(&guest("1"), at(40));
    let change = PresenceChange::Left {
        subject: guest("1"),
        at: Timestamp(40),
    };
    assert_eq!((left.presence, left.over), (Some(change), false));
    channel.disconnect(2);
    assert!(channel.depart(&guest("2"), at(50)).over);
}

#[test]
fn presence_counts_devices_and_outlives_the_last_one_until_it_departs() {
    let mut channel = channel(Capabilities::PRESENCE);
    let came = channel.join(1, &alice(), "a", at(10)).presence;
    assert_eq!(
        came,
        Some(PresenceChange::Joined {
            subject: alice(),
            at: Timestamp(10)
        })
    );
    assert_eq!(channel.join(2, &alice(), "b", at(20)).presence, None);
    channel.disconnect(1);
    assert_eq!(
        channel.depart(&alice(), at(30)).presence,
        None,
        "a device is left"
    );
    channel.disconnect(2);
    assert_eq!((channel.connections(), channel.present().count()), (0, 1));

    assert_eq!(
        channel.join(3, &alice(), "c", at(40)).presence,
        None,
        "it had not gone"
    );
    let present = channel.present().next().unwrap();
    assert_eq!((present.since, present.connections), (Timestamp(10), &[3][..]));

    channel.disconnect(3);
    let left = channel.depart(&alice(), at(50));
    assert_eq!(
        left.presence,
        Some(PresenceChange::Left {
            subject: alice(),
            at: Timestamp(50)
        })
    );
    assert_eq!(channel.depart(&alice(), at(60)).presence, None, "it goes once");
}

#[test]
fn without_the_capability_presence_is_kept_and_not_announced() {
    let mut channel = channel(Capabilities::NONE);
    assert_eq!(channel.join(1, &alice(), "a", at(0)).presence, None);
    assert_eq!(channel.present().count(), 1);
    channel.disconnect(1);
    assert_eq!(channel.depart(&alice(), at(1)).presence, None);
    assert_eq!(channel.present().count(), 0);
}

#[test]
fn an_ephemeral_channel_is_over_when_its_last_subject_has_gone() {
    let mut channel = channel(Capabilities::EPHEMERAL);
    assert!(!channel.depart(&alice(), at(0)).over, "nobody has been there yet");
    channel.join(1, &alice(), "a", at(0));
    channel.join(2, &guest("2"), "b", at(0));
    channel.disconnect(1);
    channel.disconnect(2);
    assert!(!channel.depart(&guest("2"), at(1)).over, "alice may come back");
    assert!(channel.depart(&alice(), at(2)).over);
}

#[test]
fn any_other_channel_is_never_over() {
    let mut channel = channel(TALK.with(Capabilities::PRESENCE));
    channel.join(1, &alice(), "a", at(0));
    channel.disconnect(1);
    assert!(!channel.depart(&alice(), at(1)).over);
}

#[test]
fn positions_follow_each_other_from_where_the_channel_was_loaded() {
    let facts = channel(TALK).facts().clone();
    let mut channel = Channel::<&str>::new(
        AppId::from("project_1"),
        facts,
        State::default(),
        41,
        Some(Timestamp(5)),
    );
    assert_eq!(channel.last_message_at(), Some(Timestamp(5)));
    let message = publish(&mut channel, alice(), at(7)).unwrap();
    assert_eq!((message.position, &message.sender), (42, &alice()));
    channel.set_closed(true);
    assert!(publish(&mut channel, alice(), at(8)).is_err());
    channel.set_closed(false);
    assert_eq!(publish(&mut channel, alice(), at(9)).unwrap().position, 43);
    assert_eq!(
        (channel.position(), channel.last_message_at()),
        (43, Some(Timestamp(9)))
    );
}

#[test]
fn a_message_that_went_nowhere_leaves_no_gap() {
    let mut channel = channel(TALK);
    let first = publish(&mut channel, alice(), at(1)).unwrap();
    let second = publish(&mut channel, alice(), at(2)).unwrap();
    channel.withdraw(&first, None);
    assert_eq!(channel.position(), 2, "another came after it");
    channel.withdraw(&second, None);
    assert_eq!(publish(&mut channel, alice(), at(3)).unwrap().position, 2);
}

#[test]
fn clients_may_do_what_the_channel_can_and_the_backend_may_always() {
    let change = || StateChange::Merge(object(json!({"a": 1})));
    let mut mute = channel(Capabilities::NONE);
    assert_eq!(
        code(publish(&mut mute, alice(), at(0))),
        RefusalCode::MissingCapability
    );
    assert_eq!(
        code(mute.set_state(&guest("1"), change(), None)),
        RefusalCode::MissingCapability
    );
    assert_eq!((mute.position(), mute.state().version), (0, 0));
    assert!(publish(&mut mute, Subject::Backend, at(0)).is_ok());
    assert!(mute.set_state(&Subject::Backend, change(), None).is_ok());

    let mut publishing = channel(Capabilities::CLIENT_PUBLISH);
    assert!(publish(&mut publishing, guest("1"), at(0)).is_ok());
    assert!(publishing.set_state(&guest("1"), change(), None).is_err());
}

#[test]
fn a_closed_channel_accepts_nothing_from_anybody_until_it_is_opened() {
    let mut channel = channel(TALK);
    channel.set_closed(true);
    for subject in [alice(), Subject::Backend] {
        assert_eq!(
            code(publish(&mut channel, subject.clone(), at(0))),
            RefusalCode::ChannelClosed
        );
        let change = StateChange::Replace(Map::new());
        assert_eq!(
            code(channel.set_state(&subject, change, None)),
            RefusalCode::ChannelClosed
        );
    }
    channel.set_closed(false);
    assert!(publish(&mut channel, alice(), at(0)).is_ok());
}

#[test]
fn state_is_replaced_or_merged_key_by_key_and_every_change_is_a_version() {
    let mut channel = channel(TALK);
    let mut change = |change| channel.set_state(&alice(), change, None).unwrap();
    let first = change(StateChange::Replace(object(json!({"a": {"deep": 1}, "b": 2}))));
    let second = change(StateChange::Merge(object(json!({"a": {"other": 1}, "c": null}))));
    assert_eq!(
        Value::Object(second.value.clone()),
        json!({"a": {"other": 1}, "b": 2, "c": null})
    );
    let third = change(StateChange::Replace(object(json!({"c": 3}))));
    let same = change(StateChange::Replace(object(json!({"c": 3}))));
    assert_eq!(Value::Object(same.value.clone()), json!({"c": 3}));
    let versions = [&first, &second, &third, &same].map(|state| state.version);
    assert_eq!(versions, [1, 2, 3, 4]);
    assert_eq!(
        Value::Object(first.value.clone()),
        json!({"a": {"deep": 1}, "b": 2}),
        "whoever holds an earlier state still has it"
    );
}

#[test]
fn a_change_with_an_expected_version_is_refused_when_the_state_has_moved_on() {
    let mut channel = channel(TALK);
    let change = || StateChange::Merge(object(json!({"n": 1})));
    assert_eq!(channel.set_state(&alice(), change(), Some(0)).unwrap().version, 1);
    assert_eq!(
        code(channel.set_state(&alice(), change(), Some(0))),
        RefusalCode::VersionConflict
    );
    assert_eq!(
        code(channel.set_state(&Subject::Backend, change(), Some(2))),
        RefusalCode::VersionConflict
    );
    assert_eq!(channel.state().version, 1);
    assert_eq!(channel.set_state(&alice(), change(), Some(1)).unwrap().version, 2);
}

#[test]
fn a_state_that_went_nowhere_can_be_put_back() {
    let mut channel = channel(TALK);
    let before = channel.state().clone();
    let change = StateChange::Merge(object(json!({"n": 1})));
    channel.set_state(&alice(), change, None).unwrap();
    channel.put_back(before.clone());
    assert_eq!(*channel.state(), before);
    assert_eq!(channel.join(1, &alice(), "a", at(0)).snapshot.state.version, 0);
}

fn keyed(channel: &mut Channel<&'static str>, key: &str, ms: u64) -> Published {
    let draft = Draft {
        key: Some(key.into()),
        ..draft(alice())
    };
    channel.publish(draft, WINDOW, at(ms)).unwrap()
}

#[test]
fn a_repeat_is_the_message_that_it_repeats() {
    let mut channel = channel(TALK);
    let Published::New(first) = keyed(&mut channel, "a", 1) else {
        panic!("it was the first")
    };
    publish(&mut channel, alice(), at(2)).unwrap();
    assert_eq!(keyed(&mut channel, "a", 1_000), Published::Again(first.position));
    assert_eq!(
        (channel.position(), channel.last_message_at()),
        (2, Some(Timestamp(2)))
    );
    assert!(matches!(keyed(&mut channel, "b", 1_000), Published::New(_)));
    assert!(matches!(keyed(&mut channel, "a", 1_001), Published::New(message) if message.position == 4));
}

#[test]
fn a_repeat_of_what_went_nowhere_is_the_first() {
    let mut channel = channel(TALK);
    let Published::New(first) = keyed(&mut channel, "a", 1) else {
        panic!("it was the first")
    };
    channel.withdraw(&first, Some("a"));
    let Published::New(second) = keyed(&mut channel, "a", 2) else {
        panic!("the first went nowhere")
    };
    assert_eq!(second.position, 1, "its position is free again");
    channel.forget("a", second.position);
    assert!(matches!(keyed(&mut channel, "a", 3), Published::New(third) if third.position == 2));
}

#[test]
fn keys_from_before_are_known_and_closed_channels_do_not_tell() {
    let mut channel = channel(TALK);
    channel.remember([
        ("a".to_owned(), 7, Timestamp(10)),
        ("b".to_owned(), 9, Timestamp(20)),
    ]);
    assert_eq!(keyed(&mut channel, "b", 30), Published::Again(9));
    channel.set_closed(true);
    let again = Draft {
        key: Some("b".into()),
        ..draft(Subject::Backend)
    };
    assert_eq!(
        code(channel.publish(again, WINDOW, at(30))),
        RefusalCode::ChannelClosed
    );
}

#[test]
fn a_key_is_neither_empty_nor_long() {
    let mut channel = channel(TALK);
    for (key, right) in [("", false), (&*"k".repeat(128), true), (&*"k".repeat(129), false)] {
        let draft = Draft {
            key: Some(key.into()),
            ..draft(Subject::Backend)
        };
        let published = channel.publish(draft, WINDOW, at(0));
        assert_eq!(published.is_ok(), right, "{} bytes", key.len());
        if !right {
            assert_eq!(code(published), RefusalCode::InvalidRequest);
        }
    }
    assert_eq!(channel.position(), 1);
}
