//! The server inside the app: started beside the window, on its usual ports or on free ones, and ended with it.

use std::{net::SocketAddr, path::Path, time::Duration};

use axum::http::StatusCode;
use client::{Client, Target};
use contract::desktop::ServerStatus;
use server::{Config, ConfigError, ConfigFile, Data, Listeners, Ready, Server, net::BindError};
use tokio::{runtime::Handle, sync::watch, time::timeout};

use crate::{Options, data_dir::make_private, exchange::Failure, preferences::Kept};

/// Where the embedded server may be told more than the app tells it, such as the settings of dialects.
const CONFIG_FILE: &str = "switchboard.toml";

/// How long a call waits for a server that is starting.
const START_LIMIT: Duration = Duration::from_secs(15);
/// How long the end may take before the process goes without it; the server itself allows its clients 5 s.
const STOP_LIMIT: Duration = Duration::from_secs(12);

#[derive(Debug)]
pub(crate) struct Embedded {
    options: Options,
    preferences: Kept,
    runtime: Handle,
    phase: watch::Sender<Phase>,
    wish: watch::Sender<Wish>,
}

/// What a running server is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Run,
    /// End, and start once more.
    Again,
    End,
}

#[derive(Clone, Debug)]
enum Phase {
    Starting,
    Running {
        client: Client,
        /// Where clients connect.
        listen: String,
        notices: Vec<String>,
    },
    Failed {
        message: String,
    },
}

impl Embedded {
    /// Its target.
    pub(crate) const ID: &'static str = "embedded";

    pub(crate) fn start(options: &Options, preferences: Kept, runtime: &Handle) -> Self {
        let embedded = Self {
            options: options.clone(),
            preferences,
            runtime: runtime.clone(),
            phase: watch::Sender::new(Phase::Starting),
            wish: watch::Sender::new(Wish::Run),
        };
        embedded.launch();
        embedded
    }

    /// Starts it once more after it failed.
    pub(crate) fn start_again(&self) -> Result<(), Failure> {
        let failed = self.phase.send_if_modified(|phase| {
            let failed = matches!(phase, Phase::Failed { .. });
            if failed {
                *phase = Phase::Starting;
            }
            failed
        });
        if !failed {
            let message = "the server is running, or starting already; there is nothing to start";
            return Err(Failure::new(StatusCode::CONFLICT, "SERVER_RUNNING", message));
        }
        self.launch();
        Ok(())
    }

    /// Ends it in good order and starts it with what the preferences say now. Returns when it is on its way.
    pub(crate) async fn restart(&self) -> Result<(), Failure> {
        let running = matches!(&*self.phase.borrow(), Phase::Running { .. });
        if !running {
            let message = "the server does not run; start it instead";
            return Err(Failure::new(StatusCode::CONFLICT, "SERVER_NOT_RUNNING", message));
        }
        self.wish.send_replace(Wish::Again);
        let mut phase = self.phase.subscribe();
        let under_way = phase.wait_for(|phase| !matches!(phase, Phase::Running { .. }));
        // Whatever came of the wait, the phase says how it stands.
        let _ = timeout(STOP_LIMIT, under_way).await;
        Ok(())
    }

    /// What the file in the app's folder says, if there is one, and above it what the app itself decides.
    fn config(options: &Options, preferences: &Kept) -> Result<Config, ConfigError> {
        let mut config = Config::default();
        let file = options.data_dir.join(CONFIG_FILE);
        if file.exists() {
            ConfigFile::read(&file)?.apply(&mut config);
            config.config_file = Some(file);
        }
        let chosen = preferences.get();
        let loopback = |port| SocketAddr::from(([127, 0, 0, 1], port));
        Ok(Config {
            listen: options.listen.unwrap_or(loopback(chosen.listen_port)),
            admin_listen: options.admin_listen.unwrap_or(loopback(chosen.admin_port)),
            data: Data::Folder(options.data_dir.clone()),
            ready_file: Some(options.data_dir.join("ready.json")),
            dev: true,
            ..config
        })
    }

    fn launch(&self) {
        let (options, preferences) = (self.options.clone(), self.preferences.clone());
        let (runtime, tell, wish) = (self.runtime.clone(), self.phase.clone(), self.wish.clone());
        self.runtime.spawn(async move {
            loop {
                let config = Self::config(&options, &preferences);
                // A task of its own: a fault in there must not take this one along.
                let life = runtime.spawn({
                    let (tell, wish) = (tell.clone(), wish.subscribe());
                    let folder = options.data_dir.clone();
                    async move {
                        let config = config.map_err(|error| error.to_string())?;
                        live(&folder, config, &tell, wish).await
                    }
                });
                let message = match life.await {
                    Ok(Ok(())) => "the server was stopped".to_owned(),
                    Ok(Err(message)) => message,
                    Err(panic) => {
                        format!("the server ended by a fault of its own ({panic}); start the app again")
                    }
                };
                let again = wish.send_if_modified(|wish| {
                    let again = *wish == Wish::Again;
                    if again {
                        *wish = Wish::Run;
                    }
                    again
                });
                if !again {
                    tell.send_replace(Phase::Failed { message });
                    return;
                }
                tell.send_replace(Phase::Starting);
            }
        });
    }

