//! Clients: registered, changed, deleted; the secrets that sign for them, and what is signed.

use client::Method;
use contract::{
    Admission, AppCredentials, Connection, Grant, Info, Inspection, Minted, Refused, RemedyAction,
    SubjectKind, Token, TokenVerdict, Tokens,
};
use dialects::ALL;
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;

use crate::support::{Admin, Place, Running, Watch, until, within};

/// The dialect that makes credentials.
fn minting() -> &'static str {
    let able = ALL.iter().find(|spoken| spoken.mint.is_some());
    able.expect("one dialect makes credentials").name
}

async fn register(place: &Place, id: &str) -> Token {
    place
        .admin
        .post(&place.path("/clients"), json!({ "id": id }))
        .await
}

async fn mint(place: &Place, wish: Value) -> String {
    let mut whole = json!({ "dialect": minting(), "kind": "jwt", "role": "Client", "client": "ada" });
    whole
        .as_object_mut()
        .unwrap()
        .extend(wish.as_object().unwrap().clone());
    let made: Minted = place.admin.post(&place.path("/mint"), whole).await;
    made.credential
}

async fn inspect(place: &Place, text: &str) -> Inspection {
    place.admin.post("/inspect", json!({ "text": text })).await
}

async fn credentials(place: &Place) -> AppCredentials {
    place.admin.get(&place.path("/credentials")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_registered_changed_and_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let server = Running::on(folder.path()).await;
    let place = server.app("deny").await;
    let mut watch = Watch::begin(&server.admin, "").await;
    let new = json!({ "id": "ada", "username": "Ada L.", "extra": "{\"team\":7}" });
    let ada: Token = place.admin.post(&place.path("/clients"), new).await;
    watch.change(&format!("tokens:{}", place.app)).await;
    assert_eq!(
        (ada.id.as_str(), ada.client.as_deref()),
        ("client:ada", Some("ada"))
    );
    assert_eq!(
        (ada.name.as_deref(), ada.extra.as_deref(), ada.guest),
        (Some("Ada L."), Some("{\"team\":7}"), false)
    );

    let path = place.path("/clients/ada");
    let changed: Token = place.admin.patch(&path, json!({ "username": "Ada" })).await;
    assert_eq!(
        (changed.name.as_deref(), changed.extra.clone()),
        (Some("Ada"), ada.extra)
    );
    let changed: Token = place.admin.patch(&path, json!({ "extra": "" })).await;
    assert_eq!((changed.name.as_deref(), changed.extra), (Some("Ada"), None));

    // What belongs to it is where a token's is.
    let own = place.path("/tokens/client:ada");
    let stated: Token = place.admin.patch(&own, json!({ "state": { "n": 1 } })).await;
    assert_eq!(stated.state["n"], 1);
    server.stop().await;
    let server = Running::on(folder.path()).await;
    let again: Token = server.admin.get(&own).await;
    assert_eq!(again, stated);

    server.admin.delete(&own).await;
    let (status, error) = server.admin.refused(Method::GET, &own, None).await;
    assert_eq!(
        (status, error.message.contains("\"ada\"")),
        (404, true),
        "{error:?}"
    );
    server.stop().await;
    let server = Running::on(folder.path()).await;
    assert_eq!(server.admin.refused(Method::GET, &own, None).await.0, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_clients_are_in_one_list_and_told_apart() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let token = place.token(&[]).await;
    register(&place, "ada").await;
    register(&place, "bob").await;
    let list = async |query: &str| -> (Vec<String>, u64) {
        let page: Tokens = place.admin.get(&place.path(&format!("/tokens{query}"))).await;
        (page.items.into_iter().map(|one| one.id).collect(), page.total)
    };
    let (all, total) = list("").await;
    assert_eq!((all.len(), total), (3, 3));
    assert_eq!(list("?kind=token").await, (vec![token.clone()], 1));
    let (clients, total) = list("?kind=client").await;
    assert_eq!(total, 2);
    assert!(clients.contains(&"client:ada".into()) && clients.contains(&"client:bob".into()));
    assert_eq!(
        list("?kind=client&search=ADA").await,
        (vec!["client:ada".into()], 1)
    );
    assert_eq!(list("?kind=token&search=ada").await, (vec![], 0));
    let first: Tokens = place.admin.get(&place.path("/tokens?kind=client&limit=1")).await;
    let next = format!("/tokens?kind=client&limit=1&after={}", first.next.unwrap());
    let second: Tokens = place.admin.get(&place.path(&next)).await;
    assert_eq!((second.items.len(), second.total, second.next), (1, 2, None));
    assert_ne!(second.items[0].id, first.items[0].id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_has_memberships_as_a_token_has_grants() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    place.channel("door", "private", &["client_publish"]).await;
    register(&place, "ada").await;
    let path = place.path("/channels/door/grants/client:ada");
    let given: Grant = place.admin.put(&path, json!({})).await;
    assert_eq!(
        (given.who.kind, given.who.label.as_str()),
        (SubjectKind::Client, "ada")
    );
    assert_eq!(given.who.token.as_deref(), Some("client:ada"));
    let listed: Vec<Grant> = place.admin.get(&place.path("/grants?token=client:ada")).await;
    assert_eq!(listed, [given]);
    // Its id lets nobody in, and says what it may do.
    let found = inspect(&place, "client:ada").await;
    assert_eq!(found.verdict, TokenVerdict::WrongKind);
    let [door] = &found.access[..] else {
        panic!("{found:?}")
    };
    assert_eq!((door.admission, door.may_publish), (Admission::Allow, true));
    place.admin.delete(&path).await;
    let found = inspect(&place, "client:ada").await;
    assert_eq!(found.access[0].admission, Admission::Deny);
    assert_eq!(
        place
            .admin
            .post::<Inspection>("/inspect", json!({ "text": "client:ada", "app": place.app }))
            .await,
        found
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_minted_credential_lets_in_and_is_read_back() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let other = server.app("deny").await;
    place.channel("door", "private", &[]).await;
    register(&place, "ada").await;
    let _: Grant = place
        .admin
        .put(&place.path("/channels/door/grants/client:ada"), json!({}))
        .await;
    for (kind, called) in [("jwt", "JWT"), ("jwe", "JWE")] {
        let wish = json!({ "kind": kind, "expires_in_ms": 60_000 });
        let credential = mint(&place, wish).await;
        let found = inspect(&place, &format!(" {credential}\n")).await;
        assert_eq!(found.verdict, TokenVerdict::Valid, "{found:?}");
        assert_eq!(found.app.as_ref().unwrap().id, place.app, "not {}", other.app);
        assert_eq!(found.token.as_ref().unwrap().id, "client:ada");
        assert_eq!(found.access[0].admission, Admission::Allow);
        let signed = found.signed.as_ref().unwrap();
        assert!(signed.kind.starts_with(called), "{signed:?}");
        assert_eq!(
            (
                signed.dialect.as_str(),
                signed.client.as_deref(),
                signed.role.as_deref()
            ),
            (minting(), Some("ada"), Some("Client"))
        );
        assert!(signed.expires_at.is_some() && signed.code.is_none());
        assert!(!signed.header.is_empty() && signed.claims.is_some());
        // Nothing in the answer gives it to whoever reads along.
        let text = serde_json::to_string(&found).unwrap();
        assert!(!text.contains(&credential) && !text.contains(credential.rsplit('.').next().unwrap()));

        let url = format!(
            "ws://{}/optimized?AppID={}&Authorization={credential}",
            place.listen, place.app
        );
        let (mut socket, _) = within(connect_async(url)).await.unwrap();
        let all: Vec<Connection> = place
            .admin
            .list(&place.path("/connections?token=client:ada"))
            .await;
        assert_eq!((all.len(), all[0].dialect.as_str()), (1, minting()));
        assert_eq!(all[0].who.kind, SubjectKind::Client);
        within(socket.close(None)).await.unwrap();
    }
    let admin = mint(&place, json!({ "role": "Admin" })).await;
    let found = inspect(&place, &admin).await;
    assert_eq!(found.access[0].admission, Admission::Allow);
    assert!(
        found.access[0].may_publish,
        "an admin may publish everywhere: {found:?}"
    );
    // Who nobody has registered has no memberships.
    let stranger = mint(&place, json!({ "client": "mallory" })).await;
    let found = inspect(&place, &stranger).await;
    assert_eq!((found.verdict, found.token), (TokenVerdict::Valid, None));
    assert_eq!(found.access[0].admission, Admission::Deny);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_can_be_looked_at_and_becomes_a_client() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let credential = mint(&place, json!({ "client": "guest-7" })).await;
    let url = format!(
        "ws://{}/optimized?AppID={}&Authorization={credential}",
        place.listen, place.app
    );
    let (_socket, _) = within(connect_async(url)).await.unwrap();
    let own = place.path("/tokens/client:guest-7");
    let seen: Token = place.admin.get(&own).await;
    assert!(seen.guest && seen.online, "{seen:?}");
    let listed: Tokens = place.admin.get(&place.path("/tokens")).await;
    assert_eq!(listed.total, 0, "guests are in no list");
    let change = Some(json!({ "state": { "n": 1 } }));
    let (status, error) = place.admin.refused(Method::PATCH, &own, change).await;
    assert_eq!(status, 404);
    assert!(error.detail.unwrap().contains("register the client"));
    let ours: Token = register(&place, "guest-7").await;
    assert!(!ours.guest && ours.online, "its connection stays: {ours:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_that_does_not_hold_says_why_and_not_what_it_is() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let signing = place.path("/signing-keys");
    let old = mint(&place, json!({})).await;
    // At once: what was signed before holds no longer.
    let _: AppCredentials = place.admin.post(&signing, json!({})).await;
    let found = inspect(&place, &old).await;
    assert_eq!(found.verdict, TokenVerdict::Refused);
    assert!(found.fix.is_some() && found.sentence.ends_with('.'), "{found:?}");
    let signed = found.signed.as_ref().unwrap();
    assert_eq!(
        (signed.code.as_deref(), signed.client.as_deref()),
        (Some("INVALID_AUTH"), None)
    );
    assert_eq!(
        signed.claims.as_ref().unwrap()["ClientID"],
        "ada",
        "its claims can be read"
    );
    assert_eq!(
        found.app.as_ref().unwrap().id,
        place.app,
        "it says whose it would be"
    );
    assert_eq!((found.token.clone(), found.access.clone()), (None, vec![]));
    assert!(!serde_json::to_string(&found).unwrap().contains(&old));
    let encrypted = mint(&place, json!({ "kind": "jwe" })).await;
    let _: AppCredentials = place.admin.post(&signing, json!({})).await;
    let found = inspect(&place, &encrypted).await;
    assert_eq!(found.verdict, TokenVerdict::Refused);
    assert_eq!(found.signed.unwrap().claims, None, "no key opens it");

    let short = mint(&place, json!({ "expires_in_ms": 1_000 })).await;
    let mut last = inspect(&place, &short).await;
    within(async {
        while last.verdict != TokenVerdict::Expired {
            last = inspect(&place, &short).await;
        }
    })
    .await;
    assert!(last.sentence.contains("expired"), "{last:?}");

    let url = format!(
        "ws://{}/optimized?AppID={}&Authorization={old}",
        place.listen, place.app
    );
    assert!(within(connect_async(url)).await.is_err());
    let refused: Vec<Refused> = place.admin.get(&format!("/refusals?app={}", place.app)).await;
    let [one] = &refused[..] else {
        panic!("{refused:?}")
    };
    assert_eq!(
        (one.dialect.as_deref(), one.code.as_str()),
        (Some(minting()), "INVALID_AUTH")
    );
    assert!(one.fix.is_some());
    assert_eq!(one.remedy.as_ref().unwrap().action, RemedyAction::MintToken);
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_that_sign_are_shown_rotated_and_brought_along() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    let [first] = &credentials(&place).await.signing_keys[..] else {
        panic!("an app has one from the start")
    };
    let path = place.path("/signing-keys");
    let before = mint(&place, json!({})).await;
    let both: AppCredentials = place.admin.post(&path, json!({ "overlap_ms": 60_000 })).await;
    assert_eq!(
        (both.signing_keys.len(), &both.signing_keys[1].id),
        (2, &first.id)
    );
    assert!(both.signing_keys[0].until.is_none() && both.signing_keys[1].until.is_some());
    assert_eq!(inspect(&place, &before).await.verdict, TokenVerdict::Valid);

    let own = json!({ "secret": "a secret of our own", "overlap_ms": 0 });
    let only: AppCredentials = place.admin.post(&path, own).await;
    assert_eq!(only.signing_keys.len(), 1);
    assert_eq!(only.signing_keys[0].secret, "a secret of our own");
    assert_eq!(inspect(&place, &before).await.verdict, TokenVerdict::Refused);
    assert_eq!(only.keys.len(), 1, "the backend's keys stay");
    // 19 bytes encrypt nothing; the dialect says so.
    let wish = json!({ "dialect": minting(), "kind": "jwe", "role": "Client", "client": "ada" });
    let (status, error) = place
        .admin
        .refused(Method::POST, &place.path("/mint"), Some(wish))
        .await;
    assert_eq!(status, 400);
    assert!(error.message.contains("16, 24 or 32"), "{error:?}");
    for _ in 0..9 {
        let _: AppCredentials = place.admin.post(&path, json!({ "overlap_ms": 60_000 })).await;
    }
    let more = Some(json!({ "overlap_ms": 60_000 }));
    let (status, _) = place.admin.refused(Method::POST, &path, more).await;
    assert_eq!(status, 429, "they do not pile up");
    let key = json!({ "name": "reader", "scope": "read" });
    let reader: contract::CreatedAccessKey = server.admin.post("/keys", key).await;
    let reader = Admin::new(&server.ready.admin, &reader.secret);
    for (method, rest) in [
        (Method::GET, "/credentials"),
        (Method::POST, "/signing-keys"),
        (Method::POST, "/mint"),
        (Method::POST, "/clients"),
    ] {
        let (status, _) = reader.refused(method, &place.path(rest), Some(json!({}))).await;
        assert_eq!(status, 403, "{rest} is for who manages");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_dialect_is_described() {
    let server = Running::start().await;
    let place = server.app("deny").await;
    server.app("deny").await;
    let info: Info = server.admin.get("/info").await;
    let names: Vec<_> = info.dialects.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ALL.iter().map(|spoken| spoken.name).collect::<Vec<_>>());
    for one in &info.dialects {
        assert!(!one.addresses.is_empty(), "{one:?}");
        assert_eq!(one.default_app.as_ref(), Some(&place.app), "the oldest");
        assert!(
            one.addresses.iter().all(|url| url.contains(&server.ready.listen)),
            "{one:?}"
        );
    }
    assert!(info.dialects.iter().any(|one| one.mints) && info.dialects.iter().any(|one| one.tokens));
    assert!(info.capabilities.contains(&"clients".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_way_to_say_who_it_is_needs_an_open_channel() {
    let server = Running::start().await;
    // The first app is everybody's who names none.
    let place = server.app("deny").await;
    place.channel("door", "private", &[]).await;
    let url = format!("ws://{}/c/door", place.listen);
    let (_socket, _) = within(connect_async(url)).await.unwrap();
    let mut refused: Vec<Refused> = Vec::new();
    until(async || {
        refused = place.admin.get(&format!("/refusals?app={}", place.app)).await;
        !refused.is_empty()
    })
    .await;
    let remedy = refused[0].remedy.as_ref().unwrap();
    assert_eq!(remedy.action, RemedyAction::Unprotect, "{refused:?}");
    let open = json!({ "visibility": "unprotected" });
    let _: contract::Channel = place.admin.patch(&place.path("/channels/door"), open).await;
    let mended: Vec<Refused> = place.admin.get(&format!("/refusals?app={}", place.app)).await;
    assert_eq!(mended[0].remedy, None, "what was mended needs no remedy");
}
