//! What came of calls, as frames.

use std::sync::Arc;

use dialects::{Dialect, Frame, Written};
use engine::{CallAnswer, CallBody, Event};
use serde_json::json;

use crate::{connected, kit::Server, say};

fn told(dialect: &mut dyn Dialect, id: &str, headers: &[(&str, &str)], body: CallBody) -> String {
    let answer = CallAnswer {
        id: id.to_owned(),
        status: 200,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body,
    };
    match dialect.write(&Event::Called(Arc::new(answer))) {
        Written::Own(Frame::Text(text)) => text,
        other => panic!("{other:?}"),
    }
}

const HTML: &[(&str, &str)] = &[("Content-Type", "text/html;charset=utf-8")];

#[test]
fn headers_keep_their_names_and_no_cookie_gets_into_a_page() {
    let server = Server::default();
    let mut page = connected(&server, "/?socket_connection_id=me1");
    let headers = [
        ("Content-Type", "text/plain"),
        ("Set-Cookie", "pakyow.session=sesame; HttpOnly"),
        ("set-cookie", "b=sesame"),
        ("Pakyow-Notify", "a \"word\""),
        ("Content-Length", "2"),
        ("Transfer-Encoding", "chunked"),
        ("Connection", "close"),
        ("Vary", "Accept"),
        ("Vary", "Cookie"),
    ];
    assert_eq!(
        told(&mut *page, "7", &headers, CallBody::Text("hi\n\"you\"".into())),
        r#"{"id":7,"status":200,"headers":{"Content-Type":"text/plain","Pakyow-Notify":"a \"word\"","Vary":"Accept, Cookie"},"body":["hi\n\"you\""]}"#
    );
}

#[test]
fn a_page_that_was_called_bears_the_id_of_the_socket() {
    let server = Server::default();
    let mut page = connected(&server, "/?socket_connection_id=me1");
    let html = || CallBody::Text("<html><body class=\"x\">".into());
    let marked = r#"{"id":1,"status":200,"headers":{"Content-Type":"text/html;charset=utf-8"},"body":["<html><body data-socket-connection-id=\"me1\" class=\"x\">"]}"#;
    assert_eq!(told(&mut *page, "1", HTML, html()), marked);
    assert_eq!(
        told(
            &mut *page,
            "1",
            &[("content-type", "application/xhtml+xml")],
            html()
        ),
        r#"{"id":1,"status":200,"headers":{"content-type":"application/xhtml+xml"},"body":["<html><body class=\"x\">"]}"#
    );
}

#[test]
fn or_the_id_that_the_call_was_made_for() {
    let server = Server::default();
    let mut page = connected(&server, "/?socket_connection_id=me1");
    let mark = |page: &mut dyn Dialect, id: &str| {
        let text = told(page, id, HTML, CallBody::Text("<body>".into()));
        let frame: serde_json::Value = serde_json::from_str(&text).unwrap();
        frame["body"][0].as_str().unwrap().to_owned()
    };
    let of = |id: &str| format!("<body data-socket-connection-id=\"{id}\">");
    say(
        &mut *page,
        r#"{"id":1,"action":"call-route","uri":"/","input":{"socket_connection_id":"you"}}"#,
    );
    say(&mut *page, r#"{"id":2,"action":"call-route","uri":"/"}"#);
    say(
        &mut *page,
        r#"{"id":3,"action":"call-route","uri":"/?socket_connection_id=her"}"#,
    );
    assert_eq!(mark(&mut *page, "1"), of("you"));
    assert_eq!(mark(&mut *page, "2"), of("me1"));
    assert_eq!(mark(&mut *page, "3"), of("her"));
    assert_eq!(mark(&mut *page, "3"), of("me1"), "a call has one answer");

    // Of very many only the last are remembered.
    for id in 0..100 {
        let input = json!({ "socket_connection_id": format!("page{id}") });
        say(
            &mut *page,
            &json!({ "id": id, "action": "call-route", "uri": "/", "input": input }).to_string(),
        );
    }
    assert_eq!(mark(&mut *page, "0"), of("me1"));
    assert_eq!(mark(&mut *page, "99"), of("page99"));
}

#[test]
fn the_old_version_marks_plain_html_only() {
    let server = Server {
        settings: json!({ "version": "0.10" }),
        ..Server::default()
    };
    let mut page = connected(&server, "/?socket_connection_id=me1");
    let mut marked = |kind: &str| {
        let body = CallBody::Text("<body>".into());
        told(&mut *page, "1", &[("Content-Type", kind)], body).contains("data-socket-connection-id")
    };
    assert!(marked("text/html"));
    assert!(!marked("text/html;charset=utf-8"));
}
