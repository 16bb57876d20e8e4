//! Simulated clients against the embedded server: each in its dialect, each a real connection.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, ops::ControlFlow, path::Path, time::Duration, time::Instant};

use contract::{
    App, Connection, ErrorBody, Tokens,
    desktop::{MembershipState, SimulatedClient, SimulatedState, Simulation},
};
use desktop::{Desktop, Options, Request, Response, StreamEvent};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{runtime::Handle, sync::mpsc, time::timeout};

const LIMIT: Duration = Duration::from_secs(30);

/// The app with its server, and a public room.
struct Stage {
    desktop: Desktop,
    app: String,
    _folder: TempDir,
}

impl Stage {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // So little may wait that a silent client is soon too slow.
        fs::write(folder.path().join("switchboard.toml"), "outbox_bytes = 65536\n").unwrap();
        let desktop = Desktop::start(options(folder.path()), &Handle::current());
        let mut stage = Self {
            desktop,
            app: String::new(),
            _folder: folder,
        };
        let apps: Vec<App> = stage.get("embedded", "/admin/v1/apps").await;
        stage.app = apps[0].id.clone();
        let room =
            json!({ "name": "stage", "visibility": "unprotected", "capabilities": ["client_publish"] });
        let answer = stage
            .send("embedded", "POST", &stage.path("/channels"), Some(room))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        stage
    }

    fn path(&self, rest: &str) -> String {
        format!("/admin/v1/apps/{}{rest}", self.app)
    }

    async fn send(&self, target: &str, method: &str, path: &str, body: Option<Value>) -> Response {
        let request = Request {
            method: method.into(),
            path: path.into(),
            body: body.map(|body| body.to_string()),
        };
        timeout(LIMIT, self.desktop.fetch(target, request)).await.unwrap()
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, target: &str, path: &str) -> T {
        let answer = self.send(target, "GET", path, None).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Makes one client more, or several, differing from an anonymous one of Leap.
    async fn try_make(&self, other: Value) -> Response {
        let mut wish = json!({ "server": "embedded", "app": self.app, "dialect": "leap" });
        for (name, value) in other.as_object().unwrap() {
            wish[name] = value.clone();
        }
        self.send("app", "POST", "/app/v1/simulated", Some(wish)).await
    }

    async fn make(&self, other: Value) -> u64 {
        let answer = self.try_make(other).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let made: Vec<SimulatedClient> = serde_json::from_str(&answer.body).unwrap();
        made[0].id
    }

    async fn try_verb(&self, client: u64, verb: Value) -> Response {
        let path = format!("/app/v1/simulated/{client}/verbs");
        self.send("app", "POST", &path, Some(verb)).await
    }

    async fn verb(&self, client: u64, verb: Value) {
        let answer = self.try_verb(client, verb).await;
        assert_eq!(answer.status, 204, "{}", answer.body);
    }

    /// The stream, until a client is as it is wanted.
    async fn until(&self, client: u64, wanted: impl Fn(&SimulatedClient) -> bool) -> SimulatedClient {
        let mut stream = self.stream();
        let waiting = async {
            loop {
                let simulation = frame(&mut stream).await;
                let found = simulation.clients.into_iter().find(|one| one.id == client);
                if let Some(found) = found.filter(&wanted) {
                    return found;
                }
            }
        };
        match timeout(LIMIT, waiting).await {
            Ok(found) => found,
            Err(_) => panic!("{:?}", self.get::<Simulation>("app", "/app/v1/simulated").await),
        }
    }

    fn stream(&self) -> mpsc::Receiver<StreamEvent> {
        let (tell, heard) = mpsc::channel(1_000);
        let path = "/app/v1/simulated/stream".to_owned();
        self.desktop
            .stream_open("app".to_owned(), path, move |event| match tell.try_send(event) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            });
        heard
    }

    async fn joined(&self, client: u64, channel: &str) -> SimulatedClient {
        self.until(client, |one| is_in(one, channel)).await
    }

    async fn connections(&self) -> usize {
        let page: Value = self.get("embedded", &self.path("/connections")).await;
        let all: Vec<Connection> = serde_json::from_value(page["items"].clone()).unwrap();
        all.iter().filter(|one| !one.system).count()
    }

    async fn end(self) {
        self.desktop.stop().await;
    }
}

fn options(folder: &Path) -> Options {
    let any = Some("127.0.0.1:0".parse().unwrap());
    Options {
        data_dir: folder.to_owned(),
        listen: any,
        admin_listen: any,
        downloads: None,
        started: Instant::now(),
    }
}

