//! Connections that ask for themselves, that show keys, that may be everywhere.

use super::*;

/// Asks as connection `key` for itself alone, which is in already or not.
fn ask_alone(member: &mut Member<u8>, key: ConnKey, inside: bool, mode: JoinMode) -> Admission {
    let of = |request: &mut JoinRequest<'_>| {
        request.key = key;
        request.alone = Some(inside);
        request.ephemeral = true;
        request.mode = mode;
    };
    request(member, of, at(0))
}

const IN: Admission = Admission::Join { standing: false };

#[test]
fn who_asks_for_itself_is_not_in_because_its_session_is() {
    let mut member = alice();
    for key in [1, 2] {
        member.connect(live(key));
    }
    assert_eq!(ask_alone(&mut member, 1, false, JoinMode::Allow), IN);
    assert!(member.is_in(&room()));
    assert_eq!(ask_alone(&mut member, 1, true, JoinMode::Deny), Admission::Again);
    assert_eq!(
        refusal(ask_alone(&mut member, 2, false, JoinMode::Deny)),
        RefusalCode::NotGranted,
        "the other one's seat is not its own"
    );
    assert_eq!(ask_alone(&mut member, 2, false, JoinMode::Allow), IN);
    assert_eq!(member.channels().count(), 1);

    let whole = |request: &mut JoinRequest<'_>| request.mode = JoinMode::Deny;
    assert_eq!(
        request(&mut member, whole, at(0)),
        Admission::Again,
        "who asks for its session is in with it"
    );
}

#[test]
fn a_refusal_of_one_takes_the_others_nothing_away() {
    let mut member = alice();
    for key in [1, 2] {
        member.connect(live(key));
    }
    ask_alone(&mut member, 1, false, JoinMode::Allow);
    refusal(ask_alone(&mut member, 2, false, JoinMode::Deny));
    assert!(member.is_in(&room()));
    match ask_alone(&mut member, 2, false, JoinMode::Ask) {
        Admission::Ask(asked) => assert!(asked.opened),
        other => panic!("expected a question, got {other:?}"),
    }
    let resolved = decide(&mut member, "fresh", &Answer::Deny, at(1)).unwrap();
    assert_eq!(resolved.waiting, [(2, None)]);
    assert!(member.is_in(&room()));
}

#[test]
fn a_yes_names_those_of_them_that_asked() {
    let mut member = alice();
    for key in [1, 2, 3] {
        member.connect(live(key));
    }
    for key in [3, 1, 3] {
        ask_alone(&mut member, key, false, JoinMode::Ask);
    }
    let resolved = decide(&mut member, "fresh", &Answer::Allow(GrantTerm::Always), at(1)).unwrap();
    assert_eq!(resolved.waiting, [(3, None), (1, None)]);
    assert!(
        !resolved.allowed.unwrap().standing,
        "they asked for this time only"
    );
    assert_eq!(
        ask_alone(&mut member, 2, false, JoinMode::Deny),
        IN,
        "the grant is the subject's"
    );
}

#[test]
fn who_is_in_by_itself_stays_in_a_closed_channel_and_nobody_follows() {
    let mut member = alice();
    for key in [1, 2] {
        member.connect(live(key));
    }
    ask_alone(&mut member, 1, false, JoinMode::Allow);
    for (key, inside, wanted) in [(1, true, None), (2, false, Some(RefusalCode::ChannelClosed))] {
        let of = |request: &mut JoinRequest<'_>| {
            request.key = key;
            request.alone = Some(inside);
            request.closed = true;
        };
        match (request(&mut member, of, at(0)), wanted) {
            (Admission::Again, None) => {}
            (admission, wanted) => assert_eq!(Some(refusal(admission)), wanted),
        }
    }
}

#[test]
fn a_key_is_needed_wherever_one_is_asked_for() {
    for visibility in [Visibility::Private, Visibility::Public, Visibility::Unprotected] {
        for mut member in [alice(), anonymous()] {
            member.grant(grant(None));
            let mut with = |has_key, privileged| {
                let of = |request: &mut JoinRequest<'_>| {
                    request.visibility = visibility;
                    request.mode = JoinMode::Allow;
                    request.has_key = has_key;
                    request.privileged = privileged;
                };
                request(&mut member, of, at(0))
            };
            assert_eq!(refusal(with(false, false)), RefusalCode::NotGranted);
            assert!(
                matches!(with(false, true), Admission::Join { .. }),
                "it may be everywhere"
            );
            assert_eq!(with(false, false), Admission::Again, "who is in stays in");
        }
    }
}

#[test]
fn a_key_opens_no_private_channel() {
    let deny = |request: &mut JoinRequest<'_>| request.mode = JoinMode::Deny;
    assert_eq!(
        refusal(request(&mut alice(), deny, at(0))),
        RefusalCode::NotGranted
    );
    assert!(matches!(request(&mut alice(), |_| {}, at(0)), Admission::Ask(_)));
}

#[test]
fn the_privileged_are_let_in_without_a_question() {
    for mode in [JoinMode::Ask, JoinMode::Deny, JoinMode::Allow] {
        let privileged = |request: &mut JoinRequest<'_>| {
            request.privileged = true;
            request.mode = mode;
        };
        let mut member = alice();
        assert_eq!(
            request(&mut member, privileged, at(0)),
            Admission::Join { standing: true }
        );
        assert_eq!(member.tickets().count(), 0);
        let closed = |request: &mut JoinRequest<'_>| {
            request.privileged = true;
            request.closed = true;
        };
        assert_eq!(
            refusal(request(&mut alice(), closed, at(0))),
            RefusalCode::ChannelClosed,
            "but not past a closed door"
        );
    }
}

#[test]
fn a_question_outlives_what_ends_with_the_session() {
    let mut member = alice();
    member.connect(live(1));
    member.subscribe(&room(), true, at(0).wall);
    let outside = |request: &mut JoinRequest<'_>| request.alone = Some(false);
    assert!(matches!(request(&mut member, outside, at(0)), Admission::Ask(_)));
    let over_at = member.disconnect(1, at(0)).unwrap();
    assert_eq!(member.expire(at(over_at)).unwrap().was_in, [room()]);
    assert_eq!((member.channels().count(), member.tickets().count()), (0, 1));
}
