//! Everything that comes in wrong, in one table: over both listeners, as frames, as flags, settings and data of the
//! program. Each is told what would be right, and afterwards the server serves on and nothing that it stored is lost.

mod admin;
mod clients;
mod data;
mod frames;
mod guard;
mod program;

use std::{
    io::Write,
    time::{Duration, SystemTime},
};

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use server::{Config, Data};

use crate::support::{Answer, Ended, Leap, Place, Process, Running, raw, raw_with, until};

/// What comes in, and what has to come of it.
struct Row {
    what: String,
    input: Input,
    /// HTTP status, close code or exit code.
    number: i32,
    /// Code of the error, where the answer has room for one.
    code: &'static str,
    /// Stands in the answer: what is wrong, or what would be right.
    says: Vec<String>,
}

enum Input {
    /// A request to the admin API; headers beside the key, which a key of their own replaces; an empty one
    /// stands for none.
    Admin {
        method: &'static str,
        path: String,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    },
    /// A request to the client listener.
    Client {
        method: &'static str,
        path: String,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    },
    /// Bytes that are no request, to the client listener or to the other one.
    Bytes { to_admin: bool, bytes: Vec<u8> },
    /// What a client says after HELLO.
    Frames(Vec<Message>),
    /// The program with these arguments and this environment.
    Program {
        args: Vec<String>,
        environment: Vec<(&'static str, &'static str)>,
    },
}

/// What came of it, in the same order as in a [`Row`].
type Outcome = (i32, String, String);

