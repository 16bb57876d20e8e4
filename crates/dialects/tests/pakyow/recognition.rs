//! Which connections are Pakyow's, and what the configuration may say.

use dialects::{Headers, Transport};
use model::RefusalCode;
use serde_json::json;

use crate::{
    kit::{self, Server},
    spoken,
};

#[test]
fn a_page_that_names_itself_is_heard_on_any_path() {
    let server = Server::default();
    for (url, heard) in [
        ("/?socket_connection_id=me1", true),
        ("/any/path?a=b&socket_connection_id=", true),
        ("/?socket_connection_id", true),
        ("/?socket_connection_ids=me1", false),
        ("/?a=socket_connection_id=me1", false),
        ("/socket_connection_id=me1", false),
        ("/ws", false),
    ] {
        let mut hello = kit::hello(url, &[], &server);
        assert_eq!((spoken().hears)(&hello), heard, "{url}");
        hello.transport = Transport::EventStream;
        assert!(!(spoken().hears)(&hello), "{url}");
    }
}

#[test]
fn the_old_version_takes_an_upgrade_of_one_spelling() {
    let mut server = Server::default();
    let heard = |server: &Server, upgrade: &str| {
        let headers = [("upgrade", upgrade.as_bytes())];
        let mut hello = kit::hello("/?socket_connection_id=me1", &[], server);
        hello.headers = Headers(&headers);
        (spoken().hears)(&hello)
    };
    assert!(heard(&server, "websocket") && heard(&server, "WebSocket"));
    server.settings = json!({ "version": "0.10" });
    assert!(heard(&server, "websocket") && !heard(&server, "WebSocket"));
}

#[test]
fn without_an_app_there_is_nothing_to_belong_to() {
    let server = Server {
        apps: Vec::new(),
        ..Server::default()
    };
    let hello = kit::hello("/?socket_connection_id=me1", &[], &server);
    let denied = (spoken().accept)(&hello).err().unwrap();
    assert_eq!(
        (denied.status, denied.refusal.code),
        (404, RefusalCode::UnknownApp)
    );
    assert_eq!(denied.app, None);
}

#[test]
fn settings_are_checked() {
    let right = json!({
        "app": "My app", "enabled": true, "cookie": "chat.session", "origins": ["https://example.org", "*"],
        "patience": 60_000, "strict": false, "version": "0.10", "upstream": "http://127.0.0.1:3000",
        "demo": true, "demo_channel": "lobby",
    });
    assert_eq!((spoken().check)(&right), []);
    #[rustfmt::skip] // A table.
    let wrong = [
        (json!({ "enabled": "yes" }), "give true or false"),
        (json!({ "strict": 1 }), "give true or false"),
        (json!({ "demo": null }), "give true or false"),
        (json!({ "cookie": "" }), "the name of a cookie"),
        (json!({ "cookie": "a=b" }), "the name of a cookie"),
        (json!({ "cookie": "a\r\nb" }), "the name of a cookie"),
        (json!({ "origins": "*" }), "a list of origins"),
        (json!({ "origins": [1] }), "a list of origins"),
        (json!({ "patience": 0 }), "milliseconds, 1 to 86400000"),
        (json!({ "patience": 86_400_001 }), "milliseconds, 1 to 86400000"),
        (json!({ "patience": "60 s" }), "milliseconds, 1 to 86400000"),
        (json!({ "version": "1.0" }), "\"0.10\" or \"0.11\""),
        (json!({ "version": 0.11 }), "\"0.10\" or \"0.11\""),
        (json!({ "upstream": "127.0.0.1:3000" }), "a URL"),
        (json!({ "upstream": "http://" }), "a URL"),
        (json!({ "upstream": "file:///etc" }), "a URL"),
        (json!({ "demo_channel": "" }), "a channel's name"),
        (json!({ "demo_channel": "a*b" }), "a channel's name"),
        (json!({ "unknown": "refuse" }), "there is no such setting"),
    ];
    for (settings, sentence) in wrong {
        let found = (spoken().check)(&settings);
        assert_eq!(found.len(), 1, "{settings}: {found:?}");
        assert!(found[0].1.contains(sentence), "{settings}: {found:?}");
    }
}

#[test]
fn people_are_told_where_to_connect() {
    assert_eq!(
        (spoken().addresses)("127.0.0.1:8090"),
        [
            "ws://127.0.0.1:8090/?socket_connection_id=<id>",
            "http://127.0.0.1:8090/"
        ]
    );
}