async fn frame(stream: &mut mpsc::Receiver<StreamEvent>) -> Simulation {
    loop {
        match stream.recv().await.unwrap() {
            StreamEvent::Open => {}
            StreamEvent::Frame(text) => return serde_json::from_str(&text).unwrap(),
            StreamEvent::Closed { reason } => panic!("{reason}"),
        }
    }
}

fn is_in(client: &SimulatedClient, channel: &str) -> bool {
    let mut channels = client.channels.iter();
    channels.any(|one| one.name == channel && one.state == MembershipState::Joined)
}

fn has_heard(client: &SimulatedClient, words: &str) -> bool {
    client
        .log
        .iter()
        .any(|line| !line.sent && line.text.contains(words))
}

/// Status, code and message of a *no*.
fn refusal(answer: &Response) -> (u16, String, String) {
    let ErrorBody { error } = serde_json::from_str(&answer.body).unwrap();
    (answer.status, error.code, error.message)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_each_dialect_joins_and_publishes_and_the_others_hear_it() {
    let stage = Stage::new().await;
    let mut all = Vec::new();
    for dialect in ["leap", "channels", "itty", "pakyow"] {
        let id = stage
            .make(json!({ "dialect": dialect, "channel": "stage" }))
            .await;
        let client = stage.joined(id, "stage").await;
        assert_eq!(client.state, SimulatedState::Open);
        assert_eq!(
            (client.dialect.as_str(), client.label.as_str()),
            (dialect, "anonymous")
        );
        all.push(id);
    }
    assert_eq!(stage.connections().await, 4);
    for id in &all {
        let event = format!("from-{id}");
        let publish = json!({ "do": "publish", "channel": "stage", "event": event, "payload": { "n": id } });
        stage.verb(*id, publish).await;
        for other in all.iter().filter(|other| *other != id) {
            let words = format!("stage: {event} {{\"n\":{id}}}");
            let heard = stage.until(*other, |one| has_heard(one, &words)).await;
            assert!(heard.received > 0);
        }
        assert_eq!(stage.until(*id, |_| true).await.sent, 1);
    }
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persona_asks_is_let_in_and_leaves() {
    let stage = Stage::new().await;
    let tokens: Tokens = stage.get("embedded", &stage.path("/tokens")).await;
    let alice = tokens
        .items
        .iter()
        .find(|one| one.name.as_deref() == Some("Alice"))
        .unwrap();
    let id = stage.make(json!({ "token": alice.id })).await;
    let client = stage.until(id, |one| one.state == SimulatedState::Open).await;
    assert_eq!(
        (client.label.as_str(), client.token),
        ("Alice", Some(alice.id.clone()))
    );
    assert!(client.connection.unwrap().starts_with("leap_conn"));
    assert!(
        client.log.iter().all(|line| !line.text.contains(&alice.id)),
        "the token is nobody's to read"
    );

    stage
        .verb(id, json!({ "do": "join", "channel": "backstage" }))
        .await;
    let is = |state| {
        move |one: &SimulatedClient| {
            let mut channels = one.channels.iter();
            channels.any(|one| one.name == "backstage" && one.state == state)
        }
    };
    stage.until(id, is(MembershipState::Waiting)).await;
    let mut waiting = stage.desktop.waiting();
    let asked = timeout(LIMIT, waiting.wait_for(|all| !all.is_empty()))
        .await
        .unwrap()
        .unwrap()[0]
        .clone();
    let decision = format!("/admin/v1/approvals/{}/decision", asked.id);
    let allow = stage
        .send("embedded", "POST", &decision, Some(json!({ "answer": "allow" })))
        .await;
    assert_eq!(allow.status, 200, "{}", allow.body);
    stage.until(id, is(MembershipState::Joined)).await;
    stage
        .verb(id, json!({ "do": "leave", "channel": "backstage" }))
        .await;
    stage.until(id, |one| one.channels.is_empty()).await;

    stage
        .verb(id, json!({ "do": "join", "channel": "nowhere" }))
        .await;
    let refused = stage
        .until(id, |one| {
            one.channels
                .iter()
                .any(|one| one.state == MembershipState::Refused)
        })
        .await;
    assert!(has_heard(&refused, "nowhere"), "{refused:?}");
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_dropped_comes_back_to_its_channels() {
    let stage = Stage::new().await;
    let id = stage.make(json!({ "channel": "stage" })).await;
    let first = stage.joined(id, "stage").await;
    stage.verb(id, json!({ "do": "drop" })).await;
    let gone = stage.until(id, |one| one.state == SimulatedState::Gone).await;
    assert!(gone.channels.is_empty() && gone.reason.is_some());
    let unseen = async {
        while stage.connections().await > 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(LIMIT, unseen).await.unwrap();
    let (status, code, _) = refusal(&stage.try_verb(id, json!({ "do": "drop" })).await);
    assert_eq!((status, code.as_str()), (409, "NOT_CONNECTED"));
    stage.verb(id, json!({ "do": "connect" })).await;
    let again = stage.joined(id, "stage").await;
    assert_ne!(first.connection, again.connection);
    let (status, code, _) = refusal(&stage.try_verb(id, json!({ "do": "connect" })).await);
    assert_eq!((status, code.as_str()), (409, "CONNECTED"));

    let path = format!("/app/v1/simulated/{id}");
    assert_eq!(stage.send("app", "DELETE", &path, None).await.status, 204);
    assert_eq!(
        stage.get::<Simulation>("app", "/app/v1/simulated").await.clients,
        []
    );
    assert_eq!(stage.send("app", "DELETE", &path, None).await.status, 404);
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_one_is_closed_by_the_server_and_says_so() {
    let stage = Stage::new().await;
    let id = stage.make(json!({ "channel": "stage" })).await;
    stage.joined(id, "stage").await;
    stage.verb(id, json!({ "do": "silence" })).await;
    let publish = json!({ "do": "publish", "channel": "stage", "event": "a", "payload": 1 });
    let (status, code, message) = refusal(&stage.try_verb(id, publish).await);
    assert_eq!((status, code.as_str()), (409, "SILENT"));
    assert!(message.contains("wake"), "{message}");
    stage.verb(id, json!({ "do": "wake" })).await;
    let path = stage.path("/channels/stage/messages");
    let small = json!({ "event": "small", "payload": 1 });
    stage.send("embedded", "POST", &path, Some(small)).await;
    stage.until(id, |one| one.received == 1).await;

    stage.verb(id, json!({ "do": "silence" })).await;
    let large = json!({ "event": "large", "payload": "x".repeat(60_000) });
    let flood = async {
        let gone = stage.until(id, |one| one.state == SimulatedState::Gone);
        tokio::pin!(gone);
        loop {
            tokio::select! {
                gone = &mut gone => return gone,
                answer = stage.send("embedded", "POST", &path, Some(large.clone())) => {
                    assert_eq!(answer.status, 200, "{}", answer.body);
                }
            }
        }
    };
    let gone = timeout(LIMIT, flood).await.unwrap();
    assert_eq!(gone.received, 1, "it heard nothing while it was silent");
    assert!(gone.reason.unwrap().contains("while it was silent"));
    stage.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_with_the_reason() {
    let stage = Stage::new().await;
    let tokens: Tokens = stage.get("embedded", &stage.path("/tokens")).await;
    let alice = &tokens.items[0].id;
    for (wish, status, words) in [
        (json!({ "dialect": "morse" }), 400, "leap"),
        (json!({ "server": "elsewhere" }), 404, "elsewhere"),
        (json!({ "app": "project_nobody" }), 404, "app"),
        (json!({ "token": "leap_token_nobody" }), 404, "token"),
        (json!({ "dialect": "itty" }), 400, "channel"),
        (
            json!({ "dialect": "itty", "channel": "stage", "token": alice }),
            409,
            "choose nobody",
        ),
        (
            json!({ "dialect": "channels", "token": alice }),
            409,
            "registered client",
        ),
        (json!({ "count": 0 }), 400, "1 to 20"),
        (json!({ "count": 21 }), 400, "1 to 20"),
        (json!({ "more": 1 }), 400, "more"),
    ] {
        let answer = stage.try_make(wish.clone()).await;
        let (found, _, message) = refusal(&answer);
        assert_eq!(found, status, "{wish} {message}");
        assert!(message.contains(words), "{wish} {message}");
    }
    let itty = stage.make(json!({ "dialect": "itty", "channel": "stage" })).await;
    stage.joined(itty, "stage").await;
    for (verb, words) in [
        (json!({ "do": "leave", "channel": "stage" }), "no word"),
        (json!({ "do": "join", "channel": "other" }), "another client"),
        (json!({ "do": "wake" }), "open, not silent"),
    ] {
        let (status, _, message) = refusal(&stage.try_verb(itty, verb).await);
        assert!(status == 409 && message.contains(words), "{message}");
    }
    let (status, _, _) = refusal(&stage.try_verb(999, json!({ "do": "wake" })).await);
    assert_eq!(status, 404);

    stage.make(json!({ "count": 19 })).await;
    let (status, code, message) = refusal(&stage.try_make(json!({})).await);
    assert_eq!((status, code.as_str()), (409, "LIMIT_REACHED"));
    assert!(message.contains("20"), "{message}");
    stage.end().await;
}
