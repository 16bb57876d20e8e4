//! A server from start to end.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use engine::CloseReason;
use model::Refusal;
use store::{Limits, Memory, Sqlite, Store, StoreError, Writer};
use thiserror::Error;
use tokio::net::TcpListener;

use crate::{
    Config, Data, Ready, ReadyApp, ReadyPersona, admin, dev, edge,
    hub::{Hub, entropy},
    net::{self, BindError, Clock, HttpLimits, Loops, Wheel},
};

/// Recent happenings that a development server holds for a live view that opens later.
const KEPT_TRAFFIC: usize = 2_000;

/// How long connections have to close when the server goes down.
const FAREWELL: Duration = Duration::from_secs(5);

/// Why a server did not start.
#[derive(Debug, Error)]
pub enum StartError {
    #[error(transparent)]
    Bind(#[from] BindError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "the admin key is not right: use 1 or more letters, digits or signs without spaces, or give none and one is made"
    )]
    AdminKey,
    #[error("moved_to is not right: {}; {}", .0.message, .0.fix.as_deref().unwrap_or_default())]
    MovedTo(Refusal),
    #[error("the threads for connections cannot be started: {0}; allow this program more files and threads")]
    Loops(std::io::Error),
    #[error("cannot prepare the first app: {0}")]
    Fill(Refusal),
    #[error("cannot use {path}: {error}; check the path and who may read and write it")]
    File { path: PathBuf, error: std::io::Error },
}

/// Both listeners, bound.
pub struct Listeners {
    clients: TcpListener,
    admin: TcpListener,
}

impl Listeners {
    /// Binds both addresses; port 0 takes a free one. Needs a tokio runtime.
    pub fn bind(listen: SocketAddr, admin_listen: SocketAddr) -> Result<Self, BindError> {
        Ok(Self {
            clients: net::bind(listen)?,
            admin: net::bind(admin_listen)?,
        })
    }
}

/// A server that is ready: its data is open, its listeners accept.
pub struct Server {
    hub: Arc<Hub>,
    loops: Loops,
    listeners: Listeners,
    config: Arc<Config>,
    ready: Ready,
}

/// Runs a server until `shutdown`, then closes every connection with the code that means "come back".
pub async fn run(
    listeners: Listeners,
    config: Config,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), StartError> {
    Server::open(listeners, config).await?.serve(shutdown).await;
    Ok(())
}

impl Server {
    /// Opens the data, fills it if it is empty and wished for, and writes the ready file.
    pub async fn open(listeners: Listeners, config: Config) -> Result<Self, StartError> {
        if let Some(url) = &config.moved_to {
            CloseReason::moved(url).map_err(StartError::MovedTo)?;
        }
        let store: Arc<dyn Store> = match &config.data {
            Data::Memory => Arc::new(Memory::default()),
            Data::Folder(folder) => Arc::new(Sqlite::open(folder.join("switchboard.db")).await?),
        };
        let contents = store.load().await?;
        let writer = Writer::spawn(store.clone(), Limits::default());
        let wheel = Wheel::start(Clock::start());
        let loops = Loops::start().map_err(StartError::Loops)?;
        let keep = if config.dev { KEPT_TRAFFIC } else { 0 };
        let hub = Hub::new(contents, store, writer, wheel, keep);
        if config.dev {
            dev::fill(&hub).await.map_err(StartError::Fill)?;
        }
        let admin_key = admin_key(&config)?;
        let ready = Ready {
            listen: address(&listeners.clients, config.listen),
            admin: address(&listeners.admin, config.admin_listen),
            admin_key,
            apps: apps(&hub),
            personas: personas(&hub),
        };
        if let Some(path) = &config.ready_file {
            ready.write(path).map_err(|error| StartError::File {
                path: path.clone(),
                error,
            })?;
        }
        tracing::info!(listen = ready.listen, admin = ready.admin, "ready");
        Ok(Self {
            hub,
            loops,
            listeners,
            config: Arc::new(config),
            ready,
        })
    }

    /// What others need to know to use it.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// Serves until `shutdown`.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send) {
        let Self {
            hub,
            loops,
            listeners,
            config,
            ready,
        } = self;
        let farewell = config
            .moved_to
            .clone()
            .map_or(CloseReason::Shutdown, CloseReason::Moved);
        let clients = edge::router(hub.clone(), config.clone(), &loops.homes());
        let admin = admin::router(hub.clone(), &config, &ready);
        let stopping = async {
            shutdown.await;
            tracing::info!("going down");
            // Clients are told before the listener is gone, so that those who come back at once find it closed.
            hub.stop(farewell);
            if tokio::time::timeout(FAREWELL, hub.empty()).await.is_err() {
                tracing::warn!(left = hub.connections(), "some connections did not close in time");
            }
        };
        tokio::join!(
            net::serve(listeners.clients, clients, HttpLimits::default(), hub.stopping()),
            net::serve(listeners.admin, admin, HttpLimits::default(), hub.stopping()),
            stopping,
            hub.upkeep(),
        );
        // Connections that would not go are dropped.
        drop(loops);
        hub.settle().await;
        if let Some(path) = &config.ready_file {
            remove(path);
        }
    }
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_file(path) {
        tracing::warn!(%error, "the ready file could not be removed");
    }
}

fn address(listener: &TcpListener, asked: SocketAddr) -> String {
    listener.local_addr().unwrap_or(asked).to_string()
}

fn apps(hub: &Hub) -> Vec<ReadyApp> {
    let now = hub.clock.now().wall;
    let app = |app: model::App| ReadyApp {
        project_token: app.key(now).map(|key| key.token.clone()).unwrap_or_default(),
        id: app.id.to_string(),
        name: app.name,
    };
    hub.realms().iter().map(|realm| app(realm.app())).collect()
}

fn personas(hub: &Hub) -> Vec<ReadyPersona> {
    let mut named = Vec::new();
    for realm in hub.realms() {
        let tokens = realm.holders().into_iter().filter_map(|holder| holder.token());
        named.extend(tokens.filter_map(|token| {
            let (app, id) = (realm.id.to_string(), token.id.to_string());
            token.name.map(|name| ReadyPersona { name, app, token: id })
        }));
    }
    named.sort_by(|a, b| a.name.cmp(&b.name));
    named
}

/// The key that was given, else the one in the data folder, else a new one that is put there.
fn admin_key(config: &Config) -> Result<String, StartError> {
    if let Some(key) = &config.admin_key {
        // An empty key would let everybody in; a header cannot carry the others.
        let right = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
        return right.then(|| key.clone()).ok_or(StartError::AdminKey);
    }
    let fresh = || {
        entropy()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let Data::Folder(folder) = &config.data else {
        return Ok(fresh());
    };
    let path = folder.join("admin.key");
    let failed = |error| StartError::File {
        path: path.clone(),
        error,
    };
    match std::fs::read_to_string(&path) {
        Ok(key) if !key.trim().is_empty() => return Ok(key.trim().to_owned()),
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let key = fresh();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(failed)?;
    std::io::Write::write_all(&mut file, key.as_bytes()).map_err(failed)?;
    Ok(key)
}