impl Row {
    fn new(what: impl Into<String>, input: Input, answer: (i32, &'static str, &[&str])) -> Self {
        let (number, code, says) = answer;
        let (what, says) = (what.into(), says.iter().map(ToString::to_string).collect());
        Self {
            what,
            input,
            number,
            code,
            says,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_input_is_told_what_would_be_right() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        origins: vec!["https://app.example".into()],
        ..Config::default()
    };
    let server = Running::with_data(config, Data::Folder(folder.path().to_owned())).await;
    let place = furnish(&server).await;
    let token = place.token(&[]).await;
    let expired = expired(&place).await;
    let before = kept(&place).await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();

    let tables = [
        ("admin API", admin::rows(&place.app, &token)),
        ("keys, hosts and origins", guard::rows(&server.ready.admin_key)),
        ("client listener", clients::rows(&place.app, &place.key)),
        ("frames", frames::rows(&place.app, &expired)),
        (
            "flags, settings and ports",
            program::rows(folder.path(), &taken.local_addr().unwrap().to_string()),
        ),
        ("data", data::rows(folder.path()).await),
    ];
    let mut wrong = Vec::new();
    for (table, rows) in &tables {
        for row in rows {
            let (number, code, said) = meet(&server, &place, &row.input).await;
            let missing: Vec<_> = row.says.iter().filter(|part| !said.contains(*part)).collect();
            if (number, code.as_str()) != (row.number, row.code) || !missing.is_empty() {
                let wanted = (row.number, row.code);
                wrong.push(format!(
                    "{table}, {}: {number} {code} {said:.300?}, not {wanted:?} with {missing:?}",
                    row.what
                ));
            }
        }
        works(&place).await;
    }
    let counts: Vec<_> = tables
        .iter()
        .map(|(table, rows)| format!("{table} {}", rows.len()))
        .collect();
    let total: usize = tables.iter().map(|(_, rows)| rows.len()).sum();
    // Not by the macros: this is to be seen of a test that passes.
    writeln!(
        std::io::stdout().lock(),
        "bad input: {total} rows ({})",
        counts.join(", ")
    )
    .unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(total >= 80);

    // Nothing has come or gone, now and after a restart.
    assert_eq!(kept(&place).await, before);
    server.stop().await;
    let server = Running::on(folder.path()).await;
    let place = Place::new(
        server.admin.clone(),
        place.app.clone(),
        server.ready.listen.clone(),
    )
    .await;
    assert_eq!(kept(&place).await, before);
}

/// An app with something in it.
async fn furnish(server: &Running) -> Place {
    let place = server.app("deny").await;
    place
        .channel("room", "unprotected", &["client_publish", "client_set_state"])
        .await;
    place.channel("closed", "public", &[]).await;
    let _: Value = place
        .admin
        .post(&place.path("/clients"), json!({ "id": "known" }))
        .await;
    place.channel("log", "public", &["persistent"]).await;
    let closed = place.path("/channels/closed");
    let _: Value = place.admin.patch(&closed, json!({ "closed": true })).await;
    for n in 0..3 {
        place.publish("log", "e", json!(n)).await;
    }
    place
}

/// A token whose time has run out.
async fn expired(place: &Place) -> String {
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let at = now() + Duration::from_millis(200);
    let text = model::Timestamp(u64::try_from(at.as_millis()).unwrap()).to_string();
    let token: Value = place
        .admin
        .post(&place.path("/tokens"), json!({ "expires_at": text }))
        .await;
    until(async || now() > at).await;
    token["id"].as_str().unwrap().to_owned()
}

/// What bad input must not change: what is stored, without what a running server only counts.
async fn kept(place: &Place) -> Value {
    let get = async |path: &str| place.admin.get::<Value>(&place.path(path)).await;
    let mut channels = get("/channels").await;
    let mut tokens = get("/tokens").await;
    let lists = [&mut channels["items"], &mut tokens["items"]];
    for one in lists.into_iter().flat_map(|list| list.as_array_mut().unwrap()) {
        let stored = [
            "name",
            "visibility",
            "capabilities",
            "closed",
            "id",
            "state",
            "expires_at",
        ];
        one.as_object_mut()
            .unwrap()
            .retain(|key, _| stored.contains(&key.as_str()));
    }
    json!([
        channels,
        tokens,
        get("/channels/log/messages").await,
        get("/channels/room/state").await,
        get("/credentials").await,
    ])
}

/// Who does everything right is served.
async fn works(place: &Place) {
    let mut good = place.anonymous().await;
    good.join("room").await;
    good.publish("room", "still", json!(1)).await;
    good.expect("MESSAGE", "room").await;
    good.leave().await;
    let _: Value = place.admin.get("/info").await;
}

async fn meet(server: &Running, place: &Place, input: &Input) -> Outcome {
    match input {
        Input::Admin {
            method,
            path,
            headers,
            body,
        } => {
            let key = format!("Bearer {}", server.ready.admin_key);
            let mut all: Vec<_> = headers
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let shown = ["Authorization", "Sec-WebSocket-Protocol"];
            if !headers.iter().any(|(name, _)| shown.contains(name)) {
                all.push(("Authorization", &key));
            }
            all.retain(|(name, value)| *name != "Authorization" || !value.is_empty());
            outcome(raw_with(&server.ready.admin, method, path, &all, body).await)
        }
        Input::Client {
            method,
            path,
            headers,
            body,
        } => {
            let all: Vec<_> = headers
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            outcome(raw_with(&place.listen, method, path, &all, body).await)
        }
        Input::Bytes { to_admin, bytes } => {
            let to = if *to_admin {
                &server.ready.admin
            } else {
                &place.listen
            };
            outcome(raw(to, bytes).await)
        }
        Input::Frames(frames) => {
            let mut leap = Leap::open(&place.listen).await;
            for frame in frames {
                // It may be cut off before it has said everything.
                let _ = futures_util::SinkExt::send(&mut leap.socket, frame.clone()).await;
            }
            let (code, reason) = leap.closed().await;
            (code.into(), String::new(), reason)
        }
        Input::Program { args, environment } => {
            let args: Vec<_> = args.iter().map(String::as_str).collect();
            let Ended { code, said } = Process::run(Process::command(&args, environment)).await;
            (code.unwrap_or(-1), String::new(), said)
        }
    }
}

/// The code and the sentences of an answer, in whichever of the two shapes it has, or in none.
fn outcome(answer: Answer) -> Outcome {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let error = &body["error"];
    let code = error["code"].as_str().unwrap_or_default().to_owned();
    let said = match (error["message"].as_str(), error["detail"].as_str()) {
        (Some(message), detail) => format!("{message} {}", detail.unwrap_or_default()),
        (None, _) => answer.body,
    };
    (answer.status.into(), code, said)
}
