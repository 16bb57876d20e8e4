//! Keys that a channel asks for.

use super::*;

fn keys(join: Option<&str>, send: Option<&str>) -> Keys {
    Keys {
        join: join.map(str::to_owned),
        send: send.map(str::to_owned),
    }
}

/// A channel that asks for this key of those who speak.
fn locked() -> Channel<&'static str> {
    let mut channel = channel(TALK);
    channel.set_keys(keys(None, Some("sesame")));
    channel
}

/// Comes as connection `key` and shows this, if anything.
fn come(channel: &mut Channel<&'static str>, key: ConnKey, send: Option<&str>) {
    channel.join(key, &guest(&key.to_string()), "a", at(0));
    channel.show(key, &keys(None, send));
}

/// What connection `key` says.
fn says(key: ConnKey) -> Draft {
    let connection = key;
    Draft {
        origin: Some(Origin {
            connection,
            alias: None,
        }),
        ..draft(guest(&key.to_string()))
    }
}

fn speak(channel: &mut Channel<&'static str>, key: ConnKey) -> Result<Arc<Message>, Refusal> {
    accepted(channel.publish(says(key), WINDOW, at(1)))
}

#[test]
fn only_who_has_shown_the_key_may_speak() {
    let mut channel = locked();
    for (key, shown) in [
        (1, None),
        (2, Some("")),
        (3, Some("Sesame")),
        (4, Some("sesame ")),
        (5, Some("sesame")),
    ] {
        come(&mut channel, key, shown);
        let said = speak(&mut channel, key);
        if key == 5 {
            let message = said.unwrap();
            assert_eq!(
                (message.position, message.origin.as_ref()),
                (1, says(5).origin.as_ref())
            );
        } else {
            let refusal = said.unwrap_err();
            assert!(!refusal.to_string().contains("sesame"), "{refusal}");
            assert_eq!(code(speak(&mut channel, key)), RefusalCode::NotGranted);
        }
    }
    assert_eq!(channel.position(), 1, "a no takes no position");
    assert_eq!(
        code(publish(&mut channel, alice(), at(2))),
        RefusalCode::NotGranted
    );
}

#[test]
fn the_key_to_get_in_is_not_the_key_to_speak() {
    let mut channel = channel(TALK);
    channel.set_keys(keys(Some("in"), Some("out")));
    channel.join(1, &guest("1"), "a", at(0));
    channel.show(1, &keys(Some("in"), Some("in")));
    assert_eq!(code(speak(&mut channel, 1)), RefusalCode::NotGranted);
    channel.show(1, &keys(Some("in"), Some("out")));
    assert!(speak(&mut channel, 1).is_ok());
}

#[test]
fn who_comes_back_has_to_show_it_again() {
    let mut channel = locked();
    come(&mut channel, 1, Some("sesame"));
    assert!(speak(&mut channel, 1).is_ok());
    come(&mut channel, 1, None);
    assert!(speak(&mut channel, 1).is_ok(), "it has not been away");
    channel.disconnect(1);
    assert_eq!(code(speak(&mut channel, 1)), RefusalCode::NotGranted);
    come(&mut channel, 1, None);
    assert_eq!(code(speak(&mut channel, 1)), RefusalCode::NotGranted);
    come(&mut channel, 1, Some("sesame"));
    assert!(speak(&mut channel, 1).is_ok());
}

#[test]
fn each_connection_speaks_for_itself() {
    let mut channel = locked();
    for (key, shown) in [(1, Some("sesame")), (2, None)] {
        channel.join(key, &alice(), "a", at(0));
        channel.show(key, &keys(None, shown));
    }
    assert!(speak(&mut channel, 1).is_ok());
    assert_eq!(code(speak(&mut channel, 2)), RefusalCode::NotGranted);
    channel.disconnect(2);
    assert!(speak(&mut channel, 1).is_ok());
}

#[test]
fn the_privileged_and_the_backend_are_not_asked() {
    let mut channel = locked();
    let privileged = Draft {
        privileged: true,
        ..says(1)
    };
    assert!(channel.publish(privileged, WINDOW, at(0)).is_ok());
    assert!(publish(&mut channel, Subject::Backend, at(0)).is_ok());
    channel.set_rules(Visibility::Unprotected, Capabilities::NONE);
    let privileged = Draft {
        privileged: true,
        ..says(1)
    };
    assert!(
        channel.publish(privileged, WINDOW, at(0)).is_ok(),
        "nor does it need the capability"
    );
    channel.set_closed(true);
    let privileged = Draft {
        privileged: true,
        ..says(1)
    };
    assert_eq!(
        code(channel.publish(privileged, WINDOW, at(0))),
        RefusalCode::ChannelClosed
    );
}

#[test]
fn a_channel_without_keys_asks_nobody() {
    let mut channel = channel(TALK);
    assert_eq!(channel.keys(), None);
    come(&mut channel, 1, None);
    assert!(speak(&mut channel, 1).is_ok());
    channel.set_keys(keys(Some("in"), None));
    assert!(speak(&mut channel, 1).is_ok(), "to get in, not to speak");
    channel.set_keys(keys(None, Some("sesame")));
    assert_eq!(channel.keys(), Some(&keys(None, Some("sesame"))));
    assert_eq!(code(speak(&mut channel, 1)), RefusalCode::NotGranted);
    channel.set_keys(Keys::default());
    assert_eq!(channel.keys(), None);
    assert!(speak(&mut channel, 1).is_ok());
}

/// Who may not speak does not learn either what has been said.
#[test]
fn a_repeat_is_not_told_of_to_who_may_not_speak() {
    let mut channel = locked();
    come(&mut channel, 1, Some("sesame"));
    come(&mut channel, 2, None);
    let keyed = |key| Draft {
        key: Some("once".into()),
        ..says(key)
    };
    assert!(channel.publish(keyed(1), WINDOW, at(0)).is_ok());
    assert_eq!(
        code(channel.publish(keyed(2), WINDOW, at(0))),
        RefusalCode::NotGranted
    );
    assert_eq!(channel.publish(keyed(1), WINDOW, at(0)), Ok(Published::Again(1)));
}
