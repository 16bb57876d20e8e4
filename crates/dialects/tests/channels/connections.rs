//! Who is let in, and as whom.

use dialects::{Denied, Step, Transport};
use engine::{CloseReason, Command, Who};
use model::{RefusalCode, TokenId};
use serde_json::{Value, json};

use crate::{
    kit::{self, Server},
    server, spoken,
    tokens::{
        self, NOW, OLD, OPERATORS, SECRET, admin, client, encrypted, signed, super_admin, with, without,
    },
};

/// The first thing that a connection asks for which shows this token: app, client, and is it privileged?
pub fn connect(server: &Server, app: &str, token: &str) -> Result<(String, String, bool), Denied> {
    let headers = [("authorization", token.as_bytes()), ("appid", app.as_bytes())];
    let hello = kit::hello("/optimized", &headers, server);
    let mut dialect = (spoken().accept)(&hello)?;
    let mut steps = Vec::new();
    dialect.open(0, &mut steps);
    match steps.first() {
        Some(Step::Do(Command::Identify {
            app,
            who: Who::Client { client, privileged },
        })) => Ok((app.to_string(), client.client().unwrap().to_owned(), *privileged)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn tokens_that_hold() {
    let app = "project_1";
    #[rustfmt::skip] // A table.
    let table = [
        (app, signed(&client(), SECRET), "c1", false),
        (app, encrypted(&client(), SECRET), "c1", false),
        (app, signed(&admin(), SECRET), "root", true),
        (app, encrypted(&admin(), SECRET), "root", true),
        // The secret that is being replaced.
        (app, signed(&client(), OLD), "c1", false),
        // Super-admins, of one app and of all; documentation and code do not agree how to write them.
        (app, signed(&super_admin(), SECRET), "op", true),
        (app, signed(&with(super_admin(), "AppID", json!("")), SECRET), "op", true),
        (app, signed(&with(super_admin(), "Role", json!("Super_Admin")), SECRET), "op", true),
        (app, signed(&super_admin(), OPERATORS), "op", true),
        ("project_2", signed(&super_admin(), OPERATORS), "op", true),
        ("project_2", signed(&with(super_admin(), "AppID", json!("project_1")), OPERATORS), "op", true),
        ("project_2", signed(&with(client(), "AppID", json!("project_2")), OPERATORS), "c1", false),
        // Times.
        (app, signed(&with(client(), "exp", json!(NOW + 1)), SECRET), "c1", false),
        (app, signed(&with(client(), "exp", json!(NOW as f64 + 0.5)), SECRET), "c1", false),
        (app, signed(&with(client(), "exp", json!(1e300)), SECRET), "c1", false),
        (app, signed(&with(client(), "nbf", json!(NOW)), SECRET), "c1", false),
        (app, signed(&with(client(), "iat", json!(NOW + 999)), SECRET), "c1", false),
        // For this app, and other claims.
        (app, signed(&with(client(), "aud", json!("project_1")), SECRET), "c1", false),
        (app, signed(&with(client(), "aud", json!(["x", "project_1"])), SECRET), "c1", false),
        (app, signed(&with(client(), "sub", json!("somebody")), SECRET), "c1", false),
        (app, signed(&with(client(), "ClientID", json!("Zoë 1")), SECRET), "Zoë 1", false),
    ];
    for (app, token, name, privileged) in table {
        let expected = (app.to_owned(), name.to_owned(), privileged);
        assert_eq!(connect(&server(), app, &token), Ok(expected), "{token}");
    }
    for (header, algorithm) in [
        (json!({ "alg": "HS384" }), jsonwebtoken::Algorithm::HS384),
        (
            json!({ "alg": "HS512", "kid": "1", "typ": "JWT" }),
            jsonwebtoken::Algorithm::HS512,
        ),
    ] {
        let token = tokens::signed_as(&header, client().to_string(), SECRET, algorithm);
        assert!(connect(&server(), app, &token).is_ok(), "{header}");
    }
}

#[test]
fn encrypted_tokens_of_others_hold() {
    for (secret, token) in tokens::OPENSSLS {
        let server = Server {
            signing_secrets: vec!["another-16-bytes".into(), secret.into()],
            ..Server::default()
        };
        assert!(connect(&server, "project_1", token).is_ok(), "{}", secret.len());
    }
}

#[test]
fn refusals_say_what_is_wrong_and_what_would_help() {
    #[rustfmt::skip] // A table.
    let table = [
        ("project_1", String::new(), "no token is shown"),
        ("", signed(&client(), SECRET), "no app is named"),
        ("project_9", signed(&client(), SECRET), "there is no app \"project_9\""),
        ("project_2", signed(&client(), SECRET), "claim AppID is not \"project_2\""),
        ("project_1", signed(&client(), "another"), "signature is by no secret"),
        ("project_1", encrypted(&client(), "another-16-bytes"), "encrypted with no secret"),
        ("project_1", encrypted(&client(), "0123456789abcdef01234567"), "A192GCM takes a secret of 24 bytes"),
        ("project_1", signed(&with(client(), "exp", json!(NOW)), SECRET), "expired at 2026-01-01T00:00:00.000Z"),
        ("project_1", signed(&with(client(), "nbf", json!(NOW + 1)), SECRET), "not hold before 2026-01-01T00:00:01.000Z"),
        ("project_1", signed(&without(client(), "Role"), SECRET), "no claim Role"),
        ("project_1", signed(&without(client(), "ClientID"), SECRET), "no claim ClientID"),
        ("project_1", signed(&with(client(), "aud", json!("x")), SECRET), "aud is for somebody else"),
    ];
    for (app, token, why) in table {
        let denied = connect(&server(), app, &token).unwrap_err();
        assert_eq!(
            (denied.status, denied.refusal.code),
            (401, RefusalCode::InvalidAuth)
        );
        assert!(denied.refusal.message.contains(why), "{why}: {}", denied.refusal);
        assert!(denied.refusal.fix.is_some(), "{why}");
        let known = denied.app.map(|app| app.to_string()).unwrap_or_default();
        assert_eq!(known, if app == "project_9" { "" } else { app });
    }
}

#[test]
fn without_a_secret_nobody_is_let_in() {
    let bare = Server::default();
    let denied = connect(&bare, "project_1", &signed(&client(), SECRET)).unwrap_err();
    assert!(
        denied.refusal.message.contains("no secret here"),
        "{}",
        denied.refusal
    );
    // One that is empty is none, whoever has it.
    for nothing in ["", "\0", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"] {
        let empty = Server {
            settings: json!({ "secret": nothing }),
            signing_secrets: vec![nothing.into()],
            ..Server::default()
        };
        for claims in [client(), super_admin()] {
            for used in ["", nothing] {
                assert!(connect(&empty, "project_1", &signed(&claims, used)).is_err());
            }
        }
    }
}

/// On a socket and in a stream: the token is looked at when it is shown, and it ends the connection when it expires.
#[test]
fn a_connection_lasts_as_long_as_its_token() {
    let (sooner, later) = (json!(NOW as f64 + 10.5), json!(NOW + 1_000_000_000));
    for (path, transport) in [
        ("/optimized", Transport::WebSocket),
        ("/sse/room", Transport::EventStream),
    ] {
        for (expiry, ends) in [(Some(&sooner), true), (Some(&later), false), (None, false)] {
            let claims = expiry.map_or_else(client, |at| with(client(), "exp", at.clone()));
            let token = signed(&claims, SECRET);
            let headers = [("authorization", token.as_bytes()), ("appid", &b"project_1"[..])];
            let server = server();
            let mut hello = kit::hello(path, &headers, &server);
            hello.transport = transport;
            let mut dialect = (spoken().accept)(&hello).unwrap();
            dialect.open(7, &mut Vec::new());
            let mut steps = Vec::new();
            dialect.tick(7 + 10_499, &mut steps);
            assert_eq!(steps, [], "{path} {expiry:?}");
            assert_eq!(dialect.due() == Some(7 + 10_500), ends, "{path} {expiry:?}");
            dialect.tick(7 + 10_500, &mut steps);
            let over = CloseReason::InvalidAuth("the token has expired; connect with a new one".into());
            assert_eq!(
                steps,
                if ends { vec![Step::Close(over)] } else { vec![] },
                "{path}"
            );
        }
    }
}

/// A setting makes members of those who subscribe a condition, on a socket and in a stream.
#[test]
fn clients_may_have_to_be_members() {
    for (setting, expected) in [
        (json!(true), true),
        (json!(false), false),
        (Value::Null, false),
        (json!("true"), false),
    ] {
        let mut server = server();
        server.settings["strict"] = setting.clone();
        let token = signed(&client(), SECRET);
        let headers = [("authorization", token.as_bytes()), ("appid", &b"project_1"[..])];
        for (path, transport) in [
            ("/optimized", Transport::WebSocket),
            ("/sse/room", Transport::EventStream),
        ] {
            let mut hello = kit::hello(path, &headers, &server);
            hello.transport = transport;
            let mut dialect = (spoken().accept)(&hello).unwrap();
            let mut steps = Vec::new();
            dialect.open(0, &mut steps);
            let frame = [0x08, 0x04, 0x12, 0x06, 0x0a, 0x04, b'r', b'o', b'o', b'm'];
            dialect.read(dialects::Wire::Binary(&frame), 0, &mut steps);
            let mut joins = steps.iter().filter_map(|step| match step {
                Step::Do(Command::Join(join)) => Some(join),
                _ => None,
            });
            let join = joins.next().unwrap();
            assert_eq!(join.members_only, expected, "{path} {setting}");
            assert!(join.ephemeral && join.making.is_none());
            assert_eq!(joins.next(), None);
        }
    }
}

#[test]
fn a_client_keeps_to_itself() {
    let token = signed(&client(), SECRET);
    let headers = [("authorization", token.as_bytes()), ("appid", &b"project_1"[..])];
    for (path, transport, hears) in [
        ("/optimized", Transport::WebSocket, true),
        ("/optimized", Transport::EventStream, false),
        ("/optimized/", Transport::WebSocket, false),
        ("/", Transport::WebSocket, false),
        ("/sse/room", Transport::EventStream, true),
        ("/sse/room", Transport::WebSocket, false),
        ("/sse", Transport::EventStream, false),
    ] {
        let server = server();
        let mut hello = kit::hello(path, &headers, &server);
        hello.transport = transport;
        assert_eq!((spoken().hears)(&hello), hears, "{path} {transport:?}");
        if hears {
            let dialect = (spoken().accept)(&hello).unwrap();
            let manners = dialect.manners();
            assert!(manners.echo && manners.alone);
            assert_eq!(dialect.encoding().roster, transport == Transport::WebSocket);
        }
    }
    assert_eq!(spoken().streams, ["/sse/{channel}"]);
    assert_eq!(
        (spoken().addresses)("127.0.0.1:8090"),
        [
            "ws://127.0.0.1:8090/optimized",
            "http://127.0.0.1:8090/sse/{channel}",
            "http://127.0.0.1:8090"
        ]
    );
}

#[test]
fn settings_are_looked_at() {
    let wrong = |settings: Value| {
        let all = (spoken().check)(&settings).into_iter();
        all.map(|(key, _)| key).collect::<Vec<_>>()
    };
    let right = json!({ "secret": OPERATORS, "strict": false, "app": "a" });
    assert!(wrong(right).is_empty());
    assert_eq!(
        wrong(json!({ "secret": "fifteen bytes..", "strict": 1 })),
        ["secret", "strict"]
    );
    assert_eq!(wrong(json!({ "secret": 1, "key": "x" })), ["secret", "key"]);
    let said = format!("{:?}", (spoken().check)(&json!({ "secret": "sesame" })));
    assert!(!said.contains("sesame"), "{said}");
}

/// Nothing of a token is in what may be written down of a connection.
#[test]
fn connections_hold_no_credential() {
    let id = TokenId::of_client("c1");
    assert_eq!(format!("{id:?}"), "client:c1");
    let token = signed(&client(), SECRET);
    let denied = connect(&server(), "project_2", &token).unwrap_err();
    let shown = format!("{denied:?}");
    assert!(token.split('.').all(|part| !shown.contains(part)), "{shown}");
    assert!(!shown.contains(SECRET), "{shown}");
}
