//! Simulated clients: real connections of this app to a server, each in the words of its dialect, that do what a person
//! wants of them. They are kept in memory and end with the app.

mod api;
mod backend;
mod channels;
mod itty;
mod leap;
mod life;
mod pakyow;
mod place;
mod record;
mod sim;
mod words;

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::http::StatusCode;
use contract::desktop::{Simulate, SimulatedClient, SimulatedState, SimulatedVerb, Simulation};
use futures_util::stream;
use tokio::{runtime::Handle, sync::watch, task::JoinSet, time::sleep};

pub(crate) use self::api::router;
use self::{
    place::{Site, conflict, invalid},
    sim::Sim,
};
use crate::{app_streams::AppStream, exchange::Failure, servers::Servers};

/// Where their stream is.
pub(crate) const STREAM: &str = "/app/v1/simulated/stream";

/// All together.
const MOST: usize = 20;

/// Between two frames of the stream.
const PACE: Duration = Duration::from_millis(100);

/// All simulated clients. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Simulated(Arc<Shared>);

struct Shared {
    servers: Servers,
    runtime: Handle,
    last: AtomicU64,
    /// Oldest first.
    all: Mutex<Vec<Arc<Sim>>>,
    changed: watch::Sender<()>,
}

impl Simulated {
    pub(crate) fn new(servers: Servers, runtime: Handle) -> Self {
        Self(Arc::new(Shared {
            servers,
            runtime,
            last: AtomicU64::new(0),
            all: Mutex::default(),
            changed: watch::Sender::new(()),
        }))
    }

    /// How they stand.
    pub(crate) fn list(&self) -> Simulation {
        let clients = self.lock().iter().map(|sim| sim.shown()).collect();
        Simulation { clients }
    }

    /// Makes clients and connects them: all of them, or none.
    async fn make(&self, wish: Simulate) -> Result<Vec<SimulatedClient>, Failure> {
        let count = wish.count.unwrap_or(1) as usize;
        if !(1..=MOST).contains(&count) {
            return Err(invalid(format!("count is {count}; give 1 to {MOST}")));
        }
        self.admit(self.lock().len(), count)?;
        let client = self.0.servers.client(&wish.server).await?;
        let site = Site::find(client, wish.clone()).await?;
        let mut made = Vec::new();
        for _ in 0..count {
            let id = self.0.last.fetch_add(1, Ordering::Relaxed) + 1;
            let place = site.place(id).await?;
            let shown = SimulatedClient {
                id,
                server: wish.server.clone(),
                app: wish.app.clone(),
                dialect: wish.dialect.clone(),
                label: place.label.clone(),
                token: wish.token.clone(),
                state: SimulatedState::Connecting,
                reason: None,
                connection: None,
                channels: Vec::new(),
                sent: 0,
                received: 0,
                log: Vec::new(),
            };
            let wanted = site.wanted();
            made.push(Sim::new(shown, wanted, place, self.0.changed.clone()));
        }
        {
            let mut all = self.lock();
            self.admit(all.len(), count)?;
            all.extend(made.iter().cloned());
        }
        for sim in &made {
            sim.connect(&self.0.runtime)?;
        }
        Ok(made.iter().map(|sim| sim.shown()).collect())
    }

    /// Is there room for so many more?
    fn admit(&self, now: usize, more: usize) -> Result<(), Failure> {
        if now + more <= MOST {
            return Ok(());
        }
        let message = format!("there are {now} simulated clients, and {MOST} is the most; end some first");
        Err(conflict("LIMIT_REACHED", message))
    }

    async fn command(&self, id: u64, verb: SimulatedVerb) -> Result<(), Failure> {
        self.find(id)?.command(verb, &self.0.runtime).await
    }

    async fn end(&self, id: u64) -> Result<(), Failure> {
        let sim = self.find(id)?;
        self.lock().retain(|one| one.id != id);
        sim.end().await;
        self.0.changed.send_replace(());
        Ok(())
    }

    /// Ends all of them in good order, side by side.
    pub(crate) async fn end_all(&self) {
        let all = std::mem::take(&mut *self.lock());
        let mut ending: JoinSet<()> = JoinSet::new();
        for sim in all {
            ending.spawn_on(async move { sim.end().await }, &self.0.runtime);
        }
        ending.join_all().await;
        self.0.changed.send_replace(());
    }

    /// Tells how they stand, now and after every change, but not too often.
    pub(crate) fn stream(&self) -> AppStream {
        let begin = (self.clone(), self.0.changed.subscribe(), false);
        Box::pin(stream::unfold(
            begin,
            |(simulated, mut changed, told)| async move {
                if told {
                    sleep(PACE).await;
                    changed.changed().await.ok()?;
                }
                changed.mark_unchanged();
                let frame = words::json(&simulated.list());
                Some((frame, (simulated, changed, true)))
            },
        ))
    }

    fn find(&self, id: u64) -> Result<Arc<Sim>, Failure> {
        let found = self.lock().iter().find(|sim| sim.id == id).cloned();
        found.ok_or_else(|| {
            let message = format!("there is no simulated client {id}; it may have been ended");
            Failure::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
        })
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Sim>>> {
        self.0.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Simulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Simulated").field(&self.lock().len()).finish()
    }
}
