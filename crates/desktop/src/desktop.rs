use std::{
    ops::ControlFlow,
    sync::{Arc, atomic::AtomicBool},
};

use axum::{
    Router,
    http::{Method, StatusCode},
};
use client::StreamEvent;
use tokio::runtime::Handle;

use crate::{
    Options, Request, Response, StreamId,
    app_api::{self, Facts},
    embedded::Embedded,
    exchange::Failure,
    servers::Servers,
    streams::Streams,
};

/// The target that is this app itself.
const APP: &str = "app";

/// The app without its window.
#[derive(Debug)]
pub struct Desktop {
    runtime: Handle,
    servers: Servers,
    app: Router,
    streams: Streams,
}

impl Desktop {
    /// Returns at once; the server starts meanwhile, and calls to it wait for that. A server that cannot start is no
    /// error: the window opens and says why.
    pub fn start(options: Options, runtime: &Handle) -> Self {
        let embedded = Embedded::start(&options, runtime);
        let servers = Servers::new(Arc::new(embedded));
        let facts = Facts {
            data_dir: options.data_dir,
            started: options.started,
            servers: servers.clone(),
            painted: AtomicBool::new(false),
        };
        Self {
            runtime: runtime.clone(),
            servers,
            app: app_api::router(facts),
            streams: Streams::default(),
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
        self.servers.stop().await;
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
