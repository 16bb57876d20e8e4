//! Views: what of a capture is shown, as numbered lines. A view looks through what is there from the newest block to
//! the oldest, and follows what comes.
//!
//! Of each block it keeps only how many lines it makes. The lines themselves are made anew from their blocks for whoever
//! reads them, so a view of a million rows takes some kilobytes.

mod facets;
mod find;
mod flood;
mod follow;
mod frames;
mod lines;
mod scan;
mod shape;
mod state;
mod window;

use std::sync::Arc;

use tokio::{
    sync::{Mutex, watch},
    task::AbortHandle,
};

pub(crate) use self::shape::noise;
use self::state::ViewState;
pub use self::{find::Sought, frames::Frames, shape::Shape};
use crate::Capture;

/// An open view. It is looked through as long as it lives.
#[derive(Debug)]
pub struct View {
    capture: Arc<Capture>,
    shape: Arc<Shape>,
    state: Arc<Mutex<ViewState>>,
    /// Goes up with every block that was looked through.
    scanned: watch::Receiver<u64>,
    scan: AbortHandle,
}

impl View {
    /// Opens a view, on the current tokio runtime.
    pub fn open(capture: &Arc<Capture>, shape: Shape) -> Self {
        let shape = Arc::new(shape);
        let (state, heads) = ViewState::begin(&capture.state(), &shape);
        let state = Arc::new(Mutex::new(state));
        let (tell, scanned) = watch::channel(0);
        let scan = scan::scan(
            Arc::clone(capture),
            Arc::clone(&shape),
            heads,
            Arc::clone(&state),
            tell,
        );
        Self {
            capture: Arc::clone(capture),
            shape,
            state,
            scanned,
            scan: tokio::spawn(scan).abort_handle(),
        }
    }

    /// Waits until so many lines are known, or there are no more. Answers the number of the next line to come.
    pub async fn found(&self, lines: i64) -> i64 {
        let mut scanned = self.scanned.clone();
        loop {
            {
                let state = self.state.lock().await;
                if state.complete || state.end() - state.first >= lines {
                    return state.end();
                }
            }
            if scanned.changed().await.is_err() {
                return self.state.lock().await.end();
            }
        }
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.scan.abort();
    }
}
