//! What happens, as it happens: one WebSocket for each dashboard.

use std::{mem, pin::pin, sync::Arc, time::Duration};

use axum::{
    Extension,
    extract::{
        Query, State,
        rejection::QueryRejection,
        ws::{
            CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code,
            rejection::WebSocketUpgradeRejection,
        },
    },
    response::Response,
};
use contract::{Counters, StreamFrame, StreamQuery, Traffic};
use engine::{Since, Watcher};
use filter::Filter;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::{Desk, failure::Failure, filters, glance::Glance, guard::Visitor, info::counters, view};
use crate::hub::Tags;

/// How often a frame goes out, if there is anything to say.
const BEAT: Duration = Duration::from_millis(50);

/// Most events in one frame.
const BATCH: usize = 256;

/// Bytes of events in one frame: clients of WebSockets take 16 MiB and less.
const FRAME: usize = 1 << 20;

/// How long a watcher may take nothing of what is sent to it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Events that wait for a watcher; beyond that the oldest are lost, and counted.
const ROOM: usize = 16_384;

/// How often the counters are looked at, and what was skipped is told if nothing else is.
const COUNT: Duration = Duration::from_secs(1);

/// The subprotocol that is agreed on, if the client asks for one.
const PROTOCOL: &str = "switchboard.v1";

pub async fn open(
    State(desk): State<Desk>,
    Extension(visitor): Extension<Visitor>,
    query: Result<Query<StreamQuery>, QueryRejection>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let Query(query) = query.map_err(|error| Failure::invalid(error.body_text()))?;
    let filter = filters::parse(query.filter.as_deref().unwrap_or_default())?;
    let upgrade = upgrade
        .map_err(|error| Failure::invalid(format!("open it as a WebSocket: {}", error.body_text())))?;
    Ok(upgrade
        .protocols([PROTOCOL])
        .on_upgrade(move |socket| async move {
            let mut watch = Watch::new(desk, visitor, &query, filter);
            watch.run(socket).await;
        }))
}

/// One dashboard that watches.
struct Watch {
    desk: Desk,
    visitor: Visitor,
    traffic: Option<Arc<Watcher>>,
    filter: Filter,
    tags: Arc<Tags>,
    counted: Option<(Instant, Counters)>,
    /// Happenings that the filter did not match, of which nothing was said yet.
    skipped: u64,
    said: Instant,
    seq: u64,
}

impl Watch {
    fn new(desk: Desk, visitor: Visitor, query: &StreamQuery, filter: Filter) -> Self {
        let since = match query.after {
            Some(id) => Since::Id(id),
            None => Since::Recent(query.backlog.unwrap_or(0) as usize),
        };
        let traffic = query.traffic.then(|| desk.hub.tap.watch(ROOM, since));
        let tags = desk.hub.changes.read();
        Self {
            desk,
            visitor,
            traffic,
            filter,
            tags,
            counted: None,
            skipped: 0,
            said: Instant::now(),
            seq: 0,
        }
    }

    async fn run(&mut self, mut socket: WebSocket) {
        let (visitor, clock) = (self.visitor.clone(), self.desk.hub.clock);
        let mut over = pin!(visitor.over(&clock));
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = beat.tick() => {
                    if self.say(&mut socket).await.is_none() {
                        return;
                    }
                }
                () = self.desk.hub.stopping() => {
                    let frame = CloseFrame { code: close_code::RESTART, reason: "the server is restarting".into() };
                    // It may be gone already.
                    let _ = socket.send(Message::Close(Some(frame))).await;
                    return;
                }
                why = &mut over => {
                    let frame = CloseFrame { code: close_code::POLICY, reason: why.into() };
                    // It may be gone already.
                    let _ = socket.send(Message::Close(Some(frame))).await;
                    return;
                }
                said = socket.recv() => match said {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    // Nothing is to be said on this socket; pings are answered for us.
                    Some(Ok(_)) => {}
                },
            }
        }
    }

    /// Sends what waits now, in frames that are quick to read. What comes meanwhile has its turn after whatever else
    /// happens to the stream. `None`: the watcher has gone, or takes nothing.
    async fn say(&mut self, socket: &mut WebSocket) -> Option<()> {
        let mut left = self.waiting();
        while let Some(frame) = self.frame(&mut left) {
            let text = serde_json::to_string(&frame).ok()?;
            let sent = timeout(PATIENCE, socket.send(Message::Text(text.into()))).await;
            sent.ok()?.ok()?;
            if left == 0 {
                break;
            }
        }
        Some(())
    }

    fn waiting(&self) -> usize {
        self.traffic.as_ref().map_or(0, |watcher| watcher.waiting())
    }

    /// The next frame, if there is anything to say. The first one always is: it tells that the stream is open. Of what
    /// waits at most `left` is taken.
    fn frame(&mut self, left: &mut usize) -> Option<StreamFrame> {
        let (traffic, dropped) = self.traffic(left);
        let changes = self.tags.take();
        let counters = self.counters();
        let first = self.seq == 0;
        let untold = self.skipped > 0 && self.said.elapsed() >= COUNT;
        let quiet = traffic.is_empty() && dropped == 0 && changes.is_empty() && counters.is_none();
        if quiet && !first && !untold {
            return None;
        }
        self.seq += 1;
        self.said = Instant::now();
        Some(StreamFrame {
            seq: self.seq,
            dropped,
            skipped: mem::take(&mut self.skipped),
            begun: first.then(|| self.desk.hub.tap.first_id()),
            traffic,
            changes,
            counters,
        })
    }

    /// What waits and the filter matches, as much as goes into a frame, and how much was lost before it. Of the rest
    /// nothing is made.
    fn traffic(&mut self, left: &mut usize) -> (Vec<Traffic>, u64) {
        let (mut traffic, mut lost) = (Vec::new(), 0);
        let Some(watcher) = &self.traffic else {
            return (traffic, lost);
        };
        let mut room = FRAME;
        loop {
            let (happenings, dropped) = watcher.take(BATCH - traffic.len(), room);
            lost += dropped;
            *left = left.saturating_sub(happenings.len());
            let done = happenings.is_empty();
            for happening in happenings {
                if self.filter.matches(&Glance(&happening)) {
                    room = room.saturating_sub(happening.weight());
                    traffic.push(view::traffic(&happening));
                } else {
                    self.skipped += 1;
                }
            }
            if done || *left == 0 || traffic.len() == BATCH || room == 0 {
                return (traffic, lost);
            }
        }
    }

    fn counters(&mut self) -> Option<Counters> {
        let now = Instant::now();
        if self.counted.is_some_and(|(at, _)| now - at < COUNT) {
            return None;
        }
        let counters = counters(&self.desk.hub);
        let known = self
            .counted
            .replace((now, counters))
            .map(|(_, counters)| counters);
        (known != Some(counters)).then_some(counters)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(watcher) = &self.traffic {
            self.desk.hub.tap.unwatch(watcher);
        }
        self.desk.hub.changes.leave(&self.tags);
    }
}
