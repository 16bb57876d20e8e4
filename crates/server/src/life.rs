//! One life of the data: from the moment it is open until it is closed, or another takes its place.

use std::{sync::Arc, time::Duration};

use engine::CloseReason;
use store::{Limits, Writer};
use tokio::{task::JoinHandle, time::timeout};

use crate::{
    Config, Ready, ReadyApp, ReadyPersona,
    archive::NotRestored,
    data::{Disk, NotReplaced, Opened},
    hub::Hub,
    net::Wheel,
};

/// Recent happenings that a development server holds for a live view that opens later.
const KEPT_TRAFFIC: usize = 2_000;

/// How long connections have to close before other data takes the place of theirs.
const FAREWELL: Duration = Duration::from_millis(400);

/// A hub, and what it is made from.
pub struct Life {
    pub hub: Arc<Hub>,
    /// The data, if it is on disk.
    pub disk: Option<Disk>,
    wheel: Wheel,
    upkeep: JoinHandle<()>,
}

impl Life {
    pub fn begin(opened: Opened, wheel: Wheel, config: &Config) -> Self {
        let writer = Writer::spawn(opened.store.clone(), Limits::default());
        let keep = if config.dev { KEPT_TRAFFIC } else { 0 };
        let hub = Hub::new(opened.contents, opened.store, writer, wheel.clone(), keep);
        let upkeep = tokio::spawn({
            let hub = hub.clone();
            async move { hub.upkeep().await }
        });
        Self {
            hub,
            disk: opened.disk,
            wheel,
            upkeep,
        }
    }

    /// Puts in what others need to know to use it.
    pub fn describe(&self, ready: &mut Ready) {
        ready.apps = apps(&self.hub);
        ready.personas = personas(&self.hub);
    }

    /// Waits until everything is on disk, and closes the data. The hub has been stopped.
    pub async fn end(self) {
        if let Err(panic) = self.upkeep.await {
            tracing::error!(%panic, "the upkeep of the store has failed");
        }
        self.hub.settle().await;
    }

    /// Ends every connection with the code that means "come back" and goes back to a snapshot. The keys of the admin API
    /// are no part of what goes back: one that was deleted since stays deleted.
    ///
    /// Answers the life that goes
    /// on: if it is none of the snapshot, one with the data as it was; if there is none of that either, this one, ended.
    pub async fn go_back(self, snapshot: &str, config: &Config) -> (Self, Result<(), NotRestored>) {
        let Some(disk) = self.disk.clone() else {
            return (self, Err(NotRestored::GoingDown));
        };
        let path = match disk.snapshots().path(snapshot) {
            Ok(path) => path,
            Err(error) => return (self, Err(error.into())),
        };
        let (hub, wheel) = (self.hub.clone(), self.wheel.clone());
        hub.stop(CloseReason::Shutdown);
        if timeout(FAREWELL, hub.empty()).await.is_err() {
            tracing::warn!(left = hub.connections(), "some connections did not close in time");
        }
        self.end().await;
        match disk.clone().replace(&path).await {
            Ok(mut opened) => {
                let keys = hub
                    .access_keys
                    .all()
                    .iter()
                    .map(|pass| pass.key.clone())
                    .collect();
                opened.keep_keys(keys).await;
                (Self::begin(opened, wheel, config), Ok(()))
            }
            Err(NotReplaced::Kept(opened, error)) => {
                (Self::begin(*opened, wheel, config), Err(NotRestored::Kept(error)))
            }
            Err(NotReplaced::Lost(error)) => {
                let ended = Self {
                    hub,
                    disk: Some(disk),
                    wheel,
                    upkeep: tokio::spawn(async {}),
                };
                (ended, Err(NotRestored::Lost(error)))
            }
        }
    }
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
