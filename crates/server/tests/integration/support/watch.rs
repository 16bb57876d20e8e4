//! The stream of the admin API, frame by frame.

use client::{EventStream, StreamEvent};
use contract::{StreamFrame, Traffic, TrafficKind};

use super::{Admin, within};

/// Somebody who watches.
pub struct Watch {
    stream: EventStream,
    /// Number of the last frame.
    pub seq: u64,
    /// What has come and was not asked for yet.
    traffic: Vec<Traffic>,
    changes: Vec<String>,
    /// The frame that came last.
    pub last: StreamFrame,
    pub skipped: u64,
    pub dropped: u64,
}

impl Watch {
    /// Begins to watch; what happens after this is seen.
    pub async fn begin(admin: &Admin, query: &str) -> Self {
        let path = format!("{}/stream{query}", contract::BASE);
        let mut watch = Self {
            stream: admin.client.stream(&path).unwrap(),
            seq: 0,
            traffic: Vec::new(),
            changes: Vec::new(),
            last: StreamFrame::default(),
            skipped: 0,
            dropped: 0,
        };
        assert_eq!(within(watch.stream.next()).await, Some(StreamEvent::Open));
        watch.frame().await;
        watch
    }

    /// The next frame; the numbers have no gaps.
    pub async fn frame(&mut self) -> StreamFrame {
        let text = match within(self.stream.next()).await {
            Some(StreamEvent::Frame(text)) => text,
            other => panic!("a frame was expected: {other:?}"),
        };
        let frame: StreamFrame = serde_json::from_str(&text).unwrap();
        assert_eq!(frame.seq, self.seq + 1);
        self.seq = frame.seq;
        self.traffic.extend(frame.traffic.clone());
        self.changes.extend(frame.changes.clone());
        self.skipped += frame.skipped;
        self.dropped += frame.dropped;
        self.last = frame.clone();
        frame
    }

    /// Waits for something that happens. What came before it is passed over.
    pub async fn traffic(&mut self, wanted: impl Fn(&Traffic) -> bool) -> Traffic {
        loop {
            if let Some(at) = self.traffic.iter().position(&wanted) {
                return self.traffic.drain(..=at).next_back().unwrap();
            }
            self.frame().await;
        }
    }

    pub async fn kind(&mut self, kind: TrafficKind) -> Traffic {
        self.traffic(|one| one.kind == kind).await
    }

    /// Waits for a tag of what has changed.
    pub async fn change(&mut self, tag: &str) {
        while !self.changes.iter().any(|known| known == tag) {
            self.frame().await;
        }
        self.changes.clear();
    }

    /// Waits for the end; answers the reason.
    pub async fn closed(&mut self) -> String {
        loop {
            match within(self.stream.next()).await {
                Some(StreamEvent::Closed { reason }) => return reason,
                Some(_) => {}
                None => panic!("it had ended before"),
            }
        }
    }
}
