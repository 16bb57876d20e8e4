//! What the server counts, in the text format of Prometheus.
//! https://prometheus.io/docs/instrumenting/exposition_formats/

use std::{
    fmt::Write,
    sync::{Arc, atomic::Ordering},
};

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};

use crate::hub::Hub;

/// Where they are asked for.
pub const PATH: &str = "/metrics";

/// Apps with figures of their own; the oldest ones. The others are in the sums only.
const MOST_APPS: usize = 100;

pub async fn text(State(hub): State<Arc<Hub>>) -> Response {
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], render(&hub)).into_response()
}

fn render(hub: &Hub) -> String {
    let mut page = Page(String::with_capacity(4096));
    let counted = &hub.counters;
    page.counter("connects", "Connections that came.", counted.connects.get());
    page.counter(
        "messages",
        "Messages and direct messages that were accepted.",
        counted.messages.get(),
    );
    page.counter(
        "deliveries",
        "Deliveries to connections.",
        counted.deliveries.get(),
    );
    page.counter(
        "dropped_deliveries",
        "Deliveries that were dropped because their reader was too slow or gone.",
        counted.dropped.get(),
    );
    page.counter(
        "refusals",
        "Requests of clients and backends that were refused.",
        counted.refusals.get(),
    );
    page.counter(
        "swept_rows",
        "Stored rows that were taken away for their age.",
        counted.swept.get(),
    );

    let realms = hub.realms();
    let channels = realms.iter().map(|realm| realm.channels() as u64);
    let tokens = realms.iter().map(|realm| realm.tokens() as u64);
    let connections = counted.connections.load(Ordering::Relaxed);
    page.gauge("connections", "Live connections.", connections);
    page.gauge("apps", "Apps.", realms.len() as u64);
    page.gauge("channels", "Channels.", channels.clone().sum());
    page.gauge("tokens", "Tokens.", tokens.clone().sum());
    page.gauge(
        "approvals",
        "Private joins that wait for an answer.",
        hub.approvals.count() as u64,
    );
    page.gauge(
        "store_failing",
        "1 if the last attempt to write failed.",
        u64::from(hub.store_failing()),
    );
    page.gauge(
        "access_keys",
        "Keys of the admin API.",
        hub.access_keys.all().len() as u64,
    );

    let ids = || realms.iter().map(|realm| realm.id.as_str()).take(MOST_APPS);
    let live = realms
        .iter()
        .map(|realm| realm.connections().load(Ordering::Relaxed) as u64);
    page.by_app("connections", "Live connections of an app.", ids().zip(live));
    page.by_app("channels", "Channels of an app.", ids().zip(channels));
    page.by_app("tokens", "Tokens of an app.", ids().zip(tokens));
    page.process();
    page.0
}

/// A page of figures that is being written. Writing to a text cannot fail.
struct Page(String);

impl Page {
    fn head(&mut self, name: &str, about: &str, kind: &str) {
        let _ = write!(self.0, "# HELP {name} {about}\n# TYPE {name} {kind}\n");
    }

    fn counter(&mut self, name: &str, about: &str, value: u64) {
        let name = format!("switchboard_{name}_total");
        self.head(&name, about, "counter");
        let _ = writeln!(self.0, "{name} {value}");
    }

    fn gauge(&mut self, name: &str, about: &str, value: u64) {
        let name = format!("switchboard_{name}");
        self.head(&name, about, "gauge");
        let _ = writeln!(self.0, "{name} {value}");
    }

    /// Ids have nothing in them that would have to be escaped.
    fn by_app<'a>(&mut self, name: &str, about: &str, values: impl Iterator<Item = (&'a str, u64)>) {
        let name = format!("switchboard_app_{name}");
        self.head(&name, about, "gauge");
        for (app, value) in values {
            let _ = writeln!(self.0, "{name}{{app=\"{app}\"}} {value}");
        }
    }

    /// What the system knows of the process, where it tells by files.
    #[cfg(target_os = "linux")]
    fn process(&mut self) {
        let resident = std::fs::read_to_string("/proc/self/status")
            .ok()
            .and_then(|status| {
                let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
                let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
                Some(kib * 1024)
            });
        if let Some(bytes) = resident {
            self.head(
                "process_resident_memory_bytes",
                "Resident memory in bytes.",
                "gauge",
            );
            let _ = writeln!(self.0, "process_resident_memory_bytes {bytes}");
        }
        if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
            // One of them is the folder itself, open for this.
            let open = open.count().saturating_sub(1);
            self.head("process_open_fds", "Open file descriptors.", "gauge");
            let _ = writeln!(self.0, "process_open_fds {open}");
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn process(&mut self) {}
}
