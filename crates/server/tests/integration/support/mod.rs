//! What the tests share: a server to start, the admin API to call, a Leap client, waiting with a deadline.

mod admin;
mod http;
mod leap;
mod process;
mod sleeper;
mod watch;

use std::{path::Path, time::Duration};

use contract::{App, Channel, Token};
use serde_json::{Value, json};
use server::{Config, Data, Listeners, Ready, Server};
use tokio::{sync::oneshot, task::JoinHandle};

pub use self::{
    admin::Admin,
    http::{Answer, raw, raw_with},
    leap::Leap,
    process::{Ended, Process},
    sleeper::sleeper,
    watch::Watch,
};

/// Longer than anything takes that is going to happen at all.
const PATIENCE: Duration = Duration::from_secs(20);

/// Fails the test instead of hanging it.
pub async fn within<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what)
        .await
        .expect("it should have happened by now")
}

/// Asks until the answer is yes. Only for what no event announces.
pub async fn until(mut ask: impl AsyncFnMut() -> bool) {
    within(async {
        while !ask().await {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// A server in this process.
pub struct Running {
    pub ready: Ready,
    pub admin: Admin,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Running {
    /// One that keeps nothing.
    pub async fn start() -> Self {
        Self::with(Config::default()).await
    }

    /// One that keeps its data in a folder.
    pub async fn on(folder: &Path) -> Self {
        let data = Data::Folder(folder.to_owned());
        Self::with_data(Config::default(), data).await
    }

    /// One that keeps nothing and differs from the usual.
    pub async fn with(config: Config) -> Self {
        Self::with_data(config, Data::Memory).await
    }

    /// One that keeps its data where it is said and differs from the usual.
    pub async fn with_data(config: Config, data: Data) -> Self {
        let any = "127.0.0.1:0".parse().unwrap();
        let listeners = Listeners::bind(any, any).unwrap();
        let server = Server::open(listeners, Config { data, ..config }).await.unwrap();
        let ready = server.ready().clone();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(server.serve(async {
            let _ = stopped.await;
        }));
        Self {
            admin: Admin::new(&ready.admin, &ready.admin_key),
            ready,
            stop: Some(stop),
            task,
        }
    }

    /// Begins the shutdown.
    pub fn begin_stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Shuts down and waits for the end.
    pub async fn stop(mut self) {
        if self.stop.is_some() {
            self.begin_stop();
        }
        within(self.task).await.unwrap();
    }

    /// A new app with this mode for private joins.
    pub async fn app(&self, mode: &str) -> Place {
        let app: App = self
            .admin
            .post("/apps", json!({ "name": "test", "join_mode": mode }))
            .await;
        Place::new(self.admin.clone(), app.id, self.ready.listen.clone()).await
    }
}

/// An app of a running server.
pub struct Place {
    pub admin: Admin,
    pub app: String,
    /// Of the app's backend.
    pub key: String,
    /// Address of the client listener.
    pub listen: String,
}

impl Place {
    /// The app `app` of the server that `admin` leads to.
    pub async fn new(admin: Admin, app: String, listen: String) -> Self {
        let credentials: contract::AppCredentials = admin.get(&format!("/apps/{app}/credentials")).await;
        Self {
            admin,
            app,
            key: credentials.project_token,
            listen,
        }
    }

    /// A path below the app.
    pub fn path(&self, rest: &str) -> String {
        format!("/apps/{}{rest}", self.app)
    }

    pub async fn channel(&self, name: &str, visibility: &str, capabilities: &[&str]) -> Channel {
        let new = json!({ "name": name, "visibility": visibility, "capabilities": capabilities });
        self.admin.post(&self.path("/channels"), new).await
    }

    /// Changes some of the app's limits.
    pub async fn limit(&self, limits: Value) {
        let _: App = self
            .admin
            .patch(&self.path(""), json!({ "limits": limits }))
            .await;
    }

    /// A new token, subscribed to these channels from the start.
    pub async fn token(&self, channels: &[&str]) -> String {
        let new = json!({ "channels": channels });
        let token: Token = self.admin.post(&self.path("/tokens"), new).await;
        token.id
    }

    /// Publishes as the backend; answers the position.
    pub async fn publish(&self, channel: &str, event: &str, payload: Value) -> u64 {
        let message = json!({ "event": event, "payload": payload });
        let path = self.path(&format!("/channels/{channel}/messages"));
        let done: contract::Published = self.admin.post(&path, message).await;
        done.position
    }

    /// Replaces the state as the backend; answers the version.
    pub async fn set_state(&self, channel: &str, value: Value) -> u64 {
        let path = self.path(&format!("/channels/{channel}/state"));
        let done: contract::ChannelState = self.admin.put(&path, json!({ "value": value })).await;
        done.version
    }

    pub async fn find(&self, channel: &str) -> Channel {
        self.admin.get(&self.path(&format!("/channels/{channel}"))).await
    }

    /// A Leap client without a token.
    pub async fn anonymous(&self) -> Leap {
        Leap::connect(&self.listen, &self.app, None).await
    }

    /// A Leap client with a token.
    pub async fn client(&self, token: &str) -> Leap {
        Leap::connect(&self.listen, &self.app, Some(token)).await
    }

    /// Asks over Hop's HTTP API, as the app's backend.
    pub async fn rest(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let headers = [("Authorization", self.key.as_str())];
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        raw_with(
            &self.listen,
            method,
            &format!("/v1{path}"),
            &headers,
            body.as_bytes(),
        )
        .await
    }

    /// The one approval that waits, as soon as it does.
    pub async fn approval(&self) -> contract::Approval {
        let mut found = None;
        until(async || {
            let mut all: Vec<contract::Approval> = self.admin.get("/approvals").await;
            all.retain(|approval| approval.app == self.app);
            assert!(all.len() <= 1, "more than one question: {all:?}");
            found = all.pop();
            found.is_some()
        })
        .await;
        found.unwrap()
    }

    /// Answers an approval.
    pub async fn decide(&self, approval: &contract::Approval, decision: Value) -> contract::JournalEntry {
        let path = format!("/approvals/{}/decision", approval.id);
        self.admin.post(&path, decision).await
    }
}
