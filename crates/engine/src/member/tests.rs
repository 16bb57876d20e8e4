mod alone;
mod questions;

use model::{ConnId, Timestamp, TokenId};

use super::*;

const WALL: u64 = 1_700_000_000_000;
const ASK_TIMEOUT: Millis = 20_000;

fn at(tick: Millis) -> Now {
    Now {
        tick,
        wall: Timestamp(WALL + tick),
    }
}

fn room() -> ChannelName {
    ChannelName::parse("backstage").unwrap()
}

fn alice() -> Member<u8> {
    Member::new(Subject::Token(TokenId::from("leap_token_alice")))
}

fn anonymous() -> Member<u8> {
    Member::new(Subject::Anonymous(ConnId::from("leap_conn_1")))
}

fn live(key: ConnKey) -> Live<u8> {
    Live { key, handle: 0 }
}

fn grant(until: Option<Millis>) -> Grant {
    Grant {
        token: TokenId::from("leap_token_alice"),
        channel: room(),
        by: Decider::Backend,
        reason: None,
        at: Timestamp(WALL),
        until: until.map(|tick| Timestamp(WALL + tick)),
    }
}

/// A request of connection 1 for a private channel of an app that asks a person.
fn private(channel: &ChannelName) -> JoinRequest<'_> {
    JoinRequest {
        key: 1,
        channel,
        tag: None,
        alone: None,
        privileged: false,
        has_key: true,
        visibility: Visibility::Private,
        closed: false,
        ephemeral: false,
        mode: JoinMode::Ask,
        ask_timeout: ASK_TIMEOUT,
    }
}

