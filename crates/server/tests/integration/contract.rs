//! The router and the OpenAPI document say the same.

use serde_json::Value;

use crate::support::{Running, raw_with};

/// Every operation of the document: method, path.
fn operations() -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&contract::document()).unwrap();
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        // The others are answered by the desktop app itself.
        if path.starts_with(contract::BASE) {
            let methods = methods.as_object().unwrap().keys();
            all.extend(methods.map(|method| (method.to_uppercase(), path.clone())));
        }
    }
    all
}

/// Puts something into each `{parameter}`.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.strip_prefix('{') {
        Some(_) => "nothing",
        None => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_has_a_route() {
    let server = Running::start().await;
    let key = format!("Bearer {}", server.ready.admin_key);
    let headers = [("Authorization", key.as_str())];
    let all = operations();
    assert!(all.len() >= 27, "{all:?}");
    for (method, path) in all {
        let answer = raw_with(&server.ready.admin, &method, &filled(&path), &headers, b"").await;
        assert_ne!(answer.status, 405, "{method} {path}");
        if answer.status >= 400 {
            let error = answer.error();
            assert!(
                !error.message.contains("nothing under this path"),
                "{method} {path}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_document_does_not_have_is_not_there() {
    let server = Running::start().await;
    let key = format!("Bearer {}", server.ready.admin_key);
    let headers = [("Authorization", key.as_str())];
    let all = operations();
    for (_, path) in &all {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if all.iter().any(|(known, at)| known == method && at == path) {
                continue;
            }
            let answer = raw_with(&server.ready.admin, method, &filled(path), &headers, b"").await;
            assert_eq!(
                (answer.status, answer.error().code.as_str()),
                (405, "METHOD_NOT_ALLOWED"),
                "{method} {path}"
            );
        }
    }
}
