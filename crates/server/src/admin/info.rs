use std::sync::atomic::Ordering;

use axum::{Extension, Json, extract::State};
use contract::{Counters, Endpoint, Info};
use dialects::ALL;

use super::{Desk, guard::Visitor};
use crate::hub::Hub;

/// Parts of the API that this server has.
const CAPABILITIES: [&str; 13] = [
    "apps",
    "tokens",
    "channels",
    "connections",
    "publish",
    "state",
    "history",
    "approvals",
    "stream",
    "probe",
    "keys",
    "series",
    "project",
];

pub async fn info(State(desk): State<Desk>, Extension(visitor): Extension<Visitor>) -> Json<Info> {
    let mut endpoints = Vec::new();
    for spoken in ALL {
        let endpoint = |transport: &str, url| Endpoint {
            dialect: spoken.name.into(),
            transport: transport.into(),
            url,
        };
        if let Some(path) = spoken.sockets.first() {
            endpoints.push(endpoint("socket", format!("ws://{}{path}", desk.listen)));
        }
        if !spoken.rest.is_empty() {
            endpoints.push(endpoint("rest", format!("http://{}", desk.listen)));
        }
    }
    Json(Info {
        product: "switchboard".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        run: desk.run.to_string(),
        scope: visitor.scope.into(),
        started_at: desk.started_at.to_string(),
        capabilities: capabilities(&desk),
        endpoints,
        counters: counters(&desk.hub),
    })
}

fn capabilities(desk: &Desk) -> Vec<String> {
    let snapshots = desk.archive.is_some().then_some("snapshots");
    CAPABILITIES
        .into_iter()
        .chain(snapshots)
        .map(str::to_owned)
        .collect()
}

pub fn counters(hub: &Hub) -> Counters {
    let counted = &hub.counters;
    Counters {
        connections: counted.connections.load(Ordering::Relaxed),
        channels: hub.realms().iter().map(|realm| realm.channels() as u64).sum(),
        approvals: hub.approvals.count() as u64,
        connects: counted.connects.get(),
        messages: counted.messages.get(),
        deliveries: counted.deliveries.get(),
        dropped: counted.dropped.get(),
        refusals: counted.refusals.get(),
    }
}
