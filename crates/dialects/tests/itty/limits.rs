//! How much and how fast a client may send.

use dialects::{Dialect, Step};
use engine::CloseReason;
use model::RefusalCode;
use serde_json::json;

use crate::{
    kit::{self, Server, spoken},
    opened, published, say,
};

/// A client that is open; `far`: it comes from another machine.
fn client(url: &str, far: bool, server: &Server) -> Box<dyn Dialect> {
    let mut hello = kit::hello(url, &[], server);
    hello.loopback = !far;
    let mut dialect = (spoken("itty").accept)(&hello).unwrap();
    dialect.open(0, &mut Vec::new());
    dialect
}

/// Messages that are taken in a row.
fn taken(dialect: &mut dyn Dialect, now: u64) -> usize {
    (0..1_000)
        .take_while(|_| published(&say(dialect, r#"{"type":"a"}"#, now)))
        .count()
}

#[test]
fn forty_in_five_milliseconds_from_afar() {
    let server = Server::default();
    let mut dialect = client("/c/room?", true, &server);
    assert_eq!(taken(&mut *dialect, 1_000), 40);
    // That was the first warning.
    let steps = say(&mut *dialect, "1", 1_004);
    let [Step::Send(frame), Step::Refused("publish", refusal)] = &steps[..] else {
        panic!("{steps:?}")
    };
    assert!(crate::text(frame).starts_with(r#"{"type":"error","message":"the connection sends too many"#));
    assert_eq!(refusal.code, RefusalCode::LimitReached);
    assert_eq!(
        taken(&mut *dialect, 1_005),
        40,
        "a new window; its end is the third warning"
    );
    let steps = say(&mut *dialect, "1", 1_005);
    let [Step::Close(reason)] = &steps[..] else {
        panic!("{steps:?}")
    };
    assert_eq!((crate::kit::spoken("itty").close)(reason).0, 1008);
    assert_eq!(say(&mut *dialect, "1", 9_000), []);
    assert_eq!(dialect.due(), None);
}

#[test]
fn guests_may_send_a_quarter_of_that_and_are_not_told() {
    let server = Server::default();
    let mut dialect = client("/demo/room", true, &server);
    assert_eq!(taken(&mut *dialect, 1_000), 40);
    assert_eq!(taken(&mut *dialect, 1_019), 0);
    let steps = say(&mut *dialect, r#"{"type":"a"}"#, 1_019);
    assert!(matches!(&steps[..], [Step::Refused("publish", _)]), "{steps:?}");
    assert_eq!(
        taken(&mut *dialect, 1_020),
        40,
        "a new window; its end is the fourth time"
    );
    assert_eq!(say(&mut *dialect, r#"{"type":"a"}"#, 9_000), []);
    assert_eq!(dialect.due(), None);
}

#[test]
fn on_the_same_machine_nobody_counts_unless_a_number_is_configured() {
    let server = Server::default();
    for url in ["/c/room?", "/r/room?", "/demo/room", "/project_1/room"] {
        assert_eq!(taken(&mut *client(url, false, &server), 1_000), 1_000, "{url}");
    }
    let strict = Server {
        settings: json!({ "messages_per_second": 40 }),
        ..Server::default()
    };
    let mut dialect = client("/c/room?", false, &strict);
    assert_eq!(taken(&mut *dialect, 1_000), 40);
    assert_eq!(taken(&mut *dialect, 1_999), 0);
    assert_eq!(taken(&mut *dialect, 2_000), 40);
}

#[test]
fn a_message_has_100_kilobytes_at_most() {
    let server = Server::default();
    let most = |url: &str, most: usize| {
        let json = |bytes: usize| format!("{{\"type\":\"{}\"}}", "x".repeat(bytes - 11));
        let (mut dialect, _) = opened(url, &server);
        assert!(published(&say(&mut *dialect, &json(most), 0)), "{url}");
        let steps = say(&mut *dialect, &json(most + 1), 0);
        assert!(
            matches!(&steps[..], [Step::Close(CloseReason::TooLarge(_))]),
            "{url}"
        );
        assert_eq!(say(&mut *dialect, "1", 0), []);
    };
    most("/c/room?", 102_400);
    most("/project_1/room", 102_400);
    most("/demo/room", 25_600);
}

#[test]
fn what_is_wrong_in_the_configuration_is_named() {
    let wrong = (spoken("itty").check)(&json!({ "app": "My app", "legasy": true, "namespaces": [{}] }));
    let names: Vec<_> = wrong.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["legasy", "namespaces"]);
}
