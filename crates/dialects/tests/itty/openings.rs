//! Who is heard, and how each wants to be talked to.

use std::ptr;

use dialects::{Manners, Step, Transport};
use engine::{CloseReason, Command, Keys, Who};
use model::{AppId, Refusal, RefusalCode};
use serde_json::json;

use crate::{
    connect,
    kit::{self, Server, spoken},
    opened,
};

#[test]
fn it_is_asked_last_and_hears_paths_with_a_key() {
    assert_eq!(dialects::ALL.last().unwrap().name, "itty");
    let server = Server::default();
    // Path, heard where others are spoken, heard on the listener of its own.
    for (path, shared, own) in [
        ("/c/room", true, true),
        ("/c/", true, true),
        ("/r/room", true, true),
        ("/demo/room", true, true),
        ("/project_1/room", true, true),
        ("/project_1/a/b", true, true),
        ("/unknown/room", true, true),
        ("/c", false, true),
        ("/room", false, true),
        ("/", false, true),
        ("//room", false, true),
        ("/version", false, true),
        ("/version/room", false, true),
        ("/pw-socket/room", false, true),
    ] {
        let mut hello = kit::hello(path, &[], &server);
        assert_eq!((spoken("itty").hears)(&hello), shared, "{path}");
        hello.own_listener = true;
        assert_eq!((spoken("itty").hears)(&hello), own, "{path} on its own");
        hello.transport = Transport::EventStream;
        assert!(!(spoken("itty").hears)(&hello), "{path} as a stream");
    }
}

#[test]
fn without_an_app_there_is_nothing() {
    let mut server = Server::default();
    server.apps.clear();
    server.settings = json!({ "any_key": true });
    for url in ["/c/room?", "/r/room?", "/demo/room", "/key/room"] {
        let denied = connect(url, &server).err().unwrap();
        assert_eq!(
            (denied.status, denied.refusal.code),
            (404, RefusalCode::UnknownApp),
            "{url}"
        );
    }
    let mut hello = kit::hello("/room", &[], &server);
    hello.own_listener = true;
    assert_eq!((spoken("itty").accept)(&hello).err().unwrap().status, 404);
}

#[test]
fn who_is_denied_is_told_of_which_app_and_never_a_key() {
    let mut server = Server::default();
    let keys = Keys {
        join: Some("hushhush".into()),
        send: None,
    };
    server.keys.insert("room".into(), keys);
    server.settings =
        json!({ "namespaces": [{ "prefix": "mine", "join_key": "hushhush", "send_key": "hushhush" }] });
    for (url, status, known) in [
        ("/c/room?joinKey=sesame&sendKey=sesame", 403, true),
        ("/c/mine?joinKey=sesame", 403, true),
        ("/c/mine?joinKey=hushhush&sendKey=sesame", 403, true),
        ("/c/?joinKey=sesame", 400, true),
        ("/sesame/room", 401, false),
    ] {
        let denied = connect(url, &server).err().unwrap();
        assert_eq!(denied.status, status, "{url}");
        assert_eq!(denied.app, known.then(|| AppId::from("project_1")), "{url}");
        let shown = format!("{denied:?}");
        assert!(
            !shown.contains("sesame") && !shown.contains("hushhush"),
            "{shown}"
        );
    }
    let (_, steps) = opened("/c/other?joinKey=sesame&sendKey=sesame", &server);
    assert!(!format!("{steps:?}").contains("sesame"));
}

#[test]
fn other_apps_have_no_reservations() {
    let mut server = Server::default();
    server.apps.push("project_2");
    server.settings = json!({ "namespaces": [{ "prefix": "mine", "join_key": "in" }] });
    assert_eq!(connect("/project_1/mine", &server).err().unwrap().status, 403);
    assert!(connect("/project_2/mine", &server).is_ok());
}

#[test]
fn the_sender_hears_itself_where_it_wants_to() {
    let server = Server::default();
    let quiet = Server {
        settings: json!({ "echo": false }),
        ..Server::default()
    };
    for (url, server, echo) in [
        ("/c/room?", &server, false),
        ("/c/room?echo=true", &server, true),
        ("/c/room?echo=1", &quiet, true),
        ("/c/room?echo=false", &server, false),
        ("/r/room?echo=true", &server, true),
        ("/demo/room", &server, true),
        ("/project_1/room", &server, true),
        ("/project_1/room?echo=false", &server, true),
        ("/demo/room", &quiet, false),
    ] {
        let manners = connect(url, server).unwrap().manners();
        assert_eq!(manners, Manners { echo, alone: true }, "{url}");
    }
}

#[test]
fn it_is_announced_only_if_it_asks_for_that() {
    let server = Server::default();
    for (url, wanted) in [
        ("/c/room?", false),
        ("/c/room?announce=true", true),
        ("/demo/room?announce=true", false),
    ] {
        let (_, steps) = opened(url, &server);
        let Step::Do(Command::Identify { who, .. }) = &steps[0] else {
            panic!("{steps:?}")
        };
        let expected = Who::Anonymous {
            alias: None,
            announced: wanted,
        };
        assert_eq!(*who, expected, "{url}");
    }
}

#[test]
fn clients_of_a_kind_share_an_encoding() {
    let server = Server::default();
    let encoding = |url: &str| connect(url, &server).unwrap().encoding();
    let kinds = [
        ("/c/room?", "/c/other?as=Al&echo=true&list=0", true),
        ("/c/room?list=true", "/c/other?list=1", true),
        ("/r/room?", "/r/other?list=true", true),
        ("/demo/room", "/project_1/room", false),
    ];
    for (place, (one, other, roster)) in kinds.into_iter().enumerate() {
        assert!(ptr::eq(encoding(one), encoding(other)), "{one} and {other}");
        assert_eq!(encoding(one).roster, roster, "{one}");
        for (different, ..) in &kinds[..place] {
            assert!(
                !ptr::eq(encoding(one), encoding(different)),
                "{one} and {different}"
            );
        }
    }
}

#[test]
fn it_opens_once() {
    let server = Server::default();
    let (mut dialect, steps) = opened("/c/room?", &server);
    assert_eq!(steps.len(), 2);
    let mut again = Vec::new();
    dialect.open(1, &mut again);
    assert_eq!(again, []);
    assert_eq!(connect("/c/room?", &server).unwrap().due(), None);
}

#[test]
fn what_it_ends_by_itself_has_a_code() {
    let refusal = Refusal::new(RefusalCode::Denied, "no");
    for (reason, expected) in [
        (
            CloseReason::TooLarge("far too large".into()),
            (1009, "far too large"),
        ),
        (CloseReason::Refused(refusal), (1008, "no")),
    ] {
        let (code, sentence) = (spoken("itty").close)(&reason);
        assert_eq!((code, sentence.as_str()), expected);
    }
}

#[test]
fn people_are_told_where_clients_connect() {
    let addresses = (spoken("itty").addresses)("127.0.0.1:8090");
    assert_eq!(addresses, ["ws://127.0.0.1:8090/c/<channel>"]);
}
