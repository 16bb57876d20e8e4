//! Questions and answers.

use super::*;

#[test]
fn connections_of_a_token_share_a_question_and_its_deadline() {
    let mut member = alice();
    for key in [1, 2] {
        member.connect(live(key));
    }
    let first = ask(&mut member, 1, "first", at(0));
    for key in [1, 2, 2] {
        let again = ask(&mut member, key, "unused", at(7));
        assert_eq!(again.ticket, first.ticket);
        assert_eq!((again.opened, again.deadline), (false, first.deadline));
    }
    let resolved = decide(&mut member, "first", &Answer::Deny, at(9)).unwrap();
    assert_eq!(resolved.waiting, [(1, None), (2, None)]);
    assert_eq!(resolved.allowed, None);
    assert_eq!(resolved.refusal.unwrap().code, RefusalCode::Denied);
    assert!(!member.is_in(&room()));
}

#[test]
fn the_first_answer_wins() {
    let mut member = alice();
    member.connect(live(1));
    ask(&mut member, 1, "t", at(0));
    assert!(decide(&mut member, "t", &Answer::Deny, at(1)).is_ok());
    let second = decide(&mut member, "t", &Answer::Allow(GrantTerm::Always), at(2));
    assert_eq!(second, Err(AlreadyDecided));
    assert_eq!((member.is_in(&room()), member.grants().count()), (false, 0));
    assert_eq!(
        decide(&mut member, "another", &Answer::Deny, at(2)),
        Err(AlreadyDecided)
    );
}

#[test]
fn a_late_answer_to_an_old_question_leaves_the_new_one_open() {
    let mut member = alice();
    member.connect(live(1));
    ask(&mut member, 1, "old", at(0));
    decide(&mut member, "old", &Answer::Deny, at(1)).unwrap();
    ask(&mut member, 1, "new", at(2));
    assert_eq!(
        decide(&mut member, "old", &Answer::Allow(GrantTerm::Once), at(3)),
        Err(AlreadyDecided)
    );
    assert_eq!(member.tickets().count(), 1);
}

#[test]
fn what_a_yes_leaves_behind_depends_on_its_term() {
    let terms = [
        (GrantTerm::Once, None, false),
        (GrantTerm::For { ms: 60_000 }, Some(Some(60_001)), false),
        (GrantTerm::Always, Some(None), true),
    ];
    for (term, until, standing) in terms {
        let mut member = alice();
        member.connect(live(1));
        ask(&mut member, 1, "t", at(0));
        let resolved = decide(&mut member, "t", &Answer::Allow(term), at(1)).unwrap();
        assert_eq!(resolved.refusal, None);
        let allowed = resolved.allowed.unwrap();
        assert_eq!(allowed.standing, standing, "{term:?}");
        assert_eq!(
            allowed
                .grant
                .as_ref()
                .map(|grant| grant.until.map(|at| at.0 - WALL)),
            until
        );
        assert_eq!(
            member.grants().cloned().collect::<Vec<_>>(),
            Vec::from_iter(allowed.grant)
        );
        assert!(member.is_in(&room()));

        member.disconnect(1, at(1));
        member.expire(at(1 + SESSION_GRACE)).unwrap();
        assert_eq!(member.is_in(&room()), standing, "{term:?} after the session");
    }
}

#[test]
fn a_yes_for_good_does_not_make_more_of_what_was_asked_for() {
    let mut member = alice();
    member.connect(live(1));
    request(&mut member, |request| request.ephemeral = true, at(0));
    let resolved = decide(&mut member, "fresh", &Answer::Allow(GrantTerm::Always), at(1)).unwrap();
    let allowed = resolved.allowed.unwrap();
    assert!(!allowed.standing && allowed.grant.is_some());
}

#[test]
fn a_no_says_who_said_it_and_why() {
    let mut member = alice();
    ask(&mut member, 1, "t", at(0));
    let (ticket, why) = (TicketId::from("t"), Some("not on the list"));
    let resolved = member
        .decide(&ticket, &Answer::Deny, Decider::Person, why, at(1))
        .unwrap();
    assert!(resolved.refusal.unwrap().message.ends_with("not on the list"));

    ask(&mut member, 1, "t", at(2));
    let resolved = member
        .decide(&ticket, &Answer::Deny, Decider::Deadline, None, at(3))
        .unwrap();
    assert_eq!(resolved.refusal.unwrap().code, RefusalCode::DeadlinePassed);
}

