//! Records what a server tells, for as long as the app runs: across its restarts, without asking for anything twice.

use std::{sync::Arc, time::Duration};

use ::capture::{Capture, CaptureError};
use client::{Client, StreamEvent};
use contract::StreamFrame;
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, sleep},
};

use super::{Captures, clock::now};
use crate::servers::Servers;

/// Before something that failed is tried again.
const PAUSE: Duration = Duration::from_millis(500);
/// How often what has come is written, at least.
const BEAT: Duration = Duration::from_secs(1);
/// Recent events to begin with, when nothing has been recorded before.
const BACKLOG: u32 = 4_096;

/// Runs until the app ends.
pub(super) async fn record(captures: Arc<Captures>, id: String, servers: Servers) {
    let mut ending = captures.ending.subscribe();
    let Some(capture) = until(&mut ending, open(&captures, &id)).await else {
        return;
    };
    let recorder = Recorder {
        capture: Arc::clone(&capture),
        server: id,
        servers,
    };
    tokio::join!(
        recorder.follow(ending),
        keep(&captures, &capture, captures.ending.subscribe()),
    );
    if let Err(error) = capture.close(now()).await {
        tracing::warn!(%error, "a capture was not closed in good order");
    }
}

/// Does it, unless the app ends before. What is there already is taken first: it was the last that could be heard.
async fn until<T>(ending: &mut watch::Receiver<bool>, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        done = work => Some(done),
        () = ended(ending) => None,
    }
}

async fn ended(ending: &mut watch::Receiver<bool>) {
    // An error means that nobody is left who could end it: as good as the end.
    let _ = ending.wait_for(|ending| *ending).await;
}

/// Opens the capture, as soon as that is possible.
async fn open(captures: &Captures, id: &str) -> Arc<Capture> {
    let mut logged = None;
    loop {
        let limits = *captures.limits.borrow();
        let opened = Capture::open(captures.path_of(id), limits, now()).await;
        let opened = opened.map(Arc::new);
        let trouble = opened.as_ref().err().map(CaptureError::to_string);
        if let Some(trouble) = &trouble
            && logged.as_ref() != Some(trouble)
        {
            tracing::warn!(trouble, "a capture cannot be opened");
        }
        logged = trouble;
        if let Some(one) = captures.recorded().get_mut(id) {
            one.capture = opened.as_ref().map(Arc::clone).map_err(CaptureError::to_string);
        }
        match opened {
            Ok(capture) => return capture,
            Err(_) => sleep(PAUSE).await,
        }
    }
}

/// Writes what has come, and removes what is too much.
async fn keep(captures: &Captures, capture: &Capture, mut ending: watch::Receiver<bool>) {
    let mut limits = captures.limits.subscribe();
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = beat.tick() => capture.tick(now()).await,
            Ok(()) = limits.changed() => {
                let limits = *limits.borrow_and_update();
                capture.limit(limits, now()).await;
            }
            () = ended(&mut ending) => return,
        }
    }
}

struct Recorder {
    capture: Arc<Capture>,
    server: String,
    servers: Servers,
}

impl Recorder {
    /// Reads one stream after the other. It ends between two frames, never in one.
    async fn follow(&self, mut ending: watch::Receiver<bool>) {
        let mut first = true;
        while let Some(client) = until(&mut ending, self.servers.client(&self.server)).await {
            if let Ok(client) = client {
                self.read(&client, &mut first, &mut ending).await;
            }
            if until(&mut ending, sleep(PAUSE)).await.is_none() {
                return;
            }
        }
    }

    /// Reads one stream to its end.
    async fn read(&self, client: &Client, first: &mut bool, ending: &mut watch::Receiver<bool>) {
        let begin = match self.capture.last_id() {
            Some(id) => format!("after={id}"),
            None => format!("backlog={BACKLOG}"),
        };
        let Ok(mut stream) = client.stream(&format!("/admin/v1/stream?traffic=true&{begin}")) else {
            return;
        };
        while let Some(Some(event)) = until(ending, stream.next()).await {
            match event {
                StreamEvent::Open => {}
                StreamEvent::Frame(text) => match serde_json::from_str(&text) {
                    Ok(frame) => self.take(frame, first).await,
                    Err(error) => {
                        let reason = format!("The server sent something that is not understood: {error}");
                        self.capture.missing(None, &reason, now()).await;
                    }
                },
                StreamEvent::Closed { .. } => return,
            }
        }
    }

    async fn take(&self, frame: StreamFrame, first: &mut bool) {
        let last = self.capture.last_id();
        if let Some(begun) = frame.begun {
            let restarted = last.is_some_and(|last| last < begun);
            // That the app itself was started has been said when the capture was opened.
            if restarted && !*first {
                let reason = "The server was started again: what happened at its end may be missing";
                self.capture.missing(None, reason, now()).await;
            }
            *first = false;
        }
        if frame.dropped > 0 {
            let reason = "The server had no more room for these: more happened than could be recorded";
            self.capture.missing(Some(frame.dropped), reason, now()).await;
        }
        // What is known already may come again after a break.
        let new = frame.traffic.into_iter().filter(|row| Some(row.id) > last);
        let new: Vec<_> = new.collect();
        if !new.is_empty() {
            self.capture.append(new, now()).await;
        }
    }
}
