use std::sync::Arc;

use client::Client;
use contract::desktop::{Environment, Server};

use crate::{embedded::Embedded, exchange::Failure};

/// The servers that this window knows, by their targets.
#[derive(Clone, Debug)]
pub(crate) struct Servers {
    embedded: Arc<Embedded>,
}

impl Servers {
    pub(crate) fn new(embedded: Arc<Embedded>) -> Self {
        Self { embedded }
    }

    /// How they stand now.
    pub(crate) fn list(&self) -> Vec<Server> {
        let (status, notices) = self.embedded.status();
        vec![Server {
            id: Embedded::ID.to_owned(),
            name: "This computer".to_owned(),
            environment: Environment::Local,
            status,
            notices,
        }]
    }

    /// Starts one of our own that failed.
    pub(crate) fn start(&self, id: &str) -> Result<(), Failure> {
        match id {
            Embedded::ID => self.embedded.start_again(),
            _ => Err(Failure::unknown_target(id)),
        }
    }

    /// Starts one of our own that runs again.
    pub(crate) async fn restart(&self, id: &str) -> Result<(), Failure> {
        match id {
            Embedded::ID => self.embedded.restart().await,
            _ => Err(Failure::unknown_target(id)),
        }
    }

    /// The way to one of them; waits for a server of our own that is starting.
    pub(crate) async fn client(&self, target: &str) -> Result<Client, Failure> {
        match target {
            Embedded::ID => self.embedded.client().await,
            _ => Err(Failure::unknown_target(target)),
        }
    }

    /// Ends those that are ours.
    pub(crate) async fn stop(&self) {
        self.embedded.stop().await;
    }
}