#[test]
fn who_has_gone_does_not_wait_any_more_but_the_question_stays() {
    let mut member = alice();
    for key in [1, 2] {
        member.connect(live(key));
        ask(&mut member, key, "t", at(0));
    }
    member.disconnect(1, at(1));
    member.disconnect(2, at(1));
    let resolved = decide(&mut member, "t", &Answer::Allow(GrantTerm::Once), at(2)).unwrap();
    assert_eq!(resolved.waiting, []);
    assert!(member.is_in(&room()), "its session may still come back");
}

#[test]
fn a_yes_for_this_time_that_comes_after_the_session_is_for_nothing() {
    let late = SESSION_GRACE + 1;
    for (term, inside, grants) in [
        (GrantTerm::Once, false, 0),
        (GrantTerm::For { ms: 60_000 }, false, 1),
        (GrantTerm::Always, true, 1),
    ] {
        let mut member = alice();
        member.connect(live(1));
        ask(&mut member, 1, "t", at(0));
        member.disconnect(1, at(0));
        member.expire(at(late)).unwrap();
        decide(&mut member, "t", &Answer::Allow(term), at(late)).unwrap();
        assert_eq!(
            (member.is_in(&room()), member.grants().count()),
            (inside, grants),
            "{term:?}"
        );
    }
}

#[test]
fn leaving_withdraws_the_question_with_those_who_wait() {
    let mut member = alice();
    for key in [1, 2] {
        ask(&mut member, key, "t", at(0));
    }
    assert_eq!(member.withdraw(&room()).unwrap().waiting, [(1, None), (2, None)]);
    assert_eq!(member.withdraw(&room()), None);

    ask(&mut member, 1, "t", at(0));
    assert!(!member.leave(&room()), "there was no subscription");
    assert_eq!(
        decide(&mut member, "t", &Answer::Deny, at(1)),
        Err(AlreadyDecided)
    );
}

#[test]
fn getting_in_another_way_withdraws_the_question() {
    let mut subscribed = alice();
    ask(&mut subscribed, 1, "t", at(0));
    assert!(subscribed.subscribe(&room(), false, at(0).wall));
    assert!(!subscribed.subscribe(&room(), false, at(0).wall));

    let mut granted = alice();
    ask(&mut granted, 1, "t", at(0));
    granted.grant(grant(None));
    assert_eq!(granted.tickets().count(), 1, "a grant is no answer yet");
    assert_eq!(
        request(&mut granted, |_| {}, at(1)),
        Admission::Join { standing: true }
    );
    for mut member in [subscribed, granted] {
        assert_eq!(
            decide(&mut member, "t", &Answer::Deny, at(2)),
            Err(AlreadyDecided)
        );
        assert!(member.is_in(&room()));
    }
}

/// Asks as connection 1 under a tag.
fn ask_tagged(member: &mut Member<u8>, tag: Option<Tag>, now: Now) -> bool {
    match request(member, |request| request.tag = tag, now) {
        Admission::Ask(asked) => asked.opened,
        other => panic!("expected a question, got {other:?}"),
    }
}

#[test]
fn who_asks_under_another_tag_waits_once_more() {
    for answer in [Answer::Deny, Answer::Allow(GrantTerm::Once)] {
        let mut member = alice();
        for key in [1, 2] {
            member.connect(live(key));
        }
        assert!(ask_tagged(&mut member, Some(7), at(0)));
        for tag in [Some(8), Some(7), None, Some(8), None] {
            assert!(!ask_tagged(&mut member, tag, at(1)), "the question is open");
        }
        ask(&mut member, 2, "unused", at(2));
        let resolved = decide(&mut member, "fresh", &answer, at(3)).unwrap();
        assert_eq!(
            resolved.waiting,
            [(1, Some(7)), (1, Some(8)), (1, None), (2, None)],
            "each is owed its answer, in the order of asking"
        );
        assert_eq!(member.is_in(&room()), answer != Answer::Deny);
    }
}

#[test]
fn who_has_gone_waits_under_none_of_its_tags() {
    let mut member = alice();
    for key in [1, 2] {
        member.connect(live(key));
    }
    for tag in [Some(7), None, Some(8)] {
        ask_tagged(&mut member, tag, at(0));
    }
    ask(&mut member, 2, "unused", at(0));
    member.disconnect(1, at(1));
    let (_, ticket) = member.tickets().next().unwrap();
    assert_eq!(ticket.waiting, [(2, None)]);
    let resolved = decide(&mut member, "fresh", &Answer::Deny, at(2)).unwrap();
    assert_eq!(resolved.waiting, [(2, None)]);
}

#[test]
fn a_person_may_be_given_for_ever_to_answer() {
    let mut member = alice();
    match request(&mut member, |request| request.ask_timeout = Millis::MAX, at(1)) {
        Admission::Ask(asked) => assert_eq!(asked.deadline, Millis::MAX),
        other => panic!("expected a question, got {other:?}"),
    }
}
