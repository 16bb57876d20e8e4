//! A server from start to end.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use dialects::{ALL, Spoken};
use engine::CloseReason;
use model::Refusal;
use sha2::{Digest, Sha256};
use store::StoreError;
use thiserror::Error;
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
};

use crate::{
    Config, Data, Ready, admin,
    archive::{Archive, NotRestored, Wish},
    config::{BAD_KEY, is_key},
    data, dev,
    edge::{self, World},
    hub::entropy,
    life::Life,
    net::{self, BindError, Clock, Homes, HttpLimits, Loops, Wheel},
    ready::ReadyListener,
    switch::Switch,
};

/// How long connections have to close when the server goes down.
const FAREWELL: Duration = Duration::from_secs(5);

/// Why a server did not start.
#[derive(Debug, Error)]
pub enum StartError {
    #[error(transparent)]
    Bind(#[from] BindError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{BAD_KEY}")]
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
    life: Life,
    loops: Loops,
    listeners: Listeners,
    /// Those of dialects' own.
    own: Vec<(&'static Spoken, TcpListener)>,
    secret: Arc<[u8; 32]>,
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
        let own = own_listeners(&config)?;
        let opened = data::open(&config.data).await?;
        let secret = Arc::new(server_secret(&config)?);
        let loops = Loops::start().map_err(StartError::Loops)?;
        let life = Life::begin(opened, Wheel::start(Clock::start()), &config);
        if config.dev {
            dev::fill(&life.hub).await.map_err(StartError::Fill)?;
        }
        let mut ready = Ready {
            listen: address(&listeners.clients, config.listen),
            admin: address(&listeners.admin, config.admin_listen),
            admin_key: admin_key(&config)?,
            own: described(&own),
            apps: Vec::new(),
            personas: Vec::new(),
        };
        life.describe(&mut ready);
        if let Some(path) = &config.ready_file {
            ready.write(path).map_err(|error| StartError::File {
                path: path.clone(),
                error,
            })?;
        }
        tracing::info!(listen = ready.listen, admin = ready.admin, "ready");
        Ok(Self {
            life,
            loops,
            listeners,
            own,
            secret,
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
            life,
            loops,
            listeners,
            own,
            secret,
            config,
            ready,
        } = self;
        let (wishes, wished) = mpsc::channel(1);
        let services = Services {
            homes: loops.homes(),
            config: config.clone(),
            secret,
            wishes,
        };
        let clients = Switch::new(services.clients(&life));
        let admin = Switch::new(services.admin(&life, &ready));
        let own: Vec<_> = own
            .into_iter()
            .map(|(spoken, listener)| (spoken, listener, Switch::new(services.own(&life, spoken))))
            .collect();
        let others: Vec<_> = own
            .iter()
            .map(|(spoken, _, switch)| (*spoken, switch.clone()))
            .collect();
        let stop = watch::Sender::new(false);
        let stopped = || {
            let mut stop = stop.subscribe();
            // The sender lives as long as those who wait here.
            async move { drop(stop.wait_for(|stop| *stop).await) }
        };
        let living = async {
            let exchange = |life: &Life, ready: &Ready| {
                clients.exchange(services.clients(life));
                admin.exchange(services.admin(life, ready));
                for (spoken, switch) in &others {
                    switch.exchange(services.own(life, spoken));
                }
            };
            let life = live(life, ready, &config, wished, exchange, shutdown).await;
            tracing::info!("going down");
            // Clients are told before the listener is gone, so that those who come back at once find it closed.
            life.hub.stop(farewell(&config));
            stop.send_replace(true);
            if tokio::time::timeout(FAREWELL, life.hub.empty()).await.is_err() {
                tracing::warn!(
                    left = life.hub.connections(),
                    "some connections did not close in time"
                );
            }
            life
        };
        let serving = own
            .into_iter()
            .map(|(_, listener, switch)| net::serve(listener, switch, HttpLimits::default(), stopped()));
        let serving = futures_util::future::join_all(serving);
        let (life, _, (), ()) = tokio::join!(
            living,
            serving,
            net::serve(
                listeners.clients,
                clients.clone(),
                HttpLimits::default(),
                stopped()
            ),
            net::serve(listeners.admin, admin.clone(), HttpLimits::default(), stopped()),
        );
        // Connections that would not go are dropped.
        drop(loops);
        life.end().await;
        if let Some(path) = &config.ready_file {
            remove(path);
        }
    }
}

/// What is needed to make the services of both listeners for a life.
struct Services {
    homes: Homes,
    config: Arc<Config>,
    secret: Arc<[u8; 32]>,
    wishes: mpsc::Sender<Wish>,
}

impl Services {
    fn world(&self, life: &Life) -> World {
        World {
            hub: life.hub.clone(),
            config: self.config.clone(),
            secret: self.secret.clone(),
        }
    }

    fn clients(&self, life: &Life) -> edge::Service {
        edge::router(&self.world(life), &self.homes)
    }

    fn own(&self, life: &Life, spoken: &'static Spoken) -> edge::Service {
        edge::own_router(spoken, &self.world(life), &self.homes)
    }

    fn admin(&self, life: &Life, ready: &Ready) -> axum::Router {
        let archive = life
            .disk
            .clone()
            .map(|disk| Archive::new(disk, self.wishes.clone()));
        admin::router(self.world(life), ready, archive)
    }
}

/// Lives until `shutdown`, one life after the other if somebody wishes the data to be another; answers the last one.
async fn live(
    mut life: Life,
    mut ready: Ready,
    config: &Config,
    mut wished: mpsc::Receiver<Wish>,
    exchange: impl Fn(&Life, &Ready),
    shutdown: impl Future<Output = ()> + Send,
) -> Life {
    let mut shutdown = pin!(shutdown);
    loop {
        let wish = tokio::select! {
            () = &mut shutdown => return life,
            Some(wish) = wished.recv() => wish,
        };
        let begun = Instant::now();
        let (next, outcome) = life.go_back(&wish.name, config).await;
        life = next;
        let lost = matches!(outcome, Err(NotRestored::Lost(_)));
        if !lost {
            life.describe(&mut ready);
            exchange(&life, &ready);
            write_again(&ready, config);
        }
        match &outcome {
            Ok(()) => tracing::info!(snapshot = wish.name, "restored"),
            Err(error) => tracing::error!(snapshot = wish.name, %error, "not restored"),
        }
        // Whoever asked may have gone.
        let _ = wish.done.send(outcome.map(|()| begun.elapsed()));
        if lost {
            return life;
        }
    }
}

fn farewell(config: &Config) -> CloseReason {
    let moved = config.moved_to.clone();
    moved.map_or(CloseReason::Shutdown, CloseReason::Moved)
}

/// After a restore; the addresses and the key in it are the same, so a failure is no reason to stop.
fn write_again(ready: &Ready, config: &Config) {
    let written = config.ready_file.as_ref().map(|path| ready.write(path));
    if let Some(Err(error)) = written {
        tracing::warn!(%error, "the ready file could not be written again");
    }
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_file(path) {
        tracing::warn!(%error, "the ready file could not be removed");
    }
}

/// Binds the listeners that dialects have for themselves.
fn own_listeners(config: &Config) -> Result<Vec<(&'static Spoken, TcpListener)>, BindError> {
    let wanted = ALL
        .iter()
        .filter_map(|spoken| Some((*spoken, config.own_listener(spoken.name)?)));
    wanted
        .map(|(spoken, address)| Ok((spoken, net::bind(address)?)))
        .collect()
}

fn described(own: &[(&'static Spoken, TcpListener)]) -> Vec<ReadyListener> {
    own.iter()
        .filter_map(|(spoken, listener)| {
            Some(ReadyListener {
                dialect: spoken.name.to_owned(),
                listen: listener.local_addr().ok()?.to_string(),
            })
        })
        .collect()
}

fn address(listener: &TcpListener, asked: SocketAddr) -> String {
    listener.local_addr().unwrap_or(asked).to_string()
}

/// The key that was given, else the one in the data folder, else a new one that is put there.
fn admin_key(config: &Config) -> Result<String, StartError> {
    if let Some(key) = &config.admin_key {
        return is_key(key).then(|| key.clone()).ok_or(StartError::AdminKey);
    }
    kept(config, "admin.key", || hex(&entropy()))
}

/// A secret that no program but this server has.
fn server_secret(config: &Config) -> Result<[u8; 32], StartError> {
    let text = kept(config, "server.key", || hex(&entropy()) + &hex(&entropy()))?;
    Ok(Sha256::digest(text).into())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is in this file of the data folder, else something fresh that is put there.
fn kept(config: &Config, file: &str, fresh: impl Fn() -> String) -> Result<String, StartError> {
    let Data::Folder(folder) = &config.data else {
        return Ok(fresh());
    };
    let path = folder.join(file);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn listeners_of_dialects_own_are_told() {
        let listeners = || {
            let any = "127.0.0.1:0".parse().unwrap();
            Listeners::bind(any, any).unwrap()
        };
        let mut config = Config {
            data: Data::Memory,
            ..Config::default()
        };
        let none = Server::open(listeners(), config.clone()).await.unwrap();
        assert!(none.ready().own.is_empty());

        let settings = serde_json::json!({ "listen": "127.0.0.1:0" });
        let mut can = ALL.iter().filter(|spoken| (spoken.check)(&settings).is_empty());
        let Some(spoken) = can.next() else { return };
        config.dialects.insert(spoken.name.into(), settings.clone());
        let server = Server::open(listeners(), config).await.unwrap();
        let [own] = &*server.ready().own else {
            panic!("one dialect listens on its own");
        };
        assert_eq!(own.dialect, spoken.name);
        tokio::net::TcpStream::connect(&*own.listen).await.unwrap();
    }
}
