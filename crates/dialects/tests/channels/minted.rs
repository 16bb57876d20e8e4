//! Tokens that are made here, and what is said of tokens that somebody pastes.

use dialects::{Verdict, Wish};
use model::{AppId, RefusalCode, Timestamp};
use serde_json::{Value, json};

use crate::{
    connections::connect,
    kit::Server,
    server, spoken,
    tokens::{NOW, OPERATORS, SECRET, admin, client, encrypted, signed, super_admin, with},
};

fn wish(kind: &str, role: &str) -> Wish {
    Wish {
        kind: kind.into(),
        client: "c1".into(),
        role: role.into(),
        app: "project_1".into(),
        issued_at: Timestamp(NOW * 1_000 + 999),
        expires_at: Some(Timestamp((NOW + 60) * 1_000)),
        entropy: [3; 16],
    }
}

fn mint(wish: &Wish, secret: &str) -> Result<String, model::Refusal> {
    spoken().mint.unwrap()(wish, secret).map(|minted| minted.credential)
}

fn inspect(text: &str) -> Option<Verdict> {
    spoken().inspect.unwrap()(text, &AppId::from("project_1"), &server())
}

fn object(value: Value) -> serde_json::Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn what_is_made_holds() {
    let (long, longest) = ("0123456789abcdef01234567", "0123456789abcdef0123456789abcdef");
    for (kind, secret) in [
        ("jwt", SECRET),
        ("jwt", "short"),
        ("jwe", SECRET),
        ("jwe", long),
        ("jwe", longest),
    ] {
        let server = Server {
            signing_secrets: vec![secret.into()],
            ..Server::default()
        };
        for (role, privileged) in [
            ("Client", false),
            ("Admin", true),
            ("SuperAdmin", true),
            ("Super_Admin", true),
        ] {
            let token = mint(&wish(kind, role), secret).unwrap();
            let expected = ("project_1".to_owned(), "c1".to_owned(), privileged);
            assert_eq!(
                connect(&server, "project_1", &token),
                Ok(expected),
                "{kind} {role}"
            );
            assert_eq!(token.split('.').count(), if kind == "jwt" { 3 } else { 5 });
        }
    }
}

#[test]
fn it_says_what_the_original_says() {
    let claims = json!({
        "Role": "SuperAdmin", "ClientID": "c1", "AppID": "project_1", "sub": "c1", "iat": NOW, "exp": NOW + 60,
    });
    let jwt = mint(&wish("jwt", "Super_Admin"), SECRET).unwrap();
    assert_eq!(jwt, signed(&claims, SECRET));
    let verdict = inspect(&mint(&wish("jwe", "SuperAdmin"), SECRET).unwrap()).unwrap();
    assert_eq!(
        Value::Object(verdict.header),
        json!({ "alg": "dir", "enc": "A128GCM", "typ": "JWT" })
    );
    assert_eq!(verdict.claims, Some(object(claims)));

    let endless = Wish {
        expires_at: None,
        ..wish("jwt", "Client")
    };
    let claims = inspect(&mint(&endless, SECRET).unwrap()).unwrap().claims.unwrap();
    assert!(!claims.contains_key("exp"), "{claims:?}");

    // Two tokens are encrypted with two nonces, if two were drawn.
    let drawn = Wish {
        entropy: [4; 16],
        ..wish("jwe", "Client")
    };
    assert_ne!(mint(&drawn, SECRET), mint(&wish("jwe", "Client"), SECRET));
}

#[test]
fn what_cannot_be_made_is_refused_with_a_reason() {
    let named = |client: &str| Wish {
        client: client.into(),
        ..wish("jwt", "Client")
    };
    #[rustfmt::skip] // A table.
    let table = [
        (wish("jwe", "Client"), "a secret of 17 by", "takes a secret of 16, 24 or 32 bytes, the app's has 17"),
        (wish("jwe", "Client"), "", "the app's has 0"),
        (wish("jwt", "Client"), "", "no secret to sign with"),
        (wish("JWT", "Client"), SECRET, "no kind of token \"JWT\""),
        (wish("jwt", "Root"), SECRET, "no role \"Root\""),
        (named(""), SECRET, "1 to 256 characters"),
        (named("a\nb"), SECRET, "control character"),
        (named(&"x".repeat(257)), SECRET, "1 to 256 characters"),
    ];
    for (wish, secret, why) in table {
        let refusal = mint(&wish, secret).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::InvalidRequest, "{why}");
        assert!(refusal.message.contains(why), "{why}: {refusal}");
        assert!(refusal.fix.is_some(), "{why}");
        let said = format!("{refusal:?}");
        assert!(secret.is_empty() || !said.contains(secret), "{said}");
    }
}

#[test]
fn what_is_pasted_is_told() {
    #[rustfmt::skip] // A table.
    let table = [
        (signed(&with(client(), "exp", json!(NOW + 9)), SECRET), "JWT, HS256", Some("c1"), Some(NOW + 9), None),
        (format!("  {}\n", encrypted(&admin(), SECRET)), "JWE, A128GCM", Some("root"), None, None),
        (signed(&super_admin(), OPERATORS), "JWT, HS256", Some("op"), None, None),
        (signed(&client(), "another"), "JWT, HS256", None, None, Some("signature")),
        (signed(&with(client(), "exp", json!(NOW - 1)), SECRET), "JWT, HS256", None, Some(NOW - 1), Some("expired")),
        (encrypted(&with(client(), "AppID", json!("project_2")), SECRET), "JWE, A128GCM", None, None, Some("AppID")),
    ];
    for (text, kind, name, end, why) in table {
        let verdict = inspect(&text).unwrap();
        assert_eq!(verdict.kind, kind);
        assert_eq!(verdict.client.as_deref(), name);
        assert_eq!(verdict.expires_at, end.map(|end| Timestamp(end * 1_000)));
        assert!(verdict.claims.is_some(), "{kind} {why:?}");
        assert_eq!(verdict.refusal.is_some(), why.is_some(), "{:?}", verdict.refusal);
        let said = verdict.refusal.map(|refusal| refusal.message).unwrap_or_default();
        assert!(said.contains(why.unwrap_or_default()), "{said}");
    }
    // What no key opens is not read; its header is.
    let verdict = inspect(&encrypted(&client(), "another-16-bytes")).unwrap();
    assert_eq!((verdict.claims, verdict.client), (None, None));
    assert_eq!(verdict.header["enc"], "A128GCM");
    assert!(verdict.refusal.is_some());
}

#[test]
fn what_is_no_token_is_not_looked_at() {
    for text in [
        "",
        "hello",
        "leap_token_1",
        "a.b.c",
        "..",
        "ptk_1",
        "eyJhbGciOiJIUzI1NiJ9",
        "W10.W10.W10",
    ] {
        assert_eq!(inspect(text), None, "{text}");
    }
    // But a token that was cut is.
    let jwt = signed(&client(), SECRET);
    let verdict = inspect(jwt.rsplit_once('.').unwrap().0).unwrap();
    assert!(verdict.refusal.unwrap().message.contains("three parts"));
}
