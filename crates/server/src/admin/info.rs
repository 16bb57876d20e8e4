use std::sync::atomic::Ordering;

use axum::{Extension, Json, extract::State};
use contract::{Counters, DialectInfo, Endpoint, Info};
use dialects::{ALL, Lookup};

use super::{Desk, guard::Visitor};
use crate::hub::Hub;

/// Parts of the API that this server has.
const CAPABILITIES: [&str; 14] = [
    "apps",
    "tokens",
    "clients",
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
    let (mut endpoints, mut dialects) = (Vec::new(), Vec::new());
    for spoken in ALL {
        let addresses = (spoken.addresses)(&desk.listen);
        endpoints.extend(addresses.iter().map(|url| Endpoint {
            dialect: spoken.name.into(),
            transport: if url.starts_with("ws") { "socket" } else { "rest" }.into(),
            url: url.clone(),
        }));
        dialects.push(DialectInfo {
            name: spoken.name.into(),
            addresses,
            default_app: desk.world.of(spoken).default_app().map(|app| app.to_string()),
            tokens: spoken.tokens,
            mints: spoken.mint.is_some(),
        });
    }
    Json(Info {
        product: "switchboard".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        run: desk.run.to_string(),
        scope: visitor.scope.into(),
        started_at: desk.started_at.to_string(),
        capabilities: capabilities(&desk),
        endpoints,
        dialects,
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
