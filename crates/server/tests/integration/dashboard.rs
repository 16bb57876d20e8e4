//! The dashboard that the server serves itself: to everybody who asks by the right name, and without the key.

use server::Config;

use crate::support::{Running, raw_with};

const BROWSER: (&str, &str) = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

#[tokio::test(flavor = "multi_thread")]
async fn the_page_needs_no_key() {
    let server = Running::start().await;
    let admin = &server.ready.admin;
    for path in ["/", "/index.html", "/channels/room"] {
        let answer = raw_with(admin, "GET", path, &[BROWSER], b"").await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.head.contains("content-type: text/html"), "{}", answer.head);
        assert!(answer.body.starts_with("<!doctype html>"), "{}", answer.body);
        for field in [
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "content-security-policy: default-src 'self';",
            "frame-ancestors 'none'",
            "cache-control: no-cache",
            &format!("ws://{admin}"),
        ] {
            assert!(answer.head.contains(field), "{field} is not in {}", answer.head);
        }
        assert!(!answer.body.contains(&server.ready.admin_key));
    }
}

/// Every file that the page names is there, also for clients that take nothing packed.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_finds_its_parts() {
    let server = Running::start().await;
    let page = raw_with(&server.ready.admin, "GET", "/", &[], b"").await.body;
    let parts = page
        .split('"')
        .filter_map(|text| text.strip_prefix("./").or(text.strip_prefix('/')))
        .filter(|path| path.starts_with("assets/"));
    for part in parts {
        let answer = raw_with(&server.ready.admin, "GET", &format!("/{part}"), &[], b"").await;
        assert_eq!(answer.status, 200, "{part}");
        assert!(answer.head.contains("immutable"), "{}", answer.head);
        assert!(!answer.body.is_empty(), "{part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_page_is_refused_as_the_api_does() {
    let server = Running::start().await;
    let evil = ("Host", "evil.example");
    type Row<'a> = (u16, &'a str, &'a str, &'a [(&'a str, &'a str)]);
    let rows: &[Row<'_>] = &[
        (403, "GET", "/", &[evil, BROWSER]),
        (403, "GET", "/", &[BROWSER, ("Origin", "http://evil.example")]),
        (404, "GET", "/favicon.nothing", &[]),
        (404, "GET", "/assets/gone.js", &[BROWSER]),
        (404, "POST", "/", &[BROWSER]),
        (401, "GET", "/admin/v1/info", &[BROWSER]),
        (401, "GET", "/admin/v1/nothing", &[BROWSER]),
    ];
    for (status, method, path, headers) in rows {
        let answer = raw_with(&server.ready.admin, method, path, headers, b"").await;
        assert_eq!(answer.status, *status, "{method} {path} {headers:?}");
        assert!(!answer.error().message.is_empty());
    }
}

/// A browser asks before it sends a key for a page of another origin, and shows that page no answer unless it is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_may_call_is_let_by_its_browser() {
    const PAGE: (&str, &str) = ("Origin", "https://tools.example");
    let server = Running::with(Config {
        admin_origins: vec![PAGE.1.into()],
        ..Config::default()
    })
    .await;
    let admin = &server.ready.admin;
    let asks = [
        PAGE,
        ("Access-Control-Request-Method", "PATCH"),
        ("Access-Control-Request-Headers", "authorization,content-type"),
    ];
    let allowed = "access-control-allow-origin: https://tools.example";
    let answer = raw_with(admin, "OPTIONS", "/admin/v1/apps", &asks, b"").await;
    assert_eq!(answer.status, 204);
    for field in [allowed, "PATCH", "authorization, content-type", "vary: origin"] {
        assert!(answer.head.contains(field), "{field} is not in {}", answer.head);
    }
    for (key, status) in [(server.ready.admin_key.as_str(), 200), ("wrong", 401)] {
        let key = format!("Bearer {key}");
        let answer = raw_with(
            admin,
            "GET",
            "/admin/v1/apps",
            &[PAGE, ("Authorization", &key)],
            b"",
        )
        .await;
        assert_eq!(answer.status, status);
        assert!(answer.head.contains(allowed), "{}", answer.head);
    }
    let evil = [("Origin", "https://evil.example"), asks[1], asks[2]];
    let answer = raw_with(admin, "OPTIONS", "/admin/v1/apps", &evil, b"").await;
    assert_eq!(answer.status, 403);
    assert!(!answer.head.contains("access-control"), "{}", answer.head);
}
