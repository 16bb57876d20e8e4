//! What a view tells whoever shows it.

use std::{sync::Arc, time::Duration};

use contract::desktop::ViewFrame;
use tokio::{
    sync::watch,
    time::{Instant, sleep_until, timeout},
};

use super::{
    View,
    window::{Places, places},
};

/// Lines in a frame: more than a high window shows, and no more than it throws away at once in a flood.
const NEWEST: i64 = 100;
/// How long the first frame waits for a page of lines.
const PATIENCE: Duration = Duration::from_millis(80);
/// Frames come at most this often.
const PAUSE: Duration = Duration::from_millis(100);
/// After so long it is looked whether a rate has gone down, though nothing came.
const QUIET: Duration = Duration::from_secs(1);

/// The frames of a view, one after the other, each with how it stands when it is made. Who is slow gets fewer.
#[derive(Debug)]
pub struct Frames {
    view: Arc<View>,
    /// For the frames.
    id: u64,
    recorded: watch::Receiver<u64>,
    scanned: watch::Receiver<u64>,
    told: Option<ViewFrame>,
    /// Lines that were told when the view was opened.
    page: i64,
    next: Instant,
}

impl Frames {
    pub fn new(view: Arc<View>, id: u64) -> Self {
        Self {
            id,
            recorded: view.capture.changed.subscribe(),
            scanned: view.scanned.clone(),
            told: None,
            page: 0,
            next: Instant::now(),
            view,
        }
    }

    /// The next frame: the first one soon, the others when something has changed. `now` is asked for the time, in
    /// milliseconds since 1970.
    pub async fn next(&mut self, now: impl Fn() -> u64) -> ViewFrame {
        if self.told.is_none() {
            // Whether or not there is a page by then.
            let _ = timeout(PATIENCE, self.view.found(NEWEST)).await;
        }
        loop {
            sleep_until(self.next).await;
            let frame = self.frame(now()).await;
            self.next = Instant::now() + PAUSE;
            let news = ViewFrame {
                newest: Vec::new(),
                ..frame.clone()
            };
            if !frame.newest.is_empty() || self.told.as_ref() != Some(&news) {
                self.told = Some(news);
                return frame;
            }
            tokio::select! {
                // An error means that there is nothing more to come from there.
                Ok(()) = self.recorded.changed() => {}
                Ok(()) = self.scanned.changed() => {}
                () = tokio::time::sleep(QUIET) => {}
            }
        }
    }

    async fn frame(&mut self, now: u64) -> ViewFrame {
        self.recorded.mark_unchanged();
        self.scanned.mark_unchanged();
        let mut state = self.view.state.lock().await;
        self.view.follow(&mut state).await;
        let facts = self.view.capture.facts(now);
        let (first, end) = (state.first, state.end());
        let told = self.told.as_ref().map_or(end, |told| told.end);
        // Older lines have been found, and some of them belong to the newest.
        let older = self.told.as_ref().is_none_or(|told| first < told.first);
        let newest: Places = if older && self.page < NEWEST {
            self.page = NEWEST.min(end - first);
            places(&state, end - self.page..end)
        } else {
            let touched = state.touched.range(..told).copied();
            let lines: Vec<i64> = touched.chain(told.max(first)..end).collect();
            let surplus = lines.len().saturating_sub(NEWEST as usize);
            places(&state, lines[surplus..].iter().copied())
        };
        state.touched.clear();
        let frame = ViewFrame {
            view: self.id,
            first,
            end,
            complete: state.complete,
            matched: state.matched(),
            hidden: state.hidden(),
            captured: facts.rows,
            lost: facts.lost,
            removed: facts.removed,
            rate: facts.rate,
            bytes: facts.bytes,
            flood: state.rates.most(now),
            trouble: facts.trouble,
            newest: Vec::new(),
        };
        drop(state);
        let newest = self.view.resolve(newest).await;
        ViewFrame { newest, ..frame }
    }
}
