use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    Router,
    http::{Method, StatusCode},
};
use client::StreamEvent;
use contract::{Approval, desktop::Preferences};
use futures_util::StreamExt;
use tokio::{runtime::Handle, sync::watch};

use crate::{
    Options, Request, Response, StreamId,
    app_api::{self, Facts},
    app_streams::{AppStream, AppStreams},
    captures::Captures,
    embedded::Embedded,
    exchange::Failure,
    preferences::Kept,
    servers::Servers,
    simulated::Simulated,
    streams::Streams,
    waiting,
};

/// The target that is this app itself.
const APP: &str = "app";

/// The app without its window.
#[derive(Debug)]
pub struct Desktop {
    runtime: Handle,
    folder: PathBuf,
    embedded: Arc<Embedded>,
    preferences: Kept,
    tray: Arc<AtomicBool>,
    servers: Servers,
    captures: Arc<Captures>,
    app: Router,
    app_streams: AppStreams,
    simulated: Simulated,
    streams: Streams,
}

impl Desktop {
    /// Returns at once; the server starts meanwhile, and calls to it wait for that. A server that cannot start is no
    /// error: the window opens and says why.
    pub fn start(options: Options, runtime: &Handle) -> Self {
        let preferences = Kept::read(&options.data_dir);
        let embedded = Arc::new(Embedded::start(&options, preferences.clone(), runtime));
        let servers = Servers::new(Arc::clone(&embedded));
        let folder = options.data_dir.clone();
        let tray = Arc::<AtomicBool>::default();
        let downloads = options.downloads.unwrap_or_else(|| options.data_dir.clone());
        let captures = Captures::new(&folder, &downloads, &preferences.get(), runtime);
        captures.begin(&servers);
        let facts = Facts {
            downloads,
            data_dir: options.data_dir,
            tray: Arc::clone(&tray),
            preferences: preferences.clone(),
            started: options.started,
            servers: servers.clone(),
            captures: Arc::clone(&captures),
            painted: AtomicBool::new(false),
        };
        let simulated = Simulated::new(servers.clone(), runtime.clone());
        Self {
            runtime: runtime.clone(),
            folder,
            embedded,
            preferences,
            tray,
            servers,
            app: app_api::router(facts, simulated.clone()),
            app_streams: AppStreams {
                captures: Arc::clone(&captures),
                simulated: simulated.clone(),
            },
            captures,
            simulated,
            streams: Streams::default(),
        }
    }

    /// Everything the app keeps is in here.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The shell has found a tray to go to when the window is closed.
    pub fn tray_found(&self) {
        self.tray.store(true, Ordering::Relaxed);
    }

    /// Does closing the window leave the server running, in the tray?
    pub fn stays_when_closed(&self) -> bool {
        self.tray.load(Ordering::Relaxed) && self.preferences.get().keep_running
    }

    /// What the user has chosen for this computer.
    pub fn preferences(&self) -> Preferences {
        self.preferences.get()
    }

    /// The user has been told what closing the window does.
    pub fn close_explained(&self) {
        let mut chosen = self.preferences.get();
        chosen.close_explained = true;
        if let Err(error) = self.preferences.put(chosen) {
            tracing::warn!(%error, "the preferences could not be written");
        }
    }

    /// The private joins of the embedded server that wait for an answer, as long as the receiver lives.
    pub fn waiting(&self) -> watch::Receiver<Vec<Approval>> {
        let (tell, waiting) = watch::channel(Vec::new());
        self.runtime
            .spawn(waiting::follow(Arc::clone(&self.embedded), tell));
        waiting
    }

    /// How the embedded server stands, as one line for people.
    pub fn status(&self) -> String {
        self.embedded.line()
    }

    /// Starts the embedded server again, or once more after it failed.
    pub async fn restart(&self) {
        if self.embedded.restart().await.is_err() {
            // It is starting already if that fails too.
            let _ = self.embedded.start_again();
        }
    }

    /// Calls an operation of a target.
    pub async fn fetch(&self, target: &str, request: Request) -> Response {
        let answer = match target {
            APP => app_api::call(&self.app, request).await,
            _ => self.fetch_server(target, request).await,
        };
        answer.unwrap_or_else(Response::from)
    }

    /// Opens a stream of a target and passes its events to `sink` until it is over, `sink` breaks, or it is closed
    /// here. A stream that cannot be opened says so with its first event, `Closed`.
    pub fn stream_open(
        &self,
        target: String,
        path: String,
        mut sink: impl FnMut(StreamEvent) -> ControlFlow<()> + Send + 'static,
    ) -> StreamId {
        if target == APP {
            let streams = self.app_streams.clone();
            // Opened inside: whoever calls may be outside of the runtime, as the window is.
            let reading = async move { read_own(streams.open(&path), sink).await };
            return self.streams.open(&self.runtime, reading);
        }
        let servers = self.servers.clone();
        let reading = async move {
            let stream = async { Ok::<_, Failure>(servers.client(&target).await?.stream(&path)?) };
            let mut stream = match stream.await {
                Ok(stream) => stream,
                Err(Failure { error, .. }) => {
                    let _ = sink(StreamEvent::Closed {
                        reason: error.message,
                    });
                    return;
                }
            };
            while let Some(event) = stream.next().await {
                if sink(event).is_break() {
                    return;
                }
            }
        };
        self.streams.open(&self.runtime, reading)
    }

    /// Closes a stream; one that is over already is no error.
    pub fn stream_close(&self, id: StreamId) {
        self.streams.close(id);
    }

    /// Closes every stream, when the page that read them is gone.
    pub fn close_streams(&self) {
        self.streams.close_all();
    }

    /// Ends the server in good order and removes what only a running one may leave behind. Takes a few seconds at
    /// most.
    pub async fn stop(&self) {
        self.streams.close_all();
        self.simulated.end_all().await;
        // The captures last: what the server has to say at its end is recorded too.
        self.servers.stop().await;
        self.captures.stop().await;
    }

    async fn fetch_server(&self, target: &str, request: Request) -> Result<Response, Failure> {
        let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| {
            let message = format!("\"{}\" is no HTTP method", request.method);
            Failure::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message)
        })?;
        let client = self.servers.client(target).await?;
        let body = request.body.map(Into::into);
        let reply = client.fetch(method, &request.path, body).await?;
        Response::of_server(reply)
    }
}

/// Passes the frames of a stream of the app itself on.
async fn read_own(
    stream: Result<AppStream, Failure>,
    mut sink: impl FnMut(StreamEvent) -> ControlFlow<()> + Send,
) {
    let reason = match stream {
        Ok(mut stream) => {
            if sink(StreamEvent::Open).is_break() {
                return;
            }
            while let Some(frame) = stream.next().await {
                if sink(StreamEvent::Frame(frame)).is_break() {
                    return;
                }
            }
            "the stream is over".to_owned()
        }
        Err(Failure { error, .. }) => error.message,
    };
    // Whether or not it is heard, that was the last event.
    let _ = sink(StreamEvent::Closed { reason });
}
