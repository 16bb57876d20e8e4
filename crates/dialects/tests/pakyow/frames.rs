//! What holds for every frame and every request.

use dialects::{
    Dialect,
    Method::{Get, Post},
    Step, Wire,
};
use engine::{Called, Command};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    ask, connected,
    kit::{Numbers, Server},
    say,
};

/// Texts that go through more than the first check are made of these.
#[rustfmt::skip] // A list.
const PIECES: &[&str] = &[
    "{", "}", "[", "]", ",", ":", "\"", "\\", " ", "null", "true", "7", "-1.5e3", "\"id\":1", "\"id\":null", "\"id\":\"a\"",
    "\"action\":", "\"ping\"", "\"call-route\"", "\"call_route\"", "\"fetch-view\"", "\"uri\":", "\"/\"", "\"//a?b[]=c\"",
    "\"http://a/b#c\"", "\"../x\"", "\"a%2\"", "\"method\":\"post\"", "\"method\":\"\"", "\"input\":", "{}", "{\"a\":1}",
    "{\"socket_connection_id\":\"b\"}", "\"socket_key\":\"k\"", "\\u0000", "\\ud800", "é", "\u{0}", "%", "&a[b][c]=",
];

/// Whole beginnings, so that most of what follows is looked at.
const OPENINGS: &[&str] = &[
    "",
    "{",
    "{\"id\":1,",
    "{\"id\":1,\"action\":\"call-route\",\"uri\":\"/",
    "{\"id\":1,\"action\":\"call-route\",\"uri\":\"/\",\"input\":{",
];

#[test]
fn parse_survives() {
    const INPUTS: usize = 1_000_000;

    let server = Server::default();
    let mut page = connected(&server, "/?socket_connection_id=me1&socket_key=sekret");
    let (mut numbers, mut text, mut steps) = (Numbers::begin(), String::new(), Vec::new());
    let (mut answered, mut refused) = (0, 0);
    for _ in 0..INPUTS {
        text.clear();
        text.push_str(OPENINGS[numbers.below(OPENINGS.len())]);
        for _ in 0..numbers.below(5) {
            text.push_str(PIECES[numbers.below(PIECES.len())]);
        }
        text.push_str(["", "}", "\"}", "}}"][numbers.below(4)]);
        page.read(Wire::Text(&text), 0, &mut steps);
        assert!(!steps.is_empty(), "{text}");
        for step in steps.drain(..) {
            match step {
                Step::Do(Command::Call(_)) => answered += 1,
                Step::Refused(..) => refused += 1,
                Step::Heartbeat => {}
                other => panic!("{text}: {other:?}"),
            }
        }
    }
    assert!(
        answered > INPUTS / 50 && refused > INPUTS / 2,
        "{answered} answered, {refused} refused"
    );
}

#[test]
fn very_deep_and_very_long_frames_are_read() {
    let server = Server::default();
    let mut page = connected(&server, "/?socket_connection_id=me1");
    let deep = "[".repeat(30_000) + &"]".repeat(30_000);
    for text in [
        format!(r#"{{"id":{deep},"action":"ping"}}"#),
        format!(r#"{{"id":1,"action":"call-route","uri":"/","input":{{"a":{deep}}}}}"#),
        format!(
            r#"{{"id":1,"action":"call-route","uri":"/?a{}=1"}}"#,
            "[b]".repeat(20_000)
        ),
        format!(
            r#"{{"id":1,"action":"call-route","uri":"/?{}"}}"#,
            "a[]=1&".repeat(10_000)
        ),
        format!(
            r#"{{"id":1,"action":"call-route","uri":"/","input":{{{}"z":1}}}}"#,
            r#""a":1,"#.repeat(10_000)
        ),
    ] {
        assert!(matches!(
            *say(&mut *page, &text),
            [.., Step::Do(Command::Call(_))]
        ));
    }
}

fn called(steps: &[Step]) -> (&str, &engine::HttpCall) {
    let [Step::Do(Command::Call(call))] = steps else {
        panic!("{steps:?}");
    };
    match &call.what {
        Called::Request(request) => (&call.id, request),
        other => panic!("{other:?}"),
    }
}

/// JSON as no serialiser would write it.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("null".to_owned()),
        "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,3})?",
        any::<String>().prop_map(|text| json!(text).to_string()),
        "[a-z]{0,3}".prop_map(|text| format!("[ \"{text}\" , {{ \"a\":1.50 }}]")),
    ]
}

proptest! {
    #[test]
    fn what_is_given_arrives_as_it_was_written(id in value(), n in value()) {
        let server = Server::default();
        let mut page = connected(&server, "/?socket_connection_id=me1");
        let steps = say(&mut *page, &format!(r#"{{"id": {id} ,"action":"call-route","uri":"/","input":{{"n":{n}}}}}"#));
        let (found, request) = called(&steps);
        prop_assert_eq!(found, &id);
        let body = format!(r#"{{"n":{n},"socket_connection_id":"me1"}}"#);
        prop_assert_eq!(String::from_utf8(request.body.clone()).unwrap(), body);
    }

    #[test]
    fn every_address_makes_a_request_or_none(uri in any::<String>(), more in "[/.?#:%\\\\a-z ]{0,30}", input in any::<String>()) {
        let server = Server::default();
        let mut page = connected(&server, "/?socket_connection_id=me1&socket_key=sekret");
        for uri in [uri, more] {
            let input = json!({ "socket_connection_id": input, "a": input });
            let text = json!({ "id": 1, "action": "call-route", "uri": uri, "input": input }).to_string();
            let steps = say(&mut *page, &text);
            if steps.len() == 2 {
                continue; // Refused, and answered so.
            }
            let (_, request) = called(&steps);
            prop_assert!(request.path.starts_with('/'), "{}", request.path);
            prop_assert!(request.path.bytes().all(|byte| byte.is_ascii_graphic()), "{}", request.path);
            for (name, value) in &request.headers {
                prop_assert!(value.bytes().all(|byte| byte.is_ascii_graphic()), "{name}: {value}");
            }
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            prop_assert_eq!(&body["a"], &input["a"]);
        }
    }

    #[test]
    fn every_request_is_answered(query in any::<String>(), body in any::<Vec<u8>>(), text in "[{}\\[\\]\":,a-z=&%]{0,60}") {
        let server = Server::default();
        let sent = [("authorization", "ptk_1"), ("cookie", &*query), ("accept", &*text)];
        for path in ["/realtime/subscribe", "/realtime/unsubscribe", "/realtime/push", "/messages", "/messages.json"] {
            for body in [&*body, text.as_bytes()] {
                let asked = ask(&server, Post, &format!("{path}?{query}"), &sent, body);
                prop_assert!((200..500).contains(&asked.reply.status));
            }
        }
        let asked = ask(&server, Get, &format!("/?{query}"), &sent, &body);
        prop_assert!(matches!(asked.reply.status, 200 | 400));
    }
}

#[test]
fn no_secret_is_shown_to_those_who_debug() {
    let server = Server::default();
    let mut page: Box<dyn Dialect> = connected(&server, "/?socket_connection_id=me1&socket_key=sesame");
    let text = r#"{"id":1,"action":"call-route","uri":"/?socket_key=sesame","input":{"a":"sesame"}}"#;
    let steps = say(&mut *page, text);
    let (_, request) = called(&steps);
    assert!(request.headers.contains(&("x-socket-key", "sesame".to_owned())));
    let shown = format!("{steps:?}");
    assert!(
        !shown.contains("sesame") && shown.contains("x-socket-key"),
        "{shown}"
    );
}
