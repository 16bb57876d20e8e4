//! Who waits at the door of the embedded server, for the tray and for notifications, whether or not a page looks.

use std::{sync::Arc, time::Duration};

use axum::http::Method;
use client::{Client, StreamEvent};
use contract::{Approval, StreamFrame};
use tokio::{sync::watch, time::sleep};

use crate::embedded::Embedded;

/// Before a stream that broke off is opened again.
const PAUSE: Duration = Duration::from_millis(500);

/// Changes without traffic.
const STREAM: &str = "/admin/v1/stream?traffic=false";

/// Reads, each time the server says that they have changed, the approvals that wait. Ends when nobody listens any more.
pub(crate) async fn follow(embedded: Arc<Embedded>, tell: watch::Sender<Vec<Approval>>) {
    let listened = tell.clone();
    let following = async {
        loop {
            if let Ok(client) = embedded.client().await {
                read(&client, &tell).await;
            }
            // Of a server that is not there nobody can want anything.
            tell.send_if_modified(|waiting| !std::mem::take(waiting).is_empty());
            sleep(PAUSE).await;
        }
    };
    tokio::select! {
        () = following => {}
        () = listened.closed() => {}
    }
}

async fn read(client: &Client, tell: &watch::Sender<Vec<Approval>>) {
    let Ok(mut stream) = client.stream(STREAM) else {
        return;
    };
    while let Some(event) = stream.next().await {
        let changed = match event {
            StreamEvent::Open => true,
            StreamEvent::Frame(text) => serde_json::from_str::<StreamFrame>(&text)
                .is_ok_and(|frame| frame.dropped > 0 || frame.changes.iter().any(|tag| tag == "approvals")),
            StreamEvent::Closed { .. } => return,
        };
        if !changed {
            continue;
        }
        let reply = client.fetch(Method::GET, "/admin/v1/approvals", None).await;
        let waiting = reply
            .ok()
            .and_then(|reply| serde_json::from_slice::<Vec<Approval>>(&reply.body).ok());
        if let Some(waiting) = waiting {
            tell.send_if_modified(|known| {
                let changed = !known
                    .iter()
                    .map(|one| &one.id)
                    .eq(waiting.iter().map(|one| &one.id));
                *known = waiting;
                changed
            });
        }
    }
}
