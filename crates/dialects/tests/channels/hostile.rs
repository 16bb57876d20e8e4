//! Tokens of those who want to get in: none of them does.

use jsonwebtoken::Algorithm::{HS256, HS384};
use model::{AppId, RefusalCode};
use serde_json::{Value, json};

use crate::{
    connections::connect,
    server, spoken,
    tokens::{
        NOW, OPERATORS, SECRET, admin, client, encrypted, encrypted_as, part, signed, signed_as, super_admin,
        with, without,
    },
};

/// The parts of a token, one of them another.
fn patched(token: &str, place: usize, part: &str) -> String {
    let mut parts: Vec<_> = token.split('.').collect();
    parts[place] = part;
    parts.join(".")
}

/// A header of its own over the right claims and a right signature.
fn headed(header: Value) -> String {
    signed_as(&header, client().to_string(), SECRET, HS256)
}

fn enciphered(header: Value) -> String {
    encrypted_as(&header, client().to_string(), SECRET)
}

/// One bit of a part is another.
fn bent(token: &str, place: usize) -> String {
    let old = token.split('.').nth(place).unwrap();
    let (first, rest) = old.split_at(1);
    let other = if first == "A" { "B" } else { "A" };
    patched(token, place, &format!("{other}{rest}"))
}

#[rustfmt::skip] // A table.
fn all() -> Vec<(&'static str, String)> {
    let jwt = signed(&client(), SECRET);
    let jwe = encrypted(&client(), SECRET);
    let claim = |name: &str, value: Value| signed(&with(client(), name, value), SECRET);
    let raw = |claims: &str| signed_as(&json!({ "alg": "HS256" }), claims, SECRET, HS256);
    let dir = |more: Value| {
        let mut header = json!({ "alg": "dir", "enc": "A128GCM" });
        header.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        enciphered(header)
    };
    vec![
        // Nothing, and not a token.
        ("a word", "token".into()),
        ("dots", "..".into()),
        ("more dots", "....".into()),
        ("one part", jwt.split('.').next().unwrap().into()),
        ("two parts", jwt.rsplit_once('.').unwrap().0.into()),
        ("four parts", format!("{jwt}.{}", part("x"))),
        ("six parts", format!("{jwe}.{}", part("x"))),
        ("a scheme", format!("Bearer {jwt}")),
        ("a blank", format!("{jwt} ")),
        ("a line break", format!("{jwt}\n")),
        ("twice", format!("{jwt},{jwt}")),
        ("not ASCII", patched(&jwt, 1, "ééé")),
        ("a null", format!("{jwt}\0")),
        ("huge", signed(&with(client(), "x", json!("x".repeat(8_192))), SECRET)),
        ("huge header", headed(json!({ "alg": "HS256", "x": "x".repeat(8_192) }))),

        // No signature, or somebody else's.
        ("alg none", format!("{}.{}.", part(r#"{"alg":"none"}"#), part(client().to_string()))),
        ("alg None", format!("{}.{}.", part(r#"{"alg":"None"}"#), part(client().to_string()))),
        ("alg none, signed", headed(json!({ "alg": "none" }))),
        ("alg NONE, signed", headed(json!({ "alg": "NONE" }))),
        ("no alg", headed(json!({ "typ": "JWT" }))),
        ("alg empty", headed(json!({ "alg": "" }))),
        ("alg null", headed(json!({ "alg": null }))),
        ("alg a number", headed(json!({ "alg": 256 }))),
        ("alg a list", headed(json!({ "alg": ["HS256"] }))),
        ("alg in another case", headed(json!({ "alg": "hs256" }))),
        ("alg RS256, signed with HS256", headed(json!({ "alg": "RS256" }))),
        ("alg ES256, signed with HS256", headed(json!({ "alg": "ES256" }))),
        ("alg PS256, signed with HS256", headed(json!({ "alg": "PS256" }))),
        ("alg EdDSA, signed with HS256", headed(json!({ "alg": "EdDSA" }))),
        ("alg HS384, signed with HS256", headed(json!({ "alg": "HS384" }))),
        ("alg HS256, signed with HS384", signed_as(&json!({ "alg": "HS256" }), client().to_string(), SECRET, HS384)),
        ("alg dir, signed", headed(json!({ "alg": "dir", "enc": "A128GCM" }))),
        ("another secret", signed(&client(), "another-16-bytes")),
        ("the empty secret", signed(&client(), "")),
        ("half the secret", signed(&client(), &SECRET[..8])),
        ("the secret and a blank", signed(&client(), "0123456789abcdef ")),
        ("no signature", patched(&jwt, 2, "")),
        ("half a signature", patched(&jwt, 2, &jwt.rsplit('.').next().unwrap()[..20])),
        ("a bent signature", bent(&jwt, 2)),
        ("a signature with padding", format!("{jwt}=")),
        ("bent claims", bent(&jwt, 1)),
        ("other claims", patched(&jwt, 1, &part(admin().to_string()))),
        ("another header", patched(&jwt, 0, &part(r#"{"typ":"JWT","alg":"HS256"}"#))),
        ("the header alone in padded base64", patched(&jwt, 0, &format!("{}=", part(r#"{"alg":"HS256"}"#)))),

        // Keys and rules that the token brings along.
        ("kid of a file, signed with nothing", signed_as(&json!({ "alg": "HS256", "kid": "/dev/null" }), client().to_string(), "", HS256)),
        ("kid of a query, signed with its answer", signed_as(&json!({ "alg": "HS256", "kid": "x' UNION SELECT 'key" }), client().to_string(), "key", HS256)),
        ("its own key", headed(json!({ "alg": "HS256", "jwk": { "kty": "oct", "k": part("key") } }))),
        ("where its key is", headed(json!({ "alg": "HS256", "jku": "https://example.org/keys" }))),
        ("its certificate", headed(json!({ "alg": "HS256", "x5c": ["MII"] }))),
        ("where its certificate is", headed(json!({ "alg": "HS256", "x5u": "https://example.org/x" }))),
        ("what has to be understood", headed(json!({ "alg": "HS256", "crit": ["x"], "x": 1 }))),
        ("claims that are not encoded", headed(json!({ "alg": "HS256", "b64": false }))),

        // Claims.
        ("no JSON", raw("claims")),
        ("a list", raw("[]")),
        ("null", raw("null")),
        ("nothing", raw("")),
        ("not UTF-8", signed_as(&json!({ "alg": "HS256" }), b"{\"Role\":\"\xff\"}", SECRET, HS256)),
        ("very deep", raw(&format!("{{\"Role\":{}1{}}}", "[".repeat(2_000), "]".repeat(2_000)))),
        ("a number that there is not", raw(r#"{"Role":"Client","ClientID":"c1","AppID":"project_1","exp":1e999}"#)),
        ("a token in a token", raw(&jwt)),
        ("no role", signed(&without(client(), "Role"), SECRET)),
        ("a role that there is not", claim("Role", json!("Root"))),
        ("a role in another case", claim("Role", json!("admin"))),
        ("an empty role", claim("Role", json!(""))),
        ("two roles", claim("Role", json!(["Client", "Admin"]))),
        ("no client", signed(&without(client(), "ClientID"), SECRET)),
        ("an empty client", claim("ClientID", json!(""))),
        ("a client that is a number", claim("ClientID", json!(1))),
        ("a client with a line break", claim("ClientID", json!("c1\nc2"))),
        ("a client with a long name", claim("ClientID", json!("x".repeat(257)))),
        ("claims in another case", signed(&json!({ "role": "Client", "clientID": "c1", "appID": "project_1" }), SECRET)),
        ("no app", signed(&without(client(), "AppID"), SECRET)),
        ("no app, admin", signed(&without(admin(), "AppID"), SECRET)),
        ("no app, admin of the operator's", signed(&without(admin(), "AppID"), OPERATORS)),
        ("another app", claim("AppID", json!("project_2"))),
        ("another app, super-admin of an app", signed(&with(super_admin(), "AppID", json!("project_2")), SECRET)),
        ("another app, admin of the operator's", signed(&with(admin(), "AppID", json!("project_2")), OPERATORS)),
        ("an app in another case", claim("AppID", json!("Project_1"))),
        ("two apps", claim("AppID", json!(["project_1"]))),
        ("for somebody else", claim("aud", json!("project_2"))),
        ("for others", claim("aud", json!(["project_2", "x"]))),
        ("for nobody", claim("aud", json!([]))),
        ("for null", claim("aud", json!(null))),
        ("over now", claim("exp", json!(NOW))),
        ("over long ago", claim("exp", json!(1))),
        ("over at zero", claim("exp", json!(0))),
        ("over before zero", claim("exp", json!(-1))),
        ("over by less than a second", claim("exp", json!(NOW as f64 - 0.25))),
        ("an end that is a text", claim("exp", json!("9999999999"))),
        ("an end that is null", claim("exp", json!(null))),
        ("not yet", claim("nbf", json!(NOW + 1))),
        ("never", claim("nbf", json!(1e300))),
        ("a beginning that is a text", claim("nbf", json!("0"))),

        // Encrypted.
        ("another key", encrypted(&client(), "another-16-bytes")),
        ("a key of another length", encrypted(&client(), "0123456789abcdef01234567")),
        ("enc of another length", enciphered(json!({ "alg": "dir", "enc": "A256GCM" }))),
        ("enc CBC", enciphered(json!({ "alg": "dir", "enc": "A128CBC-HS256" }))),
        ("no enc", enciphered(json!({ "alg": "dir" }))),
        ("enc in another case", enciphered(json!({ "alg": "dir", "enc": "a128gcm" }))),
        ("no alg, encrypted", enciphered(json!({ "enc": "A128GCM" }))),
        ("alg none, encrypted", enciphered(json!({ "alg": "none", "enc": "A128GCM" }))),
        ("alg HS256, encrypted", enciphered(json!({ "alg": "HS256", "enc": "A128GCM" }))),
        ("alg A128KW", enciphered(json!({ "alg": "A128KW", "enc": "A128GCM" }))),
        ("alg A128GCMKW", enciphered(json!({ "alg": "A128GCMKW", "enc": "A128GCM" }))),
        ("alg RSA1_5", enciphered(json!({ "alg": "RSA1_5", "enc": "A128GCM" }))),
        ("alg PBES2", enciphered(json!({ "alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2s": part("salt"), "p2c": 4_000_000_000u32 }))),
        ("work for dir", dir(json!({ "p2c": 4_000_000_000u32 }))),
        ("zip", dir(json!({ "zip": "DEF" }))),
        ("crit", dir(json!({ "crit": ["exp"], "exp": 1 }))),
        ("its own key, encrypted", dir(json!({ "jwk": { "kty": "oct" } }))),
        ("a key of its own", patched(&jwe, 1, &part([1; 16]))),
        ("no nonce", patched(&jwe, 2, "")),
        ("a short nonce", patched(&jwe, 2, &part([9; 11]))),
        ("a long nonce", patched(&jwe, 2, &part([9; 16]))),
        ("another nonce", patched(&jwe, 2, &part([8; 12]))),
        ("no tag", patched(&jwe, 4, "")),
        ("half a tag", patched(&jwe, 4, &jwe.rsplit('.').next().unwrap()[..11])),
        ("a bent tag", bent(&jwe, 4)),
        ("no content", patched(&jwe, 3, "")),
        ("bent content", bent(&jwe, 3)),
        ("another header, encrypted", patched(&jwe, 0, &part(r#"{"enc":"A128GCM","alg":"dir"}"#))),
        ("a signed token in it", encrypted_as(&json!({ "alg": "dir", "enc": "A128GCM", "cty": "JWT" }), &jwt, SECRET)),
        ("a role that there is not, encrypted", encrypted(&with(client(), "Role", json!("Root")), SECRET)),
        ("another app, encrypted", encrypted(&with(client(), "AppID", json!("project_2")), SECRET)),
        ("over, encrypted", encrypted(&with(client(), "exp", json!(NOW - 3_600)), SECRET)),
        ("not yet, encrypted", encrypted(&with(client(), "nbf", json!(NOW + 3_600)), SECRET)),
    ]
}

#[test]
fn none_of_them_gets_in() {
    let server = server();
    let app = AppId::from("project_1");
    assert!(
        connect(&server, "project_1", &signed(&client(), SECRET)).is_ok(),
        "the door is not just shut"
    );
    assert!(connect(&server, "project_1", &encrypted(&client(), SECRET)).is_ok());
    for (what, token) in all() {
        let denied = connect(&server, "project_1", &token).expect_err(what);
        let refusal = denied.refusal;
        assert_eq!(
            (denied.status, refusal.code),
            (401, RefusalCode::InvalidAuth),
            "{what}"
        );
        assert!(refusal.fix.is_some(), "{what}: {refusal}");

        // What is said of it gives nothing away.
        let said = format!("{refusal} {:?}", refusal.fix);
        let secrets = [SECRET, OPERATORS].into_iter();
        for part in token.split('.').filter(|part| part.len() > 5).chain(secrets) {
            assert!(!said.contains(part), "{what}: {said}");
        }

        // Who looks into it sees the same.
        let verdict = spoken().inspect.unwrap()(&token, &app, &server);
        if let Some(verdict) = verdict {
            // It is looked at without the blanks around it, as somebody pastes it.
            let pasted = connect(&server, "project_1", token.trim())
                .err()
                .map(|denied| denied.refusal);
            assert_eq!(verdict.refusal, pasted, "{what}");
            assert_eq!(verdict.client.is_some(), pasted.is_none(), "{what}");
        }
    }
}

#[test]
fn there_are_enough_of_them_and_no_two_are_the_same() {
    let mut tokens: Vec<_> = all().into_iter().map(|(_, token)| token).collect();
    let count = tokens.len();
    assert!(count >= 60, "{count}");
    tokens.sort();
    tokens.dedup();
    assert_eq!(tokens.len(), count);
}

/// Whatever is cut off, nothing of a token that holds is a token that holds.
#[test]
fn no_part_of_a_token_is_one() {
    let server = server();
    for token in [signed(&client(), SECRET), encrypted(&client(), SECRET)] {
        for end in 0..token.len() {
            assert!(connect(&server, "project_1", &token[..end]).is_err(), "{end}");
        }
        for start in 1..token.len() {
            assert!(connect(&server, "project_1", &token[start..]).is_err(), "{start}");
        }
    }
}

/// Nor is one that differs in a character: base64 has bits that mean nothing, and none of them is let pass.
#[test]
fn no_other_character_will_do() {
    let server = server();
    for token in [signed(&client(), SECRET), encrypted(&client(), SECRET)] {
        for at in 0..token.len() {
            let mut other = token.clone().into_bytes();
            for byte in [b'A', b'Q', b'g', b'_', b'.'] {
                let old = std::mem::replace(&mut other[at], byte);
                if old != byte {
                    let text = str::from_utf8(&other).unwrap();
                    assert!(connect(&server, "project_1", text).is_err(), "{at} {byte}");
                }
                other[at] = old;
            }
        }
    }
}
