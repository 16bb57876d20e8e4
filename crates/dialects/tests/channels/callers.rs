//! Who may ask for what over HTTP, and what those are told who may not.

use dialects::Method::{self, Delete, Get, Post, Put};
use engine::By;
use model::TokenId;
use serde_json::{Value, json};

use crate::{
    Asked, server, text,
    tokens::{OPERATORS, SECRET, admin, client, encrypted, signed, super_admin, with},
};

/// Everybody there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Client,
    Admin,
    /// Signed with the app's own secret.
    AppsSuperAdmin,
    Operator,
}

const EVERYBODY: [Who; 4] = [Who::Client, Who::Admin, Who::AppsSuperAdmin, Who::Operator];

impl Who {
    fn token(self) -> String {
        match self {
            Self::Client => signed(&client(), SECRET),
            Self::Admin => encrypted(&admin(), SECRET),
            Self::AppsSuperAdmin => signed(&super_admin(), SECRET),
            Self::Operator => signed(&super_admin(), OPERATORS),
        }
    }
}

/// Who may: everybody, admins of the app, the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    Anybody,
    Admin,
    Operator,
    /// The operator too, who then acts in no app.
    AdminOrOperator,
}

#[rustfmt::skip] // A table.
const ROWS: &[(Method, &str, &str, Needs)] = &[
    (Post, "/app", r#"{"AppID":"a"}"#, Needs::Operator),
    (Get, "/app", "", Needs::Operator),
    (Put, "/app/project_1", "{}", Needs::AdminOrOperator),
    (Delete, "/app/project_1", "", Needs::Operator),
    (Post, "/client", r#"{"clientID":"c2"}"#, Needs::Admin),
    (Get, "/client", "", Needs::Admin),
    (Get, "/client/c2", "", Needs::Admin),
    (Put, "/client/c2", "{}", Needs::Admin),
    (Delete, "/client/c2", "", Needs::Admin),
    (Post, "/device", r#"{"deviceID":"d"}"#, Needs::Anybody),
    (Delete, "/device/d", "", Needs::Anybody),
    (Post, "/channel", r#"{"channelID":"room"}"#, Needs::Admin),
    (Delete, "/channel/room", "", Needs::Admin),
    (Post, "/channel/room/close", "", Needs::Admin),
    (Post, "/channel/room/open", "", Needs::Admin),
    (Get, "/channel/open", "", Needs::Anybody),
    (Get, "/channel/private", "", Needs::Anybody),
    (Get, "/channel/closed", "", Needs::Anybody),
    (Post, "/channel/room/join/c2", "", Needs::Admin),
    (Post, "/channel/room/leave/c2", "", Needs::Admin),
    (Post, "/channel/room/publish", "{}", Needs::Admin),
    (Post, "/channel/room/publish/", "{}", Needs::Admin),
    (Get, "/last/room/5", "", Needs::Anybody),
    (Get, "/last/room/5/last/1", "", Needs::Anybody),
    (Get, "/last/room/5/before/1", "", Needs::Anybody),
    (Get, "/c/room/sync/1", "", Needs::Anybody),
    (Get, "/sync/room/1/to/2", "", Needs::Anybody),
];

fn ask(row: &(Method, &str, &str, Needs), headers: &[(&str, &str)]) -> Result<(Option<String>, By), u16> {
    let (method, path, body, _) = *row;
    let asked = Asked {
        method,
        path,
        headers,
        body,
    };
    match asked.of(&server()) {
        Ok((caller, _)) => Ok((caller.app.map(|app| app.to_string()), caller.by)),
        Err(reply) => {
            let body: Value = serde_json::from_str(&text(&reply)).unwrap();
            assert!(
                body["message"].is_string() && body["fix"].is_string(),
                "{path}: {body}"
            );
            Err(reply.status)
        }
    }
}

#[test]
fn every_role_may_do_what_is_its() {
    let app = Some("project_1".to_owned());
    for row in ROWS {
        for who in EVERYBODY {
            let token = who.token();
            let got = ask(row, &[("authorization", &token), ("appid", "project_1")]);
            let expected = match (row.3, who) {
                (Needs::Operator | Needs::AdminOrOperator, Who::Operator) => Ok((None, By::Operator)),
                (Needs::Operator, _) => Err(401),
                (Needs::Anybody, Who::Client) => Ok((app.clone(), By::Client(TokenId::of_client("c1")))),
                (_, Who::Client) => Err(401),
                _ => Ok((app.clone(), By::Backend)),
            };
            assert_eq!(got, expected, "{row:?} {who:?}");
        }
    }
}

#[test]
fn every_route_is_a_row() {
    for route in crate::spoken().rest {
        let row = |(method, path, ..): &&(Method, &str, &str, Needs)| {
            *method == route.method && std::ptr::eq(crate::route(*method, path).0, route)
        };
        assert!(
            ROWS.iter().any(|one| row(&one)),
            "{:?} {}",
            route.method,
            route.path
        );
    }
}

/// A bad request, where the original says so; for its app handlers and lists of channels a bad credential.
#[test]
fn both_headers_have_to_be_there() {
    let token = Who::Admin.token();
    for row in ROWS {
        let (_, path, _, needs) = *row;
        let own = path.starts_with("/app")
            || matches!(path, "/channel/open" | "/channel/private" | "/channel/closed");
        let expected = if own { 401 } else { 400 };
        assert_eq!(ask(row, &[]), Err(expected), "{row:?}");
        assert_eq!(ask(row, &[("appid", "project_1")]), Err(expected), "{row:?}");
        let without_app = ask(row, &[("authorization", &token)]);
        let expected = match (path, needs) {
            // The app is in the path.
            (_, Needs::AdminOrOperator) => Ok((Some("project_1".to_owned()), By::Backend)),
            // Without an app this is the operator's.
            ("/client", _) if row.0 == Get => Err(401),
            _ => Err(expected),
        };
        assert_eq!(without_app, expected, "{row:?}");
    }
}

#[test]
fn bad_credentials_are_401() {
    let good = Who::Admin.token();
    let another = signed(&admin(), "another-16-bytes");
    let over = signed(&with(admin(), "exp", json!(1)), SECRET);
    let foreign = signed(&with(admin(), "AppID", json!("project_2")), SECRET);
    let bearer = format!("Bearer {good}");
    for row in ROWS {
        for token in [&another, &over, &bearer, &foreign] {
            let got = ask(row, &[("authorization", token), ("appid", "project_1")]);
            assert_eq!(got, Err(401), "{row:?} {token}");
        }
        if row.3 != Needs::AdminOrOperator {
            let got = ask(row, &[("authorization", &good), ("appid", "project_9")]);
            assert_eq!(got, Err(401), "{row:?}");
        }
    }
}

#[test]
fn the_operator_asks_for_the_clients_of_all_apps() {
    let row = (Get, "/client", "", Needs::Admin);
    let ask = |who: Who| ask(&row, &[("authorization", &who.token())]);
    assert_eq!(ask(Who::Operator), Ok((None, By::Operator)));
    assert_eq!(ask(Who::AppsSuperAdmin), Err(401));
    assert_eq!(ask(Who::Admin), Err(401));
}

#[test]
fn another_app_is_renamed_by_the_operator_alone() {
    let ask = |path: &'static str, who: Who| {
        let row = (Put, path, "{}", Needs::AdminOrOperator);
        ask(&row, &[("authorization", &who.token()), ("appid", "project_1")])
    };
    assert_eq!(ask("/app/project_2", Who::Admin), Err(401));
    assert_eq!(ask("/app/project_2", Who::Operator), Ok((None, By::Operator)));
    // One that there is not: whether there is one, only the operator learns.
    assert_eq!(ask("/app/project_9", Who::Admin), Err(401));
    assert_eq!(ask("/app/project_9", Who::Operator), Ok((None, By::Operator)));
}