fn request(member: &mut Member<u8>, change: impl FnOnce(&mut JoinRequest<'_>), now: Now) -> Admission {
    let room = room();
    let mut request = private(&room);
    change(&mut request);
    member.request(request, TicketId::from("fresh"), now)
}

/// Asks as connection `key` and answers the ticket.
fn ask(member: &mut Member<u8>, key: ConnKey, ticket: &str, now: Now) -> Asked {
    let room = room();
    let request = JoinRequest {
        key,
        ..private(&room)
    };
    match member.request(request, TicketId::from(ticket), now) {
        Admission::Ask(asked) => asked,
        other => panic!("expected a question, got {other:?}"),
    }
}

fn decide(
    member: &mut Member<u8>,
    ticket: &str,
    answer: &Answer,
    now: Now,
) -> Result<Resolved, AlreadyDecided> {
    member.decide(&TicketId::from(ticket), answer, Decider::Person, None, now)
}

fn refusal(admission: Admission) -> RefusalCode {
    match admission {
        Admission::Refuse(refusal) => {
            assert!(refusal.fix.is_some(), "no way out of: {refusal}");
            refusal.code
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn visibility_says_who_gets_in_without_being_asked_for() {
    use Visibility::{Private, Public, Unprotected};
    let no = Err(RefusalCode::NotGranted);
    let kept = Ok(true);
    let not_kept = Ok(false);
    for (visibility, tokenless, token) in [
        (Unprotected, not_kept, kept),
        (Public, no, kept),
        (Private, no, no),
    ] {
        for (mut member, wanted) in [(anonymous(), tokenless), (alice(), token)] {
            member.connect(live(1));
            let deny = |request: &mut JoinRequest<'_>| {
                request.visibility = visibility;
                request.mode = JoinMode::Deny;
            };
            let got = match request(&mut member, deny, at(0)) {
                Admission::Join { standing } => Ok(standing),
                other => Err(refusal(other)),
            };
            assert_eq!(got, wanted, "{visibility:?} {}", member.subject());
            assert_eq!(member.is_in(&room()), wanted.is_ok());
        }
    }
}

#[test]
fn the_mode_decides_about_a_private_channel_only_without_a_grant() {
    let allow = |request: &mut JoinRequest<'_>| request.mode = JoinMode::Allow;
    let deny = |request: &mut JoinRequest<'_>| request.mode = JoinMode::Deny;
    assert_eq!(
        request(&mut alice(), allow, at(0)),
        Admission::Join { standing: true }
    );
    assert_eq!(
        refusal(request(&mut alice(), deny, at(0))),
        RefusalCode::NotGranted
    );
    assert_eq!(
        refusal(request(&mut anonymous(), allow, at(0))),
        RefusalCode::NotGranted
    );
    let asked = ask(&mut alice(), 1, "t", at(5));
    assert_eq!((asked.opened, asked.deadline), (true, 5 + ASK_TIMEOUT));

    let mut granted = alice();
    granted.grant(grant(None));
    assert_eq!(
        request(&mut granted, deny, at(0)),
        Admission::Join { standing: true }
    );
}

#[test]
fn a_grant_lets_in_until_its_very_end_and_no_longer() {
    let deny = |request: &mut JoinRequest<'_>| request.mode = JoinMode::Deny;
    for (now, wanted) in [(9_999, true), (10_000, false)] {
        let mut member = alice();
        member.grant(grant(Some(10_000)));
        let got = request(&mut member, deny, at(now));
        // What rests on a grant that ends is not kept.
        assert_eq!(
            got == Admission::Join { standing: false },
            wanted,
            "at {now}: {got:?}"
        );
        assert_eq!(!member.expired_grants(at(now)).is_empty(), !wanted);
    }
}

#[test]
fn expired_grants_are_taken_out_once() {
    let mut member = alice();
    member.grant(grant(Some(10)));
    assert_eq!(member.expired_grants(at(10)), [grant(Some(10))]);
    assert_eq!(member.grants().count(), 0);
    assert_eq!(member.expired_grants(at(10)), []);
}

#[test]
fn a_grant_that_ends_does_not_shorten_a_subscription_to_an_open_channel() {
    let mut member = alice();
    member.grant(grant(Some(10)));
    let public = |request: &mut JoinRequest<'_>| request.visibility = Visibility::Public;
    assert_eq!(
        request(&mut member, public, at(0)),
        Admission::Join { standing: true }
    );
}

#[test]
fn after_a_revocation_and_its_leaving_the_question_is_put_again() {
    let mut member = alice();
    member.connect(live(1));
    ask(&mut member, 1, "first", at(0));
    decide(&mut member, "first", &Answer::Allow(GrantTerm::Always), at(1)).unwrap();
    assert!(member.revoke(&room()).is_some());
    assert!(member.leave(&room()));
    assert_eq!(member.revoke(&room()), None);
    assert!(ask(&mut member, 1, "second", at(2)).opened);
}

#[test]
fn asking_again_changes_nothing_not_even_in_a_closed_channel() {
    let mut member = alice();
    member.connect(live(1));
    assert!(member.subscribe(&room(), false, at(0).wall));
    assert_eq!(request(&mut member, |_| {}, at(0)), Admission::Again);
    let again = request(
        &mut member,
        |request| {
            request.closed = true;
            request.ephemeral = true;
        },
        at(0),
    );
    assert_eq!(again, Admission::Again);
    member.disconnect(1, at(0));
    member.expire(at(SESSION_GRACE));
    assert!(member.is_in(&room()), "it is still a standing subscription");
}

#[test]
fn a_closed_channel_lets_nobody_in_however_well_they_are_provided() {
    let mut member = alice();
    member.grant(grant(None));
    for visibility in [Visibility::Private, Visibility::Public, Visibility::Unprotected] {
        let admission = request(
            &mut member,
            |request| {
                request.closed = true;
                request.visibility = visibility;
                request.mode = JoinMode::Allow;
            },
            at(0),
        );
        assert_eq!(refusal(admission), RefusalCode::ChannelClosed);
    }
    assert_eq!((member.channels().count(), member.tickets().count()), (0, 0));
}

#[test]
fn a_session_lasts_thirty_seconds_beyond_its_last_connection() {
    let mut member = alice();
    let other = ChannelName::parse("lobby").unwrap();
    member.connect(live(1));
    member.connect(live(2));
    member.subscribe(&room(), true, at(0).wall);
    member.subscribe(&other, false, at(0).wall);
    assert_eq!(member.disconnect(1, at(0)), None, "one is left");
    assert_eq!(member.disconnect(2, at(100)), Some(30_100));
    assert_eq!(member.disconnect(2, at(200)), None, "it has gone already");
    assert_eq!(member.expire(at(30_099)), None);
    let over = member.expire(at(30_100)).unwrap();
    assert_eq!(over.was_in, [room(), other.clone()]);
    assert_eq!(member.channels().collect::<Vec<_>>(), [&other]);
    assert_eq!(member.expire(at(90_000)), None, "it ends once");
}

#[test]
fn coming_back_in_time_keeps_everything() {
    let mut member = alice();
    member.connect(live(1));
    member.subscribe(&room(), true, at(0).wall);
    member.disconnect(1, at(0));
    member.connect(live(2));
    assert_eq!(member.expire(at(30_000)), None);
    assert_eq!(member.disconnect(2, at(40_000)), Some(70_000));
    assert_eq!(member.expire(at(69_999)), None, "the grace begins anew");
    assert!(member.is_in(&room()));
}

#[test]
fn an_anonymous_session_ends_with_its_connection() {
    let mut member = anonymous();
    member.connect(live(1));
    let unprotected = |request: &mut JoinRequest<'_>| request.visibility = Visibility::Unprotected;
    assert_eq!(
        request(&mut member, unprotected, at(0)),
        Admission::Join { standing: false }
    );
    assert_eq!(member.disconnect(1, at(5)), Some(5));
    assert_eq!(member.expire(at(5)).unwrap().was_in, [room()]);
    assert_eq!(member.channels().count(), 0);
}

#[test]
fn who_comes_back_learns_what_was_lost_meanwhile() {
    let standing = ChannelName::parse("standing").unwrap();
    let kept = ChannelName::parse("kept").unwrap();
    let mut member = alice();
    member.connect(live(1));
    member.subscribe(&room(), true, at(0).wall);
    member.subscribe(&standing, false, at(0).wall);
    member.subscribe(&kept, false, at(0).wall);
    member.leave(&kept);
    member.subscribe(&kept, false, at(0).wall);
    assert_eq!(member.take_lost().count(), 0, "who is there is told at once");

    let over_at = member.disconnect(1, at(0)).unwrap();
    member.expire(at(over_at)).unwrap();
    member.leave(&standing);
    member.leave(&kept);
    member.subscribe(&kept, false, at(0).wall);
    member.connect(live(2));
    assert_eq!(member.take_lost().collect::<Vec<_>>(), [room(), standing]);
    assert_eq!(member.take_lost().count(), 0);
}