    /// How it stands, and what the user should know.
    pub(crate) fn status(&self) -> (ServerStatus, Vec<String>) {
        match &*self.phase.borrow() {
            Phase::Starting => (ServerStatus::Starting, Vec::new()),
            Phase::Running { notices, .. } => (ServerStatus::Running, notices.clone()),
            Phase::Failed { message } => {
                let message = message.clone();
                (ServerStatus::Failed { message }, Vec::new())
            }
        }
    }

    /// How it stands, as one line for people.
    pub(crate) fn line(&self) -> String {
        match &*self.phase.borrow() {
            Phase::Starting => "Starting".to_owned(),
            Phase::Running { listen, .. } => format!("Running on {listen}"),
            Phase::Failed { message } => format!("Not running: {message}"),
        }
    }

    /// The way to it, once it has started.
    pub(crate) async fn client(&self) -> Result<Client, Failure> {
        let down =
            |message: &str| Failure::new(StatusCode::SERVICE_UNAVAILABLE, "SERVER_NOT_RUNNING", message);
        let mut phase = self.phase.subscribe();
        let settled = phase.wait_for(|phase| !matches!(phase, Phase::Starting));
        // Whatever came of the wait, the phase says how it stands.
        let _ = timeout(START_LIMIT, settled).await;
        match &*phase.borrow() {
            Phase::Running { client, .. } => Ok(client.clone()),
            Phase::Failed { message } => Err(down(message)),
            Phase::Starting => Err(down("the server has not started yet; try again in a moment")),
        }
    }

    /// Asks it to end and waits until it has.
    pub(crate) async fn stop(&self) {
        self.wish.send_replace(Wish::End);
        let mut phase = self.phase.subscribe();
        let ended = phase.wait_for(|phase| matches!(phase, Phase::Failed { .. }));
        if timeout(STOP_LIMIT, ended).await.is_err() {
            tracing::warn!(seconds = STOP_LIMIT.as_secs(), "the server did not end in time");
        }
    }
}

/// From the first socket to the last; says so on `tell` when it is up.
async fn live(
    folder: &Path,
    usual: Config,
    tell: &watch::Sender<Phase>,
    mut wish: watch::Receiver<Wish>,
) -> Result<(), String> {
    let started = async {
        make_private(folder)?;
        let listeners = bind_usual_or_free(&usual).map_err(|error| error.to_string())?;
        let server = Server::open(listeners, usual.clone()).await;
        let server = server.map_err(|error| error.to_string())?;
        let client = client_to(server.ready())?;
        Ok((server, client))
    };
    let (server, client) = started.await.inspect_err(|reason: &String| {
        tracing::error!(reason, "the embedded server did not start");
    })?;
    let notices = notices(&usual, server.ready());
    tell.send_replace(Phase::Running {
        client,
        listen: server.ready().listen.clone(),
        notices,
    });
    let shutdown = async move {
        // An error means that nobody is left who could ask for it: as good as being asked.
        let _ = wish.wait_for(|wish| *wish != Wish::Run).await;
    };
    server.serve(shutdown).await;
    Ok(())
}

/// Binds both listeners, each on a free port if its usual one is taken.
fn bind_usual_or_free(usual: &Config) -> Result<Listeners, BindError> {
    let (mut listen, mut admin) = (usual.listen, usual.admin_listen);
    loop {
        match Listeners::bind(listen, admin) {
            Err(BindError::Taken(addr)) if addr.port() != 0 && addr == listen => listen.set_port(0),
            Err(BindError::Taken(addr)) if addr.port() != 0 => admin.set_port(0),
            result => return result,
        }
    }
}

/// What the user should know about listeners that are not where they usually are.
fn notices(usual: &Config, ready: &Ready) -> Vec<String> {
    let moved = |usual: SocketAddr, now: &str| usual.port() != 0 && usual.to_string() != now;
    let mut notices = Vec::new();
    if moved(usual.listen, &ready.listen) {
        let (port, now) = (usual.listen.port(), &ready.listen);
        notices.push(format!("Port {port} is taken; clients connect to {now} instead"));
    }
    if moved(usual.admin_listen, &ready.admin) {
        let (port, now) = (usual.admin_listen.port(), &ready.admin);
        notices.push(format!("Port {port} is taken; the admin API is at {now} instead"));
    }
    notices
}

fn client_to(ready: &Ready) -> Result<Client, String> {
    let target = Target::new(&format!("http://{}", ready.admin), &ready.admin_key);
    let target = target.map_err(|error| error.to_string())?;
    Client::new(target).map_err(|error| error.to_string())
}
