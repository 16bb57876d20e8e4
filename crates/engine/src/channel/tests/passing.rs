//! Messages that are not to be kept.

use super::*;

const KEPT: Capabilities = TALK.with(Capabilities::PERSISTENT);

fn pass(channel: &mut Channel<&'static str>, ms: u64) -> Arc<Message> {
    let draft = Draft {
        passing: true,
        ..draft(alice())
    };
    accepted(channel.publish(draft, WINDOW, at(ms))).unwrap()
}

#[test]
fn a_passing_message_has_no_place_among_those_that_are_kept() {
    let mut channel = channel(KEPT);
    let mut positions = Vec::new();
    for ms in 0..6 {
        let message = match ms % 3 {
            1 => publish(&mut channel, alice(), at(ms)).unwrap(),
            _ => pass(&mut channel, ms),
        };
        positions.push((message.position, channel.position()));
    }
    let none = NO_POSITION;
    assert_eq!(
        positions,
        [(none, 0), (1, 1), (none, 1), (none, 1), (2, 2), (none, 2)]
    );
    assert_eq!(channel.last_message_at(), Some(Timestamp(5)), "it is a message");
    assert_eq!(channel.join(1, &alice(), "a", at(9)).snapshot.position, 2);
}

#[test]
fn where_nothing_is_kept_every_message_counts() {
    let mut channel = channel(TALK);
    assert_eq!(pass(&mut channel, 0).position, 1);
    assert_eq!(publish(&mut channel, alice(), at(1)).unwrap().position, 2);
    assert_eq!(pass(&mut channel, 2).position, 3);
}

#[test]
fn who_may_not_publish_may_not_in_passing_either() {
    let mut channel = channel(Capabilities::PERSISTENT);
    let passing = |sender| Draft {
        passing: true,
        ..draft(sender)
    };
    assert_eq!(
        code(channel.publish(passing(alice()), WINDOW, at(0))),
        RefusalCode::MissingCapability
    );
    channel.set_closed(true);
    assert_eq!(
        code(channel.publish(passing(Subject::Backend), WINDOW, at(0))),
        RefusalCode::ChannelClosed
    );
    assert_eq!((channel.position(), channel.last_message_at()), (0, None));
}

#[test]
fn taking_a_passing_message_back_frees_no_place() {
    let mut channel = channel(KEPT);
    let first = pass(&mut channel, 0);
    channel.withdraw(&first, None);
    assert_eq!(channel.position(), 0, "there was none to free");

    let kept = publish(&mut channel, alice(), at(1)).unwrap();
    let passing = pass(&mut channel, 2);
    channel.withdraw(&passing, None);
    assert_eq!(channel.position(), 1, "the kept one stays");
    channel.withdraw(&kept, None);
    assert_eq!(publish(&mut channel, alice(), at(3)).unwrap().position, 1);
}
